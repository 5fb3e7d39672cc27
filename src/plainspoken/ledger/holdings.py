"""What private data the editions hold, as counted when they were searched for it."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select

from plainspoken.access import Principal
from plainspoken.ledger import schema
from plainspoken.ledger.codec import loads
from plainspoken.ledger.records import parts
from plainspoken.ledger.standing import Clauses, Standing


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


def seen_by(
    viewer: Principal, found: Mapping[str, Holding], standings: Mapping[str, Standing], connection: Connection
) -> dict[str, Holding]:
    """Return what of the holdings is in passages that ``viewer`` may see; an edition they may not see is left out."""
    seen = [key for key in found if key in standings and standings[key].edition.rule.allows(viewer)]
    partly = [key for key in seen if not all(rule.allows(viewer) for rule in standings[key].rules)]
    counted = _counted(viewer, {key: standings[key] for key in partly}, connection)
    return {key: replace(found[key], private=counted[key]) if key in counted else found[key] for key in seen}


def _counted(
    viewer: Principal, standings: Mapping[str, Standing], connection: Connection
) -> dict[str, Mapping[str, int]]:
    """Return edition → entity type → how many stand in the passages that ``viewer`` may see."""
    table = schema.passages
    places: dict[str, set[tuple[int, int, str]]] = {key: set() for key in standings}
    query = select(table.c.edition_id, table.c.narrowing, table.c.start, table.c.spans)
    for part in parts(list(standings)):
        for row in connection.execute(query.where(table.c.edition_id.in_(part))):
            if standings[row.edition_id].rule(loads(Clauses, row.narrowing)).allows(viewer):
                spans = json.loads(row.spans or "[]")
                places[row.edition_id].update((row.start + span[0], row.start + span[1], span[2]) for span in spans)
    return {key: dict(sorted(Counter(kind for _, _, kind in held).items())) for key, held in places.items()}


def counts(connection: Connection) -> dict[str, int]:
    """Return how many conversations, answers, remarks on answers, evaluated cases and reviews are kept."""
    tables = (schema.conversations, schema.answers, schema.feedback, schema.examined, schema.reviews)
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
