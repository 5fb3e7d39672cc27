"""The demo: read the invented company's documents, ask three questions, then serve the page.

    python tools/demo.py [--no-serve] [--host HOST] [--port PORT]

One process, so that the models are loaded once.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import typer

from plainspoken.access import Principal
from plainspoken.conversations import Question
from plainspoken.doors.asking import today
from plainspoken.doors.launch import launch
from plainspoken.doors.terminal.desk import Desk
from plainspoken.librarian import Corpus, keep
from plainspoken.present import answer_text
from plainspoken.shapes import OURS

CORPUS = Path(__file__).resolve().parent.parent / "corpora" / "demo"
NAME = "demo"
ANSWERED = "Why does Larder's error never go to zero?"
PRIVATE = "Who is told by phone when a wrong date was confirmed?"  # a name and a number
ABSTAINED = "What will Larder's error be in March 2027?"
QUESTIONS = (ANSWERED, PRIVATE, ABSTAINED)


def main() -> None:
    """Run the demo; its exit code is the code of the command that it stands for."""
    given = _arguments()
    os.environ.setdefault("PLAINSPOKEN_ACCESS__FILE", str(CORPUS / "access.toml"))
    os.environ.setdefault("PLAINSPOKEN_SERVER__EXAMPLES", json.dumps(QUESTIONS))
    with Desk(None, debug=False) as desk:
        chosen = desk.settings.corpus(NAME)
        report = keep(
            [CORPUS], corpus=Corpus(NAME, chosen.access, chosen.level), engines=desk.engines, on=today(), prune=True
        )
        desk.say(f"{NAME}: {len(report.added)} new, {len(report.unchanged)} unchanged, {report.passages} passages")
        for text in QUESTIONS:
            answer = desk.assistant.ask(Question(text, today(), corpus=NAME))
            desk.say(f"\n> {text}\n\n{answer_text(answer)}")
            if text == PRIVATE:
                desk.say(_masked(desk.assistant.saw(answer.id, Principal())))
        if not given.no_serve:
            launch(
                desk.engines,
                desk.settings,
                host=given.host,
                port=given.port,
                started=lambda url: desk.say(f"\nThe page: {url}"),
            )


def _masked(messages: Sequence[tuple[str, str]]) -> str:
    """Return how much that is private would be replaced where a language model is asked."""
    found = {one for role, text in messages if role == "user" for one in OURS.findall(text)}
    kinds = Counter(one.strip("<>").rpartition("_")[0] for one in found)
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return f"\nA language model would be given the question and its passages with placeholders for {told}."


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--no-serve", action="store_true", help="stop after the answers")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=7860)
    return parser.parse_args()


if __name__ == "__main__":
    try:
        main()
    except typer.Exit as end:
        sys.exit(end.exit_code)
