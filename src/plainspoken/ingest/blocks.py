"""What a reader hands on: the text of a file and the blocks it is made of."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Stretch = tuple[int, int]
Secret = Callable[[str], bool]
"""Whether a column or field of that name is restricted."""

LONGEST_HEADING = 600  # characters looked at
LONGEST_LABEL = 120  # characters of a heading that go into a section path; longer ones are paragraphs in disguise


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


def normalised(name: str) -> str:
    """Return a field's name as names are compared: no case, spaces, dashes, underscores, marks or unit."""
    bare = re.sub(r"[(\[][^)\]]*[)\]]\s*$", "", name.strip().strip("*_`\"' "))
    return re.sub(r"[\s_\-*`:\"']+", "", bare.casefold())


def label(heading: str) -> str:
    """Return a heading's words without markup, short enough for a section path."""
    heading = heading[:LONGEST_HEADING]
    plain = re.sub(r"!\[[^\]]*\]\([^)]*\)|<[^>]+>|\{#[^}]*\}", "", heading)
    plain = re.sub(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])", r"\1", plain)
    plain = re.sub(r":[a-z]+:`([^`<]*?)\s*(?:<[^>`]*>)?`", r"\1", plain)
    plain = re.sub(r"(\*\*|__|``|`|(?<!\w)[*_]|[*_](?!\w))", "", plain)
    plain = re.sub(r"\\([^\w\s])", r"\1", " ".join(plain.split())).strip()
    return plain if len(plain) <= LONGEST_LABEL else plain[: LONGEST_LABEL - 1].rsplit(" ", 1)[0] + "…"


def row_fields(columns: Sequence[str], cells: Sequence[tuple[str, int, int]], secret: Secret) -> list[Field]:
    """Return the restricted values of one table row.

    Args:
        columns: Names from the header row; empty where there is none.
        cells: (text, start, end) of each cell.
        secret: Which names are restricted.

    A row that does not line up with a header that has a restricted column is hidden whole.
    A first cell that names a restricted field restricts the cells beside it.
    """
    hidden = [name for name in columns if secret(name)]
    if hidden and len(cells) != len(columns):
        return [Field(hidden[0], start, end) for _, start, end in cells if end > start]
    found = [Field(name, cell[1], cell[2]) for name, cell in zip(columns, cells, strict=False) if secret(name)]
    if len(cells) > 1 and secret(cells[0][0]):
        found += [Field(cells[0][0], start, end) for _, start, end in cells[1:]]
    return [one for one in found if one.end > one.start]


def pipe_cells(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
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
        columns = [" ".join(cell.split()) for cell in rows[0]] if has_header else []
        units, header = [], None
        for number, row in enumerate(rows):
            start = self.put("|")
            cells = [self._cell(cell) for cell in row]
            stretch = (start, self.length)
            self.put("\n")
            units.append(stretch)
            if number == 0 and has_header:
                header = stretch
            else:
                self.fields += row_fields(columns, cells, self.secret)
        self.put("\n")
        self.blocks.append(Block(units[0][0], units[-1][1], "table", self.section, self.page, tuple(units), header))

    def _cell(self, cell: str) -> tuple[str, int, int]:
        words = " ".join(cell.split()).replace("|", "\\|")
        start = self.put(f" {words} |") + 1
        return words, start, start + len(words)

    def done(self, kind: str = "document") -> Extracted:
        """Return what was put together."""
        text = "".join(self.pieces)
        return Extracted(text, tuple(self.blocks), tuple(self.fields), self.title, kind, tuple(self.notes))
