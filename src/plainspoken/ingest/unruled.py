"""Tables without rules, in plain text and PDF: rows of words under a line of names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plainspoken.ingest.blocks import Block, Field, Secret, Stretch, nothing_is_secret

MOST_WORDS = 20  # of a line of names
MOST_SMALL = 4  # small words that a restricted name and a row hold between them; a line with more is not looked at
LONGEST_NAME = 4  # words of a restricted name
LINES_AHEAD = 2  # of which one must read like a row, for a line of names to head a table
PROSE = 0.34  # share of small words from which a line with a number in it is a sentence all the same
FEWEST_SMALL = 3  # as above
WORD = re.compile(r"[^\s|,;]+")
DIGIT = re.compile(r"\d")
ITEM = re.compile(r"^\s*(?:[-*+•–]|\d{1,3}[.)])\s+")
GAPS = re.compile(r"[^\s.!?](?:\t| {2,}|\s*\|)\s*\S")
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
        lines = _lines(block)
        if block.section != section:  # a line of capitals was taken for a heading
            section = block.section
            above = frozenset(one.name for one in _names("".join(section[-1:]), secret))
        if not _is_row(text[slice(*lines[0])]):
            above = frozenset()
        behind = _lines(blocks[number + 1])[:LINES_AHEAD] if number + 1 < len(blocks) else ()
        for place, (start, end) in enumerate(lines):
            line, ahead = text[start:end], (*lines[place + 1 :], *behind)[:LINES_AHEAD]
            found += [Field(name, start, end) for name in sorted(above)]
            names = _names(line, secret)
            is_table = bool(names) and not ITEM.match(line) and any(_is_row(text[slice(*one)]) for one in ahead)
            found += [
                Field(one.name, start + one.end, end) for one in names if _is_beside(line, one, is_table=is_table)
            ]
            if is_table:
                above |= {one.name for one in names if not _is_pair(line, one)}
    return tuple(found)


def _lines(block: Block) -> tuple[Stretch, ...]:
    return block.units or ((block.start, block.end),)


def _names(line: str, secret: Secret) -> list[_Named]:
    """Return the restricted names in a line, if it may be one of a table."""
    begin = match.end() if (match := ITEM.match(line)) else 0
    words = list(WORD.finditer(line, begin))
    if len(words) > MOST_WORDS or sum(word.group().casefold() in SMALL for word in words) > MOST_SMALL:
        return []
    stretches = [
        (first, words[last].end())
        for first in range(len(words))
        for last in range(first, min(first + LONGEST_NAME, len(words)))
    ]
    named = [(line[words[first].start() : end], end, first == 0) for first, end in stretches]
    return [_Named(*one) for one in named if secret(one[0]) and not _is_prose(line.replace(one[0], "-", 1))]


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
