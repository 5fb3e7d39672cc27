"""What speaks for a stretch as an answer, as numbers."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache

from plainspoken.answer.candidates import Candidate
from plainspoken.answer.question import Sought, holds_kind
from plainspoken.wording.words import covered, rarity, terms, weight

TELLING = 4.0  # rarity from which a missing word counts as the question's subject; "model" is 4.0, "sprint" 6
LONG = 60  # words


@dataclass(frozen=True, slots=True)
class Features:
    """Evidence for one stretch; every value between 0 and about 1.

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
        cosine: Likeness of meaning to the question.
        lift: The same, above the mean of the others considered.
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
    cosine: float = 0.0
    lift: float = 0.0

    @property
    def values(self) -> tuple[float, ...]:
        """Return the numbers in order."""
        return tuple(float(value) for value in astuple(self))


@lru_cache(maxsize=5_000)
def bag(text: str) -> frozenset[str]:
    """Return the distinct stems of ``text``."""
    return frozenset(terms(text))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a stretch: the passage with its title and header, and the sentences next to it."""

    passage: str
    beside: str


def features(sought: Sought, candidate: Candidate, around: Surroundings) -> Features:
    """Return the evidence that ``candidate`` answers what is ``sought``, but for its likeness of meaning."""
    own = bag(candidate.text)
    near = own | bag(f"{candidate.around} {around.beside}")
    whole = near | bag(around.passage)
    rarest = max(sought.terms, key=lambda term: (rarity(term), term), default="")
    low, wide = candidate.text.lower(), f"{candidate.text} {candidate.around} {around.passage} {around.beside}".lower()
    count = len(candidate.text.split())
    has = holds_kind(sought.kind, _beyond(candidate.text, sought))
    return Features(
        own=covered(sought.terms, own),
        near=covered(sought.terms, near),
        passage=covered(sought.terms, whole),
        pairs=_pairs(sought.terms, terms(candidate.text)),
        rarest=float(rarest in own),
        rarest_near=float(rarest in near),
        kind=float(has),
        kind_new=float(has and sought.kind not in ("what", "closed")),
        names=share_named(sought.names, wide),
        names_own=share_named(sought.names, low),
        numbers=share_named(sought.numbers, wide),
        novel=min(1.0, weight(own - set(sought.terms)) / 60),
        length=min(count, LONG) / LONG,
        pronoun=float(
            candidate.text.split(" ", 1)[0].lower()
            in ("it", "they", "this", "these", "that", "he", "she", "those", "such")
        ),
        first=float(candidate.order == 0),
        rank=1 / candidate.n,
        row=float(candidate.kind == "row"),
        item=float(candidate.kind == "item"),
        field=float(candidate.kind == "field"),
        list=float(candidate.kind == "list"),
    )


def share_named(names: Sequence[str], text: str) -> float:
    """Return the share of ``names`` that stand in lower-case ``text``; 1 without names."""
    if not names:
        return 1.0
    words = bag(text)
    return sum(name in text or bag(name) <= words for name in names) / len(names)


def missing(sought: Sought, whole: str) -> tuple[str, ...]:
    """Return the telling words of the question that ``whole`` never mentions, not even by kin."""
    given = bag(whole)
    return tuple(term for term in sought.terms if rarity(term) >= TELLING and not covered((term,), given))


def _pairs(wanted: Sequence[str], given: Sequence[str]) -> float:
    pairs = list(zip(wanted, wanted[1:], strict=False))
    if not pairs:
        return 0.0
    where: dict[str, list[int]] = {}
    for at, term in enumerate(given):
        where.setdefault(term, []).append(at)
    close = sum(any(0 < abs(b - a) <= 3 for a in where.get(x, ()) for b in where.get(y, ())) for x, y in pairs)
    return close / len(pairs)


def _beyond(text: str, sought: Sought) -> str:
    """Return ``text`` without the numbers and names that the question itself states."""
    for known in sorted((*sought.numbers, *sought.names), key=len, reverse=True):
        at = text.lower().find(known)
        text = text if at < 0 else text[:at] + " " * len(known) + text[at + len(known) :]
    return text
