"""Ask the product every question of whole folders of documents, and print how often it is right, wrong or silent.

    python training/reader/measure.py FOLDER HOME [NAME …]

FOLDER holds ``NAME.jsonl`` files (companies/, twins/, small/): a folder's documents and the questions over them; NAME is a file or
its writer (``moors``). HOME is where they are ingested. Right is an answer with every required fact, wrong is one with none;
intervals are over the documents quoted. Plain questions (plain/, small/) stand apart from the others.
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

PLAIN = "plain"  # the slice of what everybody asks first
CAN, CANNOT = "can be answered", "cannot"


def outcomes(file: Path, home: Path) -> Iterator[tuple[str, str, str]]:
    """Yield, for each question, of what sort it is, how it went, and the document it is about."""
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
        sort = "plain, " if row["slice"] == PLAIN else ""
        yield f"{sort}{CAN if row['facts'] else CANNOT}", how, f"{file.stem}:{about}"
    engines.close()


def main(folder: Path, home: Path, names: list[str]) -> None:
    """Print a line for each sort of questions."""
    files = sorted(
        file for file in folder.glob("*.jsonl") if not names or {file.stem, file.stem.partition("-")[0]} & {*names}
    )
    rows = [row for file in files for row in outcomes(file, home)]
    for sort in sorted({sort for sort, _, _ in rows}):
        kinds = ("silent",) if sort.endswith(CANNOT) else ("right", "partly", "wrong", "silent")
        some = [(how, about) for its, how, about in rows if its == sort]
        groups = [about for _, about in some]
        shares = []
        for kind in kinds:
            hits = [how == kind for how, _ in some]
            low, high = interval(lambda at, hits=hits: sum(hits[i] for i in at) / len(at), groups)
            shares.append(f"{kind} {sum(hits) / len(hits):.3f} [{low:.2f}-{high:.2f}]")
        print(json.dumps({sort: len(some)} | dict(zip(kinds, shares, strict=True))))  # a script's output


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
