"""The stretches of the passages that could be an answer, and how each reads as a plain sentence."""

import re
from dataclasses import dataclass
from functools import lru_cache, partial

from plainspoken.redacted import Redacted
from plainspoken.wording.sentences import Unit, units

EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
LINKED = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)|\[([^\]\n]+)\]\[([^\]\n]*)\]")
DEFINED = re.compile(r"^ {0,3}\[([^\]\n]+)\]: *\S", re.MULTILINE)
ROLE = re.compile(r":[\w:+-]+:`([^`<]+?)(?:\s*<[^>]*>)?`|`([^`<]+?)\s*<[^>]*>`_{1,2}")
TAG = re.compile(r"(?!<[A-Z][A-Z_]*_\d+>)</?[A-Za-z!][^<>\n]*>")
MARK = re.compile(r"^\s*(?:[-*+•–‣]|\(?\d{1,3}[.)]|#{1,6}|>)\s+")
FEWEST_WORDS = 2
LONGEST = 700  # characters of one stretch; more is no sentence but a page
MOST_ITEMS = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """One stretch of one passage, with what it hangs on.

    Attributes:
        n: Number of its passage, from 1.
        quotes: (n, start, end) stretches that it rests on, in reading order.
        text: How it reads as a plain sentence.
        around: What else names its subject: heading, lead-in, column names.
        kind: sentence, item, row, field, list or code.
        order: Its place among the stretches of its passage.
        block: The paragraph, list or table it belongs to.
        raw: Its words as they stand in the passage.
    """

    n: int
    quotes: tuple[tuple[int, int, int], ...]
    text: str
    around: str
    kind: str
    order: int
    block: int
    raw: str


def candidates(asked: Redacted, *, code: bool = False) -> list[Candidate]:
    """Return every stretch of every passage that could be part of an answer, in reading order."""
    found: list[Candidate] = []
    for n, passage in enumerate(asked.passages, 1):
        context = asked.contexts[n - 1] if n <= len(asked.contexts) else ""
        parts = units(passage.text, context)
        found += [made for order, unit in enumerate(parts) if (made := _made(n, passage.text, unit, order, code=code))]
        found += _lists(n, passage.text, parts)
    return found


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


def _either(found: re.Match[str]) -> str:
    return found.group(1) or found.group(2) or ""


def _linked(found: re.Match[str], *, labels: frozenset[str]) -> str:
    """Return the words of a link; what only looks like one stays as it is."""
    words, label = found.group(2), found.group(3)
    if words is None:
        return found.group(1)
    return words if (label or words).casefold() in labels else found.group()


@lru_cache(maxsize=64)
def _labels(text: str) -> frozenset[str]:
    """Return the references that a passage defines."""
    return frozenset(label.casefold() for label in DEFINED.findall(text))


def _made(n: int, text: str, unit: Unit, order: int, *, code: bool) -> Candidate | None:
    """Return the candidate that ``unit`` makes; None for headings, rules, questions and fragments."""
    own = text[unit.start : unit.end]
    if unit.kind == "heading" or (unit.kind == "code" and not code) or len(own) > LONGEST:
        return None
    labels = _labels(text)
    lead = plain(text[slice(*unit.lead)], labels).rstrip(": ") if unit.lead and unit.kind == "item" else ""
    said = _row(unit, labels) if unit.row else plain(own, labels)
    if not said or (unit.kind == "sentence" and (len(said.split()) < FEWEST_WORDS or said[-1] in "?:")):
        return None
    quotes = [(n, unit.start, unit.end)]
    if unit.lead:
        quotes.insert(0, (n, *unit.lead))
    full = f"{lead}: {said}" if lead else said
    around = f"{unit.head} {lead} {' '.join(unit.row.headers) if unit.row else ''}"
    return Candidate(n, _joined(text, quotes), stopped(full), around, unit.kind, order, unit.block, own)


def _lists(n: int, text: str, parts: tuple[Unit, ...]) -> list[Candidate]:
    """Return each whole list under a lead-in as one candidate: the lead-in and all its items."""
    found: list[Candidate] = []
    for lead in sorted({unit.lead for unit in parts if unit.kind == "item" and unit.lead}):
        items = [(order, unit) for order, unit in enumerate(parts) if unit.kind == "item" and unit.lead == lead]
        start, end = lead[0], items[-1][1].end
        if not 1 < len(items) <= MOST_ITEMS or end - start > LONGEST:
            continue
        labels = _labels(text)
        said = "; ".join(plain(text[unit.start : unit.end], labels).rstrip(".;, ") for _, unit in items)
        full = stopped(f"{plain(text[slice(*lead)], labels).rstrip(': ')}: {said}")
        found.append(
            Candidate(
                n, ((n, start, end),), full, items[0][1].head, "list", items[0][0], items[0][1].block, text[start:end]
            )
        )
    return found


def _row(unit: Unit, labels: frozenset[str]) -> str:
    """Return a table's row as a plain sentence: each value after its column's name."""
    if unit.row is None:
        return ""
    pairs = zip(unit.row.headers, unit.row.cells, strict=True)
    said = [(plain(name, labels), plain(cell, labels)) for name, cell in pairs if cell.strip()]
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in said)


def _joined(text: str, quotes: list[tuple[int, int, int]]) -> tuple[tuple[int, int, int], ...]:
    """Return ``quotes`` with neighbours that only white space or a table's rule parts made one."""
    if len(quotes) > 1 and not re.search(r"[^\W_]", text[quotes[0][2] : quotes[1][1]]):
        return ((quotes[0][0], quotes[0][1], quotes[1][2]),)
    return tuple(quotes)


def stopped(text: str) -> str:
    """Return ``text`` with a full stop where it ends without one."""
    text = text.rstrip(" ,;:")
    return text if text[-1:] in (".", "!", "?", "…") or text[-2:-1] in (".", "!", "?") else f"{text}."
