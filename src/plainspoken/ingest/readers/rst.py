"""reStructuredText: sections by their adornment, directives, field lists, literal blocks, tables."""

import re
from collections.abc import Callable
from itertools import pairwise

from plainspoken.ingest.blocks import Block, Cell, Extracted, Field, Secret, Stretch, label, table_fields
from plainspoken.ingest.lines import Line, lines_of

ADORNMENT = re.compile(r"^([!-/:-@\[-`{-~])\1{2,}\s*$")
ITEM = re.compile(r"^(\s*)(?:[-*+•]|(?:\d{1,4}|#|[a-z])[.)])\s+\S")
FIELD = re.compile(r"^:([^:\n]+):(?:\s|$)")
DIRECTIVE = re.compile(r"^\s*\.\.\s+(?:\|[^|]+\|\s+)?([\w:+.-]+)::(.*)$")
FOOTNOTE = re.compile(r"^\s*\.\.\s+\[[^\]]+\]\s+\S")
GRID = re.compile(r"^\s*\+(?:[-=]+\+)+\s*$")
SIMPLE = re.compile(r"^\s*={2,}(?:\s+={2,})+\s*$")
LISTING = frozenset(
    {"code-block", "code", "sourcecode", "math", "literalinclude", "parsed-literal", "doctest", "prompt"}
)
TABLES = frozenset({"list-table", "csv-table"})
DROPPED = frozenset(
    [
        "contents",
        "toctree",
        "image",
        "figure",
        "raw",
        "include",
        "index",
        "meta",
        "currentmodule",
        "module",
        "automodule",
        "autoclass",
        "autofunction",
        "autosummary",
        "highlight",
        "default-role",
        "role",
        "replace",
        "unicode",
        "date",
        "target-notes",
        "sectnum",
        "tags",
    ]
)
FRAMES = frozenset({"only", "container"})  # say when or how their body is shown; it reads on as if they were not there
WORD = re.compile(r"\w")


def read(text: str, start: int, secret: Secret) -> Extracted:
    """Return the blocks of the reStructuredText in ``text[start:]``."""
    scan = _Scan(text, lines_of(text, start), secret)
    scan.run()
    return Extracted(text, tuple(scan.blocks), tuple(scan.fields), scan.title)


