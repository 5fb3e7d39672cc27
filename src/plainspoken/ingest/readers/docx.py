"""Word documents: headings, paragraphs, lists, tables, boxes and footnotes, in reading order, changes accepted."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from plainspoken.errors import DocumentError
from plainspoken.ingest.archives import check_office
from plainspoken.ingest.blocks import Extracted, Rendering, Secret

HEADING = re.compile(r"^(?:heading|überschrift|título|titre)\s*(\d)", re.IGNORECASE)
MOST_SPANNED = 100  # columns by one cell
OPEN = "http://schemas.openxmlformats.org"
W = f"{{{OPEN}/wordprocessingml/2006/main}}"
MATH = f"{{{OPEN}/officeDocument/2006/math}}oMath"
DRAWN = (f"{{{OPEN}/drawingml/2006/chart}}chart", f"{{{OPEN}/drawingml/2006/diagram}}relIds")
PARAGRAPH, TABLE, ROW, CELL, BOX, FRAME = (f"{W}{name}" for name in ("p", "tbl", "tr", "tc", "txbxContent", "sdt"))
UNSAID = frozenset(
    [
        f"{W}del",  # what a change took out
        f"{W}moveFrom",
        f"{W}pPr",
        f"{W}sdtPr",
        f"{W}rt",  # how a sign is said, above it
        f"{{{OPEN}/markup-compatibility/2006}}Fallback",  # the same once more, for old readers
    ]
)
SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
NOTES = (f"{W}footnoteReference", f"{W}endnoteReference")


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
        walk = _Walk(document, out)
        walk.parts(document.element.body)
        walk.flush()
        out.notes += _unread(document)
        title = (document.core_properties.title or "").strip()
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, XMLSyntaxError, zipfile.BadZipFile) as error:
        raise DocumentError(f"is a broken .docx file ({type(error).__name__}: {error})") from error
    rendered = out.done()
    generic = title.lower() in {"", "word document", "document", "untitled"}
    name = rendered.title if generic else title
    return Extracted(rendered.text, rendered.blocks, rendered.fields, name, "document", rendered.notes)


class _Walk:
    """One pass over the parts of the body, and of what hangs on them."""

    def __init__(self, document: Any, out: Rendering) -> None:
        self.document = document
        self.out = out
        self.items: list[str] = []
        self.footnotes = _footnotes(document)
        self.referred: list[Any] = []

    def parts(self, parent: Any) -> None:
        """Render the paragraphs and tables in ``parent``, also those in a control or an insertion."""
        for child in parent:
            if child.tag == PARAGRAPH:
                self._paragraph(child)
            elif child.tag == TABLE:
                self._table(child)
            elif child.tag not in UNSAID and not _is_furniture(child):
                self.parts(child)

    def flush(self) -> None:
        """End the list, and say the footnotes of what came before."""
        while self.items or self.referred:  # a footnote may hold a list, or refer to another
            items, self.items = self.items, []
            notes, self.referred = self.referred, []
            if items:
                self.out.lines(items, "list")
            for note in notes:
                self.parts(note)

    def _paragraph(self, element: Any) -> None:
        from docx.text.paragraph import Paragraph

        paragraph = Paragraph(element, self.document)
        text = "".join(_pieces(element)).strip()
        bullet = _bullet(paragraph) if text else ""
        if text and not bullet:
            self.flush()
            _put(paragraph, text, self.out)
        elif text:
            self.items.append(bullet + text)
        self._hanging(element)
        if not self.items:
            self.flush()

    def _hanging(self, element: Any) -> None:
        """Remember the footnotes that ``element`` refers to; render the boxes and tables in it."""
        for one in _outermost(element, *NOTES, BOX, TABLE):
            if one.tag in NOTES:
                note = self.footnotes.pop((one.tag, one.get(f"{W}id")), None)
                self.referred += [] if note is None else [note]
            else:
                self.flush()
                self._table(one) if one.tag == TABLE else self.parts(one)

    def _table(self, element: Any) -> None:
        self.flush()
        rows = [row for row in _outermost(element, ROW) if row.find(f"{W}trPr/{W}del") is None]
        cells = [list(_outermost(row, CELL)) for row in rows]
        if [len(row) for row in cells] == [1]:  # a frame around what it holds
            self.parts(cells[0][0])
            return
        above: dict[int, str] = {}
        said = [_squared(row, above) for row in rows]
        self.out.table(said)
        start = self.out.length
        for cell in (cell for row in cells for cell in row):
            self._hanging(cell)
        self.flush()
        self.out.hide_from(start, [cell for row in said for cell in row])


def _outermost(element: Any, *tags: str) -> Iterator[Any]:
    """Yield what of these kinds stands in ``element``, but not what stands within one of them."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag not in UNSAID and not _is_furniture(child):
            yield from _outermost(child, *tags)


