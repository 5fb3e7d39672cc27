"""How a passage reads when its marks of formatting are taken away: a line for each stretch, a table's rows by name."""

import re
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate

from plainspoken.shapes import OURS
from plainspoken.wording.sentences import Unit, units

EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
LINKED = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)|\[([^\]\n]+)\]\[([^\]\n]*)\]")
DEFINED = re.compile(r"^ {0,3}\[([^\]\n]+)\]: *\S", re.MULTILINE)
ROLE = re.compile(r":[\w:+-]+:`([^`<]+?)(?:\s*<[^>]*>)?`|`([^`<]+?)\s*<[^>]*>`_{1,2}")
TAG = re.compile(rf"(?!{OURS.pattern})</?[A-Za-z!][^<>\n]*>")
MARK = re.compile(r"^\s*(?:[-*+•–‣]|\(?\d{1,3}[.)]|#{1,6}|>)\s+")


@dataclass(frozen=True, slots=True)
class Told:
    """A passage as the reader reads it.

    Attributes:
        units: What the passage divides into.
        lines: How each of them reads.
        starts: Where each line begins in ``text``.
        text: All of them, one below the other.
    """

    units: tuple[Unit, ...]
    lines: tuple[str, ...]
    starts: tuple[int, ...]
    text: str

    def over(self, first: int, last: int) -> tuple[int, int]:
        """Return where the lines from ``first`` to ``last`` stand in ``text``."""
        return self.starts[first], self.starts[last] + len(self.lines[last])


@lru_cache(maxsize=2_000)
def told(text: str, header: str = "") -> Told:
    """Return how a passage reads.

    Args:
        text: As written.
        header: A table's header row, where it stands outside ``text``.
    """
    parts = units(text, header)
    defined = labels(text)
    lines = tuple(_row(unit, defined) if unit.row else plain(text[unit.start : unit.end], defined) for unit in parts)
    starts = tuple(accumulate((len(line) + 1 for line in lines), initial=0))[: len(lines)]
    return Told(parts, lines, starts, "\n".join(lines))


def plain(text: str, labels: frozenset[str] = frozenset()) -> str:
    """Return ``text`` without marks of formatting, on one line.

    Args:
        text: As written.
        labels: What its passage defines as references: other brackets behind brackets are no link.
    """
    for pattern, instead in (
        (LINKED, partial(_linked, labels=labels)),
        (ROLE, _either),
        (TAG, lambda _: " "),
        (EMPHASIS, lambda m: m.group(2)),
    ):
        text = pattern.sub(instead, text)
    text = MARK.sub("", text).replace("``", "").replace("`", "").replace("\\|", "|")
    text = re.sub(r"\*\*|(?<!\w)__|__(?!\w)", "", text)
    return re.sub(r"\s+([.,;:!?])(?=\s|$)", r"\1", " ".join(text.split()))


@lru_cache(maxsize=64)
def labels(text: str) -> frozenset[str]:
    """Return the references that a passage defines."""
    return frozenset(label.casefold() for label in DEFINED.findall(text))


def _either(found: re.Match[str]) -> str:
    return found.group(1) or found.group(2) or ""


def _linked(found: re.Match[str], *, labels: frozenset[str]) -> str:
    """Return the words of a link; what only looks like one stays as it is."""
    words, label = found.group(2), found.group(3)
    if words is None:
        return found.group(1)
    return words if (label or words).casefold() in labels else found.group()


def _row(unit: Unit, labels: frozenset[str]) -> str:
    """Return a table's row as a plain sentence: each value after its column's name."""
    if unit.row is None:
        return ""
    pairs = zip(unit.row.headers, unit.row.cells, strict=True)
    said = [(plain(name, labels), plain(cell, labels)) for name, cell in pairs if cell.strip()]
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in said)
