"""Rows of a table as they stand in text: between pipes, tabs, commas or semicolons."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

PIPED_RULE = re.compile(r"(?=[^|]*\|)\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")  # with a pipe, one dash is enough
RULE = re.compile(
    rf"{PIPED_RULE.pattern}|"
    r"\s*\|?\s*:?-{2,}:?\s*(?:[|+]\s*:?-{2,}:?\s*)*[|+]?\s*$|\s*\+[-=+]{3,}\s*$|\s*={2,}(?:\s+={2,})+\s*$"
)
FEWEST_COMMAS = 2  # fewer, and a sentence with a comma would be a row
LONGEST_CELL = 80
FEWEST_CELLS = 2
FEWEST_LINES = 2  # a header without a row is no table


class Line(Protocol):
    """A line of text; only its words matter here."""

    @property
    def text(self) -> str:
        """Return the line without its break."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        at: How many lines below the start it stands.
        headers: The column names; empty strings where there are none.
        cells: As written, without white space around them.
    """

    at: int
    headers: tuple[str, ...]
    cells: tuple[str, ...]


def is_rule(line: str) -> bool:
    """Return whether a line only rules off a table's head."""
    return bool(RULE.match(line))


def cells_of(line: str, delimiter: str = "") -> tuple[str, ...]:
    """Return the cells of one line; a single one when it is no row."""
    text = line.strip()
    mark = delimiter or _delimiter(text)
    if mark == "|":
        inner = text.removeprefix("|")
        inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
        return tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner))
    if not mark:
        return (text,)
    try:
        return tuple(cell.strip() for cell in next(csv.reader([text], delimiter=mark), [text]))
    except csv.Error:
        return (text,)


def rows(lines: Sequence[Line], header: str) -> list[Row]:
    """Return the rows of the table that begins at the first line; none when no table begins there.

    Args:
        lines: From the line in question on.
        header: The header row where it stands elsewhere.
    """
    block = []
    for line in lines:
        if not line.text.strip():
            break
        block.append(line.text)
    outside = _head(header)
    mark = _delimiter(outside) if outside else _mark(block)
    if not mark:
        return []
    first = cells_of(outside or block[0], mark)
    start = 0 if outside else 1
    if not outside and not _is_head(block, mark, len(first)):
        return []
    found: list[Row] = []
    for at, text in enumerate(block[start:], start):
        if is_rule(text):
            continue
        cells = _fitted(text, mark, len(first), is_told=not outside)
        if len(cells) != len(first) or len(first) < FEWEST_CELLS:
            break
        if cells != first:
            found.append(Row(at, first, cells))
    return found


def _mark(block: Sequence[str]) -> str:
    """Return what parts the cells of the table that ``block`` may be; a rule with pipes tells it of any first line."""
    is_ruled = len(block) >= FEWEST_LINES and "|" in block[0] and PIPED_RULE.match(block[1])
    return "|" if is_ruled else _delimiter(block[0].strip())


def _fitted(line: str, mark: str, width: int, *, is_told: bool) -> tuple[str, ...]:
    """Return the cells of one line; between pipes, as Markdown has it, a short row is filled up and a long one cut.

    Below a header that stands elsewhere, ``is_told`` being false, only what opens with a pipe is surely a row.
    """
    cells = cells_of(line, mark)
    if mark != "|" or "|" not in line or not (is_told or line.lstrip().startswith("|")):
        return cells
    return (*cells[:width], *("" for _ in range(width - len(cells))))


def _head(header: str) -> str:
    lines = [line for line in header.splitlines() if line.strip() and not is_rule(line)]
    return lines[-1] if lines and _delimiter(lines[-1]) else ""


def _is_head(block: Sequence[str], mark: str, width: int) -> bool:
    """Return whether the first line of ``block`` can head a table."""
    if len(block) < FEWEST_LINES or width < FEWEST_CELLS:
        return False
    if mark == "|":
        return is_rule(block[1]) or (block[0].lstrip().startswith("|") and len(cells_of(block[1], mark)) == width)
    named = all(0 < len(cell) <= LONGEST_CELL // 2 and not cell.endswith(".") for cell in cells_of(block[0], mark))
    return named and all(len(cells_of(line, mark)) == width for line in block[1:3])


def _delimiter(line: str) -> str:
    if line.count("|") >= 1 and (line.startswith("|") or " | " in line or line.count("|") > 1):
        return "|"
    if "\t" in line:
        return "\t"
    for mark in (",", ";"):
        if line.count(mark) >= FEWEST_COMMAS and not re.search(rf"{mark} [a-z]", line):
            return mark
    return ""
