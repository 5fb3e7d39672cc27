"""Grades one answer against its held-out reference: by facts and reference quotes, never by ``verify``."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from plainspoken.answers import Answer, Citation
from plainspoken.scoring.cases import Case

RIGHT, PARTLY, WRONG, ABSTAINED = "right", "partly", "wrong", "abstained"
Read = Callable[[Citation], str]


@dataclass(frozen=True, slots=True)
class Grade:
    """What one answer was worth.

    Attributes:
        case: The question.
        status: answered, abstained or failed; a failed one counts as wrong and is never dropped.
        correctness: right, partly, wrong or abstained.
        facts: Share of the required facts that the answer holds; 0 where none is required.
        claims: How many claims were shown.
        bad_quotes: Citations whose quote is not verbatim in the version they name.
        strays: Claims none of whose citations is in a relevant document.
        recall_at_5: Share of the relevant documents (grade 2) among the first five found.
        milliseconds: Of the whole answer.
        text: As shown, for the report.
    """

    case: Case
    status: str
    correctness: str
    facts: float
    claims: int
    bad_quotes: int
    strays: int
    recall_at_5: float | None
    milliseconds: float
    text: str


def grade(case: Case, answer: Answer, *, found: Sequence[str], read: Read, milliseconds: float) -> Grade:
    """Return the grade of ``answer``.

    Args:
        case: The question and its reference.
        answer: As its principal got it.
        found: Paths of the documents that retrieval brings, best first.
        read: Citation → text of the version that it names.
        milliseconds: How long the answer took.
    """
    held = [fact for fact in case.facts if _holds(answer.text, fact)]
    share = len(held) / len(case.facts) if case.facts else 0.0
    by_number = {citation.n: citation for citation in answer.citations}
    strays = [c for c in answer.claims if not any(by_number[n].document in case.relevant for n in c.citations)]
    return Grade(
        case=case,
        status=answer.status,
        correctness=_correctness(case, answer, share),
        facts=share,
        claims=len(answer.claims),
        bad_quotes=sum(read(citation)[citation.start : citation.end] != citation.quote for citation in answer.citations),
        strays=len(strays) if case.is_answerable else len(answer.claims),
        recall_at_5=_recall(case, found[:5]),
        milliseconds=milliseconds,
        text=answer.text,
    )


def failed(case: Case, why: str) -> Grade:
    """Return the grade of a question that got no answer at all."""
    return Grade(case, "failed", WRONG, 0.0, 0, 0, 0, 0.0 if case.relevant else None, 0.0, why)


def _correctness(case: Case, answer: Answer, share: float) -> str:
    if answer.status == ABSTAINED:
        return ABSTAINED
    if not case.is_answerable or share == 0.0:
        return WRONG
    return RIGHT if share == 1.0 else PARTLY


def _recall(case: Case, found: Sequence[str]) -> float | None:
    wanted = {path for path, grade in case.relevant.items() if grade > 1}
    return len(wanted & set(found)) / len(wanted) if wanted else None


def _holds(text: str, fact: str) -> bool:
    """Return whether ``text`` holds ``fact``: same words and numbers, whatever the case, dashes and spaces."""
    wanted = _plain(fact)
    return re.search(rf"(?<![\w.,]){re.escape(wanted)}(?![\w]|[.,]\d)", _plain(text)) is not None


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub(r"\[\d+\]|[*_`|\"“”]", " ", folded)
    folded = re.sub(r"(?<=\d),(?=\d{3})", "", folded)
    folded = re.sub(r"[‐-―]", "-", folded).replace("’", "'")
    folded = re.sub(r"(?<=\d)\s+(?=%)", "", folded)
    return re.sub(r"\s+", " ", folded)
