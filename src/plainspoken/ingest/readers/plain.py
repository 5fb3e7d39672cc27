"""Plain text: paragraphs between blank lines, lists, underlined or capital headings."""

import re

from plainspoken.ingest.blocks import Block, Extracted, Secret, label
from plainspoken.ingest.lines import Line, lines_of
from plainspoken.ingest.unruled import under_names

ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+\S")
UNDERLINE = re.compile(r"^([=\-~#*])\1{2,}\s*$")
HASHED = re.compile(r"^(#{1,6})\s+(\S.*)$")
WORD = re.compile(r"\w")
LONGEST_HEADING = 80


def read(text: str, start: int, secret: Secret) -> Extracted:
    """Return the paragraphs and lists of ``text[start:]``."""
    lines = lines_of(text, start)
    blocks: list[Block] = []
    section: tuple[str, ...] = ()
    title, at = None, 0
    while at < len(lines):
        after = _paragraph_end(lines, at)
        heading, first = _heading(lines, at, after)
        if heading:
            section, title = (heading,), title or heading
        if first < after and WORD.search(text[lines[first].start : lines[after - 1].end]):
            blocks.append(_block(lines[first:after], section))
        at = max(after, at + 1)
    return Extracted(text, tuple(blocks), under_names(text, blocks, secret), title)


def _paragraph_end(lines: list[Line], at: int) -> int:
    after = at
    while after < len(lines) and not lines[after].blank:
        after += 1
    return after


def _heading(lines: list[Line], at: int, after: int) -> tuple[str | None, int]:
    """Return the heading that opens the paragraph at ``at``, and the line after it."""
    if after - at >= 2 and UNDERLINE.match(lines[at + 1].text) and WORD.search(lines[at].text):  # noqa: PLR2004 - words, line
        return label(lines[at].text), at + 2
    if after == at:
        return None, at
    hashed = HASHED.match(lines[at].text)
    if hashed:
        return label(hashed.group(2)), at + 1
    words = lines[at].text.strip()
    if after - at == 1 and words.isupper() and len(words) <= LONGEST_HEADING and not words.endswith((".", ",", ";")):
        return label(words), at + 1
    return None, at


def _block(lines: list[Line], section: tuple[str, ...]) -> Block:
    first = next((i for i, line in enumerate(lines) if ITEM.match(line.text)), None)
    units = tuple((line.start, line.end) for line in lines)
    kind = "list" if first is not None and first <= 1 else "prose"
    begin = lines[0].start + len(lines[0].text) - len(lines[0].text.lstrip())
    return Block(begin, lines[-1].start + len(lines[-1].text.rstrip()), kind, section, None, units)
