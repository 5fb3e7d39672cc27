"""What a reader hands on: the text of a file and the blocks it is made of."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

Stretch = tuple[int, int]
Cell = tuple[str, int, int]
"""The words of a table's cell, and where they stand."""
Secret = Callable[[str], bool]
"""Whether a column or field of that name is restricted."""

LONGEST_HEADING = 600  # characters looked at
LONGEST_LABEL = 120  # characters of a heading that go into a section path; longer ones are paragraphs in disguise


NO_HEAD: Sequence[Cell] = (("-", 0, 0), ("-", 0, 0))
"""Stands where a table that has no header would have it."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list, table, listing or entry: what is not torn apart while it fits.

    Attributes:
        start: First code point in the text.
        end: One past the last.
        kind: prose, list, table, code, metadata or feedback.
        section: Headings above it, outermost first.
        page: Page or slide number from 1.
        units: Its rows, items or lines, at whose borders it may be cut.
        header: Where the header row of a table stands.
    """

    start: int
    end: int
    kind: str = "prose"
    section: tuple[str, ...] = ()
    page: int | None = None
    units: tuple[Stretch, ...] = ()
    header: Stretch | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A value under a name: a table cell under its column, a key's value.

    Attributes:
        name: As written.
        start: First code point of the value.
        end: One past the last.
    """

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extracted:
    """A file as read.

    Attributes:
        text: What offsets index.
        blocks: In reading order, not overlapping.
        fields: Values of restricted fields that the format itself tells apart.
        title: What the file calls itself, or its first heading.
        kind: document, feedback or card.
        notes: Findings for the ingest report.
    """

    text: str
    blocks: tuple[Block, ...]
    fields: tuple[Field, ...] = ()
    title: str | None = None
    kind: str = "document"
    notes: tuple[str, ...] = ()


def nothing_is_secret(name: str) -> bool:
    """Return False: the file restricts no field."""
    del name
    return False


@lru_cache(maxsize=8192)
def normalised(name: str) -> str:
    """Return a field's name as names are compared: composed, without case, spaces, dashes, underscores, marks, unit."""
    bare = re.sub(r"[(\[][^)\]]*[)\]]\s*$", "", name.strip().strip("*_`\"' "))
    return unicodedata.normalize("NFC", re.sub(r"[\s_\-*`:\"']+", "", bare.casefold()))


def label(heading: str) -> str:
    """Return a heading's words without markup, short enough for a section path."""
    heading = heading[:LONGEST_HEADING]
    plain = re.sub(r"!\[[^\]]*\]\([^)]*\)|<[^>]+>|\{#[^}]*\}", "", heading)
    plain = re.sub(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])", r"\1", plain)
    plain = re.sub(r":[a-z]+:`([^`<]*?)\s*(?:<[^>`]*>)?`", r"\1", plain)
    plain = re.sub(r"(\*\*|__|``|`|(?<!\w)[*_]|[*_](?!\w))", "", plain)
    plain = re.sub(r"\\([^\w\s])", r"\1", " ".join(plain.split())).strip()
    return plain if len(plain) <= LONGEST_LABEL else plain[: LONGEST_LABEL - 1].rsplit(" ", 1)[0] + "…"


def table_fields(rows: Iterable[Sequence[Cell]], secret: Secret, *, heads: int = 0) -> list[Field]:
    """Return the restricted values of a table.

    Args:
        rows: Its rows from the first on, those that head it included.
        secret: Which names are restricted.
        heads: How many of its first rows are known to head it.

    Any row that names a restricted field heads the rows below it: a title or a row of groups may stand above.
    A row that does not line up with such a head is hidden whole. A name at the start of a row, or
    beside a number, also restricts the cells that follow it.
    """
    if secret is nothing_is_secret:
        return []
    columns = _Columns(secret)
    return [one for number, cells in enumerate(rows) for one in columns.hide(cells, is_head=number < heads)]


@dataclass(slots=True)
class _Columns:
    """The restricted columns of a table as far as it was read.

    Attributes:
        secret: Which names are restricted.
        above: (place of a column, restricted name above it).
        widths: How many cells the rows have that name one.
        key: The restricted name that the cells of the last row stood beside: an empty first cell goes on with it.
        has_begun: Whether a row of several words came before: a title is none.
    """

    secret: Secret
    above: set[tuple[int, str]] = field(default_factory=set)
    widths: set[int] = field(default_factory=set)
    key: str = ""
    has_begun: bool = False

    def hide(self, cells: Sequence[Cell], *, is_head: bool) -> list[Field]:
        """Return the restricted values of the next row, and learn which columns it restricts."""
        named = {at: words for at, (words, _, _) in enumerate(cells) if self.secret(words)}
        beside = {} if is_head else {at: name for at, name in named.items() if self._is_label(at, cells)}
        if not self.key or not cells or cells[0][0]:
            self.key = beside.get(0, "")
        claims = [
            *self._over(cells),
            *((at, name) for first, name in beside.items() for at in range(first, len(cells))),
        ]
        claims += [(at, self.key) for at in range(len(cells)) if self.key and 0 not in beside]
        for at, name in named.items():
            if at or is_head or not self._is_key(cells):
                self.widths.add(len(cells))
                self.above |= {(place, name) for place in range(at, _end_of_merged(cells, at))}
        self.has_begun = self.has_begun or sum(bool(words) for words, _, _ in cells) > 1
        claimed = sorted({(at, name) for at, name in claims if at not in named and cells[at][2] > cells[at][1]})
        return [Field(name, cells[at][1], cells[at][2]) for at, name in claimed]

    def _over(self, cells: Sequence[Cell]) -> Iterable[tuple[int, str]]:
        """Return which cells stand under a restricted name; all of them where the row does not line up with it."""
        if any(width != len(cells) for width in self.widths):
            return [(at, name) for _, name in self.above for at in range(len(cells))]
        return self.above

    def _is_label(self, at: int, cells: Sequence[Cell]) -> bool:
        """Return whether the restricted name at that place says what the cells beside it are."""
        beside = cells[at + 1 : at + 2]
        if at:
            return at % 2 == len(cells) % 2 == 0 and _is_number(beside)
        is_head = len(cells) != 2 and not _is_number(cells) and all(words for words, _, _ in cells)  # noqa: PLR2004 - a name and its value
        return self.has_begun or not is_head

    def _is_key(self, cells: Sequence[Cell]) -> bool:
        """Return whether a row that begins with a restricted name says nothing of the rows below."""
        return self.has_begun and (len(cells) == 2 or _is_number(cells[1:]))  # noqa: PLR2004 - as above