class _Scan:
    """One pass over the lines."""

    def __init__(self, text: str, lines: list[Line], secret: Secret) -> None:
        self.text = text
        self.lines = lines
        self.secret = secret
        self.blocks: list[Block] = []
        self.fields: list[Field] = []
        self.styles: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.title: str | None = None

    def run(self) -> None:
        rules: tuple[Callable[[int], int], ...] = (
            self._heading, self._grid, self._simple, self._footnote, self._directive, self._comment,
            self._field_list, self._list, self._paragraph,
        )  # fmt: skip
        at = 0
        while at < len(self.lines):
            if self.lines[at].blank:
                at += 1
                continue
            at = next(after for after in (rule(at) for rule in rules) if after > at)

    def add(self, first: int, after: int, kind: str, header: Stretch | None = None) -> int:
        """Keep lines ``first`` to ``after`` as one block."""
        while after > first and self.lines[after - 1].blank:
            after -= 1
        while first < after and self.lines[first].blank:
            first += 1
        if first == after:
            return after
        begin = self.lines[first].start
        if kind != "code":
            begin += len(self.lines[first].text) - len(self.lines[first].text.lstrip())
        units = tuple((line.start, line.end) for line in self.lines[first:after] if not line.blank)
        end = self.lines[after - 1].start + len(self.lines[after - 1].text.rstrip())
        section = tuple(name for _, name in self.headings)
        self.blocks.append(Block(begin, end, kind, section, None, units, header))
        return after

    def _text(self, at: int) -> str:
        return self.lines[at].text if at < len(self.lines) else ""

    def _heading(self, at: int) -> int:
        over, under = ADORNMENT.match(self._text(at)), ADORNMENT.match(self._text(at + 1))
        if over and ADORNMENT.match(self._text(at + 2)) and WORD.search(self._text(at + 1)):
            return self._open("=" + over.group(1), self._text(at + 1), at + 3)
        if over:
            return at + 1  # a transition, or an adornment without its heading
        words = self._text(at)
        if under and WORD.search(words) and not words.startswith(" ") and len(self._text(at + 1)) >= len(words) - 2:
            return self._open(under.group(1), words, at + 2)
        return at

    def _open(self, style: str, words: str, after: int) -> int:
        if style not in self.styles:
            self.styles.append(style)
        level = self.styles.index(style)
        name = label(words)
        self.headings = [(depth, other) for depth, other in self.headings if depth < level] + [(level, name)]
        self.title = self.title or name
        return after

    def _grid(self, at: int) -> int:
        rule = self._text(at)
        if not GRID.match(rule):
            return at
        after = at + 1
        while self._text(after).lstrip()[:1] in {"|", "+"} and after < len(self.lines):
            after += 1
        edges = [i for i, character in enumerate(rule) if character == "+"]
        columns = list(pairwise(edges))
        split = next((i for i in range(at + 1, after) if "=" in self._text(i) and GRID.match(self._text(i))), None)
        self._columns(range(at + 1, split or at), range((split or at) + 1, after), [(a + 1, b) for a, b in columns])
        return self.add(at, after, "table", (self.lines[at + 1].start, self.lines[split - 1].end) if split else None)

    def _simple(self, at: int) -> int:
        rule = self._text(at)
        if not SIMPLE.match(rule):
            return at
        rules = [i for i in range(at, min(len(self.lines), at + 2000)) if SIMPLE.match(self._text(i))]
        blanks = [i for i in range(at, len(self.lines)) if self.lines[i].blank]
        last = next(
            (i for i in rules[1:] if not self._text(i + 1).strip()), blanks[0] - 1 if blanks else len(self.lines) - 1
        )
        starts = [match.start() for match in re.finditer(r"=+", rule)]
        columns = list(zip(starts, [*starts[1:], 10_000], strict=True))
        split = rules[1] if len(rules) > 1 and rules[1] < last else None
        self._columns(range(at + 1, split or at), range((split or at) + 1, last), columns)
        return self.add(at, last + 1, "table", (self.lines[at + 1].start, self.lines[split - 1].end) if split else None)

    def _columns(self, head: range, body: range, columns: list[tuple[int, int]]) -> None:
        """Find restricted cells by where their column stands."""
        names = [" ".join(self._text(i)[a:b].strip() for i in head).strip() for a, b in columns]
        rows: list[list[Cell]] = [[(name, 0, 0) for name in names]]
        for index in body:
            line = self.lines[index]
            cells = []
            for a, b in columns:
                cell = line.text[a:b]
                lead = line.start + a + len(cell) - len(cell.lstrip())
                cells.append((cell.strip(), lead, max(lead, lead + len(cell.strip()))))
            if not GRID.match(line.text) and not SIMPLE.match(line.text):
                rows.append(cells)
        self.fields += table_fields(rows, self.secret, heads=1)

    def _body_of(self, at: int) -> int:
        """Return the line after the indented body of the directive or comment at ``at``."""
        indent = self.lines[at].indent
        after = at + 1
        while after < len(self.lines) and (self.lines[after].blank or self.lines[after].indent > indent):
            after += 1
        return after

    def _footnote(self, at: int) -> int:
        return self.add(at, self._body_of(at), "prose") if FOOTNOTE.match(self._text(at)) else at

    def _directive(self, at: int) -> int:
        match = DIRECTIVE.match(self._text(at))
        if not match:
            return at
        name, after = match.group(1).lower(), self._body_of(at)
        if name in FRAMES:
            return self._after_options(at + 1)
        if name in DROPPED:
            if name == "figure":
                self._caption(at, after)
            return after
        kind = "code" if name in LISTING else "table" if name in TABLES else "prose"
        first = at if WORD.search(match.group(2)) or kind != "prose" else at + 1
        if kind == "table":
            self._hide_body(at, after)
        return max(after, self.add(first, after, kind))

    def _after_options(self, at: int) -> int:
        """Return the first line that is no option of the directive above it."""
        while FIELD.match(self._text(at).strip()):
            at += 1
        return at

    def _caption(self, at: int, after: int) -> None:
        inner = [i for i in range(at + 1, after) if not FIELD.match(self._text(i).strip()) and not self.lines[i].blank]
        if inner:
            self.add(inner[0], after, "prose")

    def _hide_body(self, at: int, after: int) -> None:
        """Hide a whole list-table or csv-table that has a restricted column: its cells are not told apart."""
        words = re.split(r"[,\n*]|(?<=\s)-\s", self.text[self.lines[at].start : self.lines[after - 1].end])
        name = next((word for word in words if self.secret(word.strip().strip("-").strip())), None)
        if name is not None:
            self.fields.append(Field(name.strip(), self.lines[at].end, self.lines[after - 1].end))

    def _comment(self, at: int) -> int:
        text = self._text(at).lstrip()
        return self._body_of(at) if text == ".." or text.startswith(".. ") or text.startswith("__ ") else at

    def _field_list(self, at: int) -> int:
        if not FIELD.match(self._text(at)):
            return at
        after = at + 1
        while after < len(self.lines) and (FIELD.match(self._text(after)) or self._continues(after)):
            after += 1
        return self.add(at, after, "metadata")

    def _continues(self, at: int) -> bool:
        return not self.lines[at].blank and self.lines[at].indent > 0

    def _list(self, at: int) -> int:
        if not ITEM.match(self._text(at)):
            return at
        base, starts, after = self.lines[at].indent, [at], at + 1
        while after < len(self.lines):
            line = self.lines[after]
            if not line.blank and line.indent <= base:
                if not ITEM.match(line.text):
                    break
                starts.append(after)
            after += 1
        while self.lines[after - 1].blank:
            after -= 1
        ends = [*starts[1:], after]
        units = tuple((self.lines[a].start, self.lines[b - 1].end) for a, b in zip(starts, ends, strict=True))
        self.add(at, after, "list")
        self.blocks[-1] = Block(
            self.blocks[-1].start, self.blocks[-1].end, "list", self.blocks[-1].section, None, units
        )
        return after

    def _paragraph(self, at: int) -> int:
        after = at + 1
        while after < len(self.lines) and not self.lines[after].blank:
            if self._underlined(after):
                break
            after += 1
        words = self.text[self.lines[at].start : self.lines[after - 1].end].strip()
        if words != "::":
            self.add(at, after, "prose")
        if not words.endswith("::"):
            return after
        first = next((i for i in range(after, len(self.lines)) if not self.lines[i].blank), after)
        if first < len(self.lines) and self.lines[first].indent > self.lines[at].indent:
            return self.add(first, self._body_after(first, self.lines[at].indent), "code")
        return after

    def _underlined(self, at: int) -> bool:
        under, words = self._text(at + 1), self._text(at)
        return bool(ADORNMENT.match(under)) and not words.startswith(" ") and len(under) >= len(words) - 2

    def _body_after(self, first: int, indent: int) -> int:
        after = first
        while after < len(self.lines) and (self.lines[after].blank or self.lines[after].indent > indent):
            after += 1
        return after
