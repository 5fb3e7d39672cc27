"""What in the ledger is past its term."""

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, Table, delete, func, select

from plainspoken.ledger import schema
from plainspoken.ledger.erasure import drop_conversations
from plainspoken.ledger.standing import PUBLISHED

DATED = {"feedback": schema.feedback.c.given, "egress": schema.egress.c.at, "runs": schema.runs.c.started}
"""Kind of record → the column that says when it was made, in ISO form and UTC."""


def drop_older(connection: Connection, kind: str, before: str) -> int:
    """Delete the records of one kind that are older than a moment; return how many there were."""
    if kind == "conversations":
        return _drop_conversations(connection, before)
    column = DATED[kind]
    table = column.table
    assert isinstance(table, Table)  # noqa: S101  # for the type checker: each column above is a table's
    gone = connection.execute(delete(table).where(column < before)).rowcount
    return gone + _drop_examined(connection, before) if kind == "runs" else gone


def _drop_examined(connection: Connection, before: str) -> int:
    """Delete what questions got in older runs."""
    table = schema.examined
    old = [row for row in connection.execute(select(table)).all() if json.loads(row.kept)["at"] < before]
    for row in old:
        same = (table.c.set == row.set) & (table.c.case_id == row.case_id) & (table.c.subject == row.subject)
        connection.execute(delete(table).where(same))
    return len(old)


def _drop_conversations(connection: Connection, before: str) -> int:
    """Delete the conversations whose last answer is older, with all of their answers."""
    older = select(schema.answers.c.id).where(schema.answers.c.asked < before)
    if connection.execute(older.limit(1)).first() is None:  # as in most rounds: no answer needs to be read
        return 0
    last: dict[str, str] = {}
    answers: dict[str, list[str]] = {}
    for row in connection.execute(select(schema.answers.c.id, schema.answers.c.asked, schema.answers.c.kept)):
        talk = json.loads(row.kept)["answer"]["conversation"]
        last[talk] = max(row.asked, last.get(talk, ""))
        answers.setdefault(talk, []).append(row.id)
    kept = set(connection.scalars(select(schema.conversations.c.id)))
    old = sorted(talk for talk in kept | last.keys() if last.get(talk, "") < before)
    drop_conversations(connection, old, [answer for talk in old for answer in answers.get(talk, [])])
    return len(old)


def old_versions(connection: Connection, before: date) -> Sequence[str]:
    """Return the published editions that a newer one of their document replaced before that day."""
    table = schema.editions
    newest = (
        select(table.c.document_id, func.max(table.c.sequence).label("sequence"))
        .where((table.c.status == PUBLISHED) & (table.c.published_on < before.toordinal()))
        .group_by(table.c.document_id)
        .subquery()
    )
    query = select(table.c.id).join(newest, table.c.document_id == newest.c.document_id)
    older = (table.c.sequence < newest.c.sequence) & (table.c.status == PUBLISHED)
    return tuple(connection.scalars(query.where(older).order_by(table.c.id)))
