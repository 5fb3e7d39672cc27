"""Documents, editions and passages as rows: how they are put in, changed, taken out and read."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from plainspoken.errors import LedgerError
from plainspoken.ledger import schema
from plainspoken.ledger.codec import dumps, loads
from plainspoken.ledger.records import parts
from plainspoken.ledger.standing import PUBLISHED, RETIRED, STAGED, Clauses, Entry, Known, Reading, standings
from plainspoken.passages import Document, Edition, Metadata, Passage

NOBODY_CLAUSE: Clauses = frozenset({frozenset()})
"""What a passage without any rule adds to its document's: a clause that no group satisfies."""


def stage(connection: Connection, reading: Reading, published: Sequence[Entry], on: date) -> str:
    """Put in one edition that nobody sees yet, and return its id.

    Args:
        connection: In a writing transaction.
        reading: What to put in.
        published: The document's published editions.
        on: The day on which it will be published.
    """
    document = reading.document
    again = sum(entry.reading == reading.id for entry in published)
    edition_id = hashlib.sha256(f"{reading.id}#{again}".encode()).hexdigest()[:16] if again else reading.id
    _keep_document(connection, document)
    drop(connection, [edition_id], documents_too=False)
    text_id = hashlib.sha256(document.text.encode()).hexdigest()[:32]
    if connection.scalar(select(schema.texts.c.id).where(schema.texts.c.id == text_id)) is None:
        connection.execute(insert(schema.texts), [{"id": text_id, "text": document.text}])
    sequence = max((entry.sequence for entry in published), default=0) + 1
    row = _edition_row(reading) | {"id": edition_id, "sequence": sequence, "text_id": text_id}
    row["published_on"] = on.toordinal()
    row["indexed"] = _planned_imprint(row, document, published)
    connection.execute(insert(schema.editions), [row])
    if document.passages:
        connection.execute(insert(schema.passages), _passage_rows(edition_id, document))
    return edition_id


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
    connection.execute(update(table).where(table.c.document_id.in_(document_ids)).values(status=RETIRED))


def drop(connection: Connection, edition_ids: Sequence[str], *, documents_too: bool = True) -> None:
    """Delete editions with their passages, and the texts and documents that are left without one."""
    editions, texts, documents = schema.editions, schema.texts, schema.documents
    for part in parts(list(edition_ids)):
        connection.execute(delete(schema.passages).where(schema.passages.c.edition_id.in_(part)))
        rows = connection.execute(
            select(editions.c.text_id, editions.c.document_id).where(editions.c.id.in_(part))
        ).all()
        connection.execute(delete(editions).where(editions.c.id.in_(part)))
        used = select(editions.c.text_id).where(editions.c.text_id.in_([row.text_id for row in rows]))
        orphans = texts.c.id.in_([row.text_id for row in rows]) & texts.c.id.not_in(used)
        connection.execute(delete(texts).where(orphans))
        if documents_too:
            held = select(editions.c.document_id).where(editions.c.document_id.in_([row.document_id for row in rows]))
            empty = documents.c.id.in_([row.document_id for row in rows]) & documents.c.id.not_in(held)
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
        connection.execute(update(table).where(table.c.id == passage.id).values(spans=_spans_text(passage)))
    values = {"detector": detector, **_private(passages)}
    connection.execute(update(schema.editions).where(schema.editions.c.id == edition_id).values(values))


def indexed_points(connection: Connection) -> int:
    """Return how many passages the indexed editions have."""
    table = schema.editions
    return (
        connection.scalar(select(func.coalesce(func.sum(table.c.passages), 0)).where(table.c.indexed.is_not(None))) or 0
    )


def entries(
    connection: Connection, known: Mapping[str, Entry], document_ids: Sequence[str] | None = None
) -> list[Entry]:
    """Return the editions of those documents, or of all; only those not yet ``known`` are read whole."""
    table = schema.editions
    light = select(table.c.id, table.c.status, table.c.sequence, table.c.published_on, table.c.indexed)
    if document_ids is not None:
        light = light.where(table.c.document_id.in_(document_ids))
    rows = connection.execute(light.order_by(table.c.id)).all()
    new = _whole(connection, [row.id for row in rows if row.id not in known])
    found = []
    for row in rows:
        entry = known.get(row.id) or new[row.id]
        now = (row.status, row.sequence, date.fromordinal(row.published_on), row.indexed)
        if now != (entry.status, entry.sequence, entry.published_on, entry.indexed):
            entry = replace(entry, status=now[0], sequence=now[1], published_on=now[2], indexed=now[3])
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
    found = {}
    for part in parts(edition_ids):
        for row in connection.execute(query.where(editions.c.id.in_(part))):
            found[row.id] = _entry(row._mapping)
    return found


