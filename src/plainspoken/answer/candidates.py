"""The stretches of the passages that could be an answer, and how each reads as a plain sentence."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from plainspoken.answer.told import Told, labels, plain, told
from plainspoken.redacted import Redacted, RedactedText
from plainspoken.shapes import BUILTIN_TYPES, mentions
from plainspoken.wording.headings import Heading, unasserted
from plainspoken.wording.leads import denies
from plainspoken.wording.sentences import Unit

FEWEST_WORDS = 2
SAYING_HEADING = re.compile(r"\d|\w: \w")  # it says something by itself: a date, a number, a name and its value
WORD = re.compile(r"\w")
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
        kind: sentence, item, row, field, list, heading or code.
        order: Its place among the stretches of its passage.
        block: The paragraph, list or table it belongs to.
        raw: Its words as they stand in the passage.
        place: Where it stands in its passage as told.
    """

    n: int
    quotes: tuple[tuple[int, int, int], ...]
    text: str
    around: str
    kind: str
    order: int
    block: int
    raw: str
    place: tuple[int, int]


def as_told(asked: Redacted) -> list[Told]:
    """Return how each passage reads."""
    contexts = (*asked.contexts, *[""] * len(asked.passages))
    return [told(passage.text, context) for passage, context in zip(asked.passages, contexts, strict=False)]


def candidates(asked: Redacted, *, code: bool = False) -> list[Candidate]:
    """Return every stretch of every passage that could be part of an answer, in reading order."""
    found: list[Candidate] = []
    torn = (*asked.torn, *[(False, False)] * len(asked.passages))
    for n, (passage, read) in enumerate(zip(asked.passages, as_told(asked), strict=True), 1):
        whole = _whole(read, passage.text, torn[n - 1])
        headings = unasserted(passage.text, asked.titles[n - 1] if n <= len(asked.titles) else "")
        made = (_made(n, passage.text, read, order, code=code) for order in whole)
        said = [
            _under(headings, one, read.units[one.order], passage.text)
            for one in (*made, *_lists(n, passage.text, read, whole))
            if one
        ]
        types = BUILTIN_TYPES | asked.types | _types(passage)
        own = _named(f"{asked.contexts[n - 1] if n <= len(asked.contexts) else ''}\n{passage.text}", types)
        found += [one for one in said if _named(one.text, types) <= own]
    return found


def _under(headings: Mapping[int, Heading], made: Candidate, unit: Unit, text: str) -> Candidate:
    """Return an item or list with the heading that does not assert it, unless its lead-in denies it already."""
    heading = headings.get(unit.start)
    if heading is None or (unit.lead and denies(text[slice(*unit.lead)])):
        return made
    words = plain(heading.words, labels(text))
    quotes = _joined(text, [(made.n, *heading.place), *made.quotes]) if heading.place else made.quotes
    return replace(made, quotes=quotes, text=f"{words}: {made.text}")


def _types(passage: RedactedText) -> frozenset[str]:
    """Return the types of the placeholders in ``passage``."""
    return frozenset(passage.text[one.new_start + 1 : one.new_end - 1].rpartition("_")[0] for one in passage.edits)


def _named(text: str, types: frozenset[str]) -> set[str]:
    """Return what ``text`` holds that is read as a placeholder: taking marks away must never make one."""
    return {text[one.start : one.end] for one in mentions(text, types)}


def _whole(read: Told, text: str, torn: tuple[bool, bool]) -> list[int]:
    """Return which stretches are whole to who asks: what a restricted value was cut out of says something else.

    A row that is told under its columns' names stays whole without its last cells.
    """
    first, last = torn
    whole = []
    for at, one in enumerate(read.units):
        starts, ends = not WORD.search(text[: one.start]), not WORD.search(text[one.end :])
        if not (first and starts) and not (last and ends and one.kind != "row"):
            whole.append(at)
    return whole


def _made(n: int, text: str, read: Told, order: int, *, code: bool) -> Candidate | None:
    """Return the candidate that a stretch makes; None for rules, questions, fragments and headings that only name."""
    unit, said = read.units[order], read.lines[order]
    own = text[unit.start : unit.end]
    if not said or len(own) > LONGEST or (unit.kind == "code" and not code):
        return None
    if unit.kind == "heading" and not SAYING_HEADING.search(said):
        return None
    if unit.kind in ("sentence", "heading") and (len(said.split()) < FEWEST_WORDS or said[-1] in "?:"):
        return None
    lead = plain(text[slice(*unit.lead)], labels(text)).rstrip(": ") if unit.lead and unit.kind == "item" else ""
    quotes = [(n, unit.start, unit.end)]
    if unit.lead:
        quotes.insert(0, (n, *unit.lead))
    full = f"{lead}: {said}" if lead else said
    around = f"{unit.head} {lead} {' '.join(unit.row.headers) if unit.row else ''}"
    place = read.over(order, order)
    return Candidate(n, _joined(text, quotes), stopped(full), around, unit.kind, order, unit.block, own, place)


def _lists(n: int, text: str, read: Told, whole: Sequence[int]) -> list[Candidate]:
    """Return each whole list under a lead-in as one candidate: the lead-in and all its items."""
    found: list[Candidate] = []
    for lead in sorted({unit.lead for unit in read.units if unit.kind == "item" and unit.lead}):
        items = [at for at, unit in enumerate(read.units) if unit.kind == "item" and unit.lead == lead]
        first, start, end = read.units[items[0]], lead[0], read.units[items[-1]].end
        is_whole = items[0] in whole and items[-1] in whole
        if not is_whole or not 1 < len(items) <= MOST_ITEMS or end - start > LONGEST:
            continue
        said = "; ".join(read.lines[at].rstrip(".;, ") for at in items)
        full = stopped(f"{plain(text[slice(*lead)], labels(text)).rstrip(': ')}: {said}")
        place = read.over(items[0], items[-1])
        quotes = ((n, start, end),)
        found.append(Candidate(n, quotes, full, first.head, "list", items[0], first.block, text[start:end], place))
    return found


def _joined(text: str, quotes: Sequence[tuple[int, int, int]]) -> tuple[tuple[int, int, int], ...]:
    """Return ``quotes`` with neighbours that only white space or a table's rule parts made one."""
    joined: list[tuple[int, int, int]] = []
    for n, start, end in quotes:
        if joined and not re.search(r"[^\W_]", text[joined[-1][2] : start]):
            joined[-1] = (n, joined[-1][1], end)
        else:
            joined.append((n, start, end))
    return tuple(joined)


def stopped(text: str) -> str:
    """Return ``text`` with a full stop where it ends without one."""
    text = text.rstrip(" ,;:")
    return text if text[-1:] in (".", "!", "?", "…") or text[-2:-1] in (".", "!", "?") else f"{text}."
