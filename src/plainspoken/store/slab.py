"""Points as plain arrays: what a scope lets through is one comparison per column, a word's passages one slice."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from plainspoken.passages import Scope
from plainspoken.store.points import NEVER, SCORE_DECIMALS, Match, Point, Vector, reaches_nothing

RULE, CORPUS, EDITION, FIRST, LAST = range(5)  # rows of ``facts``
NAMED = [RULE, CORPUS, EDITION]
GATHERED = 3  # a scope that reaches less than one point in so many is gathered before it is multiplied
UNIT = 1e-6  # the engine's own idea of a vector that has length one
ROUNDING = 10.0**-SCORE_DECIMALS  # scores closer than this may be equal once they are rounded

Mask = NDArray[np.bool_]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Which points hold a term, and how much it weighs there.

    Attributes:
        terms: Every term that occurs, once, ascending.
        starts: Where each term's share of ``rows`` and ``weights`` begins; one more, where the last one ends.
        rows: Points, term by term.
        weights: One for each of ``rows``.
    """

    terms: NDArray[np.uint32]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]

    def of(self, term: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the points that hold ``term``, each once, and its weights."""
        at = int(np.searchsorted(self.terms, term))
        if at == len(self.terms) or self.terms[at] != term:
            return self.rows[:0], self.weights[:0]
        here = slice(self.starts[at], self.starts[at + 1])
        return self.rows[here], self.weights[here]


@dataclass(frozen=True, slots=True, eq=False)
class Slab:
    """Some points. Nothing in it changes.

    Attributes:
        ids: Passage ids, 32 bytes each.
        facts: Codes of rule, corpus and edition, first and last day: a row of numbers each.
        vectors: One row each.
        postings: Their words.
    """

    ids: NDArray[np.bytes_]
    facts: NDArray[np.int32]
    vectors: NDArray[np.float32]
    postings: Postings

    def __len__(self) -> int:
        return len(self.ids)


def slab_of(points: Sequence[Point], code: Callable[[str], int]) -> Slab:
    """Return points as arrays; ``code`` gives the number of a name."""
    facts = [(code(point.rule), code(point.corpus), code(point.edition), *_days(point.days)) for point in points]
    lengths = [len(point.terms) for point in points]
    held = sum(lengths)
    return Slab(
        ids=np.array([point.id for point in points], dtype="S32"),
        facts=np.ascontiguousarray(np.array(facts, np.int32).T),
        vectors=_unit(np.stack([point.vector for point in points]).astype(np.float32)),
        postings=_inverted(
            np.fromiter(chain.from_iterable(point.terms for point in points), np.uint32, held),
            np.repeat(np.arange(len(points), dtype=np.int32), lengths),
            np.fromiter(chain.from_iterable(point.terms.values() for point in points), np.float32, held),
        ),
    )


def merged(slabs: Sequence[Slab], living: Sequence[Mask]) -> Slab:
    """Return one slab with the living points of several."""
    terms, rows, weights = [], [], []
    begin = 0
    for slab, alive in zip(slabs, living, strict=True):
        postings = slab.postings
        keep = alive[postings.rows]
        moved = (np.cumsum(alive) - 1 + begin).astype(np.int32)
        terms.append(np.repeat(postings.terms, np.diff(postings.starts))[keep])
        rows.append(moved[postings.rows[keep]])
        weights.append(postings.weights[keep])
        begin += int(np.count_nonzero(alive))
    pairs = list(zip(slabs, living, strict=True))
    return Slab(
        ids=np.concatenate([slab.ids[alive] for slab, alive in pairs]),
        facts=np.concatenate([slab.facts[:, alive] for slab, alive in pairs], axis=1),
        vectors=np.concatenate([slab.vectors[alive] for slab, alive in pairs]),
        postings=_inverted(np.concatenate(terms), np.concatenate(rows), np.concatenate(weights)),
    )


def reached(slab: Slab, scope: Scope, codes: Mapping[str, int]) -> Mask:
    """Return which points ``scope`` reaches."""
    if reaches_nothing(scope):
        return np.zeros(len(slab), np.bool_)
    day = scope.as_of.toordinal()
    facts = slab.facts
    mask: Mask = (facts[FIRST] <= day) & is_one_of(facts[RULE], scope.rules, codes)
    if not scope.lapsed:
        mask &= facts[LAST] >= day
    if scope.corpora is not None:
        mask &= is_one_of(facts[CORPUS], scope.corpora, codes)
    if scope.without:
        mask &= ~is_one_of(facts[EDITION], scope.without, codes)
    return mask


def is_one_of(column: NDArray[np.int32], names: Collection[str], codes: Mapping[str, int]) -> Mask:
    """Return where a column holds the code of one of ``names``."""
    wanted = np.zeros(len(codes), np.bool_)
    wanted[[codes[name] for name in names if name in codes]] = True
    return wanted[column]


def cosines(slab: Slab, vector: Vector, rows: NDArray[np.int64]) -> Scores:
    """Return the products of ``vector`` with some rows; each row's is the same bits whatever rows stand beside it.

    A matrix product of the linear-algebra library would be as fast, and would not promise that.
    """
    if len(rows) * GATHERED < len(slab):
        products: NDArray[np.float32] = np.einsum("ij,j->i", slab.vectors[rows], vector)
    else:
        products = np.einsum("ij,j->i", slab.vectors, vector)[rows]
    return products.astype(np.float64)


def shares(slab: Slab, weights: Mapping[int, float]) -> Scores:
    """Return for each point the sum of the products of the weights it shares; exact, see ``terms``."""
    found = np.zeros(len(slab), np.float64)
    for term, weight in weights.items():
        rows, held = slab.postings.of(term)
        found[rows] += held.astype(np.float64) * weight
    return found


def best(slab: Slab, rows: NDArray[np.int64], scores: Scores, limit: int) -> list[Match]:
    """Return the points of ``rows`` that can be among the best ``limit`` by rounded score, and perhaps a few more."""
    if limit < 1:
        return []
    if len(rows) > limit:
        near = scores >= np.partition(scores, -limit)[-limit] - ROUNDING
        rows, scores = rows[near], scores[near]
    ids = slab.ids[rows].tolist()
    return [
        Match(each.decode(), round(score, SCORE_DECIMALS)) for each, score in zip(ids, scores.tolist(), strict=True)
    ]


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return rows of length one; one that has it already keeps its bits, as in the engine."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = (np.abs(lengths - 1) <= UNIT) | (lengths == 0)
    return (vectors / np.where(kept, 1, lengths)).astype(np.float32)


def _days(days: tuple[int, int]) -> tuple[int, int]:
    first, last = days
    return (first if first <= last else NEVER), last


def _inverted(terms: NDArray[np.uint32], rows: NDArray[np.int32], weights: NDArray[np.float32]) -> Postings:
    """Return (term, row, weight) triples, which come row by row, in the order of their terms."""
    order = np.argsort(terms, kind="stable")
    distinct, starts = np.unique(terms[order], return_index=True)
    ends = np.append(starts, len(terms)).astype(np.int64)
    return Postings(distinct, ends, rows[order], weights[order])
