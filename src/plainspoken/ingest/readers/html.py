"""HTML: what a reader of the page would see, as headings, paragraphs, lists, tables and listings."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from plainspoken.ingest.blocks import Extracted, Rendering, Secret

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag
    from bs4.element import PageElement

UNSEEN = (
    "script", "style", "nav", "noscript", "template", "iframe", "svg", "head", "button", "input", "select", "object",
    "embed", "canvas", "dialog",
)  # fmt: skip
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "ul",
        "tbody",
        "thead",
        "tr",
        "td",
        "th",
    ]
)
APART = ("table", "pre", "dl")  # what is no line of a list
HEADING = re.compile(r"^h([1-6])$")
LISTS = ("ul", "ol")
LINKS_TO_ITSELF = frozenset("¶#")  # what a heading shows for the link to it
MOST_SPANNED = 100  # rows or columns by one cell; some say 65,534 for "to the end"
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def read(text: str, secret: Secret) -> Extracted:
    """Return the visible words of the page."""
    from bs4 import BeautifulSoup, Comment

    soup = BeautifulSoup(text, "lxml")
    title = " ".join(soup.title.get_text().split()) if soup.title else None
    for comment in soup.find_all(string=lambda string: isinstance(string, Comment)):
        comment.extract()
    _drop_unseen(soup)
    out = Rendering(secret)
    body = soup.body or soup
    _walk(body, out)
    rendered = out.done()
    return Extracted(rendered.text, rendered.blocks, rendered.fields, rendered.title or title or None)


def _drop_unseen(soup: "BeautifulSoup") -> None:
    for tag in soup.find_all(UNSEEN):
        tag.decompose()
    for tag in soup.find_all("br"):
        tag.append("\n")
    for tag in soup.find_all("a"):
        if tag.decomposed:
            continue
        if "headerlink" in tag.get_attribute_list("class") or tag.get_text().strip() in LINKS_TO_ITSELF:
            tag.decompose()
    for tag in soup.find_all(True):
        if tag.decomposed or tag.attrs is None:
            continue
        style = str(tag.get("style") or "")
        if tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or HIDDEN.search(style):
            tag.decompose()


def _walk(parent: "Tag", out: Rendering) -> None:
    """Render the children of ``parent``: blocks one by one, loose words between them as paragraphs."""
    from bs4 import Tag

    loose: list[str] = []
    for child in parent.children:
        if not isinstance(child, Tag):
            loose.append(str(child))
        elif child.name in BLOCKS or child.find(BLOCKS) is not None:
            _flush(loose, out)
            _block(child, out)
        else:
            loose.append(child.get_text())
    _flush(loose, out)


def _flush(loose: list[str], out: Rendering) -> None:
    words = "\n".join(" ".join(line.split()) for line in "".join(loose).split("\n\n") if line.strip())
    loose.clear()
    if re.search(r"\w", words):
        out.block(" ".join(words.split()) if len(words) else words)


def _block(tag: "Tag", out: Rendering) -> None:
    heading = HEADING.match(tag.name)
    if heading:
        out.heading(int(heading.group(1)), tag.get_text(" "))
    elif tag.name == "table":
        _table(tag, out)
    elif tag.name in {"ul", "ol"}:
        _list(tag, out)
    elif tag.name == "pre":
        lines = tag.get_text().strip("\r\n").splitlines()
        out.lines(lines, "code")
    elif tag.name == "dl":
        _definitions(tag, out)
    else:
        _walk(tag, out)


def _list(tag: "Tag", out: Rendering) -> None:
    """Render a list; an item that holds a table or listing is rendered as the blocks it is made of."""
    from bs4 import Tag

    lines: list[str] = []
    number = 0
    for child in list(tag.children):
        number += getattr(child, "name", None) == "li"
        if isinstance(child, Tag) and (child.name in APART or child.find(APART) is not None):
            out.lines(lines, "list")
            lines = []
            _mark(child, number)
            _block(child, out)
        else:
            lines += _items(child, number, 0)
    out.lines(lines, "list")


def _mark(item: "Tag", number: int) -> None:
    """Write an item's mark before its first words, if they are no cell, term or code."""
    first = next((words for words in item.strings if words.strip()), None)
    if item.name == "li" and first is not None and first.find_parent(APART) is None:
        first.replace_with(_mark_of(item, number) + first.lstrip())


