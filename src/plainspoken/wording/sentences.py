"""How a text divides into what can be quoted: sentences, list items, table rows, fields."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from plainspoken.wording.stops import FARTHEST, ends_sentence
from plainspoken.wording.tables import Row, cells_of, is_rule, rows
from plainspoken.wording.words import lexicon

VISIBLE = re.compile(r"\S")
STOP = re.compile(r"[.!?…](?:[\"'”’)\]*_`]|'')*(?=\s|<br|$)")
HEADING = re.compile(r"\s{0,3}#{1,6}\s+\S")
ITEM = re.compile(r"\s*(?:[-*+•–‣]|\(?\d{1,3}[.)]|\(?[a-z]\))\s+(?=\S)")
FIELD = re.compile(r"\s*(?:[-*]\s+)?[*_`]{0,3}[^\W\d_][\w /()&.'’-]{0,48}?[*_`]{0,3}\s?:[*_`]{0,3}\s+(?=\S)")
RUN_IN = re.compile(r"(\*\*|__)[^*_\n]{1,60}[.:!?]\1")
ASIDE = re.compile(
    r"\s?\([^()\n]{1,40}\)(?:\*\*|__)"
)  # brackets that end a bold lead-in: “**"Too late." (9 people)** Done”
FENCE = re.compile(r"\s*(?:```|~~~)")
UNDERLINE = re.compile(r"\s*([=~^\"'`#*+.-])\1{2,}\s*$")
BREAK = re.compile(r"\r\n?|\n|<br\s*/?>")
SHORT_LINE = 60  # a line that ends without a stop and is shorter than this was broken on purpose, not wrapped
LONGEST_FIELD = 300
UNENDING = lexicon(
    """a an the and or but nor if than that of in on at by for from to into onto with without within as about over under
    between through during is are was were be been being am has have had having will would shall should can could may
    might must do does did this these those its their our your his her my who which whose when where while because
    although per via"""
)
"""Function words: a line that ends with one goes on in the next."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch that can be quoted alone.

    Attributes:
        start, end: Code points, end exclusive, without white space around it.
        kind: sentence, item, row, field, code or heading.
        lead: The stretch that it hangs on: a list's lead-in, a table's header row; None without one.
        row: Its cells under their headers, where it is a table's row.
        block: Number of the paragraph, list or table it belongs to.
        head: The nearest heading above it in this text.
    """

    start: int
    end: int
    kind: str
    lead: tuple[int, int] | None = None
    row: Row | None = None
    block: int = 0
    head: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


@lru_cache(maxsize=2_000)
def units(text: str, header: str = "") -> tuple[Unit, ...]:
    """Return what ``text`` divides into, in reading order.

    Args:
        text: Markdown, reStructuredText, plain text or delimited rows.
        header: A table's header row, where it stands outside ``text``.
    """
    return tuple(_Walk(text, header).walk())


def spans(text: str) -> list[tuple[int, int]]:
    """Return the sentences of running text."""
    found: list[tuple[int, int]] = []
    start = 0
    for stop in STOP.finditer(text):
        if not _ends(text, stop):
            continue
        found.append((start, stop.end()))
        start = stop.end()
    found.append((start, len(text)))
    return _with_run_ins(text, [trimmed for span in found if (trimmed := trim(text, *span))])


def _with_run_ins(text: str, sentences: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the sentences, a heading that runs into its paragraph (``**Limits.** It …``) kept with what it opens."""
    joined: list[tuple[int, int]] = []
    opened: int | None = None
    for start, end in sentences:
        if opened is None and RUN_IN.fullmatch(text[start:end]) and (start, end) != sentences[-1]:
            opened = start
            continue
        joined.append((start if opened is None else opened, end))
        opened = None
    return joined


def trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return ``start`` and ``end`` without the white space inside them; None when nothing is left."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    return (start, end) if start < end else None


def _ends(text: str, stop: re.Match[str]) -> bool:
    """Return whether a stop ends its sentence: no abbreviation, no initial, and no small letter or aside after it."""
    if ASIDE.match(text, stop.end()):
        return False
    following = VISIBLE.search(text, stop.end())
    if following is None:
        return True
    if stop.group()[0] != ".":
        return not following[0].islower()
    before = text[max(0, stop.start() - FARTHEST - 1) : stop.start()]
    return ends_sentence(before, text[following.start() : following.start() + FARTHEST])


def _heads_nothing(lines: Sequence["_Line"]) -> bool:
    """Return whether a table begins whose rows were all cut away: names of columns say nothing by themselves."""
    return len(lines) > 1 and "|" in lines[0].text and "|" in lines[1].text and is_rule(lines[1].text)


