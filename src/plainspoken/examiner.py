"""Examine: put held-out questions to an assistant that is handed in, and score what comes back."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from plainspoken.answers import Answer, Citation
from plainspoken.errors import PlainspokenError
from plainspoken.scoring.cases import Case
from plainspoken.scoring.grading import ABSTAINED, PARTLY, RIGHT, WRONG, Grade, failed, grade
from plainspoken.scoring.intervals import Figure, mean

Ask = Callable[[Case], Answer]
Find = Callable[[Case], Sequence[str]]
Read = Callable[[Case, Citation], str]


@dataclass(frozen=True, slots=True)
class Examined:
    """What one run came to.

    Attributes:
        grades: One for each question, in the set's order.
        figures: Measure → figure.
    """

    grades: tuple[Grade, ...]
    figures: dict[str, Figure]


def examine(cases: Sequence[Case], *, ask: Ask, find: Find, read: Read) -> Examined:
    """Return the grades and figures of all ``cases``; a question that fails counts as wrong.

    Args:
        cases: The questions.
        ask: Answers one question in its principal's right, as of its day.
        find: Paths of the documents that retrieval brings, best first.
        read: The text of the version that a citation names, as the principal reads it.
    """
    grades = tuple(_graded(case, ask, find, read) for case in cases)
    return Examined(grades, figures(grades))


def figures(grades: Sequence[Grade]) -> dict[str, Figure]:
    """Return every measure over ``grades``.

    Shares are of the questions named: ``answer_rate``, ``right`` … over answerable ones,
    ``abstention_recall`` over unanswerable ones; ``quote_validity`` over citations' answers.
    """
    answerable = [g for g in grades if g.case.is_answerable]
    unanswerable = [g for g in grades if not g.case.is_answerable]
    answered = [g for g in grades if g.status == "answered"]
    shares = {
        "answer_rate": (answerable, lambda g: g.status == "answered"),
        "false_abstention": (answerable, lambda g: g.status == "abstained"),
        "right": (answerable, lambda g: g.correctness == RIGHT),
        "partly": (answerable, lambda g: g.correctness == PARTLY),
        "wrong": (answerable, lambda g: g.correctness == WRONG),
        "abstention_recall": (unanswerable, lambda g: g.correctness == ABSTAINED),
        "quote_validity": (answered, lambda g: not g.bad_quotes),
        "recall@5": ([g for g in answerable if g.recall_at_5 is not None], lambda g: g.recall_at_5),
        "milliseconds": (grades, lambda g: g.milliseconds),
    }
    return {name: _figure(over, value) for name, (over, value) in shares.items()}


def _graded(case: Case, ask: Ask, find: Find, read: Read) -> Grade:
    started = time.perf_counter()
    try:
        answer = ask(case)
        spent = 1000 * (time.perf_counter() - started)
        return grade(case, answer, found=find(case), read=lambda c: read(case, c), milliseconds=spent)
    except PlainspokenError as error:
        return failed(case, f"{type(error).__name__}: {error}")


def _figure(over: Sequence[Grade], value: Callable[[Grade], float | None]) -> Figure:
    clusters = [max(g.case.relevant, default=g.case.id, key=lambda p: (g.case.relevant[p], p)) for g in over]
    return mean([float(value(g) or 0.0) for g in over], clusters)
