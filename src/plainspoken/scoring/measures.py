"""The measures: what each means, which way is better, and its figure over graded answers."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from plainspoken.scoring.grading import Grade
from plainspoken.scoring.intervals import NOTHING, Figure, percentile, share, total

UP, DOWN = "higher", "lower"


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is measured.

    Attributes:
        name: As in the JSON.
        title: For people.
        better: higher, lower or "" (neither is good in itself).
        unit: share, count, ms, tokens or usd.
        definition: What it says, in one or two sentences, with its source.
    """

    name: str
    title: str
    better: str
    unit: str
    definition: str


def _read() -> tuple[Measure, ...]:
    table = tomllib.loads(files("plainspoken.scoring").joinpath("measures.toml").read_text(encoding="utf-8"))
    return tuple(Measure(name, **row) for name, row in table.items())


MEASURES = _read()
BY_NAME = {measure.name: measure for measure in MEASURES}
COMPARED = ("score", "right", "wrong", "answer_rate", "abstention_recall", "hallucination_rate", "ndcg@10", "recall@5")
"""Measures whose single observations are kept, so that two runs can be compared question by question."""
OF_WHAT_IS_SAID = frozenset({"hallucination_rate"})
"""Those of them that a silent answer adds nothing to: nothing out of nothing, and that is compared too."""
NOTHING_SAID = (0.0, 0.0)
SUMS = ("count", "tokens", "usd")
PERCENTILES = {"p50_ms": 50.0, "p95_ms": 95.0}


def figures(grades: Sequence[Grade]) -> dict[str, Figure]:
    """Return every measure's figure over ``grades``."""
    return {measure.name: _figure(measure, grades) for measure in MEASURES}


def by_group(grades: Sequence[Grade], group: Callable[[Grade], str]) -> Mapping[str, dict[str, Figure]]:
    """Return the figures of each group of ``grades``, the groups in alphabetical order."""
    groups: dict[str, list[Grade]] = {}
    for grade in grades:
        groups.setdefault(group(grade), []).append(grade)
    return {name: figures(groups[name]) for name in sorted(groups)}


def observations(grades: Sequence[Grade], measure: str) -> dict[str, tuple[float, float]]:
    """Return case id → what the case adds to ``measure``, for a paired comparison."""
    if measure in OF_WHAT_IS_SAID:
        return {grade.case.id: grade.observed.get(measure, NOTHING_SAID) for grade in grades}
    return {grade.case.id: grade.observed[measure] for grade in grades if measure in grade.observed}


def clusters(grades: Sequence[Grade]) -> dict[str, str]:
    """Return case id → the document that the case is about."""
    return {grade.case.id: grade.cluster for grade in grades}


def _figure(measure: Measure, grades: Sequence[Grade]) -> Figure:
    if measure.name in PERCENTILES:
        timed = [g for g in grades if g.response.milliseconds]
        rank = PERCENTILES[measure.name]
        return percentile([g.response.milliseconds for g in timed], rank, [g.cluster for g in timed])
    counted = [g for g in grades if measure.name in g.observed]
    if not counted:
        return NOTHING
    observed = [g.observed[measure.name] for g in counted]
    return total(observed) if measure.unit in SUMS else share(observed, [g.cluster for g in counted])
