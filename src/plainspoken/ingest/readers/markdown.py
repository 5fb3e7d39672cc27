"""Markdown: headings, paragraphs, lists, pipe tables, listings; what is only markup is left out."""

import re
from collections.abc import Callable, Iterator

from plainspoken.ingest.blocks import (
    Block,
    Extracted,
    Field,
    Secret,
    Stretch,
    label,
    nothing_is_secret,
    pipe_cells,
    table_fields,
    trimmed,
)
from plainspoken.ingest.lines import Line, lines_of

FENCE = re.compile(r"^\s*(?:[-*+]\s+)?(`{3,}|~{3,})([^`]*)$")
HEADING = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
SETEXT = re.compile(r"^ {0,3}(=+|-{2,})[ \t]*$")
RULE = re.compile(r"^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
ITEM = re.compile(r"^(\s*)(?:[-*+•]|\d{1,4}[.)]|[a-z][.)])[ \t]+\S")
DELIMITER = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]]+\]:\s*\S+.*$")
_TARGET = r"(?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,300}\])"  # bounded: a line of brackets must not cost its square
PICTURE = rf"(?:!\[[^\]\n]{{0,300}}\]{_TARGET}|\[\s?!\[[^\]\n]{{0,300}}\]{_TARGET}\s?\]{_TARGET}?)"
NOISE = re.compile(
    rf"^\s*(?:(?:{PICTURE}(?:\{{[^}}]*\}})?\s*)+|\[\[?_?TOC_?\]?\]|\{{%.*%\}}|\{{\{{[^}}]*\}}\}}|<!-{{0,2}}>|\[?\\?\]?|:::.*|\\newpage)\s*$",
    re.IGNORECASE,
)
ADMONITION = re.compile(r"^\s*(?:!!!|\?\?\?\+?|===)\s+\S")
TABLE_TAG = re.compile(r"<(/?)table\b[^<>]{0,2000}>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]{0,2000}>")
WORD = re.compile(r"\w")
COMMENT = re.compile(r"<!--.*?-->|<!--.*")
CODE_INDENT = 4
LONGEST_NOISE = 2_000  # characters; a longer line says something


def read(text: str, start: int, secret: Secret) -> Extracted:
    """Return the blocks of the Markdown in ``text[start:]``."""
    scan = Scan(text, lines_of(text, start), secret)
    scan.run()
    fields = (*scan.fields, *_tagged_tables(text, start, secret))
    return Extracted(text, tuple(scan.blocks), fields, _title(scan))


def _tagged_tables(text: str, start: int, secret: Secret) -> Iterator[Field]:
    """Yield each table written in HTML that names a restricted column: whole, its cells are not told apart."""
    if secret is nothing_is_secret:
        return
    opened: list[int] = []
    stretches: list[Stretch] = []
    for tag in TABLE_TAG.finditer(text, start):
        if not tag.group(1):
            opened.append(tag.start())
        elif opened:
            stretches.append((opened.pop(), tag.end()))
    stretches += [(at, len(text)) for at in opened]  # never closed
    for begin, end in stretches:
        words = (words.strip() for words in TAG.split(text[begin:end]))
        name = next((one for one in words if one and secret(one)), None)
        if name is not None:
            yield Field(name, begin, end)


def _title(scan: "Scan") -> str | None:
    """Return the first heading of level 1; of any level if it opens the text and has no sister."""
    top = next((name for level, name, _ in scan.seen if level == 1), None)
    if top or not scan.seen:
        return top
    level, name, opens = scan.seen[0]
    return name if opens and sum(other == level for other, _, _ in scan.seen) == 1 else None


