"""The demo: read the invented company's documents, ask three questions, then serve the page.

    python tools/demo.py [--no-serve] [--host HOST] [--port PORT]

One process, so that the models are loaded once.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import typer

from plainspoken.conversations import Question
from plainspoken.doors.asking import today
from plainspoken.doors.launch import launch
from plainspoken.doors.terminal.desk import Desk
from plainspoken.librarian import Corpus, keep
from plainspoken.present import answer_text

CORPUS = Path(__file__).resolve().parent.parent / "corpora" / "demo"
NAME = "demo"
QUESTIONS = (
    "When is Larder retrained, and what happens if a check fails?",
    "How large is the error on promotion days?",
    "What will Larder's error be in March 2027?",
)


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
            desk.say(f"\n> {text}\n")
            desk.say(answer_text(desk.assistant.ask(Question(text, today(), corpus=NAME))))
        if not given.no_serve:
            launch(
                desk.engines,
                desk.settings,
                host=given.host,
                port=given.port,
                started=lambda url: desk.say(f"\nThe page: {url}"),
            )


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