def _pieces(element: Any) -> Iterator[str]:
    """Yield the words of a paragraph, those in links, controls and insertions included."""
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in SIGNS:
            yield SIGNS[child.tag]
        elif child.tag not in UNSAID and child.tag != BOX and not _is_furniture(child):
            yield from _pieces(child)


def _is_furniture(element: Any) -> bool:
    """Return whether a control holds the table of contents, or only asks to be filled in."""
    if element.tag != FRAME:
        return False
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    contents = gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
    return contents or element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def _squared(row: Any, above: dict[int, str]) -> list[str]:
    """Return a row's cell texts, each at its place; ``above`` are those of the rows before, for cells that go on."""
    cells = [""] * _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
    for cell in _outermost(row, CELL):
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is None or merged.get(f"{W}val") == "restart":
            said = [one for one in _outermost(cell, PARAGRAPH, TABLE) if one.tag == PARAGRAPH]
            above[len(cells)] = "\n".join("".join(_pieces(one)) for one in said)
        cells.append(above.get(len(cells), ""))
        cells += [""] * (_number(cell.find(f"{W}tcPr/{W}gridSpan"), 1) - 1)
    return cells


def _number(element: Any, default: int) -> int:
    return default if element is None else min(int(element.get(f"{W}val")), MOST_SPANNED)


def _footnotes(document: Any) -> dict[tuple[str, str], Any]:
    """Return the footnotes and endnotes, by what refers to them."""
    found: dict[tuple[str, str], Any] = {}
    for kind, tag in zip(("footnotes", "endnotes"), NOTES, strict=True):
        notes = (note for part in _others(document, kind) for note in part)
        found |= {(tag, note.get(f"{W}id")): note for note in notes}
    return found


def _others(document: Any, kind: str) -> list[Any]:
    """Return the parts of that kind beside the body."""
    from docx.oxml import parse_xml

    related = [one for one in document.part.rels.values() if one.reltype.endswith(f"/{kind}") and not one.is_external]
    return [parse_xml(one.target_part.blob) for one in related]


def _unread(document: Any) -> list[str]:
    """Return what stands in the file and is not read."""
    body = document.element.body
    counts = {
        "comments": sum(len(part) for part in _others(document, "comments")),
        "equations": sum(1 for _ in body.iter(MATH)),
        "charts and diagrams": sum(1 for _ in body.iter(*DRAWN)),
        "embedded files": sum(1 for _ in body.iter(f"{W}altChunk", f"{W}object")),
        "headers and footers": sum(
            bool("".join(_pieces(part)).strip()) for kind in ("header", "footer") for part in _others(document, kind)
        ),
    }
    return [f"not read: {count} of its {what}" for what, count in counts.items() if count]


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


def _put(paragraph: Any, text: str, out: Rendering) -> None:
    style = _style(paragraph)
    heading = HEADING.match(style)
    if heading:
        out.heading(int(heading.group(1)) + 1, text)
    elif style == "Title":
        out.heading(1, text)
    else:
        out.block(text)