class Scan:
    """One pass over the lines; each rule takes what is its own and says where it ends."""

    def __init__(self, text: str, lines: list[Line], secret: Secret) -> None:
        self.text = text
        self.lines = lines
        self.secret = secret
        self.comments_end = True
        self.blocks: list[Block] = []
        self.fields: list[Field] = []
        self.headings: list[tuple[int, str]] = []
        self.seen: list[tuple[int, str, bool]] = []

    def run(self) -> None:
        """Read every line once."""
        rules: tuple[Callable[[int], int], ...] = (
            self._fence, self._comment, self._heading, self._table, self._noise,
            self._admonition, self._list, self._html, self._indented, self._paragraph,
        )  # fmt: skip
        at = 0
        while at < len(self.lines):
            if self.lines[at].blank:
                at += 1
                continue
            at = next(after for after in (rule(at) for rule in rules) if after > at)

    def add(self, first: int, after: int, kind: str, **more: tuple[Stretch, ...] | Stretch | None) -> int:
        """Keep lines ``first`` to ``after`` as one block, blank ends left out."""
        while after > first and self.lines[after - 1].blank:
            after -= 1
        begin = self.lines[first].start
        if kind != "code":
            begin += len(self.lines[first].text) - len(self.lines[first].text.lstrip())
        section = tuple(name for _, name in self.headings)
        end = self.lines[after - 1].start + len(self.lines[after - 1].text.rstrip())
        self.blocks.append(Block(begin, end, kind, section, **more))  # type: ignore[arg-type]  # units and header only
        return after

    def _stretch(self, at: int) -> Stretch:
        return self.lines[at].start, self.lines[at].end

    def _fence(self, at: int) -> int:
        opened = FENCE.match(self.lines[at].text)
        if not opened:
            return at
        mark = opened.group(1)
        closing = re.compile(rf"^\s*{mark[0]}{{{len(mark)},}}\s*$")
        after = next((i + 1 for i in range(at + 1, len(self.lines)) if closing.match(self.lines[i].text)), 0)
        if not after:
            after = len(self.lines)
        inner = tuple(self._stretch(i) for i in range(at, after))
        if any(not line.blank for line in self.lines[at + 1 : max(at + 1, after - 1)]):
            self.add(at, after, "code", units=inner)
        return after

    def _comment(self, at: int) -> int:
        opened = len(self.lines[at].text) - len(self.lines[at].text.lstrip())
        if not self.lines[at].text.startswith("<!--", opened):
            return at
        for index in range(at, len(self.lines) if self.comments_end else at):
            closed = self.lines[index].text.find("-->", opened + 2 if index == at else 0)
            if closed >= 0:
                self._part(index, closed + len("-->"))
                return index + 1
        self.comments_end = False
        return at + 1

    def _part(self, at: int, place: int) -> None:
        """Put what a line says behind a comment on lines of its own, other comments left out."""
        line, pieces, last = self.lines[at], [], place
        for comment in COMMENT.finditer(line.text, place):
            pieces.append((last, comment.start()))
            if not comment.group().endswith("-->"):
                pieces.append(comment.span())  # it goes on in the next line
            last = comment.end()
        pieces.append((last, len(line.text)))
        said = (trimmed(self.text, line.start + a, line.start + b) for a, b in pieces if line.text[a:b].strip())
        self.lines[at + 1 : at + 1] = [Line(a, b, self.text[a:b]) for a, b in said]

    def _heading(self, at: int) -> int:
        line = self.lines[at]
        match = HEADING.match(line.text)
        if match:
            self._open(len(match.group(1)), match.group(2) or "")
            return at + 1
        if at + 1 < len(self.lines) and not ITEM.match(line.text) and "|" not in line.text:
            under = SETEXT.match(self.lines[at + 1].text)
            if under and line.indent < CODE_INDENT and WORD.search(line.text) and not line.text.startswith(">"):
                self._open(1 if under.group(1)[0] == "=" else 2, line.text)
                return at + 2
        return at

    def _open(self, level: int, words: str) -> None:
        name = label(words)
        if not name:
            return
        self.headings = [(depth, other) for depth, other in self.headings if depth < level] + [(level, name)]
        self.seen.append((level, name, not self.blocks))

    def _table(self, at: int) -> int:
        if at + 1 >= len(self.lines) or "|" not in self.lines[at].text:
            return at
        rule = self.lines[at + 1].text
        if not DELIMITER.match(rule) or "-" not in rule:
            return at
        after = at + 2
        while after < len(self.lines) and not self.lines[after].blank and "|" in self.lines[after].text:
            after += 1
        columns = [cell for cell, _, _ in pipe_cells(self.text, *self._stretch(at))]
        rows = (pipe_cells(self.text, *self._stretch(index)) for index in (at, *range(at + 2, after)))
        self.fields += table_fields(rows, self.secret, heads=1)
        head = (self.lines[at].start, self.lines[at + 1].end)
        units = (head, *(self._stretch(index) for index in range(at + 2, after)))
        named = any(cell for cell in columns)
        return self.add(at, after, "table", units=units, header=self._stretch(at) if named else None)

    def _noise(self, at: int) -> int:
        text = self.lines[at].text
        if RULE.match(text) or DEFINITION.match(text):
            return at + 1
        if len(text) > LONGEST_NOISE or not NOISE.match(text):
            return at
        after = at + 1
        if text.lstrip().startswith(":::"):  # options of a mkdocstrings block
            while after < len(self.lines) and not self.lines[after].blank and self.lines[after].indent >= CODE_INDENT:
                after += 1
        return after

    def _indented_to(self, at: int, columns: int) -> int:
        """Return the line after those from ``at`` that are blank or indented by ``columns``."""
        after = at
        while after < len(self.lines) and (self.lines[after].blank or self.lines[after].indent >= columns):
            after += 1
        while after > at and self.lines[after - 1].blank:
            after -= 1
        return after

    def _admonition(self, at: int) -> int:
        if not ADMONITION.match(self.lines[at].text):
            return at
        after = self._indented_to(at + 1, self.lines[at].indent + 2)
        if after == at + 1:
            return at
        return self.add(at, after, "prose", units=tuple(self._stretch(i) for i in range(at, after)))

    def _list(self, at: int) -> int:
        match = ITEM.match(self.lines[at].text)
        if not match or self.lines[at].indent >= CODE_INDENT:
            return at
        base = self.lines[at].indent
        starts, after = [at], at + 1
        while after < len(self.lines):
            line = self.lines[after]
            if not line.blank and line.indent <= base:
                if not ITEM.match(line.text) and (self.lines[after - 1].blank or self._interrupts(after)):
                    break
                if ITEM.match(line.text) and not RULE.match(line.text):
                    starts.append(after)
            after += 1
        while self.lines[after - 1].blank:
            after -= 1
        ends = [*starts[1:], after]
        units = tuple((self.lines[a].start, self.lines[b - 1].end) for a, b in zip(starts, ends, strict=True))
        return self.add(at, after, "list", units=units)

    def _html(self, at: int) -> int:
        text = self.lines[at].text.lstrip()
        if not re.match(r"<[/a-zA-Z!]", text) or re.match(r"<(?:https?:|mailto:)", text):
            return at
        after = at + 1
        while after < len(self.lines) and not self.lines[after].blank and not HEADING.match(self.lines[after].text):
            after += 1
        body = self.text[self.lines[at].start : self.lines[after - 1].end]
        words = re.sub(PICTURE, "", TAG.sub("", body))
        if WORD.search(words):
            self.add(at, after, "prose", units=tuple(self._stretch(i) for i in range(at, after)))
        return after

    def _indented(self, at: int) -> int:
        if self.lines[at].indent < CODE_INDENT:
            return at
        after = self._indented_to(at, CODE_INDENT)
        return self.add(at, after, "code", units=tuple(self._stretch(i) for i in range(at, after)))

    def _interrupts(self, at: int) -> bool:
        text = self.lines[at].text
        return bool(
            HEADING.match(text)
            or FENCE.match(text)
            or RULE.match(text)
            or ADMONITION.match(text)
            or text.lstrip().startswith("<!--")
        )

    def _ends_paragraph(self, at: int) -> bool:
        line = self.lines[at]
        if line.blank or self._interrupts(at) or (ITEM.match(line.text) and line.indent < CODE_INDENT):
            return True
        following = self.lines[at + 1].text if at + 1 < len(self.lines) else ""
        return "|" in line.text and "|" in following and bool(DELIMITER.match(following))

    def _paragraph(self, at: int) -> int:
        after = at + 1
        while after < len(self.lines) and not self._ends_paragraph(after):
            after += 1
        rows = [self._stretch(index) for index in range(at, after) if "|" in self.lines[index].text]
        self.fields += table_fields((pipe_cells(self.text, *row) for row in rows), self.secret)
        body = self.text[self.lines[at].start : self.lines[after - 1].end]
        if WORD.search(re.sub(PICTURE, "", body)):
            self.add(at, after, "prose", units=tuple(self._stretch(i) for i in range(at, after)))
        return after
