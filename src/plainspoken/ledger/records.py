"""What is kept about people asking: conversations, answers, feedback, egress, runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from plainspoken.answers import Kept, whole_of
from plainspoken.conversations import Turn
from plainspoken.errors import ContinuedError
from plainspoken.ledger import schema
from plainspoken.ledger.codec import dumps, loads


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation between questions.

    Attributes:
        id: Its id.
        principal: Name of the principal whose it is.
        sealed: Its placeholders, sealed by the vault.
        turns: What was asked and answered, redacted, oldest first.
        revision: How often it was kept before; two that continue the same revision cannot both be kept.
    """

    id: str
    principal: str
    sealed: bytes
    turns: tuple[Turn, ...] = ()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person thought of an answer.

    Attributes:
        id: Its id.
        answer_id: The answer.
        principal: Name of the principal who gave it.
        rating: up or down.
        given: When, in UTC.
        reason, text, correction: Their words, redacted; empty where they gave none.
    """

    id: str
    answer_id: str
    principal: str
    rating: str
    given: datetime
    reason: str = ""
    text: str = ""
    correction: str = ""


@dataclass(frozen=True, slots=True)
class Egress:
    """That something was sent to a model: never what.

    Attributes:
        at: When, in UTC.
        model: To which model.
        sent: Entity type → number of distinct placeholders that stood for private things.
        answer_id: For which answer; empty where for none.
        is_remote: Whether the model is on another machine.
        is_masked: Whether private things were replaced; if not, nobody looked for them.
    """

    at: datetime
    model: str
    sent: Mapping[str, int] = field(default_factory=dict)
    answer_id: str = ""
    is_remote: bool = True
    is_masked: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """One evaluation, ingestion or review, with the settings that shaped it.

    Attributes:
        id: Its id.
        kind: eval, ingest, review …
        started: When, in UTC.
        settings: Name → value of what shaped it.
        results: Measure → value.
        details: Anything else, as JSON.
    """

    id: str
    kind: str
    started: datetime
    settings: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, float] = field(default_factory=dict)
    details: str = ""


def conversation(connection: Connection, conversation_id: str) -> Conversation | None:
    """Return a conversation as last kept."""
    table = schema.conversations
    row = connection.execute(select(table).where(table.c.id == conversation_id)).one_or_none()
    if row is None:
        return None
    return Conversation(row.id, row.principal, bytes(row.sealed), loads(tuple[Turn, ...], row.turns), row.revision)


def keep_conversation(connection: Connection, kept: Conversation) -> None:
    """Keep a conversation after one more turn, unless somebody else continued it meanwhile."""
    table = schema.conversations
    values = {"sealed": kept.sealed, "turns": dumps(kept.turns), "revision": kept.revision + 1}
    same = (table.c.id == kept.id) & (table.c.principal == kept.principal) & (table.c.revision == kept.revision)
    if connection.execute(update(table).where(same).values(values)).rowcount:
        return
    if kept.revision or connection.execute(select(table.c.id).where(table.c.id == kept.id)).first():
        raise ContinuedError(f"conversation {kept.id!r} was continued elsewhere meanwhile; this turn was not kept")
    connection.execute(insert(table), [{"id": kept.id, "principal": kept.principal, **values}])


def keep_answer(connection: Connection, kept: Kept) -> None:
    """Keep an answer; the same id twice is an error."""
    values = {"id": kept.answer.id, "principal": kept.principal, "cache_key": kept.cache_key}
    connection.execute(insert(schema.answers), [{**values, "asked": kept.asked.isoformat(), "kept": dumps(kept)}])


def answer(connection: Connection, answer_id: str) -> Kept | None:
    """Return a kept answer; for the id of a candidate that one, as if it had been the answer."""
    table = schema.answers
    whole_id, place = whole_of(answer_id)
    text = connection.scalar(select(table.c.kept).where(table.c.id == whole_id))
    kept = None if text is None else loads(Kept, text)
    if kept is None or not place:
        return kept
    offered = kept.answer.candidates[place - 1 : place]
    same_talk = (replace(each, conversation=kept.answer.conversation) for each in offered)
    return next((replace(kept, answer=each) for each in same_talk), None)


def cached(connection: Connection, cache_key: str) -> Kept | None:
    """Return the newest answer that was kept under ``cache_key``."""
    table = schema.answers
    query = select(table.c.kept).where(table.c.cache_key == cache_key)
    text = connection.scalar(query.order_by(table.c.asked.desc(), table.c.id).limit(1))
    return None if text is None else loads(Kept, text)


def keep_feedback(connection: Connection, kept: Feedback) -> None:
    """Keep what a person thought of an answer."""
    values = {"id": kept.id, "answer_id": kept.answer_id, "given": kept.given.isoformat(), "kept": dumps(kept)}
    connection.execute(insert(schema.feedback), [values])


def feedback(connection: Connection, answer_id: str | None) -> tuple[Feedback, ...]:
    """Return all feedback, or that on one answer, oldest first."""
    table = schema.feedback
    query = select(table.c.kept).order_by(table.c.given, table.c.id)
    if answer_id is not None:
        query = query.where(table.c.answer_id == answer_id)
    return tuple(loads(Feedback, text) for text in connection.scalars(query))


def keep_egress(connection: Connection, kept: Egress) -> None:
    """Keep that something was sent to a model."""
    connection.execute(insert(schema.egress), [{"at": kept.at.isoformat(), "kept": dumps(kept)}])


def egress(connection: Connection, principal: str | None = None) -> tuple[Egress, ...]:
    """Return what was sent to any model, oldest first: for answers to ``principal``, or everything."""
    table, answers = schema.egress, schema.answers
    found = [loads(Egress, text) for text in connection.scalars(select(table.c.kept).order_by(table.c.id))]
    if principal is None:
        return tuple(found)
    own = set(connection.scalars(select(answers.c.id).where(answers.c.principal == principal)))
    return tuple(sent for sent in found if whole_of(sent.answer_id)[0] in own)


def keep_run(connection: Connection, kept: Run) -> None:
    """Keep the record of one run."""
    values = {"id": kept.id, "kind": kept.kind, "started": kept.started.isoformat(), "kept": dumps(kept)}
    connection.execute(insert(schema.runs), [values])


def runs(connection: Connection, kind: str) -> tuple[Run, ...]:
    """Return the runs of one kind, oldest first."""
    table = schema.runs
    query = select(table.c.kept).where(table.c.kind == kind).order_by(table.c.started, table.c.id)
    return tuple(loads(Run, text) for text in connection.scalars(query))


def vectors(connection: Connection, model: str, keys: list[str]) -> dict[str, bytes]:
    """Return the known vectors of one model by content key."""
    table = schema.vectors
    found: dict[str, bytes] = {}
    for part in parts(keys):
        query = select(table.c.key, table.c.vector).where(table.c.model == model, table.c.key.in_(part))
        found.update((key, bytes(vector)) for key, vector in connection.execute(query))
    return found


def keep_vectors(connection: Connection, model: str, found: Mapping[str, bytes]) -> None:
    """Keep vectors by content key; what is known already stays."""
    known = vectors(connection, model, list(found))
    rows = [{"model": model, "key": key, "vector": vector} for key, vector in found.items() if key not in known]
    if rows:
        connection.execute(insert(schema.vectors), rows)


def drop_vectors(connection: Connection, keys: list[str]) -> None:
    """Forget the vectors of these contents, of every model."""
    for part in parts(keys):
        connection.execute(delete(schema.vectors).where(schema.vectors.c.key.in_(part)))


def parts(keys: list[str], size: int = 500) -> list[list[str]]:
    """Return ``keys`` in runs short enough for one statement."""
    return [keys[start : start + size] for start in range(0, len(keys), size)]