def _is_number(cells: Sequence[Cell]) -> bool:
    return any(map(str.isdigit, "".join(words for words, _, _ in cells)))


def _end_of_merged(cells: Sequence[Cell], at: int) -> int:
    """Return the place after the empty cells that follow a name: it may stand above all of them."""
    return next((place for place in range(at + 1, len(cells)) if cells[place][0]), len(cells))


def pipe_cells(text: str, start: int, end: int) -> list[Cell]:
    """Return the cells of a ``| a | b |`` row with their stretches, blanks trimmed."""
    row = text[start:end]
    borders = [match.start() for match in re.finditer(r"(?<!\\)\|", row)]
    edges = [-1, *borders, len(row)]
    cells = [(left + 1, right) for left, right in pairwise(edges)]
    if cells and not row[cells[0][0] : cells[0][1]].strip():
        cells = cells[1:]
    if cells and not row[cells[-1][0] : cells[-1][1]].strip():
        cells = cells[:-1]
    return [(row[a:b].strip(), *trimmed(text, start + a, start + b)) for a, b in cells]


def trimmed(text: str, start: int, end: int) -> Stretch:
    """Return the stretch without white space at its ends."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), max(start, start + len(piece.rstrip()))


@dataclass(slots=True)
class Rendering:
    """A text in the making, for formats whose words must be taken out of their packing."""

    secret: Secret = nothing_is_secret
    page: int | None = None
    title: str | None = None
    length: int = 0
    pieces: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)

    @property
    def section(self) -> tuple[str, ...]:
        """Return the headings in force."""
        return tuple(name for _, name in self.headings)

    def put(self, text: str) -> int:
        """Append raw text and return where it starts."""
        clean = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "�")
        start = self.length
        self.pieces.append(clean)
        self.length += len(clean)
        return start

    def heading(self, level: int, text: str) -> None:
        """Open a section; deeper and equal ones are closed."""
        words = " ".join(text.split())
        if not words:
            return
        self.put(words + "\n\n")
        self.headings = [(depth, name) for depth, name in self.headings if depth < level] + [(level, label(words))]
        self.title = self.title or label(words)

    def block(self, text: str, kind: str = "prose", *, units: Sequence[Stretch] = ()) -> None:
        """Append one block; ``units`` are relative to its own start."""
        body = text.strip("\n")
        shift = len(text) - len(text.lstrip("\n"))
        if not body.strip():
            return
        start = self.put(body + "\n\n")
        moved = tuple((start + a - shift, start + min(b - shift, len(body))) for a, b in units)
        self.blocks.append(Block(start, start + len(body), kind, self.section, self.page, moved))

    def lines(self, lines: Sequence[str], kind: str) -> None:
        """Append a block of lines that may be parted between any two of them."""
        units, at = [], 0
        for line in lines:
            units.append((at, at + len(line)))
            at += len(line) + 1
        self.block("\n".join(lines), kind, units=units)

    def table(self, rows: Sequence[Sequence[str]], *, has_header: bool = True) -> None:
        """Append a table as ``| a | b |`` rows; the first one is its header."""
        rows = [row for row in rows if any(cell.strip() for cell in row)]
        if not rows:
            return
        units: list[Stretch] = []
        table: list[list[Cell]] = []
        for row in rows:
            start = self.put("|")
            table.append([self._cell(cell) for cell in row])
            units.append((start, self.length))
            self.put("\n")
        self.put("\n")
        self.fields += table_fields(table if has_header else [NO_HEAD, *table], self.secret)
        header = units[0] if has_header else None
        self.blocks.append(Block(units[0][0], units[-1][1], "table", self.section, self.page, tuple(units), header))

    def hide_from(self, start: int, names: Iterable[str]) -> None:
        """Restrict all that was put from ``start`` on if one of the names it stands under or beside is restricted."""
        name = next((one for one in names if self.secret(one)), None)
        if name is not None and self.length > start:
            self.fields.append(Field(name, start, self.length))

    def _cell(self, cell: str) -> Cell:
        words = " ".join(cell.split()).replace("|", "\\|")
        start = self.put(f" {words} |") + 1
        return words, start, start + len(words)

    def done(self, kind: str = "document") -> Extracted:
        """Return what was put together."""
        text = "".join(self.pieces)
        return Extracted(text, tuple(self.blocks), tuple(self.fields), self.title, kind, tuple(self.notes))
