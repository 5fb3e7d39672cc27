"""Show the companies' questions what the product reads beside them, and which of its lines answer.

    python training/reader/companies.py HOME [NAME …] > companies.jsonl

A company (``companies/*.jsonl``, ``twins/*.jsonl``, ``small/*.jsonl``) is a folder of documents and the questions that were
written over it, more of them in ``later`` and ``plain``. It is ingested into HOME by the product and asked as a user would,
each question also in the other words of training/query/phrasings; what the extract would read is printed as pairs.py prints
its pairs, with a pair for each piece. What held.py names is held back from the reader: the coefficients learn from it.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from examples import matches
from held import is_held

from plainspoken import ladder
from plainspoken.access import Principal
from plainspoken.answer.candidates import Candidate, as_told
from plainspoken.answer.extractive import Ranked, rank
from plainspoken.answer.pieces import Piece, pieces
from plainspoken.answer.question import sought
from plainspoken.answers import Abstention
from plainspoken.assistant import Assistant
from plainspoken.conversations import Question
from plainspoken.librarian import Corpus, keep
from plainspoken.redacted import Redacted
from plainspoken.scoring.overlap import holds
from plainspoken.settings import load
from plainspoken.wiring import Engines

COMPANIES = Path(__file__).parent / "companies"
TWINS = Path(__file__).parent / "twins"
SMALL = Path(__file__).parent / "small"  # a page or a few of them
LATER = Path(__file__).parent / "later"  # more questions over the folders that are not held back
PLAIN = Path(__file__).parent / "plain"  # what everybody asks first, over all of them
PHRASINGS = Path(__file__).parents[1] / "query" / "phrasings"
TELLING = 4  # characters of a required fact that does not stand somewhere by chance


@dataclass(frozen=True)
class Posed:
    """One question and what the product found for it.

    Attributes:
        company: Name of the company.
        row: The question as written.
        asked: What the extract would be handed; None where nothing is in force.
    """

    company: str
    row: dict
    asked: Redacted | None


def filled(file: Path, home: Path) -> tuple[Engines, list[dict]]:
    """Ingest one company's documents and return what they are asked with, and its questions."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    folder = home / "documents" / file.stem
    for row in (row for row in rows if "path" in row):
        path = folder / row["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(row["text"], encoding="utf-8")
    questions = [*(row for row in rows if "question" in row), *_rows(LATER / file.name), *_rows(PLAIN / file.name)]
    engines = Engines(load(None, {"home": str(home / file.stem)}))
    day = max(date.fromisoformat(row["as_of"]) for row in questions)
    keep([folder], corpus=Corpus(file.stem), engines=engines, on=day)
    return engines, questions


def files() -> list[Path]:
    """Return the files of all companies, by name within each kind."""
    return [file for kind in (COMPANIES, TWINS, SMALL) for file in sorted(kind.glob("*.jsonl"))]


def _rows(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def phrased(name: str, rows: Sequence[dict]) -> Iterator[dict]:
    """Yield each question again in the other words that were written for it, if any were."""
    other = {row["of"]: row for row in _rows(PHRASINGS / f"{name}.jsonl")}
    for row in rows:
        for which in ("a", "b") if row["id"] in other else ():
            yield {**row, "id": f"{row['id']}/{which}", "question": other[row["id"]][which]}


def posed(file: Path, home: Path, *, in_other_words: bool = False) -> Iterator[Posed]:
    """Yield the questions of one company with what the product finds for them."""
    engines, questions = filled(file, home)
    if in_other_words:
        questions = [*questions, *phrased(file.stem, questions)]
    assistant, seen = Assistant(engines), []
    ladder.answer = lambda asked, **_: iter([seen.append(asked) or Abstention("not_predictable", "")])
    for row in questions:
        seen.clear()
        assistant.ask(Question(row["question"], date.fromisoformat(row["as_of"]), Principal()))
        yield Posed(file.stem, row, seen[0] if seen else None)
    engines.close()


@dataclass(frozen=True)
class Asked:
    """A question of a company as train.py takes its examples.

    Attributes:
        set, group, question, asked: As in ``examples.Example``.
        row: The question as written.
        answerable: Whether it can be answered; None where what answers was not found.
    """

    set: str
    group: str
    question: str
    asked: Redacted
    row: dict
    answerable: bool | None


def examples(file: Path, home: Path) -> Iterator[Asked]:
    """Yield one company's questions with what was found for them."""
    for one in posed(file, home):
        if one.asked is None:
            continue
        found = rank(one.asked, sought(one.asked.question.text))
        reached = True in labels(one.row, [each.candidate for each in found])
        kind = "company" if one.row["facts"] else "company-none"
        known = (True if reached else None) if one.row["facts"] else False
        yield Asked(
            kind, f"company:{one.company}:{_about(one.row)}", one.asked.question.text, one.asked, one.row, known
        )


def _about(row: dict) -> str:
    return row["quotes"][0]["document"] if row["quotes"] else row["id"]


def labels(row: dict, found: Sequence[Candidate]) -> list[bool | None]:
    """Return for each stretch whether it answers; None where it holds a required fact and nobody quoted it.

    Of a quoted line that divides into several sentences only those answer which hold a required fact, where any does.
    """
    quoted = [line for quote in row["quotes"] for line in (quote["text"], *quote["text"].split("\n")) if line.strip()]
    named = [any(matches(one.raw, [line]) for line in quoted) for one in found]
    facts = [[fact for fact in row["facts"] if holds(one.text, fact)] for one in found]
    telling = any(quote and fact for quote, fact in zip(named, facts, strict=True))
    made: list[bool | None] = []
    for is_quoted, held in zip(named, facts, strict=True):
        unsure = (is_quoted and telling and not held) or (not is_quoted and any(len(fact) >= TELLING for fact in held))
        made.append(None if unsure else is_quoted)
    return made


def pairs(one: Posed) -> Iterator[dict]:
    """Yield a pair for each piece that the extract would read; those of which nobody can tell are left out."""
    asked = one.asked
    if asked is None:
        return
    ranked = rank(asked, sought(asked.question.text))
    known = labels(one.row, [each.candidate for each in ranked])
    if one.row["facts"] and True not in known:
        return
    told = [each.text for each in as_told(asked)]
    for piece in pieces([(each.candidate, each.score) for each in ranked]):
        inside = [(each.candidate, label) for each, label in zip(ranked, known, strict=True) if _holds(piece, each)]
        answers = [(c.place[0] - piece.start, c.place[1] - piece.start) for c, label in inside if label]
        if answers or all(label is False for _, label in inside):
            yield {
                "set": f"{'phrased' if '/' in one.row['id'] else 'company'}{'' if answers else '-none'}",
                "group": f"company:{one.company}",
                "question": asked.question.text,
                "head": asked.titles[piece.n - 1],
                "text": told[piece.n - 1][piece.start : piece.end],
                "answers": answers,
                "asked": one.row["id"],
            }


def _holds(piece: Piece, ranked: Ranked) -> bool:
    start, end = ranked.candidate.place
    return ranked.candidate.n == piece.n and piece.start <= start and end <= piece.end


def main(home: Path, names: Sequence[str]) -> None:
    """Print the pairs of the named companies, or of all."""
    for file in files():
        if names and file.stem not in names:
            continue
        for one in posed(file, home, in_other_words=not is_held(file.stem)):  # those held are measured as written
            for pair in pairs(one):
                print(json.dumps(pair, ensure_ascii=False))  # a script's output


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