def known(connection: Connection, corpus: str) -> list[Known]:
    """Return the published documents of one corpus, by path."""
    editions, documents = schema.editions, schema.documents
    wanted = (documents.c.corpus == corpus) & (editions.c.status == PUBLISHED)
    query = select(editions, documents.c.corpus, documents.c.path, documents.c.source).join(documents).where(wanted)
    rows = connection.execute(query.order_by(documents.c.path, editions.c.sequence)).all()
    current = {row.document_id: row for row in rows}
    return [_known(row) for row in current.values()]


def move(connection: Connection, document_id: str, source: str) -> None:
    """Note where the file of a document lies now."""
    table = schema.documents
    connection.execute(update(table).where(table.c.id == document_id).values(source=source))


def _keep_document(connection: Connection, document: Document) -> None:
    table = schema.documents
    values = {"corpus": document.corpus, "path": document.path, "source": document.source}
    if not connection.execute(update(table).where(table.c.id == document.id).values(values)).rowcount:
        connection.execute(insert(table), [{"id": document.id, **values}])


def _edition_row(reading: Reading) -> dict[str, Any]:
    document = reading.document
    hidden = sorted([start, end, sorted(groups)] for (start, end), groups in document.hidden.items())
    return {
        "document_id": document.id,
        "reading": reading.id,
        "inputs": reading.inputs,
        "version": document.version,
        "kind": document.kind,
        "level": reading.level,
        "status": STAGED,
        "metadata": dumps(document.metadata),
        "narrowings": dumps(frozenset(_narrowing(passage, document) for passage in document.passages)),
        "hidden": dumps(hidden),
        "notes": dumps(document.notes),
        "detector": reading.detector,
        "passages": len(document.passages),
        **_private(document.passages),
    }


def _planned_imprint(row: Mapping[str, Any], document: Document, published: Sequence[Entry]) -> str:
    entry = _entry({**row, "corpus": document.corpus, "path": document.path, "indexed": None})
    return standings([*published, entry])[-1].imprint


def _entry(row: Mapping[Any, Any]) -> Entry:
    metadata = loads(Metadata, row["metadata"])
    base = Edition(
        id=row["id"],
        document_id=row["document_id"],
        corpus=row["corpus"],
        path=row["path"],
        version=row["version"],
        kind=row["kind"],
        title=metadata.title,
        owner=metadata.owner,
        status=metadata.status,
        stage=metadata.stage,
        rule=metadata.rule,
        window=metadata.window,
        dates_inferred=bool(metadata.inferred & {"valid_from", "valid_to", "window"}),
        level=row["level"],
        current=False,
    )
    return Entry(
        base=base,
        metadata=metadata,
        reading=row["reading"],
        status=row["status"],
        sequence=row["sequence"],
        published_on=date.fromordinal(row["published_on"]),
        narrowings=loads(frozenset[Clauses], row["narrowings"]),
        indexed=row["indexed"],
    )


def _known(row: Row[Any]) -> Known:
    return Known(
        id=row.document_id,
        corpus=row.corpus,
        path=row.path,
        source=row.source,
        edition_id=row.id,
        reading=row.reading,
        inputs=row.inputs,
        version=row.version,
        detector=row.detector,
        metadata=loads(Metadata, row.metadata),
        passages=row.passages,
        private=json.loads(row.private),
        evaluated=bool(row.evaluated),
        notes=tuple(json.loads(row.notes)),
    )


def _passage_rows(edition_id: str, document: Document) -> list[dict[str, Any]]:
    return [
        {
            "id": hashlib.sha256(f"{edition_id}\0{passage.id}".encode()).hexdigest()[:32],
            "edition_id": edition_id,
            "ordinal": ordinal,
            "start": passage.start,
            "stop": passage.end,
            "kind": passage.kind,
            "section": json.dumps(passage.section),
            "page": passage.page,
            "context": passage.context,
            "narrowing": dumps(_narrowing(passage, document)),
            "spans": _spans_text(passage),
            "text": passage.text,
        }
        for ordinal, passage in enumerate(document.passages)
    ]


def _narrowing(passage: Passage, document: Document) -> Clauses:
    """Return what a passage needs beyond its document's rule, and goes on needing should that rule be opened."""
    held = {
        frozenset(groups)
        for (start, end), groups in document.hidden.items()
        if start < passage.end and passage.start < end
    }
    if document.metadata.rule.clauses and not passage.rule.clauses:
        return NOBODY_CLAUSE
    return (passage.rule.clauses - document.metadata.rule.clauses) | held


def _spans_text(passage: Passage) -> str | None:
    if passage.spans is None:
        return None
    return json.dumps([[span.start, span.end, span.type, span.score] for span in passage.spans], separators=(",", ":"))


def _private(found: Iterable[Passage]) -> dict[str, Any]:
    """Return how many private things stand in a document: one that overlapping passages share counts once."""
    passages = list(found)
    places = {(p.start + span.start, p.start + span.end, span.type) for p in passages for span in p.spans or ()}
    counts = Counter(kind for _, _, kind in places)
    evaluated = int(all(passage.spans is not None for passage in passages))
    return {"private": json.dumps(dict(sorted(counts.items()))), "evaluated": evaluated}
