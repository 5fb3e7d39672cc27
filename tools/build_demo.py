"""Build the demo corpus's binary documents from the texts in ``tools/demo_sources``.

The same texts give the same bytes, on any machine and any day: run it after editing a text, and commit both.
"""

import csv
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "tools" / "demo_sources"
FIRST_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
PAGE_LINES = 46
PDF_COLUMN = 90  # points between two columns of a table
PDF_FIRST_COLUMN = 60  # how much wider the first column is
PDF_LEADING = 15
PDF_TOP = 780


@dataclass(frozen=True, slots=True)
class Source:
    """One text from which a binary document is made.

    Attributes:
        title: Goes into the document's properties.
        author: Goes into the document's properties.
        day: When the document was written.
        lines: The body.
    """

    title: str
    author: str
    day: datetime
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a bullet, a note or a table of one source.

    Attributes:
        kind: One of ``h1 h2 text bullet note table``.
        rows: The cells of a table; one row of one cell otherwise.
    """

    kind: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        """Return what a block other than a table says."""
        return self.rows[0][0]


MARKS = {"# ": "h1", "## ": "h2", "- ": "bullet", "> ": "note"}


def read(path: Path) -> Source:
    """Return the source at ``path``: ``@title``, ``@author``, ``@date``, then the body."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = {line[1:].split(" ", 1)[0]: line.split(" ", 1)[1] for line in lines if line.startswith("@")}
    day = datetime.fromisoformat(head["date"]).replace(tzinfo=UTC)
    return Source(head["title"], head["author"], day, tuple(line for line in lines if not line.startswith("@")))


def blocks(source: Source) -> Iterator[Block]:
    """Yield the source's blocks in order; adjoining ``|`` lines are one table."""
    table: list[tuple[str, ...]] = []
    for line in (*source.lines, ""):
        if line.startswith("|"):
            if not line.startswith("|-"):
                table.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
            continue
        if table:
            yield Block("table", tuple(table))
            table = []
        mark = next((mark for mark in MARKS if line.startswith(mark)), "")
        if line.strip():
            yield Block(MARKS.get(mark, "text"), ((line[len(mark) :],),))


def sheets(source: Source) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each sheet's name and rows."""
    starts = [n for n, line in enumerate(source.lines) if line.startswith("# ")]
    for start, end in zip(starts, [*starts[1:], len(source.lines)], strict=True):
        yield source.lines[start][2:], list(csv.reader(source.lines[start + 1 : end]))


