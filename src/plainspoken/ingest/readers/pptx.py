"""Slides: each a page with its title as section, then its bullets, tables and speaker notes."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from plainspoken.errors import DocumentError
from plainspoken.ingest.archives import check_office
from plainspoken.ingest.blocks import Extracted, Rendering, Secret

DEEPEST = 20  # groups within groups
COLUMNS = re.compile(r"(?<![.!?\s]) {2,}|\t")
BREAK = "\v"  # how a new line within a paragraph is told


def read(data: bytes, secret: Secret) -> Extracted:
    """Return the slides' words.

    Raises:
        DocumentError: Broken, lying or hostile.
    """
    check_office(data, ".pptx")
    import pptx
    from lxml.etree import XMLSyntaxError

    try:
        slides = pptx.Presentation(io.BytesIO(data)).slides
        out = Rendering(secret)
        for number, slide in enumerate(slides, start=1):
            out.page = number
            _slide(slide, out)
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, XMLSyntaxError, zipfile.BadZipFile) as error:
        raise DocumentError(f"is a broken .pptx file ({type(error).__name__}: {error})") from error
    return out.done()


def _slide(slide: Any, out: Rendering) -> None:
    title = slide.shapes.title
    out.headings = []
    if title is not None and title.has_text_frame:
        out.heading(1, title.text_frame.text)
    for shape in _shapes(slide.shapes, 0):
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if shape.has_text_frame:
            _paragraphs(shape.text_frame.paragraphs, out)
        elif getattr(shape, "has_table", False):
            out.table([[cell.text for cell in row.cells] for row in shape.table.rows])
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        notes = slide.notes_slide.notes_text_frame.text.replace(BREAK, "\n").strip()
        if notes:
            out.block(f"Notes: {notes}")


def _shapes(shapes: Iterable[Any], depth: int) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes") and depth < DEEPEST:
            yield from _shapes(shape.shapes, depth + 1)
        else:
            yield shape


def _paragraphs(paragraphs: Iterable[Any], out: Rendering) -> None:
    written = [("  " * one.level, line) for one in paragraphs for line in _written(one.text)]
    lines = [(indent, words) for indent, words in written if words]
    if len(lines) == 1:
        out.block(lines[0][1])
    elif lines:
        out.lines([f"{indent}- {words}" for indent, words in lines], "list")


def _written(paragraph: str) -> list[str]:
    """Return the lines of a paragraph; one in columns is rows of a table, whose cells stay apart by tabs."""
    lines = paragraph.split(BREAK) if COLUMNS.search(paragraph.strip()) else [paragraph]
    return ["\t".join(" ".join(cell.split()) for cell in COLUMNS.split(line.strip())) for line in lines]
