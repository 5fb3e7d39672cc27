"""A figure with its n and its 95 % interval, and the difference of two with its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
SEED = 7
LEVEL = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure over some questions.

    Attributes:
        value: A share, a mean, a sum or a percentile, as its measure says; None where n is 0.
        low, high: Its 95 % interval: percentile bootstrap, clusters resampled whole (Efron and Tibshirani 1993).
        n: How many questions it is taken over.
        units: How many things were counted in them: the questions themselves, statements or citations.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    units: float = 0.0


NOTHING = Figure(None, None, None, 0)


def share(observed: Sequence[tuple[float, float]], clusters: Sequence[str]) -> Figure:
    """Return the sum of the first parts over the sum of the second; those of one cluster are resampled together."""
    parts = by_cluster(observed, clusters)
    if not len(parts):
        return NOTHING
    drawn = parts[draws(len(parts))].sum(axis=1)
    shares = drawn[:, 0] / np.maximum(drawn[:, 1], 1e-12)
    low, high = ends(shares)
    top, bottom = parts.sum(axis=0)
    return Figure(float(top / bottom), low, high, len(observed), float(bottom))


def total(observed: Sequence[tuple[float, float]]) -> Figure:
    """Return the sum of the first parts: a count, which has no interval of interest."""
    if not observed:
        return NOTHING
    amount = float(sum(value for value, _ in observed))
    return Figure(amount, amount, amount, len(observed), float(len(observed)))


def percentile(values: Sequence[float], rank: float, clusters: Sequence[str]) -> Figure:
    """Return a percentile of ``values`` with its interval."""
    if not values:
        return NOTHING
    names = sorted(set(clusters))
    members = [np.array([v for v, c in zip(values, clusters, strict=True) if c == name]) for name in names]
    drawn = [float(np.percentile(np.concatenate([members[index] for index in row]), rank)) for row in draws(len(names))]
    low, high = ends(np.array(drawn))
    return Figure(float(np.percentile(np.array(values), rank)), low, high, len(values), float(len(values)))


def paired(
    new: Mapping[str, tuple[float, float]],
    old: Mapping[str, tuple[float, float]],
    clusters: Mapping[str, str] | None = None,
) -> Figure:
    """Return how much better ``new`` is than ``old`` on the questions that both answered, each resampled with itself.

    The interval holds both runs on the same resample, so what makes a question hard for both cancels out.

    Args:
        new: Question → what it adds to the measure.
        old: The same of the other run.
        clusters: Question → cluster; those of one cluster are resampled together. A question without one is its own.
    """
    both = sorted(new.keys() & old.keys())
    if not both:
        return NOTHING
    groups = [(clusters or {}).get(each, each) for each in both]
    parts = _summed([(*new[each], *old[each]) for each in both], groups)
    drawn = parts[draws(len(parts))].sum(axis=1)
    bottoms = np.maximum(drawn[:, [1, 3]], 1e-12)
    low, high = ends(drawn[:, 0] / bottoms[:, 0] - drawn[:, 2] / bottoms[:, 1])
    sums = parts.sum(axis=0)
    difference = sums[0] / max(sums[1], 1e-12) - sums[2] / max(sums[3], 1e-12)
    return Figure(float(difference), low, high, len(both), float(len(both)))


def by_cluster(observed: Sequence[tuple[float, float]], clusters: Sequence[str]) -> NDArray[np.float64]:
    """Return the sums of each cluster, one row each; no rows where there is nothing to share."""
    parts = _summed(observed, clusters)
    return parts if parts[:, 1:].sum() else parts[:0]


def _summed(rows: Sequence[tuple[float, ...]], clusters: Sequence[str]) -> NDArray[np.float64]:
    """Return the sum of the rows of each cluster, the clusters in alphabetical order."""
    names = {name: place for place, name in enumerate(sorted(set(clusters)))}
    parts = np.zeros((len(names), len(rows[0]) if rows else 0))
    for row, cluster in zip(rows, clusters, strict=True):
        parts[names[cluster]] += row
    return parts


def draws(size: int, seed: int = SEED) -> NDArray[np.int64]:
    """Return which of ``size`` rows each resample holds, always the same for a seed."""
    return np.random.default_rng(seed).integers(0, size, size=(RESAMPLES, size))


def ends(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the two ends of the 95 % interval of resampled values."""
    low, high = (float(edge) for edge in np.percentile(values, LEVEL))
    return low, high
