"""Blocks into passages: small ones merged under their heading, long ones parted, none over the encoder's window."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from plainspoken.access import Rule
from plainspoken.ingest.blocks import Block, Stretch, trimmed
from plainspoken.ingest.counting import WINDOW, WordCounter
from plainspoken.ingest.lines import lines_of
from plainspoken.ingest.restriction import Slice
from plainspoken.ingest.sentences import part

FULL = 180  # tokens of text a passage may have
SMALL = 60  # tokens under which a passage takes in its neighbour
CRUMB = 25  # tokens under which a neighbour is taken in whatever the size
HEADER = 60  # tokens of a header row that go into context
PATH = 60  # tokens of a section path
LEAST = 48  # tokens of text for which there is always room
SEPARATORS = 6  # tokens that join title, section, context and text
LEAD_IN = re.compile(r"(?:[:?]|^\W*Q[:.].*)[*_\"'”)]*\s*$")
LONGEST_LEAD_IN = 60
WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block, or a part of one, that fits.

    Attributes:
        block: Where it stands.
        tokens: How long it is.
        leads: Whether it ends in words that introduce what follows.
    """

    block: Block
    tokens: int
    leads: bool = False


class Splitter:
    """Splits one document; counts each of its blocks once."""

    def __init__(self, text: str, title: str, rule: Rule, count: WordCounter) -> None:
        self.text = text
        self.rule = rule
        self.tokens = count
        self._window = min(WINDOW, count.window)  # a wider one makes no longer passages: the reader has none
        self._title = self.tokens(title)

    def split(self, blocks: Sequence[Block]) -> list[Slice]:
        """Return the passages of ``blocks`` in reading order."""
        pieces = [piece for block in blocks for piece in self._fitting(self._short_path(block))]
        merged = self._merged(pieces)
        return [self._slice(block) for block in merged if WORD.search(self.text[block.start : block.end])]

    def _short_path(self, block: Block) -> Block:
        section = block.section
        while section and self.tokens(" > ".join(section)) > self._share(PATH):
            section = section[1:]
        return replace(block, section=section)

    def _room(self, block: Block, context: int = 0) -> int:
        taken = self.tokens.special + SEPARATORS + self._title + self.tokens(" > ".join(block.section)) + context
        return max(self._share(LEAST), min(FULL, self._window - taken))

    def _share(self, tokens: int) -> int:
        """Return as much of this encoder's window as ``tokens`` are of the packaged one's."""
        return tokens * self._window // WINDOW

    def _fitting(self, block: Block) -> list[_Piece]:
        tokens = self.tokens(self.text[block.start : block.end])
        if tokens <= self._room(block):
            leads = tokens <= LONGEST_LEAD_IN and bool(LEAD_IN.search(self.text[block.start : block.end]))
            return [_Piece(block, tokens, leads)]
        room = self._room(block, self.tokens(self._context(block)))
        if block.kind in {"prose", "feedback"}:
            stretches = part(self.text, (block.start, block.end), room, self.tokens)
        else:
            stretches = self._by_units(block, room)
        return [_Piece(replace(block, start=a, end=b, units=()), self.tokens(self.text[a:b])) for a, b in stretches]

    def _by_units(self, block: Block, room: int) -> list[Stretch]:
        """Group rows, items or lines up to ``room``; one that is too long alone is parted by its sentences."""
        found = self._grouped(block.units or ((block.start, block.end),), room)
        if block.header and len(found) > 1 and found[0] == block.units[0]:
            found = found[1:]  # a header alone says nothing; it is the context of its rows
        stretches = [self._clean(block, one) for one in found]
        return [(a, b) for a, b in stretches if WORD.search(self.text[a:b])]

    def _grouped(self, units: Sequence[Stretch], room: int) -> list[Stretch]:
        found: list[Stretch] = []
        start, end, held = 0, 0, 0
        for unit_start, unit_end in units:
            tokens = self.tokens(self.text[unit_start:unit_end])
            if held and held + tokens > room:
                found.append((start, end))
                held = 0
            if tokens > room:
                if held:
                    found.append((start, end))
                found += self._parted((unit_start, unit_end), room)
                held = 0
                continue
            if not held:
                start = unit_start
            end, held = unit_end, held + tokens
        if held:
            found.append((start, end))
        return found

    def _parted(self, unit: Stretch, room: int) -> list[Stretch]:
        """Part a unit that is too long alone: at its lines if it has several, else at its sentences."""
        lines = [(line.start, line.end) for line in lines_of(self.text, *unit) if not line.blank]
        return self._grouped(lines, room) if len(lines) > 1 else part(self.text, unit, room, self.tokens)

    def _clean(self, block: Block, stretch: Stretch) -> Stretch:
        start, end = trimmed(self.text, *stretch)
        if block.kind == "code":  # the first line keeps its indentation
            line = max(self.text.rfind("\n", 0, start), self.text.rfind("\r", 0, start)) + 1
            start = max(line, stretch[0]) if not self.text[max(line, stretch[0]) : start].strip() else start
        return start, end

    def _merged(self, pieces: Sequence[_Piece]) -> list[Block]:
        merged: list[_Piece] = []
        for piece, following in zip_longest(pieces, pieces[1:]):
            if merged and self._joins(merged[-1], piece) and not self._leads(merged[-1], piece, following):
                merged[-1] = self._joined(merged[-1], piece)
            else:
                merged.append(piece)
        return [piece.block for piece in merged]

    def _joins(self, last: _Piece, piece: _Piece) -> bool:
        one, other = last.block, piece.block
        kinds = {one.kind, other.kind}
        if (one.section, one.page) != (other.section, other.page) or "feedback" in kinds:
            return False
        if (len(kinds) > 1 and "metadata" in kinds) or self.text[one.end : other.start].strip():
            return False
        if last.tokens + piece.tokens > self._room(other):
            return False
        if last.leads:
            return True
        if "table" in kinds or kinds == {"code"}:
            return False
        return last.tokens < SMALL or piece.tokens < CRUMB

    def _leads(self, last: _Piece, piece: _Piece, following: _Piece | None) -> bool:
        """Return whether ``piece`` introduces what follows, and all three would not fit together."""
        if following is None or not piece.leads or following.block.section != piece.block.section:
            return False
        return last.tokens + piece.tokens + following.tokens > self._room(piece.block)

    def _joined(self, last: _Piece, piece: _Piece) -> _Piece:
        one, other = last.block, piece.block
        kind = other.kind if one.kind in {"prose", other.kind} else one.kind
        if other.kind == "code" and one.kind == "prose" and last.tokens > piece.tokens:
            kind = "prose"
        header = one.header or other.header
        block = replace(one, end=other.end, kind=kind, header=header, units=())
        return _Piece(block, last.tokens + piece.tokens, piece.leads)

    def _context(self, block: Block) -> str:
        if block.header is None or (block.kind == "feedback" and block.units):
            return ""
        words = " ".join(self.text[block.header[0] : block.header[1]].split())
        while self.tokens(words) > self._share(HEADER):
            words = words[: len(words) * 3 // 4].rsplit("|", 1)[0].strip() or words[:80]
        return words

    def _slice(self, block: Block) -> Slice:
        header = block.header
        apart = header is not None and (header[0] < block.start or header[1] > block.end)
        return Slice(block, self._context(block) if apart else "", self.rule)
