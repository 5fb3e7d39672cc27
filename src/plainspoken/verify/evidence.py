"""Finds the stretches of the cited passages that carry a claim."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from plainspoken.answers import Sentence
from plainspoken.verify.kinship import covered, relatives, stems
from plainspoken.wording.headings import Heading, unasserted
from plainspoken.wording.leads import denies
from plainspoken.wording.quantities import agrees, quantities
from plainspoken.wording.sentences import Unit, units
from plainspoken.wording.tables import Row
from plainspoken.wording.words import rarity

MOST_STRETCHES = 3
MARKS = re.compile(r"[\s*_`\"“”|]+")
RUN = re.compile(r"[^\W_]+|[%€$£¥°<>≤≥−–-]")
PIECES = re.compile(r"[:;]\s+|\n|(?<=[.!?])\s+")
UNTICKED = re.compile(r"\s*\[ \]\s")
FEWEST_VERBATIM = 3  # words; fewer say nothing alone
LEAST_GAIN = 0.08  # share of the claim's weight that a further stretch must add


@dataclass(frozen=True, slots=True)
class Stretch:
    """One quotable stretch of a passage.

    Attributes:
        n: Number of the passage.
        start, end: Where it stands there.
        text: Its words with the heading that does not assert it and the lead-in or header row that it hangs on.
        lead: Where the lead-in or header row stands; None without one.
        under: The heading; None without one.
    """

    n: int
    start: int
    end: int
    text: str
    lead: tuple[int, int] | None = None
    under: Heading | None = None

    @property
    def own(self) -> str:
        """Return its words without what it hangs on."""
        return self.text[-(self.end - self.start) :]

    @property
    def denial(self) -> str:
        """Return what denies that which the item alone says, a lead-in or heading, else nothing; no header row does."""
        if self.under and self.under.is_denial:
            return self.under.words
        lead = self.text[: -(self.end - self.start)] if self.lead else ""
        return lead if lead.rstrip("*_ ").endswith(":") and denies(lead) else ""

    @property
    def doubt(self) -> str:
        """Return what leaves open whether the item holds, a heading or an empty box, else nothing."""
        if self.under and not self.under.is_denial:
            return self.under.words
        return "[ ]" if UNTICKED.match(self.own) else ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the passages hold about a claim.

    Attributes:
        carrying: The fewest stretches that carry it, best first.
        everything: All words of the cited passages and what stands beside them.
        beside: What stands beside the passages of the carrying stretches.
        rows: All rows of the tables in the cited passages.
        is_verbatim: Whether the claim is one whole stretch, word for word.
    """

    carrying: tuple[Stretch, ...]
    everything: str
    beside: str
    rows: tuple[Row, ...] = ()
    is_verbatim: bool = False

    @property
    def text(self) -> str:
        """Return the words of the carrying stretches."""
        return "\n".join(stretch.text for stretch in self.carrying)

    @property
    def quotes(self) -> tuple[tuple[int, int, int], ...]:
        """Return the carrying stretches in reading order, lead-ins included."""
        found = {(one.n, one.start, one.end) for one in self.carrying}
        found |= {(one.n, *one.lead) for one in self.carrying if one.lead}
        found |= {(one.n, *one.under.place) for one in self.carrying if one.under and one.under.place}
        return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Case:
    """A claim and all that it may be judged by.

    Attributes:
        sentence: As proposed.
        cited: Numbers of the passages it names, all of them given.
        passages: Redacted; ``passages[n - 1]`` is ``[n]``.
        beside: Title, section and header row of each passage; may be shorter.
        question: What was asked.
    """

    sentence: Sentence
    cited: tuple[int, ...]
    passages: tuple[str, ...]
    beside: tuple[str, ...] = ()
    question: str = ""

    def above(self, n: int) -> str:
        """Return the title and section of passage ``n``, outermost first."""
        return self.beside[n - 1].split("\n")[0] if n <= len(self.beside) else ""

    def stretches(self, n: int) -> "tuple[Stretch, ...]":
        """Return all stretches of passage ``n`` that may be quoted."""
        return _stretches(n, self.passages[n - 1], self.above(n))


def gather(claim: str, case: Case) -> Evidence:
    """Return the evidence for ``claim``: the sentence's own quotes where it has any, else the best stretches."""
    around = {n: case.beside[n - 1] if n <= len(case.beside) else "" for n in case.cited}
    everything = "\n".join(f"{around[n]}\n{case.passages[n - 1]}" for n in case.cited)
    own = [_own(quote, case.passages) for quote in case.sentence.quotes if _inside(quote, case)]
    verbatim = _verbatim(claim, case)
    wanted = stems(claim)
    own.sort(key=lambda one: -covered(wanted, frozenset(stems(one.text))))
    stretches = (
        (verbatim,)
        if verbatim and not own
        else tuple(own) or _best(claim, [one for n in case.cited for one in case.stretches(n)])
    )
    rows = tuple(unit.row for n in case.cited for unit in units(case.passages[n - 1]) if unit.row)
    return Evidence(stretches, everything, "\n".join(around[n] for n in case.cited), rows, verbatim is not None)


