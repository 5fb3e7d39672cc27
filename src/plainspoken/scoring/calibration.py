"""How far a model that grades can be trusted: it grades a labelled sample before any figure of its is shown."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from plainspoken.errors import UsageError
from plainspoken.scoring.cases import Case
from plainspoken.scoring.grading import Observed
from plainspoken.scoring.intervals import NOTHING, SEED, Figure, by_cluster, draws, ends, share
from plainspoken.scoring.responses import Quoted

SAMPLE = "judged.jsonl"
AGREEMENT = 0.8  # from which on a figure is shown: below it one grade in five is another than the label
KAPPA = (
    0.6  # and this: "substantial" (Landis and Koch 1977); always saying the commoner thing has agreement, and kappa 0
)
SENSE = 0.1  # of sensitivity and specificity above chance, below which no rate can be corrected by them


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of the labelled sample.

    Attributes:
        case: Id of the question that it was shown to.
        question, reference: Of that case.
        claim: The statement.
        quotes: What it is tied to.
        grounded: Whether what it cites says it, as labelled.
        answers: Whether it answers the question; None where that is not labelled.
    """

    case: str
    question: str
    reference: str
    claim: str
    quotes: tuple[Quoted, ...]
    grounded: bool
    answers: bool | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a judge agrees with a labelled sample.

    Attributes:
        agreement: Share of the sample on which it does. A row that failed, or came to no number, is one on which not.
        kappa: Cohen's, with the same rows; None where all are labelled alike.
        sensitivity, specificity: Of what is labelled true, or false, the share that it finds so, among the rows that
            did not fail; None where there is none.
        failed: Rows that failed or came to no number.
        pairs: (cluster, what it finds or None, the label).
    """

    agreement: Figure
    kappa: float | None
    sensitivity: float | None
    specificity: float | None
    failed: int
    pairs: tuple[tuple[str, bool | None, bool], ...]

    @property
    def is_trusted(self) -> bool:
        """Return whether figures of this judge may be shown."""
        return (self.agreement.value or 0.0) >= AGREEMENT and (self.kappa or 0.0) >= KAPPA


def read_sample(file: Path, cases: Sequence[Case]) -> tuple[Statement, ...]:
    """Return the labelled sample of a set.

    Raises:
        UsageError: The file is no such thing.
    """
    by_id = {case.id: case for case in cases}
    try:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]
        return tuple(_statement(row, by_id) for row in rows)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{str(file)!r} is no sample of judged statements; nothing was graded") from error


def calibration(pairs: Sequence[tuple[str, bool | None, bool]]) -> Calibration:
    """Return how a judge agrees with a labelled sample.

    Args:
        pairs: (cluster, what the judge finds or None where that failed, the label).
    """
    same = [(float(found == wanted), 1.0) for _, found, wanted in pairs]
    counted = [(not wanted if found is None else found, wanted) for _, found, wanted in pairs]
    graded = [(found, wanted) for _, found, wanted in pairs if found is not None]
    return Calibration(
        agreement=share(same, [cluster for cluster, _, _ in pairs]),
        kappa=_kappa(counted),
        sensitivity=_share([found for found, wanted in graded if wanted]),
        specificity=_share([not found for found, wanted in graded if not wanted]),
        failed=len(pairs) - len(graded),
        pairs=tuple(pairs),
    )


def cut(scored: Sequence[tuple[float | None, bool]]) -> list[bool | None]:
    """Return what each score says of its row, by the cut that parts the other rows best: none judges its own case."""
    found: list[bool | None] = []
    for at, (value, _) in enumerate(scored):
        others = [(v, w) for place, (v, w) in enumerate(scored) if place != at and v is not None]
        found.append(None if value is None or not others else value >= _best_cut(others))
    return found


def corrected(observed: Sequence[Observed], clusters: Sequence[str], found: Calibration) -> Figure:
    """Return the rate that a judge with these errors would see as ``observed`` (Rogan and Gladen 1978).

    Its interval resamples the questions and the sample of the calibration alike. NOTHING where the judge does not tell
    true from false well enough for a correction.
    """
    parts, rows = by_cluster(observed, clusters), np.array([_counts(p) for p in found.pairs if p[1] is not None])
    if not len(parts) or not len(rows):
        return NOTHING
    top, bottom = parts.sum(axis=0)
    value = _true_rate(np.array([top / bottom]), rows.sum(axis=0)[None, :])[0]
    if np.isnan(value):
        return NOTHING
    sums = parts[draws(len(parts))].sum(axis=1)
    errors = rows[draws(len(rows), SEED + 1)].sum(axis=1)  # drawn apart from the questions
    rates = _true_rate(sums[:, 0] / np.maximum(sums[:, 1], 1e-12), errors)
    low, high = ends(np.append(rates[~np.isnan(rates)], value))
    return Figure(float(value), low, high, len(observed), float(bottom))


def _true_rate(seen: NDArray[np.float64], counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (seen + specificity - 1) / (sensitivity + specificity - 1), between 0 and 1; NaN where it has no sense."""
    with np.errstate(divide="ignore", invalid="ignore"):
        sensitivity, specificity = counts[:, 0] / counts[:, 1], counts[:, 2] / counts[:, 3]
        power = sensitivity + specificity - 1
        rates = np.clip((seen + specificity - 1) / power, 0.0, 1.0)
    return np.where(power > SENSE, rates, np.nan)


def _counts(pair: tuple[str, bool | None, bool]) -> tuple[float, float, float, float]:
    """Return what a row adds to: true and found so, true, false and found so, false."""
    _, found, wanted = pair
    return float(wanted and bool(found)), float(wanted), float(not wanted and not found), float(not wanted)


def _kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    if not pairs:
        return None
    ours, theirs = (sum(pair[side] for pair in pairs) / len(pairs) for side in (0, 1))
    chance = ours * theirs + (1 - ours) * (1 - theirs)
    same = sum(a == b for a, b in pairs) / len(pairs)
    return None if theirs in (0.0, 1.0) else (same - chance) / (1 - chance)


def _share(hits: Sequence[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None


def _best_cut(scored: Sequence[tuple[float, bool]]) -> float:
    """Return the score, midway between two, from which on "true" is right most often; the lowest such."""
    values = sorted({value for value, _ in scored})
    cuts = [float("-inf"), *((a + b) / 2 for a, b in pairwise(values)), float("inf")]
    return max(cuts, key=lambda limit: (sum((value >= limit) == wanted for value, wanted in scored), -limit))


def _statement(row: Mapping[str, object], cases: Mapping[str, Case]) -> Statement:
    case = cases[str(row["case"])]
    quotes = tuple(Quoted(**quoted) for quoted in row["quotes"])  # type: ignore[attr-defined]  # JSON
    answers = row.get("answers")
    return Statement(
        case.id,
        case.question,
        case.reference,
        str(row["claim"]),
        quotes,
        bool(row["grounded"]),
        None if answers is None else bool(answers),
    )
