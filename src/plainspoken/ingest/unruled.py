"""Tables without rules, in plain text, PDF, listings and tabbed lines: rows of words under a line of names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from plainspoken.ingest.blocks import Block, Field, Secret, Stretch, nothing_is_secret
from plainspoken.ingest.lines import Line, lines_of

MOST_WORDS = 20  # of a line of names whose cells nothing parts
MOST_PARTED = 300  # of one whose cells gaps, bars or commas part
MOST_SMALL = 4  # small words that a restricted name and a row hold between them; a line with more is not looked at
LONGEST_NAME = 4  # words of a restricted name
LINES_AHEAD = 2  # of which one must read like a row, for a line of names to head a table
PROSE = 0.34  # share of small words from which a line with a number in it is a sentence all the same
FEWEST_SMALL = 3  # as above
WORD = re.compile(r"[^\s|,;]+")
DIGIT = re.compile(r"\d")
ITEM = re.compile(r"^\s*(?:[-*+•–]|\d{1,3}[.)])\s+")
GAPS = re.compile(r"[^\s.!?](?:\t| {2,}|\s*\|)\s*\S|[^\W\d][\"']?[,;][\"']?[^\W\d]")
LISTED = re.compile(r"^[\s>]*(?:(?:[-*+•–]|\d{1,3}[.)])\s+)*(?:`{3}|~{3}|>>>)|<pre\b", re.IGNORECASE)
SERIES = re.compile(r"^(?:Freq: [^,]+, )?Name: (.+?), (?:Length: \d+, )?dtype: ", re.MULTILINE)
"""How pandas ends a printed column: its name stands below the values."""
INDENT = 4  # columns from which a line within a paragraph or list may belong to a listing
SENTENCE = re.compile(r"[.!?][\"')\]]*\s*$")
YEAR = re.compile(r"\b(?:19|20)\d\d\b(?![.,]\d)")
UNIT = re.compile(r"[A-Z]{3}|k|m|pa|p\.a\.|per|a|an|year|month|week|day|hour|gross|net|\W*")
SMALL = frozenset(
    (
        "a an and are as at be been but by can for from had has have if in into is it its may must not of on or our "
        "shall she should that the their they this to was we were what when which who will with would you your he "
        "das dem den der des die ein eine für ist mit und von wir zu au aux ce dans est et il la le les nous pour que "
        "qui sont un une con del el en es las los no para por se su y"
    ).split()
)
"""Words of English, German, French and Spanish that sentences hold and rows of a table hardly do."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A restricted name in a line that is no sentence.

    Attributes:
        name: As written.
        end: Where it ends in the line.
        is_first: Whether the line begins with it.
    """

    name: str
    end: int
    is_first: bool


def under_names(text: str, blocks: Sequence[Block], secret: Secret) -> tuple[Field, ...]:
    """Return the lines that stand under a line of names of which one is restricted, and values beside the name.

    Where such a column begins and ends cannot be told, so whole lines are hidden: all that follow in the block, and
    the blocks behind it as long as they begin like a row.
    """
    if secret is nothing_is_secret:
        return ()
    found: list[Field] = []
    above: frozenset[str] = frozenset()
    section: tuple[str, ...] = ()
    for number, block in enumerate(blocks):
        lines = _lines(text, block)
        if block.section != section:  # a line of capitals was taken for a heading
            section = block.section
            above = frozenset(one.name for one in _names("".join(section[-1:]), secret))
        if lines and not _is_row(text[slice(*lines[0])]):
            above = frozenset()
        behind = _lines(text, blocks[number + 1])[:LINES_AHEAD] if number + 1 < len(blocks) else ()
        for place, (start, end) in enumerate(lines):
            line, ahead = text[start:end], (*lines[place + 1 :], *behind)[:LINES_AHEAD]
            found += [Field(name, start, end) for name in sorted(above)]
            names = _names(line, secret)
            is_table = bool(names) and not _is_item(line) and any(_is_row(text[slice(*one)]) for one in ahead)
            found += [
                Field(one.name, start + one.end, end) for one in names if _is_beside(line, one, is_table=is_table)
            ]
            if is_table:
                above |= {one.name for one in names if not _is_pair(line, one)}
    return tuple(found)


def in_listings(text: str, blocks: Sequence[Block], secret: Secret) -> tuple[Field, ...]:
    """Return the same for what is laid out like plain text in other formats: listings, lines in columns."""
    if secret is nothing_is_secret:
        return ()
    over = [
        Field(column.group(1), block.start, block.start + column.start())
        for block in blocks
        for column in SERIES.finditer(text[block.start : block.end] if block.kind == "code" else "")
        if secret(column.group(1))
    ]
    return (*over, *(one for run in _runs(text, blocks) for one in under_names(text, run, secret)))


def _runs(text: str, blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield each listing by itself, and paragraphs in columns with those behind them that begin like a row."""
    run: list[Block] = []
    section: tuple[str, ...] = ()
    for block in blocks:
        goes_on = bool(run) and block.kind == run[-1].kind == "prose" and block.section == section
        goes_on = goes_on and _is_row("".join(text[slice(*one)] for one in _lines(text, block)[:1]))
        if run and not goes_on:
            yield run
            run = []
        if goes_on or _is_laid_out(text, block):
            section = block.section
            run.append(replace(block, section=()))  # a heading is one here: it is no line of names
    if run:
        yield run


