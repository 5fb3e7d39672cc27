"""A logistic model of a few named features, read from a small JSON file with its provenance."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Logistic:
    """Weights of standardised features.

    Attributes:
        names: Feature names, in the order in which values are given.
        means, scales: What to subtract from and divide each value by.
        weights: One per feature.
        bias: Log-odds at the means.
    """

    names: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def probability(self, values: Sequence[float]) -> float:
        """Return the probability of the positive class, for values in the order of ``names``."""
        parts = zip(values, self.means, self.scales, self.weights, strict=True)
        odds = self.bias + sum(weight * (value - mean) / scale for value, mean, scale, weight in parts)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


@cache
def trained(package: str, name: str) -> Logistic:
    """Return the model ``name`` of ``package``'s coefficients.json, with its features in the file's order."""
    loaded = json.loads(files(package).joinpath("coefficients.json").read_text(encoding="utf-8"))[name]
    rows = loaded["features"]
    return Logistic(
        names=tuple(str(row["name"]) for row in rows),
        means=tuple(float(row["mean"]) for row in rows),
        scales=tuple(float(row["scale"]) for row in rows),
        weights=tuple(float(row["weight"]) for row in rows),
        bias=float(loaded["bias"]),
    )
