"""Documents, editions and passages as rows: how they are put in, changed, taken out and read."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import count

from sqlalchemy import Connection, delete, func, insert, select, update

from plainspoken.errors import LedgerError
from plainspoken.ledger import rows, schema
from plainspoken.ledger.records import parts
from plainspoken.ledger.standing import PUBLISHED, RETIRED, STAGED, Entry, Known, Reading
from plainspoken.passages import Document, Passage


def stage(connection: Connection, reading: Reading, published: Sequence[Entry], on: date) -> str:
    """Put in one edition that nobody sees yet, and return its id.

    Args:
        connection: In a writing transaction.
        reading: What to put in.
        published: The document's published editions.
        on: The day on which it will be published.
    """
    document = reading.document
    taken = {entry.base.id for entry in published}
    edition_id = next(each for each in map(partial(_nth_id, reading.id), count()) if each not in taken)
    _keep_document(connection, document)
    drop(connection, [edition_id], documents_too=False)
    text_id = hashlib.sha256(document.text.encode()).hexdigest()[:32]
    if connection.scalar(select(schema.texts.c.id).where(schema.texts.c.id == text_id)) is None:
        connection.execute(insert(schema.texts), [{"id": text_id, "text": document.text}])
    sequence = max((entry.sequence for entry in published), default=0) + 1
    row = rows.edition_row(reading) | {"id": edition_id, "sequence": sequence, "text_id": text_id}
    row["published_on"] = on.toordinal()
    row["indexed"] = rows.planned_imprint(row, document, published)
    connection.execute(insert(schema.editions), [row])
    if document.passages:
        connection.execute(insert(schema.passages), rows.passage_rows(edition_id, document))
    return edition_id


def _nth_id(reading_id: str, again: int) -> str:
    """Return the id of the edition in which one reading is published for so many times before."""
    return hashlib.sha256(f"{reading_id}#{again}".encode()).hexdigest()[:16] if again else reading_id


def publish(connection: Connection, edition_ids: Sequence[str], on: date) -> None:
    """Make staged editions the current ones of their documents."""
    table = schema.editions
    known = (table.c.id.in_(edition_ids)) & (table.c.status == STAGED)
    values = {"status": PUBLISHED, "published_on": on.toordinal()}
    if connection.execute(update(table).where(known).values(values)).rowcount != len(set(edition_ids)):
        raise LedgerError("an edition that is not staged cannot be published; nothing was published")


def retire(connection: Connection, document_ids: Sequence[str]) -> None:
    """Take documents out of everybody's sight."""
    table = schema.editions
    for part in parts(list(document_ids)):
        connection.execute(update(table).where(table.c.document_id.in_(part)).values(status=RETIRED))


def drop(connection: Connection, edition_ids: Sequence[str], *, documents_too: bool = True) -> None:
    """Delete editions with their passages, and the texts and documents that are left without one."""
    editions, texts, documents = schema.editions, schema.texts, schema.documents
    for part in parts(list(edition_ids)):
        connection.execute(delete(schema.passages).where(schema.passages.c.edition_id.in_(part)))
        held = connection.execute(
            select(editions.c.text_id, editions.c.document_id).where(editions.c.id.in_(part))
        ).all()
        connection.execute(delete(editions).where(editions.c.id.in_(part)))
        used = select(editions.c.text_id).where(editions.c.text_id.in_([row.text_id for row in held]))
        orphans = texts.c.id.in_([row.text_id for row in held]) & texts.c.id.not_in(used)
        connection.execute(delete(texts).where(orphans))
        if documents_too:
            owners = [row.document_id for row in held]
            busy = select(editions.c.document_id).where(editions.c.document_id.in_(owners))
            empty = documents.c.id.in_(owners) & documents.c.id.not_in(busy)
            connection.execute(delete(documents).where(empty))


def mark_indexed(connection: Connection, imprints: Mapping[str, str | None]) -> None:
    """Note what the index now holds of each edition; None for nothing."""
    for edition_id, imprint in imprints.items():
        table = schema.editions
        connection.execute(update(table).where(table.c.id == edition_id).values(indexed=imprint))


def keep_spans(connection: Connection, edition_id: str, passages: Sequence[Passage], detector: str) -> None:
    """Replace the private spans of one edition's passages, which carry their ledger ids."""
    for passage in passages:
        table = schema.passages
        found = {"spans": rows.spans_text(passage), "beside": rows.beside_text(passage)}
        connection.execute(update(table).where(table.c.id == passage.id).values(found))
    values = {"detector": detector, **rows.private(passages)}
    connection.execute(update(schema.editions).where(schema.editions.c.id == edition_id).values(values))


