"""What private data the editions hold, as counted when they were searched for it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from plainspoken.ledger import schema


@dataclass(frozen=True, slots=True)
class Holding:
    """What private data one edition holds: never the data.

    Attributes:
        edition_id: Which edition.
        published_on: Day of publication, as an ordinal.
        private: Entity type → how many.
        is_evaluated: Whether it was looked for in every passage.
        detector: What looked.
    """

    edition_id: str
    published_on: int
    private: Mapping[str, int]
    is_evaluated: bool
    detector: str


def holdings(connection: Connection) -> dict[str, Holding]:
    """Return what each edition holds, by its id."""
    table = schema.editions
    query = select(table.c.id, table.c.published_on, table.c.private, table.c.evaluated, table.c.detector)
    return {
        row.id: Holding(row.id, row.published_on, json.loads(row.private), bool(row.evaluated), row.detector)
        for row in connection.execute(query)
    }


def counts(connection: Connection) -> dict[str, int]:
    """Return how many conversations, answers and remarks on answers are kept."""
    tables = (schema.conversations, schema.answers, schema.feedback)
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
