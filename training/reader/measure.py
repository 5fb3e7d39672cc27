"""Ask the product every question of whole folders of documents, and print how often it is right, wrong or silent.

    python training/reader/measure.py FOLDER HOME [NAME …]

FOLDER holds ``NAME.jsonl`` files (companies/, twins/): a folder's documents and the questions over them. HOME is where they
are ingested. Right is an answer with every required fact, wrong is one with none; intervals are over the documents quoted.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from companies import filled
from fitting import interval

from plainspoken.access import Principal
from plainspoken.assistant import Assistant
from plainspoken.conversations import Question
from plainspoken.scoring.overlap import holds


def outcomes(file: Path, home: Path) -> Iterator[tuple[bool, str, str]]:
    """Yield, for each question, whether it can be answered, how it went, and the document it is about."""
    engines, questions = filled(file, home)
    assistant = Assistant(engines)
    for row in questions:
        got = assistant.ask(Question(row["question"], date.fromisoformat(row["as_of"]), Principal()))
        held = [holds(got.text, fact) for fact in row["facts"]]
        how = (
            "silent"
            if got.status != "answered"
            else "right"
            if held and all(held)
            else "partly"
            if any(held)
            else "wrong"
        )
        about = row["quotes"][0]["document"] if row["quotes"] else row["id"]
        yield bool(row["facts"]), how, f"{file.stem}:{about}"
    engines.close()


def main(folder: Path, home: Path, names: list[str]) -> None:
    """Print one line for what can be answered and one for what cannot."""
    files = sorted(file for file in folder.glob("*.jsonl") if not names or file.stem in names)
    rows = [row for file in files for row in outcomes(file, home)]
    for title, wanted, kinds in (
        ("can be answered", True, ("right", "partly", "wrong", "silent")),
        ("cannot", False, ("silent",)),
    ):
        some = [(how, about) for known, how, about in rows if known is wanted]
        groups = [about for _, about in some]
        shares = []
        for kind in kinds:
            hits = [how == kind for how, _ in some]
            low, high = interval(lambda at, hits=hits: sum(hits[i] for i in at) / len(at), groups)
            shares.append(f"{kind} {sum(hits) / len(hits):.3f} [{low:.2f}-{high:.2f}]")
        print(json.dumps({title: len(some)} | dict(zip(kinds, shares, strict=True))))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