def indexed(connection: Connection) -> frozenset[str]:
    """Return the editions of which the index may hold points."""
    table = schema.editions
    return frozenset(connection.scalars(select(table.c.id).where(table.c.indexed.is_not(None))))


def unscanned(connection: Connection, detector: str) -> tuple[str, ...]:
    """Return the published editions whose spans are not those of ``detector``, or are missing."""
    table = schema.editions
    stale = (table.c.detector != detector) | (table.c.evaluated == 0)
    query = select(table.c.id).where(stale & (table.c.status == PUBLISHED))
    return tuple(connection.scalars(query.order_by(table.c.id)))


def keep_inputs(connection: Connection, edition_id: str, inputs: str) -> None:
    """Note the fingerprint of what an edition is read from."""
    table = schema.editions
    connection.execute(update(table).where(table.c.id == edition_id).values(inputs=inputs))


def indexed_points(connection: Connection, *statuses: str) -> int:
    """Return how many passages the indexed editions have, those of some status or all."""
    table = schema.editions
    query = select(func.coalesce(func.sum(table.c.passages), 0)).where(table.c.indexed.is_not(None))
    return connection.scalar(query.where(table.c.status.in_(statuses)) if statuses else query) or 0


def entries(
    connection: Connection, known: Mapping[str, Entry], document_ids: Sequence[str] | None = None
) -> list[Entry]:
    """Return the editions of those documents, or of all; only those not yet ``known`` are read whole."""
    table = schema.editions
    light = select(*(table.c[name] for name in ("id", "status", "sequence", "published_on", "indexed", "detector")))
    queries = [light]
    if document_ids is not None:
        queries = [light.where(table.c.document_id.in_(part)) for part in parts(sorted(set(document_ids)))]
    listed = [row for query in queries for row in connection.execute(query.order_by(table.c.id))]
    new = _whole(connection, [row.id for row in listed if row.id not in known])
    found = []
    for row in listed:
        entry = known.get(row.id) or new[row.id]
        now = (row.status, row.sequence, date.fromordinal(row.published_on), row.indexed)
        if now != (entry.status, entry.sequence, entry.published_on, entry.indexed):
            entry = replace(entry, status=now[0], sequence=now[1], published_on=now[2], indexed=now[3])
        if row.detector != entry.base.detector:
            entry = replace(entry, base=replace(entry.base, detector=row.detector))
        found.append(entry)
    return found


def documents_of(connection: Connection, edition_ids: Sequence[str]) -> list[str]:
    """Return the ids of the documents that these editions belong to."""
    table = schema.editions
    found: set[str] = set()
    for part in parts(list(edition_ids)):
        found.update(connection.scalars(select(table.c.document_id).where(table.c.id.in_(part))))
    return sorted(found)


def _whole(connection: Connection, edition_ids: list[str]) -> dict[str, Entry]:
    editions, documents = schema.editions, schema.documents
    query = select(editions, documents.c.corpus, documents.c.path).join(documents)
    access = connection.get_execution_options().get("access")
    found = {}
    for part in parts(edition_ids):
        for row in connection.execute(query.where(editions.c.id.in_(part))):
            found[row.id] = rows.entry(row._mapping, access(row.corpus) if access else None)
    return found


def known(connection: Connection, corpus: str) -> list[Known]:
    """Return the published documents of one corpus, by path."""
    editions, documents = schema.editions, schema.documents
    wanted = (documents.c.corpus == corpus) & (editions.c.status == PUBLISHED)
    query = select(editions, documents.c.corpus, documents.c.path, documents.c.source).join(documents).where(wanted)
    listed = connection.execute(query.order_by(documents.c.path, editions.c.sequence)).all()
    current = {row.document_id: row for row in listed}
    return [rows.known(row) for row in current.values()]


def move(connection: Connection, document_id: str, source: str) -> None:
    """Note where the file of a document lies now."""
    table = schema.documents
    connection.execute(update(table).where(table.c.id == document_id).values(source=source))


def _keep_document(connection: Connection, document: Document) -> None:
    table = schema.documents
    values = {"corpus": document.corpus, "path": document.path, "source": document.source}
    if not connection.execute(update(table).where(table.c.id == document.id).values(values)).rowcount:
        connection.execute(insert(table), [{"id": document.id, **values}])
