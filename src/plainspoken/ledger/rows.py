"""Nouns into rows, and rows into nouns."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row

from plainspoken.ledger.codec import dumps, loads
from plainspoken.ledger.standing import STAGED, Clauses, Entry, Known, Reading, standings
from plainspoken.passages import DEFAULTED, Document, Edition, Metadata, Passage
from plainspoken.redacted import PrivateSpan

NOBODY_CLAUSE: Clauses = frozenset({frozenset()})
"""What a passage without any rule adds to its document's: a clause that no group satisfies."""


TORN = ((False, False), (True, False), (False, True), (True, True))
"""What the numbers in the column of that name stand for: whether the first statement is torn, and the last."""


def edition_row(reading: Reading) -> dict[str, Any]:
    """Return the row of a staged edition, without its id and place."""
    document = reading.document
    hidden = sorted([one.start, one.end, sorted(one.groups)] for one in document.hidden)
    return {
        "document_id": document.id,
        "reading": reading.id,
        "inputs": reading.inputs,
        "version": document.version,
        "kind": document.kind,
        "level": reading.level,
        "status": STAGED,
        "metadata": dumps(document.metadata),
        "narrowings": dumps(frozenset(narrowing(passage, document) for passage in document.passages)),
        "hidden": dumps(hidden),
        "notes": dumps(document.notes),
        "detector": reading.detector,
        "passages": len(document.passages),
        **private(document.passages),
    }


def planned_imprint(row: Mapping[str, Any], document: Document, published: Sequence[Entry]) -> str:
    """Return what the index holds of an edition that is about to be published."""
    planned = entry({**row, "corpus": document.corpus, "path": document.path, "indexed": None})
    return standings([*published, planned])[-1].imprint


def entry(row: Mapping[Any, Any], default: Sequence[str] | None = None) -> Entry:
    """Return the edition in a row that names its corpus and path too.

    Args:
        row: As read, or as about to be written.
        default: Groups that see the documents of its corpus by default today; None: as when it was read.
    """
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
        detector=row["detector"],
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
        default=None if default is None or DEFAULTED not in metadata.inferred else frozenset(default),
    )


def known(row: Row[Any]) -> Known:
    """Return the document in a row of its current edition."""
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


def passage_rows(edition_id: str, document: Document) -> list[dict[str, Any]]:
    """Return the rows of a document's passages: their ids are those of this one edition."""
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
            "narrowing": dumps(narrowing(passage, document)),
            "spans": spans_text(passage),
            "text": passage.text,
            "torn": TORN.index(passage.torn),
            "beside": beside_text(passage),
        }
        for ordinal, passage in enumerate(document.passages)
    ]


def narrowing(passage: Passage, document: Document) -> Clauses:
    """Return what a passage needs beyond its document's rule, and goes on needing should that rule be opened."""
    held = {frozenset(one.groups) for one in document.hidden if one.start < passage.end and passage.start < one.end}
    if document.metadata.rule.clauses and not passage.rule.clauses:
        return NOBODY_CLAUSE
    return (passage.rule.clauses - document.metadata.rule.clauses) | held


def spans_text(passage: Passage) -> str | None:
    """Return private spans as they are kept; None while not evaluated."""
    return None if passage.spans is None else _compact(_listed(passage.spans))


def beside_text(passage: Passage) -> str | None:
    """Return the private spans of a passage's heading and context as they are kept; None while not evaluated."""
    return None if passage.beside is None else _compact([_listed(spans) for spans in passage.beside])


def spans_of(found: Sequence[Sequence[Any]]) -> tuple[PrivateSpan, ...]:
    """Return the private spans that were kept as lists of their fields."""
    return tuple([PrivateSpan(*span) for span in found])


def _listed(spans: Iterable[PrivateSpan]) -> list[list[Any]]:
    return [[span.start, span.end, span.type, span.score] for span in spans]


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def private(found: Iterable[Passage]) -> dict[str, Any]:
    """Return how many private things stand in a document: one that overlapping passages share counts once."""
    passages = list(found)
    places = {(p.start + span.start, p.start + span.end, span.type) for p in passages for span in p.spans or ()}
    counts = Counter(kind for _, _, kind in places)
    evaluated = int(all(passage.spans is not None for passage in passages))
    return {"private": json.dumps(dict(sorted(counts.items()))), "evaluated": evaluated}