def _is_laid_out(text: str, block: Block) -> bool:
    """Return whether a block is a listing, holds one, or has a line in columns."""
    if block.kind not in {"prose", "list"}:
        return block.kind == "code"
    return any(_is_columned(line) for line in lines_of(text, block.start, block.end))


def _is_columned(line: Line) -> bool:
    words = ITEM.sub("", line.text)
    inset = line.indent >= INDENT and words == line.text
    return inset or bool(GAPS.search(words.strip()) or LISTED.search(line.text))


def _lines(text: str, block: Block) -> tuple[Stretch, ...]:
    """Return where the lines stand that hold a word: a line drawn between names and rows is none."""
    lines = lines_of(text, block.start, block.end)
    return tuple((line.start, line.end) for line in lines if re.search(r"\w", line.text))


def _names(line: str, secret: Secret) -> list[_Named]:
    """Return the restricted names in a line, if it may be one of a table."""
    begin = match.end() if (match := ITEM.match(line)) else 0
    words = list(WORD.finditer(line, begin))
    most = MOST_PARTED if GAPS.search(line) else MOST_WORDS
    if len(words) > most or sum(word.group().casefold() in SMALL for word in words) > MOST_SMALL:
        return []
    stretches = [
        (first, words[last].end())
        for first in range(len(words))
        for last in range(first, min(first + LONGEST_NAME, len(words)))
    ]
    named = [(line[words[first].start() : end], end, first == 0) for first, end in stretches]
    return [_Named(*one) for one in named if secret(one[0]) and not _is_prose(line.replace(one[0], "-", 1))]


def _is_item(line: str) -> bool:
    """Return whether a line is an item of a list, and no row that was made one."""
    item = ITEM.match(line)
    return item is not None and "\t" not in line[item.end() :].strip()


def _is_prose(line: str) -> bool:
    """Return whether a line is, or is part of, a sentence."""
    if GAPS.search(line):
        return False
    words = re.findall(r"[^\W\d_]+", line.casefold())
    small = sum(word in SMALL for word in words)
    if not DIGIT.search(line):
        return small > 0 or bool(SENTENCE.search(line))
    return small >= FEWEST_SMALL and small > PROSE * len(words)


def _is_row(line: str) -> bool:
    return bool(re.search(r"\w", line)) and not _is_prose(line)


def _is_beside(line: str, named: _Named, *, is_table: bool) -> bool:
    """Return whether what follows a name in its line may be its value: a number, or in a table anything."""
    rest = YEAR.sub("", line[named.end :])
    return bool(DIGIT.search(rest)) or (is_table and named.is_first and bool(re.search(r"\w", rest)))


def _is_pair(line: str, named: _Named) -> bool:
    """Return whether a line is a name and its value, and so says nothing of the lines below."""
    told = [word for word in YEAR.sub("", line[named.end :]).split() if not UNIT.fullmatch(word)]
    return named.is_first and bool(told) and all(map(DIGIT.search, told))
