"""Evaluation sets of other people, whatever shape they come in.

{"id", "question", "contexts": [..], "reference", "answerable"}     RAG triples, one a line
{"data": [{"paragraphs": [{"context", "qas": [..]}]}]}              SQuAD, with or without impossible questions
{"id", "context", "claim", "label"}                                 claims with a verdict, one a line
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from plainspoken.errors import UsageError
from plainspoken.scoring.cases import ANSWERABLE, Case

ANY_DAY = date(2026, 1, 1)  # nothing in these sets has dates
SHORT_ANSWER = 6  # words up to which a reference is a fact that an answer must hold whole


@dataclass(frozen=True, slots=True)
class Given:
    """A question with the passages it is to be answered from.

    Attributes:
        case: The question.
        contexts: Its passages; empty where none are given.
    """

    case: Case
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """A claim about a passage, and what people say of it.

    Attributes:
        id: Its id.
        claim: The sentence.
        context: The passage.
        question: What it answers, where known.
        label: supported, unsupported or partly.
        group: Claims of one group are no independent trials.
    """

    id: str
    claim: str
    context: str
    question: str
    label: str
    group: str


def read_questions(path: Path) -> tuple[Given, ...]:
    """Return the questions of a file or of the one data file in a folder.

    Raises:
        UsageError: It is none of the known shapes.
    """
    file = _file(path)
    try:
        if file.suffix == ".json":
            return tuple(_squad(json.loads(file.read_text(encoding="utf-8"))))
        return tuple(_triple(row) for row in _rows(file))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise UsageError(f"{str(file)!r} is neither RAG triples nor SQuAD; nothing was evaluated") from error


def read_claims(path: Path) -> tuple[LabelledClaim, ...]:
    """Return the labelled claims of a file or of the one data file in a folder.

    Raises:
        UsageError: It holds something else.
    """
    file = _file(path)
    try:
        return tuple(_claim(row) for row in _rows(file))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise UsageError(f"{str(file)!r} holds no labelled claims; nothing was evaluated") from error


def pool(questions: Sequence[Given]) -> tuple[str, ...]:
    """Return every context of a set once: sets whose unanswerable questions carry none are searched, not read."""
    return tuple(dict.fromkeys(text for each in questions for text in each.contexts))


def _file(path: Path) -> Path:
    if path.is_file():
        return path
    files = sorted([*path.glob("*.jsonl"), *path.glob("*.json")])
    if len(files) != 1:
        raise UsageError(f"{str(path)!r} holds {len(files)} data files, not one; name the file")
    return files[0]


def _rows(file: Path) -> Iterator[Mapping[str, Any]]:
    return (json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip())


def _triple(row: Mapping[str, Any]) -> Given:
    case = _case(str(row["id"]), row["question"], str(row.get("reference") or ""), answerable=row["answerable"])
    return Given(case, tuple(row.get("contexts") or ()))


def _squad(content: Mapping[str, Any]) -> Iterator[Given]:
    for article in content["data"]:
        for paragraph in article["paragraphs"]:
            for row in paragraph["qas"]:
                answers = row.get("answers") or []
                rights = [*dict.fromkeys(str(each["text"]) for each in answers if str(each["text"]).strip())] or [""]
                case = _case(str(row["id"]), row["question"], *rights, answerable=not row.get("is_impossible"))
                yield Given(case, (paragraph["context"],))


def _case(name: str, question: str, reference: str, *others: str, answerable: bool) -> Case:
    """Return a case; of several right answers any will do, and the shortest is the fact that is looked for."""
    shortest = min((reference, *others), key=lambda each: len(each.split()))
    return Case(
        id=name,
        question=question,
        reference=reference,
        facts=(shortest,) if answerable and 0 < len(shortest.split()) <= SHORT_ANSWER else (),
        quotes=(),
        slice="",
        kind=ANSWERABLE if answerable else "unanswerable:absent_fact",
        principal="",
        as_of=ANY_DAY,
        alternatives=(reference, *others) if others else (),
    )


def _claim(row: Mapping[str, Any]) -> LabelledClaim:
    meta = row.get("meta") or {}
    group = str(meta.get("pair") or row["id"]).split("|")[0]
    return LabelledClaim(str(row["id"]), row["claim"], row["context"], meta.get("question", ""), row["label"], group)
