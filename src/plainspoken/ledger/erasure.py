"""Forgetting in the ledger: what is blanked, what is deleted, and what was forgotten before."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, or_, select, update

from plainspoken.answers import Kept, whole_of
from plainspoken.conversations import Turn
from plainspoken.forgotten import Forgotten, Stretch, Words, blanked
from plainspoken.ledger import schema
from plainspoken.ledger.blanking import blanked_json, read_json, strings, titled
from plainspoken.ledger.codec import loads
from plainspoken.ledger.records import Conversation, parts
from plainspoken.redacted import PrivateSpan

FORGOTTEN = "forgotten "
"""Before the digest of a form in the ledger's notes; the note's word says whether the form is whole or a part."""
COMPARED = ("duplicates ", "globs ")
OWN_RULES = frozenset("state documents texts editions passages vectors conversations answers feedback egress".split())
"""Tables that are forgotten from by rules of their own; in all others, texts are blanked wherever they stand."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document is.

    Attributes:
        id, corpus, path, source: As in the document.
    """

    id: str
    corpus: str
    path: str
    source: str


@dataclass(slots=True)
class Blanks:
    """What is to be blanked in the documents.

    Attributes:
        stretches: Document id → how many stretches of its texts, every version counted.
        editions: The editions that are touched.
        changes: (table, key column → value, column → new value).
    """

    stretches: Counter[str] = field(default_factory=Counter)
    editions: list[str] = field(default_factory=list)
    changes: list[tuple[str, dict[str, Any], dict[str, Any]]] = field(default_factory=list)

    @property
    def records(self) -> int:
        """Return how many rows beside the documents are touched."""
        return sum(name not in OWN_RULES for name, _, _ in self.changes)


def places(connection: Connection) -> list[Place]:
    """Return every document, by corpus and path."""
    table = schema.documents
    rows = connection.execute(select(table).order_by(table.c.corpus, table.c.path))
    return [Place(row.id, row.corpus, row.path, row.source) for row in rows]


def kept_answers(connection: Connection) -> Iterator[tuple[Kept, str]]:
    """Yield every kept answer, and all of its words."""
    for text in connection.scalars(select(schema.answers.c.kept)):
        yield loads(Kept, text), "\n".join(strings(json.loads(text)))


def conversations(connection: Connection) -> Iterator[Conversation]:
    """Yield every conversation."""
    for row in connection.execute(select(schema.conversations)):
        turns = loads(tuple[Turn, ...], row.turns)
        yield Conversation(row.id, row.principal, bytes(row.sealed), turns, row.revision)


def drop_conversations(connection: Connection, ids: Sequence[str], answer_ids: Sequence[str]) -> None:
    """Delete conversations, answers, and what was thought of these answers and their candidates."""
    for part in parts(list(ids)):
        connection.execute(delete(schema.conversations).where(schema.conversations.c.id.in_(part)))
    for part in parts(list(answer_ids)):
        connection.execute(delete(schema.answers).where(schema.answers.c.id.in_(part)))
    gone = frozenset(answer_ids)
    said = connection.execute(select(schema.feedback.c.id, schema.feedback.c.answer_id)).all() if gone else ()
    drop_feedback(connection, [row.id for row in said if whole_of(row.answer_id)[0] in gone])


def drop_feedback(connection: Connection, ids: Sequence[str]) -> None:
    """Delete what was thought of answers."""
    for part in parts(list(ids)):
        connection.execute(delete(schema.feedback).where(schema.feedback.c.id.in_(part)))


def drop_duplicates(connection: Connection) -> None:
    """Delete the remembered comparisons of documents and globs: they hold paths; the next ingest makes them anew."""
    connection.execute(delete(schema.state).where(or_(*map(schema.state.c.name.startswith, COMPARED))))


def blanks(connection: Connection, forgotten: Forgotten) -> Blanks:
    """Return what is to be blanked; nothing is changed."""
    found = Blanks()
    editions, texts = schema.editions, schema.texts
    query = select(editions, texts.c.text).join(texts).order_by(editions.c.document_id, editions.c.sequence)
    for row in connection.execute(query):
        table = schema.passages
        slices = connection.execute(select(table).where(table.c.edition_id == row.id).order_by(table.c.ordinal)).all()
        _add(found, row, slices, forgotten)
    for table, row in _other_rows(connection):
        columns = [each for each in table.c if not each.primary_key and isinstance(row._mapping[each.name], str)]
        fresh = {each.name: blanked_json(row._mapping[each.name], forgotten) for each in columns}
        changed = {name: text for name, text in fresh.items() if text != row._mapping[name]}
        if changed:
            found.changes.append((table.name, _key_of(table, row), changed))
    return found


def apply(connection: Connection, found: Blanks) -> None:
    """Blank what was found."""
    for name, key, values in found.changes:
        table = schema.TABLES.tables[name]
        connection.execute(update(table).where(*_is(table, key)).values(values))


def drop_quoting(connection: Connection, gone: Sequence[Place]) -> None:
    """Delete what else is kept that names one of these documents, with what experts said of that: their words.

    Where another document has the same path, only what repeats words of the one that goes.
    """
    ids, cases = {place.id for place in gone}, set()
    shared = {place.path for place in places(connection) if place.id not in ids}
    texts = {place.path: _texts(connection, place) if place.path in shared else None for place in gone}
    for table, row in list(_other_rows(connection)):
        fields = [read_json(text) for text in row._mapping.values() if isinstance(text, str)]
        said = {text for each in fields for text in strings(each)}
        if any(_repeats(said, texts[path]) for path in said.intersection(texts)):
            connection.execute(delete(table).where(*_is(table, _key_of(table, row))))
            if table is schema.examined:
                cases.add((row.set, row.case_id))
    for row in connection.execute(select(schema.reviews)).all():
        if (row.set, json.loads(row.kept)["about"]) in cases:
            connection.execute(delete(schema.reviews).where(schema.reviews.c.id == row.id))


def words(connection: Connection) -> Words:
    """Return the digests of everything that was forgotten."""
    rows = connection.execute(
        select(schema.state.c.name, schema.state.c.word).where(schema.state.c.name.startswith(FORGOTTEN))
    ).all()
    forms = {kind: frozenset(r.name.removeprefix(FORGOTTEN) for r in rows if r.word == kind) for kind in _KINDS}
    return Words(forms["whole"], forms["part"])


def keep_words(connection: Connection, forms: Words) -> None:
    """Remember what was forgotten, so that it stays so."""
    for form in forms.part:
        schema.keep_word(connection, FORGOTTEN + form, "part")
    for form in forms.whole:
        schema.keep_word(connection, FORGOTTEN + form, "whole")


def drop_words(connection: Connection, forms: Words) -> int:
    """Let a value be ingested again; return how many of its forms had been forgotten."""
    names = [FORGOTTEN + form for form in sorted(forms.whole | forms.part)]
    return connection.execute(delete(schema.state).where(schema.state.c.name.in_(names))).rowcount


_KINDS = ("whole", "part")


def _texts(connection: Connection, place: Place) -> list[str]:
    """Return the text of every version of a document."""
    query = select(schema.texts.c.text).join(schema.editions).where(schema.editions.c.document_id == place.id)
    return list(connection.scalars(query))


def _repeats(said: set[str], texts: Sequence[str] | None) -> bool:
    """Return whether two words or more are a text's own; always where nothing else can be meant."""
    return texts is None or any(" " in words and words in text for words in said for text in texts)


