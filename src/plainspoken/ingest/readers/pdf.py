"""PDF: the text layer, page by page."""

import io
import re
from collections import Counter

from plainspoken.errors import DocumentError
from plainspoken.ingest.blocks import Extracted, Rendering, Secret
from plainspoken.ingest.decoding import looks_like
from plainspoken.ingest.unruled import under_names

FURNITURE = 0.6  # share of the pages on which a line must recur to be a running head or foot
ENOUGH_PAGES = 3
FEWEST_LINES = 3  # on a page of which the first and last may be furniture
NUMBER = re.compile(r"\d{1,9}$")
LONGEST_TITLE = 100
HYPHEN = re.compile(r"(?<=[a-zà-ÿ])-\n(?=[a-zà-ÿ])")
WORD = re.compile(r"\w")
HEAD_BYTES = 1024  # the standard lets rubbish stand before the signature


def read(data: bytes, secret: Secret) -> Extracted:
    """Return the pages' text.

    Raises:
        DocumentError: No PDF, broken, encrypted with a password, or without a text layer.
    """
    if b"%PDF-" not in data[:HEAD_BYTES]:
        what = looks_like(data)
        raise DocumentError("is not a PDF" + (f" but {what}" if what else ": it does not begin like one"))
    pages, declared = _pages(data)
    if not any(WORD.search(page) for page in pages):
        raise DocumentError("has no text layer (scanned pages?): nothing to read without OCR")
    out = Rendering(secret)
    furniture = _furniture(pages)
    for number, page in enumerate(pages, start=1):
        out.page = number
        if not WORD.search(page):
            out.notes.append(f"page {number} has no text")
        _page(page, number, furniture, out)
    rendered = out.done()
    first = next((line.strip() for line in pages[0].splitlines() if WORD.search(line)), "")
    title = declared or (first if len(first) <= LONGEST_TITLE else None)
    fields = under_names(rendered.text, rendered.blocks, secret)
    return Extracted(rendered.text, rendered.blocks, fields, title, "document", rendered.notes)


def _pages(data: bytes) -> tuple[list[str], str | None]:
    import logging

    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        closed = reader.is_encrypted and not reader.decrypt("")  # an empty password only forbids to print or change it
        pages = [] if closed else [HYPHEN.sub("", page.extract_text() or "") for page in reader.pages]
        title = str(reader.metadata.title or "").strip() if not closed and reader.metadata else ""
    except NotImplementedError as error:
        raise DocumentError(f"is encrypted in a way that is not read ({error})") from error
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError, OSError) as error:
        raise DocumentError(f"is a broken or truncated PDF ({type(error).__name__}: {error})") from error
    if closed:
        raise DocumentError("is encrypted: save it without a password to have it read")
    if not pages:
        raise DocumentError("is a PDF without pages")
    return pages, None if re.search(r"(?i)^untitled|\.\w{3,4}$|^microsoft ", title) or not WORD.search(title) else title


def _furniture(pages: list[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the lines, digits left out, that most pages begin with, and those that most end with."""
    if len(pages) < ENOUGH_PAGES:
        return frozenset(), frozenset()
    heads: Counter[str] = Counter()
    feet: Counter[str] = Counter()
    for number, page in enumerate(pages, start=1):
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        if len(lines) >= FEWEST_LINES:
            heads[_bare(lines[0], number)] += 1
            feet[_bare(lines[-1], number)] += 1
    return _recurring(heads, len(pages)), _recurring(feet, len(pages))


def _recurring(counts: Counter[str], pages: int) -> frozenset[str]:
    return frozenset(line for line, n in counts.items() if n >= FURNITURE * pages)


def _bare(line: str, page: int) -> str:
    """Return a line without its digits; of a number alone, which may be a figure, how far it is from the page's."""
    if NUMBER.match(line):
        return f"{int(line) - page:+}"
    return re.sub(r"\d+", "", line).strip()


def _page(page: str, number: int, furniture: tuple[frozenset[str], frozenset[str]], out: Rendering) -> None:
    lines = [line.strip() for line in page.splitlines()]
    used = [at for at, line in enumerate(lines) if line]
    edges = {
        at for at, known in zip(used[:1] + used[-1:], furniture, strict=False) if _bare(lines[at], number) in known
    }
    paragraph: list[str] = []
    for at, line in enumerate([*lines, ""]):
        if at not in edges and WORD.search(line):
            paragraph.append(line)
            continue
        if paragraph:
            out.lines(paragraph, "prose")
        paragraph = []
