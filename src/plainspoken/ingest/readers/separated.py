"""CSV: every record a stretch of the file itself, quotes and all."""

import re

from plainspoken.errors import DocumentError
from plainspoken.ingest.blocks import Block, Cell, Extracted, Secret, Stretch, table_fields
from plainspoken.ingest.columns import text_column

RECORD = re.compile(r'(?:[^"\r\n]++|"(?:[^"]|"")*+")*+')
NEWLINE = re.compile(r"\r\n|\n|\r")
NUMBER = re.compile(r"^[\s\d.,:%€$£+\-/]*$")
SAMPLE = 50
DIRECTIVE = re.compile(r'"?sep=(.)"?', re.IGNORECASE)  # a first line that some spreadsheets write and read


def read(text: str, start: int, secret: Secret, *, under_feedback: bool = False) -> Extracted:
    """Return the records of the CSV in ``text[start:]``; feedback where a column holds what people said."""
    records, notes = _records(text, start)
    if not records:
        raise DocumentError("holds no rows")
    told = DIRECTIVE.fullmatch(text[slice(*records[0])].strip()) if len(records) > 1 else None
    records = records[1:] if told else records
    separator = told.group(1) if told else _separator([text[a:b] for a, b in records[:SAMPLE]])
    first = _cells(text, records[0], separator)
    columns = [cell for cell, _, _ in first]
    header = _is_header(columns) or any(secret(column) for column in columns)
    sample = [[cell for cell, _, _ in _cells(text, record, separator)] for record in records[1:SAMPLE]]
    column = text_column(columns, sample, under_feedback=under_feedback) if header else None
    fields = tuple(table_fields((_cells(text, record, separator) for record in records), secret))
    if column is None:
        units = tuple(records)
        block = Block(units[0][0], units[-1][1], "table", (), None, units, units[0] if header else None)
        return Extracted(text, (block,), fields, None, "document", notes)
    entries = tuple(Block(a, b, "feedback", (), None, (), records[0]) for a, b in records[1:])
    return Extracted(text, entries, fields, None, "feedback", notes)


def _records(text: str, start: int) -> tuple[list[Stretch], tuple[str, ...]]:
    """Return the stretch of every record that is not blank."""
    found, at, loose = [], start, 0
    while at < len(text):
        match = RECORD.match(text, at)
        end = match.end() if match else at
        while end < len(text) and text[end] not in "\r\n":  # a quote that is never closed: the record is its line
            loose += 1
            rest = re.compile(r"[^\r\n]*").match(text, end)
            end = rest.end() if rest else end + 1
        if text[at:end].strip():
            found.append((at, end))
        newline = NEWLINE.match(text, end)
        at = newline.end() if newline else end + 1
    return found, ((f"{loose} rows with a quote that is never closed",) if loose else ())


def _separator(records: list[str]) -> str:
    """Return the separator that gives the most even rows."""

    def evenness(mark: str) -> tuple[float, int]:
        counts = [re.sub(r'"(?:[^"]|"")*+"', "", record).count(mark) for record in records]
        usual = max(set(counts), key=lambda n: (counts.count(n), n))
        return (counts.count(usual) / len(counts) if usual else 0.0), usual

    return max(",;\t|", key=evenness)


def _cells(text: str, record: Stretch, separator: str) -> list[Cell]:
    cells, at = [], record[0]
    mark = re.escape(separator)
    pattern = re.compile(rf'\s*"((?:[^"]|"")*+)"[^{mark}]*|([^{mark}]*)')
    while at <= record[1]:
        match = pattern.match(text, at, record[1])
        if match is None:
            break
        raw = match.group(1) if match.group(1) is not None else match.group(2)
        value = raw.replace('""', '"').strip()
        cells.append((value, at, match.end()))
        at = match.end() + 1
    return cells


def _is_header(columns: list[str]) -> bool:
    named = [column for column in columns if column]
    return bool(named) and len(set(named)) == len(named) == len(columns) and not any(map(NUMBER.match, named))