def frozen(data: bytes) -> bytes:
    """Return the same archive with every entry dated 1980 and no trace of when it was saved."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            body = old.read(name)
            if name == "docProps/core.xml":
                created = re.search(rb"<dcterms:created[^>]*>([^<]*)<", body)
                day = created.group(1) if created else b""
                body = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*<", rb"\g<1>" + day + b"<", body)
            new.writestr(zipfile.ZipInfo(name, FIRST_ZIP_DAY), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(source: Source) -> bytes:
    """Return a Word document."""
    from docx import Document  # only the formats asked for

    document = Document()
    properties = document.core_properties
    properties.title, properties.author = source.title, source.author
    properties.created = properties.modified = source.day.replace(tzinfo=None)
    for block in blocks(source):
        if block.kind == "table":
            table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif block.kind in {"h1", "h2"}:
            document.add_heading(block.text, level=int(block.kind[1]))
        else:
            document.add_paragraph(block.text, style="List Bullet" if block.kind == "bullet" else None)
    out = BytesIO()
    document.save(out)
    return frozen(out.getvalue())


def pptx(source: Source) -> bytes:
    """Return a slide deck: a slide for each first heading, its bullets, its table and its notes."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    properties = deck.core_properties
    properties.title, properties.author = source.title, source.author
    properties.created = properties.modified = source.day.replace(tzinfo=None)
    slide, bullets = None, 0
    for block in blocks(source):
        if block.kind == "h1":
            slide, bullets = deck.slides.add_slide(deck.slide_layouts[1]), 0
            slide.shapes.title.text = block.text
        elif slide is not None and block.kind == "table":
            slide.placeholders[1].element.getparent().remove(slide.placeholders[1].element)
            size = (len(block.rows), len(block.rows[0]))
            table = slide.shapes.add_table(*size, Inches(0.6), Inches(1.8), Inches(8.6), Inches(0.4 * size[0])).table
            for n, text in enumerate(cell for row in block.rows for cell in row):
                table.cell(n // size[1], n % size[1]).text = text
        elif slide is not None and block.kind == "note":
            slide.notes_slide.notes_text_frame.text = block.text
        elif slide is not None:
            frame = slide.placeholders[1].text_frame
            (frame.paragraphs[0] if not bullets else frame.add_paragraph()).text = block.text
            bullets += 1
    out = BytesIO()
    deck.save(out)
    return frozen(out.getvalue())


def xlsx(source: Source) -> bytes:
    """Return a workbook; every cell is text, as people type it."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets(source):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.properties.title, book.properties.creator = source.title, source.author
    book.properties.created = source.day.replace(tzinfo=None)
    out = BytesIO()
    book.save(out)
    return frozen(out.getvalue())


def ipynb(source: Source) -> bytes:
    """Return a notebook; ``%% output`` is printed by the code cell before it."""
    cells: list[dict[str, object]] = []
    for part in re.split(r"^%% ", "\n".join(source.lines), flags=re.MULTILINE)[1:]:
        kind, body = part.split("\n", 1)
        lines = body.rstrip("\n").splitlines(keepends=True)
        if kind == "output":
            cells[-1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": lines}]
            continue
        cell: dict[str, object] = {"cell_type": kind, "id": f"cell-{len(cells) + 1}", "metadata": {}, "source": lines}
        if kind == "code":
            cell |= {"execution_count": sum(c["cell_type"] == "code" for c in cells) + 1, "outputs": []}
        cells.append(cell)
    metadata = {
        "authors": [{"name": source.author}],
        "title": source.title,
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    }
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def drawn(block: Block, top: int) -> list[str]:
    """Return the PDF operators that draw a block whose first line sits at ``top``."""
    font = {"h1": "/F2 17 Tf", "h2": "/F2 13 Tf"}.get(block.kind, "/F1 11 Tf")
    lines = []
    for down, row in enumerate(block.rows):
        for across, text in enumerate(row):
            x = 60 + PDF_COLUMN * across + (PDF_FIRST_COLUMN if across and block.kind == "table" else 0)
            shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            lines.append(f"BT {font} {x} {top - PDF_LEADING * down} Td ({shown}) Tj ET")
    return lines


def pages(source: Source) -> list[str]:
    """Return the drawing operators of each page."""
    done: list[list[str]] = [[]]
    line = 0
    for block in blocks(source):
        line += 1 if block.kind in {"h1", "h2", "table"} else 0
        if line + len(block.rows) > PAGE_LINES:
            done.append([])
            line = 0
        done[-1] += drawn(block, PDF_TOP - PDF_LEADING * line)
        line += len(block.rows) + (1 if block.kind == "table" else 0)
    return ["\n".join(page) for page in done]


def pdf(source: Source) -> bytes:
    """Return a PDF with a text layer, in the two standard fonts that need no embedding."""
    contents = [page.encode("cp1252") for page in pages(source)]
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(len(contents)))
    stamp = source.day.strftime("D:%Y%m%d%H%M%SZ")
    encoding = "/Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding /BaseFont"
    info = f"<< /Title ({source.title}) /Author ({source.author}) /CreationDate ({stamp}) >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        f"<< {encoding} /Helvetica >>".encode(),
        f"<< {encoding} /Helvetica-Bold >>".encode(),
        info.encode("cp1252"),
    ]
    fonts = "<< /Font << /F1 3 0 R /F2 4 0 R >> >>"
    for n, content in enumerate(contents):
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources {fonts} /Contents {7 + 2 * n} 0 R >>"
        objects += [page.encode(), b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)]
    return assembled(objects)


def assembled(objects: list[bytes]) -> bytes:
    """Return the PDF file that holds ``objects``, numbered from 1, the first its catalogue and the fifth its info."""
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


BUILDERS = {".docx": docx, ".pptx": pptx, ".xlsx": xlsx, ".ipynb": ipynb, ".pdf": pdf}


def built() -> Iterator[tuple[str, bytes]]:
    """Yield the path below ``corpora/demo`` and the bytes of every binary document."""
    for path in sorted(SOURCES.rglob("*.txt")):
        target = path.relative_to(SOURCES).with_suffix("")
        folder = Path() if target.parts[0] == "feedback" else Path("docs")
        yield (folder / target).as_posix(), BUILDERS[target.suffix](read(path))


def main(home: Path) -> None:
    """Write every document below ``home``."""
    for name, data in built():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(data)
        print(name, len(data))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "corpora" / "demo")
