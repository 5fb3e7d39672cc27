"""Passages and texts as they are read back: for one scope, under the rule and window in force."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, select

from plainspoken.access import Rule
from plainspoken.ledger import schema
from plainspoken.ledger.codec import loads
from plainspoken.ledger.records import parts
from plainspoken.ledger.standing import Clauses, DocumentText, Standing
from plainspoken.passages import Passage, Scope, ScoredPassage
from plainspoken.redacted import PrivateSpan

NEAR = 8
"""Rows looked at for each neighbour wanted: those outside the scope and overlapping slices are passed over."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Decides once more, after the index did, what a scope may read.

    Attributes:
        editions: Edition id → how it stands.
        scope: What may be read; None for the librarian, who reads everything.
    """

    editions: Mapping[str, Standing]
    scope: Scope | None

    def opened(self, rows: Iterable[Row[Any]]) -> list[ScoredPassage]:
        """Return the passages of the rows that may be read, in their order."""
        rules: dict[tuple[str, str], Rule] = {}
        allowed: dict[str, bool] = {}
        found = []
        for row in rows:
            standing = self.editions.get(row.edition_id)
            if standing is None:
                continue
            key = row.edition_id, row.narrowing
            if key not in rules:
                rules[key] = standing.rule(_clauses(row.narrowing))
                allowed.setdefault(row.edition_id, self._is_reached(standing))
            if allowed[row.edition_id] and (self.scope is None or rules[key].key in self.scope.rules):
                found.append(ScoredPassage(_passage(row, standing, rules[key]), standing.edition, 0.0))
        return found

    def _is_reached(self, standing: Standing) -> bool:
        if self.scope is None:
            return True
        edition, scope = standing.edition, self.scope
        first, last = edition.window.days
        day = scope.as_of.toordinal()
        in_time = first <= day and first <= last and (scope.lapsed or day <= last)
        return (
            in_time and edition.id not in scope.without and (scope.corpora is None or edition.corpus in scope.corpora)
        )


def passages(connection: Connection, gate: Gate, ids: Sequence[str]) -> list[ScoredPassage]:
    """Return the passages of those ids that the gate opens, in the order of ``ids``."""
    table = schema.passages
    rows: dict[str, Row[Any]] = {}
    for part in parts(list(dict.fromkeys(ids))):
        rows.update((row.id, row) for row in connection.execute(select(table).where(table.c.id.in_(part))))
    return gate.opened(rows[each] for each in ids if each in rows)


def of_editions(connection: Connection, gate: Gate, edition_ids: Sequence[str]) -> list[ScoredPassage]:
    """Return every passage of those editions that the gate opens, in reading order."""
    table = schema.passages
    found: list[ScoredPassage] = []
    for part in parts(list(edition_ids)):
        query = select(table).where(table.c.edition_id.in_(part)).order_by(table.c.edition_id, table.c.ordinal)
        found.extend(gate.opened(connection.execute(query)))
    return found


def neighbours(connection: Connection, gate: Gate, passage_id: str, before: int, after: int) -> list[ScoredPassage]:
    """Return up to ``before`` and ``after`` passages around one, in reading order, none overlapping another."""
    table = schema.passages
    centre = passages(connection, gate, [passage_id])
    if not centre:
        return []
    mine = centre[0].passage
    here = select(table).where(table.c.edition_id == centre[0].edition.id)
    back = here.where(table.c.stop <= mine.start).order_by(table.c.stop.desc(), table.c.start, table.c.id)
    forth = here.where(table.c.start >= mine.end).order_by(table.c.start, table.c.stop.desc(), table.c.id)
    earlier = gate.opened(connection.execute(back.limit(before * NEAR)))
    later = gate.opened(connection.execute(forth.limit(after * NEAR)))
    return [*reversed(_apart(earlier, before)), *_apart(later, after)]


def text_of(connection: Connection, standing: Standing) -> DocumentText:
    """Return the whole text of one edition, and where restricted values stand in it."""
    editions, texts = schema.editions, schema.texts
    query = select(texts.c.text, editions.c.hidden).join(texts).where(editions.c.id == standing.edition.id)
    row = connection.execute(query).one()
    hidden = {(start, end): tuple(groups) for start, end, groups in json.loads(row.hidden)}
    for groups in sorted(tuple(sorted(clause)) for clause in standing.narrowed):
        hidden[0, len(row.text)] = groups
    return DocumentText(standing.edition, row.text, hidden)


def _apart(found: Iterable[ScoredPassage], limit: int) -> list[ScoredPassage]:
    chosen: list[ScoredPassage] = []
    for each in found:
        clear = all(each.passage.end <= one.passage.start or one.passage.end <= each.passage.start for one in chosen)
        if clear and len(chosen) < limit:
            chosen.append(each)
    return chosen


def _passage(row: Row[Any], standing: Standing, rule: Rule) -> Passage:
    return Passage(
        id=row.id,
        document_id=standing.edition.document_id,
        version=standing.edition.version,
        text=row.text,
        start=row.start,
        end=row.stop,
        kind=row.kind,
        section=_section(row.section),
        page=row.page,
        context=row.context,
        rule=rule,
        spans=None if row.spans is None else tuple(PrivateSpan(*span) for span in json.loads(row.spans)),
    )


@lru_cache(maxsize=1024)
def _clauses(narrowing: str) -> Clauses:
    return loads(Clauses, narrowing)


@lru_cache(maxsize=4096)
def _section(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