def _verbatim(claim: str, case: Case) -> Stretch | None:
    """Return the stretch that says ``claim`` word for word; None without one."""
    said = _plain(claim)
    if len(said.split()) < FEWEST_VERBATIM:
        return None
    own = [_own(quote, case.passages) for quote in case.sentence.quotes if _inside(quote, case)]
    if own:
        return own[0] if _is_pieced(claim, own, case) else None
    found = (_plain_stretches(n, case.passages[n - 1], case.above(n)).get(said) for n in case.cited)
    return next((one for one in found if one), None)


def _is_pieced(claim: str, own: Sequence[Stretch], case: Case) -> bool:
    """Return whether ``claim`` is pieced from its own quotes: a lead-in and its item, a header and a cell."""
    quoted = [_run_of(one.text) for one in own]
    given = [*quoted, *(_run_of(text) for text in case.beside)]
    pieces = [run for piece in PIECES.split(claim) if (run := _run_of(piece)).strip()]
    return all(any(piece in text for text in given) for piece in pieces) and any(
        piece in text for piece in pieces for text in quoted
    )


def _run_of(text: str) -> str:
    """Return the words, numbers and signs of ``text``, small, with a space around each; other marks do not matter."""
    return f" {' '.join(RUN.findall(text.lower()))} "


def _inside(quote: tuple[int, int, int], case: Case) -> bool:
    n, start, end = quote
    return n in case.cited and 0 <= start < end <= len(case.passages[n - 1])


def _own(quote: tuple[int, int, int], passages: Sequence[str]) -> Stretch:
    n, start, end = quote
    return Stretch(n, start, end, passages[n - 1][start:end])


@lru_cache(maxsize=200)
def _stretches(n: int, passage: str, above: str) -> tuple[Stretch, ...]:
    """Return all stretches of a passage that may be quoted."""
    headings = unasserted(passage, above)
    return tuple(
        _stretch(n, passage, unit, headings.get(unit.start)) for unit in units(passage) if unit.kind != "heading"
    )


def _stretch(n: int, passage: str, unit: Unit, under: Heading | None) -> Stretch:
    head = f"{under.words}: " if under else ""
    lead = passage[slice(*unit.lead)] + " " if unit.lead else ""
    own = passage[unit.start : unit.end]
    return Stretch(n, unit.start, unit.end, f"{head}{lead}{own}", unit.lead, under)


def _best(claim: str, stretches: list[Stretch]) -> tuple[Stretch, ...]:
    """Return the stretches that cover most of the claim's weight, each adding its part."""
    wanted = tuple(stems(claim))
    bags = [frozenset(stems(one.text)) for one in stretches]
    numbers = quantities(claim)
    held = [
        sum(any(agrees(number, other) for other in quantities(one.text)) for number in numbers) for one in stretches
    ]
    is_asserted = [not one.denial and not one.doubt for one in stretches]
    chosen: list[int] = []
    got: frozenset[str] = frozenset()
    reached = 0.0
    while len(chosen) < min(MOST_STRETCHES, len(stretches)):
        gains = [
            (covered(wanted, got | bag) + 0.1 * held[at] * (not chosen), is_asserted[at], -at)
            for at, bag in enumerate(bags)
        ]
        gain, _, at = max(gains)
        if chosen and gain - reached < LEAST_GAIN:
            break
        chosen.append(-at)
        got |= bags[-at]
        reached = covered(wanted, got)
    return tuple(stretches[at] for at in chosen)


def unmatched(claim: str, given: str) -> tuple[str, ...]:
    """Return the claim's telling stems that ``given`` holds neither itself nor in kin, rarest first."""
    bag = frozenset(stems(given))
    lost = {term for term in stems(claim) if term not in bag and bag.isdisjoint(relatives(term))}
    return tuple(sorted(lost, key=lambda term: (-rarity(term), term)))


@lru_cache(maxsize=200)
def _plain_stretches(n: int, passage: str, above: str) -> dict[str, Stretch]:
    """Return the stretches of a passage that say something alone, by their plain words."""
    found = _stretches(n, passage, above)
    return {_plain(passage[one.start : one.end]): one for one in found if not one.denial and not one.doubt}


def _plain(text: str) -> str:
    """Return ``text`` small, without emphasis, quotation marks, a last stop and superfluous spaces."""
    return " ".join(MARKS.sub(" ", text).lower().split()).strip(" .;:,!?")
