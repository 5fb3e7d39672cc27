"""Word documents: headings, paragraphs, lists and tables, in reading order."""

import io
import re
import zipfile
from typing import Any

from plainspoken.errors import DocumentError
from plainspoken.ingest.archives import check_office
from plainspoken.ingest.blocks import Extracted, Rendering, Secret

HEADING = re.compile(r"^(?:heading|überschrift|título|titre)\s*(\d)", re.IGNORECASE)


def read(data: bytes, secret: Secret) -> Extracted:
    """Return the document's words.

    Raises:
        DocumentError: Broken, lying or hostile.
    """
    check_office(data, ".docx")
    import docx
    from lxml.etree import XMLSyntaxError

    try:
        document = docx.Document(io.BytesIO(data))
        out = Rendering(secret)
        _body(document, out)
        title = (document.core_properties.title or "").strip()
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, XMLSyntaxError, zipfile.BadZipFile) as error:
        raise DocumentError(f"is a broken .docx file ({type(error).__name__}: {error})") from error
    rendered = out.done()
    generic = title.lower() in {"", "word document", "document", "untitled"}
    return Extracted(rendered.text, rendered.blocks, rendered.fields, rendered.title if generic else title)


def _body(document: Any, out: Rendering) -> None:
    items: list[str] = []
    for part in document.iter_inner_content():
        rows = getattr(part, "rows", None)
        text = "" if rows is not None else part.text.strip()
        bullet = "" if rows is not None else _bullet(part)
        if bullet and text:
            items.append(bullet + text)
            continue
        if items and (text or rows is not None):
            out.lines(items, "list")
            items = []
        if rows is not None:
            out.table([_cells(row) for row in rows])
        elif text:
            _paragraph(part, text, out)
    if items:
        out.lines(items, "list")


def _style(paragraph: Any) -> str:
    return str(getattr(paragraph.style, "name", "") or "")


def _bullet(paragraph: Any) -> str:
    """Return the mark of a list item, empty for a plain paragraph."""
    style = _style(paragraph)
    properties = paragraph._p.pPr
    numbered = properties is not None and properties.numPr is not None
    if HEADING.match(style) or not (style.startswith("List") or numbered):
        return ""
    depth = int(match.group()) - 1 if (match := re.search(r"\d", style)) else 0
    return "  " * depth + "- "


def _paragraph(paragraph: Any, text: str, out: Rendering) -> None:
    style = _style(paragraph)
    heading = HEADING.match(style)
    if heading:
        out.heading(int(heading.group(1)) + 1, text)
    elif style == "Title":
        out.heading(1, text)
    else:
        out.block(text)


def _cells(row: Any) -> list[str]:
    """Return a row's cell texts; a merged cell is said once, the places it covers stay empty."""
    seen, cells = set(), []
    for cell in row.cells:
        known = cell._tc in seen
        cells.append("" if known else cell.text)
        seen.add(cell._tc)
    return cells
