"""JSON Lines of feedback: one entry a line."""

import json
from typing import Any

from plainspoken.errors import DocumentError
from plainspoken.ingest.blocks import Extracted, Field, Rendering, Secret
from plainspoken.ingest.columns import text_column
from plainspoken.ingest.readers.entries import put_entry

SAMPLE = 50


class NotFeedbackError(Exception):
    """These records hold nothing that people said: the file is skipped, not refused."""


def read(text: str, secret: Secret, *, under_feedback: bool = False) -> Extracted:
    """Return the entries.

    Raises:
        DocumentError: Not one line is a JSON object.
        NotFeedbackError: Objects, but without a text column.
    """
    rows, broken = _rows(text)
    if not rows:
        raise DocumentError("holds no JSON object on any line")
    columns = list(dict.fromkeys(name for row in rows[:SAMPLE] for name in row))
    sample = [[shown(row.get(name)) for name in columns] for row in rows[:SAMPLE]]
    at = text_column(columns, sample, under_feedback=under_feedback, is_table=False)
    if at is None:
        raise NotFeedbackError("JSON Lines without a column of feedback text")
    out = Rendering(secret)
    if broken:
        out.notes.append(f"{len(broken)} lines are not JSON objects and were left out, the first is line {broken[0]}")
    for row in rows:
        said = shown(row.get(columns[at]))
        before = out.length
        put_entry(out, said, [(name, shown(value)) for name, value in row.items() if name != columns[at]])
        if secret(columns[at]):
            out.fields.append(Field(columns[at], before, before + len(said.strip())))
    return out.done("feedback")


def _rows(text: str) -> tuple[list[dict[str, Any]], list[int]]:
    rows, broken = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if isinstance(row, dict):
            rows.append(row)
        else:
            broken.append(number)
    return rows, broken


def shown(value: object) -> str:
    """Return a JSON value as words."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False)
