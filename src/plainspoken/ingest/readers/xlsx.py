"""Workbooks: each sheet a section; a sheet of feedback becomes entries, any other a table."""

import datetime
import io
import zipfile
from typing import Any

from plainspoken.errors import DocumentError
from plainspoken.ingest.archives import check_office
from plainspoken.ingest.blocks import Extracted, Rendering, Secret
from plainspoken.ingest.columns import text_column
from plainspoken.ingest.readers.entries import put_entry

SAMPLE = 50
MOST_CELLS = 2_000_000


def read(data: bytes, secret: Secret, *, under_feedback: bool = False) -> Extracted:
    """Return the sheets' cells as stored, formulas by their last value.

    Raises:
        DocumentError: Broken, lying, hostile, or empty.
    """
    check_office(data, ".xlsx")
    sheets = _sheets(data)
    if not sheets:
        raise DocumentError("holds no cell with a value")
    out = Rendering(secret)
    kinds = [_sheet(name, rows, out, under_feedback=under_feedback) for name, rows in sheets]
    rendered = out.done("feedback" if "feedback" in kinds else "document")
    return Extracted(rendered.text, rendered.blocks, rendered.fields, None, rendered.kind, rendered.notes)


def _sheets(data: bytes) -> list[tuple[str, list[list[str]]]]:
    import warnings

    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            left = [MOST_CELLS]
            sheets = [(sheet.title, _squared(_rows(sheet, left))) for sheet in book.worksheets]
    except (
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
        IndexError,
        SyntaxError,
        zipfile.BadZipFile,
        OSError,
    ) as error:
        raise DocumentError(f"is a broken .xlsx file ({type(error).__name__}: {error})") from error
    return [(name, rows) for name, rows in sheets if rows]


def _rows(sheet: Any, left: list[int]) -> list[list[str]]:
    """Return the cells of a sheet; ``left`` is what all sheets together may still hold."""
    sheet.reset_dimensions()  # what a file says of its own size cannot be trusted
    rows = []
    for row in sheet.iter_rows(values_only=True):
        left[0] -= len(row)
        if left[0] < 0:
            raise DocumentError(f"holds more than {MOST_CELLS:,} cells")
        rows.append([_shown(value) for value in row])
    return rows


def _squared(rows: list[list[str]]) -> list[list[str]]:
    """Drop empty rows and columns, and give every row the same width."""
    rows = [row for row in rows if any(row)]
    width = max((len(row) for row in rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    used = [at for at in range(width) if any(row[at] for row in rows)]
    return [[row[at] for at in used] for row in rows]


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    return str(value).strip()


def _sheet(name: str, rows: list[list[str]], out: Rendering, *, under_feedback: bool) -> str:
    out.headings = []
    out.heading(1, name)
    column = text_column(rows[0], rows[1:SAMPLE], under_feedback=under_feedback)
    if column is None or out.secret(rows[0][column]):
        out.table(rows)
        return "document"
    for row in rows[1:]:
        others = [(head, cell) for at, (head, cell) in enumerate(zip(rows[0], row, strict=True)) if at != column]
        put_entry(out, row[column], others)
    return "feedback"
