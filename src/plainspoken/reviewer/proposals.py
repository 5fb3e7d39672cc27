"""Corrections and new questions: proposed by one person, approved by another or the same, then candidate cases."""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from plainspoken.access import Principal
from plainspoken.ledger import Examined, Review
from plainspoken.scoring.cases import ANSWERABLE

NO_ANSWER = "unanswerable:absent_fact"  # kind of a proposed question that the documents do not answer
FEEDBACK = "feedback"
"""Set and slice of what came with feedback on answers."""
APPROVAL, REFUSAL = "approval", "refusal"


@dataclass(frozen=True, slots=True)
class Words:
    """What a person says a case should be.

    Attributes:
        question, reference, facts: Empty where they say nothing of it.
        is_answerable: Whether the documents answer it.
        note: Anything else.
    """

    question: str = ""
    reference: str = ""
    facts: tuple[str, ...] = ()
    is_answerable: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A correction or a new question, and whether it was approved.

    Attributes:
        id: Of the review or the feedback that proposed it.
        set: The set it is meant for.
        case_id: The case that it corrects; empty for a new question.
        words: The case as proposed, or as approved.
        principal, as_of: In whose right it is asked, and as of which day.
        by, given: Who proposed it, and when.
        settled_by, settled: Who approved or refused it, and when; None while it waits.
        is_approved: Whether it is a candidate case.
        twin: Who else's question the corrected case is held against; empty for a new question.
        slice, case_kind, proofs: Of the corrected case, as it was then; empty for a new question.
    """

    id: str
    set: str
    case_id: str
    words: Words
    principal: str
    as_of: date
    by: str
    given: datetime
    settled_by: str = ""
    settled: datetime | None = None
    is_approved: bool = False
    twin: str = ""
    slice: str = ""
    case_kind: str = ""
    proofs: tuple[tuple[str, str], ...] = ()


def said(kind: str, case: Examined, viewer: Principal, words: Words, verdict: str) -> Review:
    """Return what ``viewer`` says of a case, to be kept."""
    return Review(
        id=f"rev_{secrets.token_hex(8)}",
        kind=kind,
        set=case.set,
        about=case.case_id,
        reviewer=viewer.name,
        given=datetime.now(UTC),
        verdict=verdict,
        answer=case.answer,
        subject=case.subject,
        question=words.question.strip() or case.question,
        reference=words.reference.strip(),
        facts=words.facts,
        principal=case.principal,
        as_of=case.as_of,
        is_answerable=words.is_answerable,
        note=words.note.strip(),
        twin=case.twin,
        slice=case.slice,
        case_kind=case.kind,
        proofs=case.proofs,
    )


def proposal_of(said: Review) -> Proposal:
    """Return a correction or a new question as a proposal that waits."""
    words = Words(said.question, said.reference, said.facts, said.is_answerable, said.note)
    return Proposal(
        id=said.id,
        set=said.set,
        case_id=said.about,
        words=words,
        principal=said.principal,
        as_of=said.as_of or said.given.date(),
        by=said.reviewer,
        given=said.given,
        twin=said.twin,
        slice=said.slice,
        case_kind=said.case_kind,
        proofs=said.proofs,
    )


def settled(proposal: Proposal, by: Review | None) -> Proposal:
    """Return a proposal as it was approved or refused; None leaves it waiting."""
    if by is None:
        return proposal
    words = Words(by.question, by.reference, by.facts, by.is_answerable, by.note or proposal.words.note)
    is_approved = by.kind == APPROVAL
    return replace(
        proposal,
        words=words if is_approved else proposal.words,
        settled_by=by.reviewer,
        settled=by.given,
        is_approved=is_approved,
    )


def amended(proposed: Words, final: Words) -> Words:
    """Return proposed words with the final ones in their place where those say something."""
    return Words(
        question=final.question.strip() or proposed.question,
        reference=final.reference.strip() or proposed.reference,
        facts=final.facts or proposed.facts,
        is_answerable=proposed.is_answerable,
        note=final.note or proposed.note,
    )


def row(proposal: Proposal, case: Examined | None) -> dict[str, object]:
    """Return an approved proposal as a row of ``questions.jsonl``.

    Args:
        proposal: Which.
        case: The case that it corrects, if it is still kept; else that counts which the proposal kept of it.
    """
    words = proposal.words
    about = case.kind if case else proposal.case_kind
    kind = about or (ANSWERABLE if words.is_answerable else NO_ANSWER)
    slice_ = case.slice if case else proposal.slice
    proofs = case.proofs if case else proposal.proofs
    approved = f"{proposal.settled_by}, {proposal.settled:%Y-%m-%d}"
    return {
        "id": f"{proposal.case_id}-{proposal.id}" if proposal.case_id else proposal.id,
        "question": words.question,
        "reference": words.reference,
        "facts": list(words.facts),
        "quotes": [{"document": document, "text": text} for document, text in proofs],
        "slice": slice_ or (FEEDBACK if proposal.set == FEEDBACK else "review"),
        "kind": kind,
        "twin": None,
        "principal": proposal.principal,
        "as_of": proposal.as_of.isoformat(),
        "note": words.note,
        "author": f"{proposal.by}, {proposal.given:%Y-%m-%d}; approved by {approved}",
    }
