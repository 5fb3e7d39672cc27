"""What an index holds, what it answers, and the protocol that every backend speaks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from plainspoken.passages import Scope
from plainspoken.validity import LAST_DAY

SCORE_DECIMALS = 6  # past these, float32 cosines of two engines differ
TIES_GROWTH = 4  # how fast the question widens while equal scores straddle its limit
NEVER = LAST_DAY + 1  # the first day of a window that ends before it begins

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Point:
    """One passage as indexed.

    Attributes:
        id: Passage id, 32 hex digits.
        vector: Its embedding.
        terms: Term → BM25 weight, from ``term_weights``.
        rule: ``Rule.key`` of who may see it.
        corpus: Name of its corpus.
        edition: Id of the edition that it stands in.
        days: First and last day in force, as ``Window.days`` gives them.
    """

    id: str
    vector: Vector
    terms: Mapping[int, float] = field(hash=False)
    rule: str
    corpus: str
    edition: str
    days: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that answers a query, and how well; higher is better."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Counts:
    """Document frequencies among the passages of one scope.

    Attributes:
        total: How many passages the scope reaches.
        terms: Term → how many of them hold it; every term asked about is there.
    """

    total: int
    terms: Mapping[int, int] = field(default_factory=dict, hash=False)


class Store(Protocol):
    """An index of passages. Every question carries a scope; nothing outside it influences the answer."""

    def upsert(self, points: Sequence[Point]) -> None:
        """Add points; one with a known id is replaced. Other processes see them at once."""

    def delete(self, editions: Sequence[str]) -> None:
        """Remove every point of these editions."""

    def clear(self) -> None:
        """Remove everything; the next upsert may bring vectors of another size."""

    def compact(self) -> None:
        """Leave no byte on disk of points that were replaced or removed, where that is in our hands."""

    def flush(self) -> None:
        """Return when everything so far survives a loss of power."""

    def counts(self, scope: Scope, terms: Sequence[int]) -> Counts:
        """Return exact document frequencies within ``scope``."""

    def dense(self, vector: Vector, scope: Scope, limit: int) -> list[Match]:
        """Return the passages nearest to ``vector`` by cosine, best first, equal scores by id."""

    def sparse(self, weights: Mapping[int, float], scope: Scope, limit: int) -> list[Match]:
        """Return the passages with the highest sum of weight products, best first, equal scores by id."""

    def editions(self) -> frozenset[str]:
        """Return the ids of all editions that have points."""

    def size(self) -> int:
        """Return the number of points."""

    def close(self) -> None:
        """Let go of everything held. A closed store answers nothing."""


def reaches_nothing(scope: Scope) -> bool:
    """Return whether no passage can be in ``scope``; engines read an empty condition as "everything"."""
    return not scope.rules or (scope.corpora is not None and not scope.corpora)


def settled(ask: Callable[[int], list[Match]], limit: int) -> list[Match]:
    """Return the best ``limit`` matches in an order that nothing outside the answer can influence.

    Engines cut a run of equal scores wherever their storage order ends it. So ask for more until
    the run is whole, order it by id, then cut.
    """
    if limit < 1:
        return []
    asked = limit + 1
    while True:
        found = ask(asked)
        if len(found) < asked or found[-1].score < found[limit - 1].score:
            break
        asked *= TIES_GROWTH
    return sorted(found, key=lambda match: (-match.score, match.id))[:limit]


def match_of(point_id: UUID | str | int, score: float) -> Match:
    """Return an engine's hit in our words: ids without dashes, scores at the precision all engines share."""
    name = point_id.hex if isinstance(point_id, UUID) else str(point_id).replace("-", "")
    return Match(name, round(score, SCORE_DECIMALS))


def payload(point: Point) -> dict[str, object]:
    """Return what an engine keeps beside the vectors, for filters."""
    return {
        "rule": point.rule,
        "corpus": point.corpus,
        "edition": point.edition,
        "first": point.days[0] if point.days[0] <= point.days[1] else NEVER,
        "last": point.days[1],
    }