class _Walk:
    """One pass over the lines of a text; holds what is above the current line."""

    def __init__(self, text: str, header: str) -> None:
        self.text = text
        self.header = header
        self.head = ""
        self.lead: tuple[int, int] | None = None
        self.block = 0

    def walk(self) -> Iterator[Unit]:
        lines = _lines(self.text)
        at = 0
        while at < len(lines):
            taken, found = self._next(lines, at)
            yield from found
            at += taken

    def _next(self, lines: list[_Line], at: int) -> tuple[int, list[Unit]]:  # noqa: PLR0911  # one for each kind of block
        """Return how many lines the next block takes, and its units."""
        line = lines[at]
        if not line.text.strip():
            return 1, []
        self.block += 1
        table = rows(lines[at:], self.header)
        if table:
            return self._table(lines[at:], table)
        if _heads_nothing(lines[at:]):
            return 2, []
        if FENCE.match(line.text):
            return self._fence(lines, at)
        if HEADING.match(line.text) or self._underlined(lines, at):
            self.head, self.lead = line.text.strip("# \t*_"), None
            return 1, [self._unit(line.start, line.end, "heading")]
        if UNDERLINE.match(line.text) or is_rule(line.text):
            return 1, []
        if ITEM.match(line.text):
            return self._item(lines, at)
        if FIELD.match(line.text) and len(line.text) <= LONGEST_FIELD and self._stands_alone(lines, at):
            return 1, [self._unit(line.start, line.end, "field")]
        return self._paragraph(lines, at)

    def _table(self, lines: list[_Line], table: list[Row]) -> tuple[int, list[Unit]]:
        first = lines[0]
        own = cells_of(first.text) if not self.header or table[0].at else ()
        lead = trim(self.text, first.start, first.end) if own and table[0].at else None
        found = [self._unit(lines[row.at].start, lines[row.at].end, "row", lead=lead, row=row) for row in table]
        return table[-1].at + 1, found

    def _fence(self, lines: list[_Line], at: int) -> tuple[int, list[Unit]]:
        end = at + 1
        while end < len(lines) and not FENCE.match(lines[end].text):
            end += 1
        closed = min(end, len(lines) - 1)
        return closed - at + 1, [self._unit(lines[at].start, lines[closed].end, "code")]

    def _item(self, lines: list[_Line], at: int) -> tuple[int, list[Unit]]:
        end = at + 1
        while end < len(lines) and lines[end].text.strip() and not self._opens(lines, end):
            end += 1
        mark = ITEM.match(lines[at].text)
        start = lines[at].start + (mark.end() if mark else 0)
        inside = trim(self.text, start, lines[end - 1].end)
        if inside is None:
            return end - at, []
        parts = spans(self.text[slice(*inside)])
        found = [self._unit(inside[0] + a, inside[0] + b, "item", lead=self.lead) for a, b in parts]
        follows = at > 0 and not lines[at - 1].text.strip() and self.lead is None
        self.block -= 0 if follows else 1
        return end - at, [_in_block(unit, self.block) for unit in found]

    def _paragraph(self, lines: list[_Line], at: int) -> tuple[int, list[Unit]]:
        end = at + 1
        while end < len(lines) and lines[end].text.strip() and not self._opens(lines, end):
            if self._broken(lines[end - 1], lines[end]):
                break
            end += 1
        start, stop = lines[at].start, lines[end - 1].end
        found = [self._unit(start + a, start + b, "sentence") for a, b in spans(self.text[start:stop])]
        last = found[-1] if found else None
        self.lead = (
            (last.start, last.end) if last and self.text[last.start : last.end].rstrip("*_ ").endswith(":") else None
        )
        return end - at, found

    def _opens(self, lines: list[_Line], at: int) -> bool:
        """Return whether another kind of block begins at line ``at``."""
        text = lines[at].text
        return bool(
            HEADING.match(text) or ITEM.match(text) or FENCE.match(text) or text.lstrip().startswith("|")
            or self._underlined(lines, at)
            or (FIELD.match(text) and self._stands_alone(lines, at))
        )  # fmt: skip

    def _stands_alone(self, lines: list[_Line], at: int) -> bool:
        """Return whether a line is no wrapped piece of running text: the next is blank, a field or another block."""
        line = lines[at].text
        following = lines[at + 1].text if at + 1 < len(lines) else ""
        return not line.rstrip().endswith(":") and (
            not following.strip() or len(line) < SHORT_LINE or bool(FIELD.match(following) or ITEM.match(following))
        )

    @staticmethod
    def _broken(line: _Line, following: _Line) -> bool:
        ended = line.text.rstrip()
        first = following.text.lstrip()[:1]
        if ended.split()[-1].lower() in UNENDING:
            return False
        return len(ended) < SHORT_LINE and ended[-1:] not in ",;-–(" and (first.isupper() or first.isdigit())

    @staticmethod
    def _underlined(lines: list[_Line], at: int) -> bool:
        following = lines[at + 1].text if at + 1 < len(lines) else ""
        return bool(UNDERLINE.match(following)) and len(lines[at].text) <= len(following.strip()) + 2

    def _unit(self, start: int, end: int, kind: str, **more: object) -> Unit:
        inside = trim(self.text, start, end) or (start, end)
        return Unit(*inside, kind, block=self.block, head=self.head, **more)  # type: ignore[arg-type]  # lead and row, passed on


def _in_block(unit: Unit, block: int) -> Unit:
    return Unit(unit.start, unit.end, unit.kind, unit.lead, unit.row, block, unit.head)


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    start = 0
    for stop in BREAK.finditer(text):
        found.append(_Line(start, stop.start(), text[start : stop.start()]))
        start = stop.end()
    found.append(_Line(start, len(text), text[start:]))
    return found
