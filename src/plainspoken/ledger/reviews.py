"""What people say of evaluated cases, and what they looked at when they said it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from plainspoken.ledger import schema
from plainspoken.ledger.codec import dumps, loads


@dataclass(frozen=True, slots=True)
class Examined:
    """What one held-out question last got from one subject, as a reviewer is shown it.

    Attributes:
        set, case_id, subject: Which question of which set, and who answered.
        place: Where it stands in the order of review: what went worst comes first.
        at: When it was asked, in UTC.
        question, principal, as_of: What was asked, in whose right, and the day asked about.
        twin: Who else's question it is held against; what they may see, a reviewer must be allowed to see too.
        slice, kind: What the question tries, and whether the documents answer it.
        reference: The right answer, or what is missing.
        facts: What a right answer must hold.
        proofs: (document, words) that prove the reference.
        status, answer: What came back.
        quotes: (document, words) that the answer was tied to.
        removed: (text, why) of what was not shown.
        measured: What the measures said of it.
    """

    set: str
    case_id: str
    subject: str
    place: int
    at: datetime
    question: str
    principal: str
    as_of: date
    twin: str = ""
    slice: str = ""
    kind: str = ""
    reference: str = ""
    facts: tuple[str, ...] = ()
    proofs: tuple[tuple[str, str], ...] = ()
    status: str = ""
    answer: str = ""
    quotes: tuple[tuple[str, str], ...] = ()
    removed: tuple[tuple[str, str], ...] = ()
    measured: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """One thing that an expert said. Only ever added to: a change of mind is another review.

    Attributes:
        id: Its id.
        kind: verdict, correction, question, approval or refusal.
        set: Of the case; of a new question, the set it is meant for.
        about: Id of the case, or of the correction, question or feedback that is approved or refused.
        reviewer: Who said it.
        given: When, in UTC.
        verdict: right, partly or wrong; empty where it is no verdict.
        answer: The answer that was judged, as it was shown.
        subject: Who had given it.
        question, reference, facts: Of a correction, a question or an approval: the case as it should be.
        principal, as_of: In whose right it is asked, and as of which day.
        is_answerable: Whether the documents answer it.
        note: Anything else.
        twin: Who else's question the case is held against, as in ``Examined``.
        slice, case_kind, proofs: Of the case too: a correction outlives the run in which the case was asked.
    """

    id: str
    kind: str
    set: str
    about: str
    reviewer: str
    given: datetime
    verdict: str = ""
    answer: str = ""
    subject: str = ""
    question: str = ""
    reference: str = ""
    facts: tuple[str, ...] = ()
    principal: str = ""
    as_of: date | None = None
    is_answerable: bool = True
    note: str = ""
    twin: str = ""
    slice: str = ""
    case_kind: str = ""
    proofs: tuple[tuple[str, str], ...] = ()


def keep_examined(connection: Connection, kept: Sequence[Examined]) -> None:
    """Keep what each question last got; what the same subject got before is replaced."""
    table = schema.examined
    for each in kept:
        same = (table.c.set == each.set) & (table.c.case_id == each.case_id) & (table.c.subject == each.subject)
        connection.execute(delete(table).where(same))
        names = {"set": each.set, "case_id": each.case_id, "subject": each.subject}
        connection.execute(insert(table), [{**names, "kept": dumps(each)}])


def examined(connection: Connection, name: str | None) -> tuple[Examined, ...]:
    """Return what the questions of one set, or of all, last got: what went worst first."""
    table = schema.examined
    query = select(table.c.kept).order_by(table.c.set, table.c.subject, table.c.case_id)
    if name is not None:
        query = query.where(table.c.set == name)
    found = [loads(Examined, text) for text in connection.scalars(query)]
    return tuple(sorted(found, key=lambda each: (each.set, each.place)))


def keep_review(connection: Connection, kept: Review) -> None:
    """Keep what an expert said."""
    values = {"id": kept.id, "set": kept.set, "given": kept.given.isoformat(), "kept": dumps(kept)}
    connection.execute(insert(schema.reviews), [values])


def reviews(connection: Connection) -> tuple[Review, ...]:
    """Return everything that experts said, oldest first."""
    table = schema.reviews
    query = select(table.c.kept).order_by(table.c.given, table.c.id)
    return tuple(loads(Review, text) for text in connection.scalars(query))
