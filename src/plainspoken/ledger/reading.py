"""Passages and texts as they are read back: for one scope, under the rule and window in force."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, select

from plainspoken.access import Rule
from plainspoken.ledger import schema
from plainspoken.ledger.codec import loads
from plainspoken.ledger.records import parts
from plainspoken.ledger.rows import TORN, spans_of
from plainspoken.ledger.standing import Clauses, DocumentText, Standing
from plainspoken.passages import Edition, Hidden, Passage, Scope, ScoredPassage
from plainspoken.redacted import PrivateSpan
from plainspoken.remembered import Remembered

COLUMNS = [schema.passages.c[name] for name in ("id", "edition_id", "narrowing", "text", "start", "stop", "kind")]
COLUMNS += [schema.passages.c[name] for name in ("section", "page", "context", "spans", "torn", "beside")]


@dataclass(frozen=True, slots=True)
class Gate:
    """Decides once more, after the index did, what a scope may read.

    Attributes:
        standing: Edition id → how it stands; None where it is not to be read.
        scope: What may be read; None for the librarian, who reads everything.
    """

    standing: Callable[[str], Standing | None]
    scope: Scope | None

    def opened(self, found: Iterable[ScoredPassage]) -> list[ScoredPassage]:
        """Return the passages that may be read, in their order."""
        if self.scope is None:
            return list(found)
        reached: dict[str, bool] = {}
        opened = []
        for each in found:
            edition = each.edition
            if edition.id not in reached:
                reached[edition.id] = _is_reached(edition, self.scope)
            if reached[edition.id] and _key(each.passage.rule) in self.scope.rules:
                opened.append(each)
        return opened

    def read(self, rows: Sequence[Row[Any]]) -> list[ScoredPassage]:
        """Return the passages in the rows that may be read, in their order."""
        standings = {edition_id: self.standing(edition_id) for edition_id in {row.edition_id for row in rows}}
        return self.opened(_scored(row, standing) for row in rows if (standing := standings[row.edition_id]))


def _is_reached(edition: Edition, scope: Scope) -> bool:
    first, last = edition.window.days
    day = scope.as_of.toordinal()
    in_time = first <= day and first <= last and (scope.lapsed or day <= last)
    return in_time and edition.id not in scope.without and (scope.corpora is None or edition.corpus in scope.corpora)


def passages(
    connection: Connection, gate: Gate, ids: Sequence[str], remembered: Remembered[str, ScoredPassage]
) -> list[ScoredPassage]:
    """Return the passages of those ids that the gate opens, in the order of ``ids``.

    Args:
        connection: In a reading transaction.
        gate: What may be read.
        ids: Which passages.
        remembered: Passages that were read before, whoever read them; added to.
    """
    everything = Gate(gate.standing, None)
    query = select(*COLUMNS)
    found = remembered.known(ids)
    fresh: dict[str, ScoredPassage] = {}
    for part in parts([each for each in dict.fromkeys(ids) if each not in found]):
        rows = connection.execute(query.where(schema.passages.c.id.in_(part))).all()
        fresh.update((each.passage.id, each) for each in everything.read(rows))
    remembered.add(fresh)
    found |= fresh
    return gate.opened(found[each] for each in ids if each in found)


def of_editions(connection: Connection, gate: Gate, edition_ids: Sequence[str]) -> list[ScoredPassage]:
    """Return every passage of those editions that the gate opens, in reading order."""
    table = schema.passages
    found: list[ScoredPassage] = []
    for part in parts(list(edition_ids)):
        query = select(*COLUMNS).where(table.c.edition_id.in_(part)).order_by(table.c.edition_id, table.c.ordinal)
        found.extend(gate.read(connection.execute(query).all()))
    return found


def text_of(connection: Connection, standing: Standing) -> DocumentText:
    """Return the whole text of one edition, and where restricted values stand in it."""
    editions, texts = schema.editions, schema.texts
    query = select(texts.c.text, editions.c.hidden).join(texts).where(editions.c.id == standing.edition.id)
    row = connection.execute(query).one()
    hidden = [Hidden(start, end, tuple(groups)) for start, end, groups in json.loads(row.hidden)]
    whole = [Hidden(0, len(row.text), groups) for groups in sorted(tuple(sorted(one)) for one in standing.narrowed)]
    return DocumentText(standing.shown, row.text, (*hidden, *whole))


def _scored(row: Row[Any], standing: Standing) -> ScoredPassage:
    passage_id, _, narrowing, text, start, stop, kind, section, page, context, spans, torn, beside = tuple(row)
    passage = Passage(
        passage_id,
        standing.edition.document_id,
        standing.edition.version,
        text,
        start,
        stop,
        kind,
        _section(section),
        page,
        context,
        standing.rule(_clauses(narrowing)),
        None if spans is None else spans_of(json.loads(spans)),
        TORN[torn],
        _beside(beside) if beside else None,
    )
    return ScoredPassage(passage, standing.edition, 0.0)


@lru_cache(maxsize=4096)
def _key(rule: Rule) -> str:
    return rule.key


@lru_cache(maxsize=1024)
def _clauses(narrowing: str) -> Clauses:
    return loads(Clauses, narrowing)


@lru_cache(maxsize=4096)
def _beside(text: str) -> tuple[tuple[PrivateSpan, ...], tuple[PrivateSpan, ...]]:
    above, within = json.loads(text)
    return spans_of(above), spans_of(within)


@lru_cache(maxsize=4096)
def _section(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