def _add(found: Blanks, row: Row[Any], slices: Sequence[Row[Any]], forgotten: Forgotten) -> None:
    """Add what is to be blanked in one edition."""
    private = [span for each in slices for span in _spans(each)]
    stretches = forgotten.stretches(row.text, private)
    near = forgotten.beside(row.text, stretches)
    known, notes = titled(blanked_json(row.metadata, forgotten), near), blanked_json(row.notes, forgotten)
    fresh = {"metadata": known, "notes": notes}
    edition: dict[str, Any] = {name: text for name, text in fresh.items() if text != getattr(row, name)}
    again = {"beside": None} if "metadata" in edition else {}  # its title may be another one: looked for when found
    changed = [(each.id, values) for each in slices if (values := again | _slice(each, stretches, near))]
    if not (stretches or edition or changed):
        return
    found.stretches[row.document_id] += len(stretches) + len(edition)
    found.editions.append(row.id)
    if stretches:
        found.changes.append(("texts", {"id": row.text_id}, {"text": blanked(row.text, stretches)}))
        left = {(s.start, s.end, s.type) for s in private if not _touches(s, stretches)}
        edition["private"] = json.dumps(dict(sorted(Counter(kind for _, _, kind in left).items())))
    found.changes += [("passages", {"id": key}, values) for key, values in changed]
    found.changes.append(("editions", {"id": row.id}, edition))


def _slice(row: Row[Any], stretches: Sequence[Stretch], forgotten: Forgotten) -> dict[str, Any]:
    """Return what changes in one passage."""
    values: dict[str, Any] = {}
    inside = [
        (max(start, row.start) - row.start, min(end, row.stop) - row.start)
        for start, end in stretches
        if start < row.stop and row.start < end
    ]
    if inside:
        values["text"] = blanked(row.text, inside)
        if row.spans is not None:
            left = [span for span in json.loads(row.spans) if not any(span[0] < e and s < span[1] for s, e in inside)]
            values["spans"] = json.dumps(left, separators=(",", ":"))
    context, section = forgotten.blank(row.context), blanked_json(row.section, forgotten)
    if context != row.context:
        values["context"] = context
    if section != row.section:
        values["section"] = section
    if not values.keys().isdisjoint(("context", "section")):
        values["beside"] = None
    return values


def _spans(row: Row[Any]) -> list[PrivateSpan]:
    """Return a passage's private spans by their places in the document."""
    return [
        PrivateSpan(row.start + start, row.start + end, kind, score)
        for start, end, kind, score in json.loads(row.spans or "[]")
    ]


def _touches(span: PrivateSpan, stretches: Sequence[Stretch]) -> bool:
    return any(span.start < end and start < span.end for start, end in stretches)


def _other_rows(connection: Connection) -> Iterator[tuple[Table, Row[Any]]]:
    """Yield every row of the tables that are handled by no rule of their own."""
    for name, table in schema.TABLES.tables.items():
        if name not in OWN_RULES:
            for row in connection.execute(select(table)).all():
                yield table, row


def _key_of(table: Table, row: Row[Any]) -> dict[str, Any]:
    return {column.name: row._mapping[column.name] for column in table.primary_key}


def _is(table: Table, key: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    return [table.c[name] == value for name, value in key.items()]
