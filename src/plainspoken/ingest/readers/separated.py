"""CSV: every record a stretch of the file itself, quotes and all."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from plainspoken.errors import DocumentError
from plainspoken.ingest.blocks import Block, Cell, Extracted, Secret, Stretch, table_fields
from plainspoken.ingest.columns import text_column

MARKS = ",;\t|"  # what may part cells
NEWLINE = re.compile(r"\r\n|\n|\r")
YEAR = re.compile(r"(?:19|20)\d\d$")
NUMBER = re.compile(r"^[\s\d.,:%€$£+\-/]*$")
SAMPLE = 50
DIRECTIVE = re.compile(r'"?sep=(.)"?', re.IGNORECASE)  # a first line that some spreadsheets write and read


def read(text: str, start: int, secret: Secret, *, under_feedback: bool = False) -> Extracted:
    """Return the records of the CSV in ``text[start:]``; feedback where a column holds what people said."""
    opening = list(islice(_records(text, start, MARKS), SAMPLE + 1))
    if not opening:
        raise DocumentError("holds no rows")
    told = DIRECTIVE.fullmatch(text[slice(*opening[0])].strip()) if len(opening) > 1 else None
    separator = told.group(1) if told else _separator([text[a:b] for a, b in opening[:SAMPLE]])
    records = list(_records(text, opening[1][0] if told else start, separator))
    notes = _loose(text, records, separator)
    first = _cells(text, records[0], separator)
    columns = [cell for cell, _, _ in first]
    sample = [[cell for cell, _, _ in _cells(text, record, separator)] for record in records[1:SAMPLE]]
    header = _is_header(columns, sample) or any(secret(column) for column in columns)
    column = text_column(columns, sample, under_feedback=under_feedback) if header else None
    fields = tuple(table_fields((_cells(text, record, separator) for record in records), secret))
    if column is None:
        units = tuple(records)
        block = Block(units[0][0], units[-1][1], "table", (), None, units, units[0] if header else None)
        return Extracted(text, (block,), fields, None, "document", notes)
    entries = tuple(Block(a, b, "feedback", (), None, (), records[0]) for a, b in records[1:])
    return Extracted(text, entries, fields, None, "feedback", notes)


def _quoted(marks: str) -> str:
    """Return a pattern for a cell in quotes, to be matched where a cell may begin: elsewhere a quote is an inch."""
    return rf'[ ]*+"(?:[^"]|"")*+"[^{re.escape(marks)}\r\n]*+'


def _records(text: str, start: int, marks: str) -> Iterator[Stretch]:
    """Yield the stretch of every record that is not blank; one of ``marks`` parts its cells."""
    edge = re.escape(marks)
    cell = rf"(?:{_quoted(marks)}|[^{edge}\r\n]*+)"
    pattern, at = re.compile(rf"{cell}(?:[{edge}]{cell})*+"), start
    while at < len(text):
        match = pattern.match(text, at)
        end = match.end() if match else at
        if text[at:end].strip():
            yield at, end
        newline = NEWLINE.match(text, end)
        at = newline.end() if newline else end + 1


def _loose(text: str, records: Sequence[Stretch], separator: str) -> tuple[str, ...]:
    """Return a note on the records with a quote that is never closed: such a record is its line."""
    edge = rf"(?:^|(?<=[{re.escape(separator)}]))"
    quoted, opened = re.compile(edge + _quoted(separator)), re.compile(rf'{edge}[ ]*"')
    marked = (text[a:b] for a, b in records if text.find('"', a, b) >= 0)
    loose = sum(bool(opened.search(quoted.sub("-", record))) for record in marked)
    return (f"{loose} rows with a quote that is never closed",) if loose else ()


def _separator(records: list[str]) -> str:
    """Return the separator that gives the most even rows."""
    quoted = re.compile(rf"(?:^|(?<=[{re.escape(MARKS)}]))[ ]*\"(?:[^\"]|\"\")*+\"")

    def evenness(mark: str) -> tuple[float, int]:
        counts = [quoted.sub("", record).count(mark) for record in records]
        usual = max(set(counts), key=lambda n: (counts.count(n), n))
        return (counts.count(usual) / len(counts) if usual else 0.0), usual

    return max(MARKS, key=evenness)


def _cells(text: str, record: Stretch, separator: str) -> list[Cell]:
    cells, at = [], record[0]
    mark = re.escape(separator)
    pattern = re.compile(rf'[ ]*"((?:[^"]|"")*+)"[^{mark}]*|([^{mark}]*)')
    while at <= record[1]:
        match = pattern.match(text, at, record[1])
        if match is None:
            break
        raw = match.group(1) if match.group(1) is not None else match.group(2)
        value = raw.replace('""', '"').strip()
        cells.append((value, at, match.end()))
        at = match.end() + 1
    return cells


def _is_header(columns: Sequence[str], sample: Sequence[Sequence[str]]) -> bool:
    """Return whether the first row names the columns: distinct words; years too, if none stand below them.

    The first column may go without a name, as that of the row numbers does, and of the others less than half.
    """
    others = columns[1:] if columns and not columns[0] else columns
    named = [column for column in others if column]
    numbers = [at for at, column in enumerate(columns) if column and NUMBER.match(column)]
    if len(set(named)) < len(named) or len(named) <= max(len(others) - len(named), len(numbers)):
        return False
    return all(YEAR.match(columns[at]) and not _are_years(at, sample) for at in numbers)


def _are_years(at: int, sample: Sequence[Sequence[str]]) -> bool:
    return all(YEAR.match(row[at]) for row in sample if at < len(row))
