"""What speaks for a stretch as an answer, as numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from plainspoken.answer.candidates import Candidate
from plainspoken.answer.question import Sought, holds_kind
from plainspoken.wording.words import covered, rarity, terms, weight

TELLING = 4.0  # rarity from which a missing word counts as the question's subject; "model" is 4.0, "sprint" 6
LONG = 40  # telling words
MUCH_NEWS = 60.0  # summed rarity of new words from which more make no difference
CLOSE_BY = 3  # words between two that still belong together
POINTERS = frozenset(("it", "they", "this", "these", "that", "he", "she", "those", "such"))


@dataclass(frozen=True, slots=True)
class Features:
    """Evidence for one stretch; those of words between 0 and about 1.

    Attributes:
        own: Share of the question's weight in the stretch.
        near: The same with its heading, lead-in, title and neighbours.
        passage: The same in the whole passage with its title.
        pairs: Share of the question's neighbouring word pairs found together.
        rarest: Whether the question's most telling word is in the stretch.
        rarest_near: Whether it is near.
        kind: Whether it holds a thing of the kind asked for.
        kind_new: Whether it holds such a thing and the question asks for one.
        names: Share of the question's names near it.
        names_own: Share of the question's names in it.
        numbers: Share of the question's numbers near it.
        novel: How much it says besides the question's own words.
        length: Words, up to LONG, as a share.
        pronoun: Whether it begins with a word that points back.
        first: Whether it opens its passage.
        rank: One over the passage's number.
        row, item, field, list: What it is, where no sentence.
        words: Log-odds that it belongs to the answer, by all of the above and what reason leaves of it.
        read: Mean log-odds that its words do, by the reader, a tenth of them, between -1 and 1.
        peak: The highest of its words, likewise.
        read_passage: The reader's log-odds that something in its piece of the passage answers, likewise.
    """

    own: float
    near: float
    passage: float
    pairs: float
    rarest: float
    rarest_near: float
    kind: float
    kind_new: float
    names: float
    names_own: float
    numbers: float
    novel: float
    length: float
    pronoun: float
    first: float
    rank: float
    row: float
    item: float
    field: float
    list: float
    words: float = 0.0
    read: float = -1.0
    peak: float = -1.0
    read_passage: float = -1.0

    @property
    def is_read(self) -> bool:
        """Return whether the reader has seen it: only then is ``words`` set, and nothing has even odds to the bit."""
        return self.words != 0.0

    @property
    def values(self) -> tuple[float, ...]:
        """Return the numbers in order."""
        return tuple(getattr(self, name) for name in self.__slots__)


@lru_cache(maxsize=5_000)
def bag(text: str) -> frozenset[str]:
    """Return the distinct stems of ``text``."""
    return frozenset(terms(text))


class View:
    """One passage as a question sees it; what all its stretches share is worked out once.

    Args:
        sought: What the question asks for.
        title: Title and section path of the passage.
        text: Its words.
    """

    def __init__(self, sought: Sought, title: str, text: str) -> None:
        self.sought = sought
        self.title = bag(title)
        self.words = self.title | frozenset(terms(text))
        self.low = f"{title} {text}".lower()
        self.covered = covered(sought.terms, self.words)

    @cached_property
    def names(self) -> float:
        """Return the share of the question's names that the passage or its title holds."""
        return share_named(self.sought.names, self.low, self.words)

    @cached_property
    def numbers(self) -> float:
        """Return the share of the question's numbers that the passage or its title holds."""
        return share_named(self.sought.numbers, self.low, self.words)


def features(view: View, candidate: Candidate, before: str) -> Features:
    """Return the evidence that ``candidate`` answers what is sought, but for what the reader makes of it.

    Args:
        view: Its passage.
        candidate: The stretch.
        before: The stretch before it.
    """
    sought = view.sought
    said = terms(candidate.text)
    own = frozenset(said)
    near = own | view.title | bag(candidate.around) | bag(before)
    has = float(holds_kind(sought.kind, beyond(candidate.text, sought)))
    return Features(
        own=covered(sought.terms, own),
        near=covered(sought.terms, near),
        passage=view.covered,
        pairs=_pairs(sought.terms, said),
        rarest=float(sought.rarest in own),
        rarest_near=float(sought.rarest in near),
        kind=has,
        kind_new=has * (sought.kind not in ("what", "closed")),
        names=view.names,
        names_own=share_named(sought.names, candidate.text.lower(), own),
        numbers=view.numbers,
        novel=min(1.0, weight(own.difference(sought.terms)) / MUCH_NEWS),
        length=min(len(said), LONG) / LONG,
        pronoun=float(candidate.text.split(" ", 1)[0].lower() in POINTERS),
        first=float(candidate.order == 0),
        rank=1 / candidate.n,
        row=float(candidate.kind == "row"),
        item=float(candidate.kind == "item"),
        field=float(candidate.kind == "field"),
        list=float(candidate.kind == "list"),
    )


def share_named(names: Sequence[str], low: str, words: frozenset[str]) -> float:
    """Return the share of ``names`` that stand in a text: as written in ``low``, or all their stems in ``words``."""
    if not names:
        return 1.0
    return sum(name in low or bag(name) <= words for name in names) / len(names)


def share_marked(sought: Sought, text: str) -> float:
    """Return the share of the question's identifiers and numbers that ``text`` holds as whole words; 1 without any."""
    if not sought.marks:
        return 1.0
    low = text.lower()
    return sum(bool(re.search(rf"(?<![\w.]){re.escape(mark)}(?!\w|[.-]\w)", low)) for mark in sought.marks) / len(
        sought.marks
    )


def missing(sought: Sought, given: frozenset[str]) -> tuple[str, ...]:
    """Return the telling words of the question that ``given`` does not hold, not even by kin."""
    return tuple(term for term in sought.terms if rarity(term) >= TELLING and not covered((term,), given))


def _pairs(wanted: Sequence[str], given: Sequence[str]) -> float:
    pairs = list(pairwise(wanted))
    if not pairs:
        return 0.0
    where: dict[str, list[int]] = {}
    for at, term in enumerate(given):
        where.setdefault(term, []).append(at)
    close = sum(any(0 < abs(b - a) <= CLOSE_BY for a in where.get(x, ()) for b in where.get(y, ())) for x, y in pairs)
    return close / len(pairs)


def beyond(text: str, sought: Sought) -> str:
    """Return ``text`` without the numbers and names that the question itself states."""
    for known in sorted((*sought.numbers, *sought.names), key=len, reverse=True):
        at = text.lower().find(known)
        text = text if at < 0 else text[:at] + " " * len(known) + text[at + len(known) :]
    return text
