"""Held-out questions with what a right answer must hold."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from plainspoken.errors import UsageError

ANSWERABLE = "answerable"


@dataclass(frozen=True, slots=True)
class ReferenceQuote:
    """Words of a document that prove the reference answer.

    Attributes:
        document: Its path in the corpus.
        text: Verbatim.
    """

    document: str
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """One held-out question.

    Attributes:
        id: Its id.
        question: As a person would ask it.
        reference: The right answer; of an unanswerable one, what is missing.
        facts: Short strings that a right answer must hold.
        quotes: Words that prove the reference.
        slice: What the question tries, e.g. ``table_lookup``.
        kind: ``answerable`` or ``unanswerable:<how>``.
        principal: Who asks, a name in the set's ``access.toml``.
        as_of: The day asked about.
        relevant: Document path → grade of relevance.
        is_smoke: Whether it belongs to the short run.
        twin: Id of the case close in wording that is answerable where this one is not, or the other way round.
        note: What its author wants a reviewer to know.
    """

    id: str
    question: str
    reference: str
    facts: tuple[str, ...]
    quotes: tuple[ReferenceQuote, ...]
    slice: str
    kind: str
    principal: str
    as_of: date
    relevant: Mapping[str, int] = field(default_factory=dict)
    is_smoke: bool = False
    twin: str = ""
    note: str = ""

    @property
    def is_answerable(self) -> bool:
        """Return whether the documents answer it."""
        return self.kind == ANSWERABLE


def load(folder: Path) -> tuple[Case, ...]:
    """Return the cases of a set: ``questions.jsonl`` with ``qrels.tsv`` beside it.

    Raises:
        UsageError: The set is missing, or a line of it is malformed.
    """
    file = folder / "questions.jsonl"
    if not file.is_file():
        raise UsageError(f"no evaluation set in {str(folder)!r}: {file.name!r} is missing")
    relevant = _qrels(folder / "qrels.tsv")
    cases = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            cases.append(_case(row, relevant.get(row["id"], {})))
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"line {number} of {str(file)!r} is no question; nothing was evaluated") from error
    return tuple(cases)


def sample(cases: Sequence[Case], size: int, *, seed: int) -> tuple[Case, ...]:
    """Return ``size`` cases, the same for the same seed, with every slice and kind as near to its share as can be.

    The cases of each slice and kind are shuffled, then laid out evenly over the whole; the first
    ``size`` places win.
    """
    groups: dict[tuple[str, bool], list[Case]] = {}
    for case in cases:
        groups.setdefault((case.slice, case.is_answerable), []).append(case)
    dice = random.Random(seed)  # noqa: S311  # a sample, not a secret
    placed: list[tuple[float, Case]] = []
    for key in sorted(groups):
        group = dice.sample(groups[key], len(groups[key]))
        placed += [((place + dice.random()) / len(group), case) for place, case in enumerate(group)]
    chosen = {case.id for _, case in sorted(placed, key=lambda each: (each[0], each[1].id))[:size]}
    return tuple(case for case in cases if case.id in chosen)


def _case(row: dict[str, object], relevant: Mapping[str, int]) -> Case:
    quotes = row.get("quotes") or ()
    return Case(
        id=str(row["id"]),
        question=str(row["question"]),
        reference=str(row.get("reference") or ""),
        facts=tuple(str(fact) for fact in row.get("facts") or ()),  # type: ignore[attr-defined]  # JSON
        quotes=tuple(ReferenceQuote(quote["document"], quote["text"]) for quote in quotes),  # type: ignore[attr-defined]
        slice=str(row.get("slice") or ""),
        kind=str(row["kind"]),
        principal=str(row.get("principal") or ""),
        as_of=date.fromisoformat(str(row["as_of"])),
        relevant=relevant,
        is_smoke=bool(row.get("smoke")),
        twin=str(row.get("twin") or ""),
        note=str(row.get("note") or ""),
    )


def _qrels(file: Path) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    if file.is_file():
        for line in file.read_text(encoding="utf-8").splitlines()[1:]:
            case, document, grade = line.split("\t")
            found.setdefault(case, {})[document] = int(grade)
    return found
