"""A figure with its n and its 95 % interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 1000
SEED = 7
LEVEL = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean.

    Attributes:
        value: The mean; None where n is 0.
        low, high: Its 95 % interval: percentile bootstrap, clusters resampled whole (Efron and Tibshirani 1993).
        n: How many values it is the mean of.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int


def mean(values: Sequence[float], clusters: Sequence[str]) -> Figure:
    """Return the mean of ``values``; those of one cluster (a document) are resampled together."""
    if not values:
        return Figure(None, None, None, 0)
    names = sorted(set(clusters))
    place = {name: index for index, name in enumerate(names)}
    sums, counts = np.zeros(len(names)), np.zeros(len(names))
    for value, cluster in zip(values, clusters, strict=True):
        sums[place[cluster]] += value
        counts[place[cluster]] += 1
    drawn = np.random.default_rng(SEED).integers(0, len(names), size=(RESAMPLES, len(names)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = (float(edge) for edge in np.percentile(means, LEVEL))
    return Figure(float(sums.sum() / counts.sum()), low, high, len(values))
