"""Held-out questions with what a right answer must hold."""

import json
import random
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from plainspoken.errors import UsageError

ANSWERABLE, UNANSWERABLE = "answerable", "unanswerable"
COLUMNS = 3  # of qrels.tsv: question, document, grade


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
        alternatives: Other right answers, in sets that have several: any one of them will do.
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
    alternatives: tuple[str, ...] = ()

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
    cases: dict[str, Case] = {}
    for number, line in _lines(file):
        try:
            case = _case(json.loads(line), relevant, known=cases)
        except KeyError as error:
            raise _no_question(number, file, f"{error} is missing") from error
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise _no_question(number, file, str(error)) from error
        cases[case.id] = case
    return tuple(cases.values())


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


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not empty, each with its number."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except ValueError as error:
        raise UsageError(f"{str(file)!r} is not UTF-8; nothing was evaluated") from error
    except OSError as error:
        raise UsageError(f"{str(file)!r} cannot be read: {error.strerror}; nothing was evaluated") from error
    return ((number, line.rstrip("\r")) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _no_question(number: int, file: Path, why: str) -> UsageError:
    return UsageError(f"line {number} of {str(file)!r} is no question: {why}; nothing was evaluated")


def _case(row: Mapping[str, object], relevant: Mapping[str, Mapping[str, int]], *, known: Container[str]) -> Case:
    if not isinstance(row, dict):
        raise TypeError("it is no JSON object")
    name, kind = _word(row, "id"), _word(row, "kind")
    if name in known:
        raise ValueError(f"the id {name!r} stands above already")
    if kind != ANSWERABLE and kind.partition(":")[0] != UNANSWERABLE:
        raise ValueError(f"kind {kind!r} is not allowed; allowed: {ANSWERABLE}, {UNANSWERABLE}:HOW")
    return Case(
        id=name,
        question=_word(row, "question"),
        reference=str(row.get("reference") or ""),
        facts=tuple(_words(row, "facts")),
        quotes=tuple(_quotes(row)),
        slice=str(row.get("slice") or ""),
        kind=kind,
        principal=str(row.get("principal") or ""),
        as_of=date.fromisoformat(_word(row, "as_of")),
        relevant=relevant.get(name, {}),
        is_smoke=bool(row.get("smoke")),
        twin=str(row.get("twin") or ""),
        note=str(row.get("note") or ""),
    )


def _word(row: Mapping[str, object], key: str) -> str:
    """Return a text or a number that must be there."""
    value = row[key]
    if not isinstance(value, str | int | float) or isinstance(value, bool) or not str(value).strip():
        raise TypeError(f"{key} = {value!r} is no text")
    return str(value)


def _words(row: Mapping[str, object], key: str) -> list[str]:
    given = row.get(key) or []
    if not isinstance(given, list):
        raise TypeError(f"{key} = {given!r} is no list")
    return [_word({key: each}, key) for each in given]


def _quotes(row: Mapping[str, object]) -> Iterator[ReferenceQuote]:
    given = row.get("quotes") or []
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise TypeError('quotes are no list of {"document", "text"}')
    return (ReferenceQuote(_word(each, "document"), _word(each, "text")) for each in given)


def _qrels(file: Path) -> dict[str, dict[str, int]]:
    """Return question → document → grade; the first line may name the columns."""
    found: dict[str, dict[str, int]] = {}
    for place, (number, line) in enumerate(_lines(file) if file.is_file() else ()):
        columns = line.split("\t")
        is_whole = len(columns) == COLUMNS and columns[-1].strip().isdecimal()
        if not is_whole and place:
            raise UsageError(
                f"line {number} of {str(file)!r} is no judgement: it needs question, document and grade, with tabs "
                "between them; nothing was evaluated"
            )
        if is_whole:
            case, document, grade = columns
            found.setdefault(case, {})[document] = int(grade)
    return found