def _mark_of(item: "Tag", number: int) -> str:
    around = item.find_parent(LISTS)
    return f"{number}. " if around is not None and around.name == "ol" else "- "


def _items(child: "PageElement", number: int, depth: int) -> Iterator[str]:
    """Yield the lines of what stands in a list: an item, a list in it, or loose words."""
    from bs4 import Tag

    if not isinstance(child, Tag) or (child.name != "li" and child.find("li") is None):
        words = " ".join((child.get_text(" ") if isinstance(child, Tag) else str(child)).split())
        yield from ["  " * depth + words] if re.search(r"\w", words) else []
    elif child.name == "li":
        around = child.find_parent(LISTS)
        nested = [one for one in child.find_all(LISTS) if one.find_parent(LISTS) is around]
        inner = [line for one in nested for line in _inner(one, depth + 1)]
        for one in nested:
            one.extract()
        words = " ".join(child.get_text(" ").split())
        yield from ["  " * depth + _mark_of(child, number) + words] if words else []
        yield from inner
    else:
        yield from _inner(child, depth + (child.name in LISTS))


def _inner(tag: "Tag", depth: int) -> Iterator[str]:
    number = 0
    for child in list(tag.children):
        number += getattr(child, "name", None) == "li"
        yield from _items(child, number, depth)


def _definitions(tag: "Tag", out: Rendering) -> None:
    """Render terms and their definitions as ``Term: definition`` lines; of several blocks, as these."""
    lines: list[str] = []
    term = ""
    for part in tag.find_all(["dt", "dd"]):
        if part.find_parent("dl") is not tag:
            continue
        words = " ".join(part.get_text(" ").split())
        if part.name == "dt":
            term = words
            lines.append(words)
        elif part.find([*APART, *LISTS]) is not None:
            out.lines(lines, "list")
            lines, start = [], out.length
            _walk(part, out)
            out.hide_from(start, [term])
        elif lines and not lines[-1].endswith(":") and ": " not in lines[-1]:
            lines[-1] = f"{lines[-1]}: {words}"
        else:
            lines.append(words)
    out.lines(lines, "list")


def _table(tag: "Tag", out: Rendering) -> None:
    for caption in tag.find_all("caption", recursive=False):
        out.block(" ".join(caption.extract().get_text(" ").split()))
    if tag.find("table") is not None and not any(map(out.secret, _own_words(tag))):
        _walk(tag, out)  # a frame around what it holds
        return
    rows: list[list[str]] = []
    header = False
    start = out.length
    below: dict[int, int] = {}  # place of a cell that reaches into the next rows → into how many
    for row in tag.find_all("tr"):
        if row.find_parent("table") is not tag:
            continue
        cells = row.find_all(["td", "th"], recursive=False)
        if not rows:
            header = bool(cells) and all(cell.name == "th" for cell in cells)
        rows.append(_squared(cells, below))
    out.table(rows, has_header=header or bool(rows and len(rows) > 1 and all(rows[0])))
    if tag.find("table") is not None:  # what it holds may restrict other columns
        out.hide_from(start, _own_words(tag))


def _own_words(tag: "Tag") -> list[str]:
    """Return the words of each cell of a table, those of tables in it left out."""
    cells = [cell for cell in tag.find_all(["td", "th"]) if cell.find_parent("table") is tag]
    return [" ".join("".join(s for s in cell.strings if s.find_parent("table") is tag).split()) for cell in cells]


def _squared(cells: "Sequence[Tag]", below: dict[int, int]) -> list[str]:
    """Return a row's cells each at its place: the places that one covers besides its own stay empty."""
    row: list[str] = []

    def fill() -> None:
        while below.get(len(row), 0):
            below[len(row)] -= 1
            row.append("")

    for cell in cells:
        fill()
        reach = _span(cell, "rowspan") - 1
        for nth in range(_span(cell, "colspan")):
            below[len(row)] = reach
            row.append("" if nth else " ".join(cell.get_text(" ").split()))
    fill()
    return row


def _span(cell: "Tag", name: str) -> int:
    """Return how many rows or columns a cell covers."""
    told = str(cell.get(name) or "")
    return min(max(int(told), 1), MOST_SPANNED) if re.fullmatch(r"[0-9]{1,5}", told) else 1
