"""Logistic regression by Newton's method, folds by group, and the measures that go with them."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plainspoken.wording.logistic import Logistic

RIDGE = 3.0
STEPS = 30
CHOICE_STEPS = 600
FLOATS = NDArray[np.float64]


@dataclass(frozen=True)
class Fitted:
    """A model as it is written to JSON."""

    names: Sequence[str]
    means: FLOATS
    scales: FLOATS
    weights: FLOATS
    bias: float

    def probabilities(self, x: FLOATS) -> FLOATS:
        """Return the probability of the positive class for each row."""
        return 1 / (1 + np.exp(-np.clip(self.bias + (x - self.means) / self.scales @ self.weights, -30, 30)))

    def as_model(self) -> Logistic:
        """Return the model as the product reads it."""
        return Logistic(tuple(self.names), tuple(self.means), tuple(self.scales), tuple(self.weights), self.bias)

    def as_json(self) -> dict:
        """Return the model as it is written."""
        rows = zip(self.names, self.means, self.scales, self.weights, strict=True)
        return {
            "bias": round(float(self.bias), 5),
            "features": [
                {"name": n, "mean": round(float(m), 5), "scale": round(float(s), 5), "weight": round(float(w), 5)}
                for n, m, s, w in rows
            ],
        }


def fit(names: Sequence[str], x: FLOATS, y: FLOATS, w: FLOATS | None = None, ridge: float = RIDGE) -> Fitted:
    """Return the ridge-penalised logistic model of ``y`` on standardised ``x``, rows weighted by ``w``."""
    w = np.ones(len(y)) if w is None else w * len(y) / w.sum()
    means, scales = x.mean(0), x.std(0)
    scales = np.where(scales < 1e-6, 1.0, scales)
    z = np.hstack([(x - means) / scales, np.ones((len(y), 1))])
    penalty = np.append(np.full(x.shape[1], ridge), 0.0)
    beta = np.zeros(z.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(z @ beta, -30, 30)))
        gradient = z.T @ (w * (p - y)) + penalty * beta
        hessian = (z * (w * p * (1 - p))[:, None]).T @ z + np.diag(penalty + 1e-9)
        step = np.linalg.solve(hessian, gradient)
        beta -= step
        if np.abs(step).max() < 1e-6:
            break
    return Fitted(names, means, scales, beta[:-1], float(beta[-1]))


def fit_signed(names: Sequence[str], signs: Mapping[str, int], fitting: Callable[[list[int]], Fitted]) -> Fitted:
    """Return the model whose weights have the signs that reason gives them; what would not is left out.

    Args:
        names: All features.
        signs: Feature → 1 or -1; 0 leaves it out; absent features are free.
        fitting: Fits the columns of the given numbers.

    A share of words found cannot speak against a claim; where a small sample says so, it mistakes its own quirk.
    """
    kept = [at for at, name in enumerate(names) if signs.get(name, 1) != 0]
    while True:
        model = fitting(kept)
        wrong = [
            at
            for at, weight in zip(kept, model.weights, strict=True)
            if names[at] in signs and weight * signs[names[at]] < 0
        ]
        if not wrong:
            break
        kept = [at for at in kept if at not in wrong]
    full = [(np.zeros(len(names))), np.ones(len(names)), np.zeros(len(names))]
    for whole, part in zip(full, (model.means, model.scales, model.weights), strict=True):
        whole[kept] = part
    return Fitted(names, *full, model.bias)


def fit_choice(names: Sequence[str], x: FLOATS, y: FLOATS, w: FLOATS, owner: NDArray[np.int64]) -> Fitted:
    """Return a model of which rows of each ``owner`` are right: a softmax within the owner, then Platt's scaling.

    Only differences within one question count, so that nothing is learnt from which questions are easy.
    """
    means, scales = x.mean(0), x.std(0)
    scales = np.where(scales < 1e-6, 1.0, scales)
    z = (x - means) / scales
    starts = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    share = np.add.reduceat(w, starts)
    share = share / share.mean()
    spread = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(owner))))
    beta, first, second = np.zeros(x.shape[1]), np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for step in range(1, CHOICE_STEPS + 1):
        u = z @ beta
        e = np.exp(u - np.maximum.reduceat(u, starts)[spread])
        every, right = np.add.reduceat(e, starts), np.add.reduceat(e * y, starts)
        gap = (e / every[spread] - e * y / np.maximum(right, 1e-12)[spread]) * share[spread]
        gradient = z.T @ gap + RIDGE * beta
        first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient**2
        beta -= 0.02 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    scaled = fit(["u"], (z @ beta)[:, None], y, w, ridge=0.01)
    slope = float(scaled.weights[0] / scaled.scales[0])
    return Fitted(names, means, scales, beta * slope, float(scaled.bias - slope * scaled.means[0]))


def folds(groups: Sequence[str], k: int) -> NDArray[np.int64]:
    """Return a fold for each row, the same for rows of one group, stable from run to run."""
    return np.array([int(hashlib.sha256(f"fold {group}".encode()).hexdigest(), 16) % k for group in groups])


def auroc(y: Sequence[float] | FLOATS, scores: Sequence[float] | FLOATS) -> float:
    """Return the probability that a positive scores above a negative, ties counting half."""
    y, scores = np.asarray(y, float), np.asarray(scores, float)
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ordered = scores[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    ends = np.append(starts[1:], len(ordered))
    for start, end in zip(starts, ends, strict=True):
        ranks[order[start:end]] = (start + end + 1) / 2
    positive = y == 1
    n, m = positive.sum(), (~positive).sum()
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * m)) if n and m else float("nan")


def interval(measure, groups: Sequence[str], *, rounds: int = 500, seed: int = 7) -> tuple[float, float]:
    """Return the 95 % interval of ``measure(rows)`` over resampled groups."""
    random = np.random.default_rng(seed)
    where: dict[str, list[int]] = {}
    for at, group in enumerate(groups):
        where.setdefault(group, []).append(at)
    rows = [np.array(where[group]) for group in sorted(where)]
    found = [
        measure(np.concatenate([rows[i] for i in random.integers(0, len(rows), len(rows))])) for _ in range(rounds)
    ]
    return float(np.nanpercentile(found, 2.5)), float(np.nanpercentile(found, 97.5))
