"""Score private spans as presidio-research does: merged, compared by overlap, private or not before which type."""

import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Span = tuple[int, int, str]

OVERLAP = 0.9  # presidio-research's SpanEvaluator: intersection over union at least this
EDGES = " \t\n,.;:!?'\"()[]{}<>#*`’“”-–"
"""Not counted at the edges of a span: where exactly a quotation mark belongs is nobody's privacy."""


@dataclass(frozen=True)
class Case:
    """A text with its private spans, and those that are private to some and not to others."""

    id: str
    text: str
    gold: tuple[Span, ...]
    neutral: tuple[Span, ...] = ()
    group: str = ""


@dataclass
class Tally:
    """Counts of one type, or of all."""

    gold: int = 0
    found: int = 0
    predicted: int = 0
    right: int = 0

    def rates(self) -> tuple[float, float, float]:
        """Return recall, precision and F2."""
        recall = self.found / self.gold if self.gold else math.nan
        precision = self.right / self.predicted if self.predicted else math.nan
        if not (recall + precision > 0):
            return recall, precision, 0.0
        return recall, precision, 5 * precision * recall / (4 * precision + recall)


@dataclass
class Score:
    """What a detector reached on a set."""

    total: Tally
    by_type: dict[str, Tally]
    clean: float
    leaked: float
    cases: list[tuple[int, int, int, int, bool]]


def merged(spans: Sequence[Span], text: str) -> list[Span]:
    """Return the spans without edge marks, neighbours of one type joined over spaces and commas."""
    joined: list[Span] = []
    for first, last, type_ in sorted(spans):
        inner = text[first:last].strip(EDGES)
        start = first + text[first:last].find(inner)
        end = start + len(inner)
        if start == end:
            continue
        if joined and joined[-1][2] == type_ and not text[joined[-1][1] : start].strip(" ,\n\t"):
            joined[-1] = (joined[-1][0], end, type_)
        else:
            joined.append((start, end, type_))
    return joined


def overlap(one: Span, other: Span) -> float:
    """Return intersection over union, in characters."""
    inside = min(one[1], other[1]) - max(one[0], other[0])
    return inside / (max(one[1], other[1]) - min(one[0], other[0])) if inside > 0 else 0.0


def touches(span: Span, others: Sequence[Span]) -> bool:
    """Return whether at least half of ``span`` lies in ``others``."""
    return sum(max(0, min(span[1], o[1]) - max(span[0], o[0])) for o in others) >= (span[1] - span[0]) / 2


def score(cases: Sequence[Case], found: Sequence[Sequence[Span]], *, least: float = OVERLAP) -> Score:
    """Return the figures of ``found`` against the cases' gold spans, whatever type each was given."""
    total, by_type, rows = Tally(), defaultdict(Tally), []
    clean = chars = leaked = 0
    for case, raw in zip(cases, found, strict=True):
        gold = merged(case.gold, case.text)
        predicted = merged(raw, case.text)
        hit = [any(overlap(g, p) >= least for p in predicted) for g in gold]
        right = [any(overlap(g, p) >= least for g in gold) for p in predicted]
        kept = [p for p, r in zip(predicted, right, strict=True) if r or not touches(p, case.neutral)]
        n_right = sum(right)
        for span, ok in zip(gold, hit, strict=True):
            by_type[span[2]].gold += 1
            by_type[span[2]].found += ok
        for span in kept:
            by_type[span[2]].predicted += 1
            by_type[span[2]].right += any(overlap(g, span) >= least for g in gold)
        covered = [any(s <= at < e for s, e, _ in raw) for at in range(len(case.text))] if gold else []
        bare = sum(1 for s, e, _ in gold for at in range(s, e) if case.text[at].isalnum() and not covered[at])
        chars += sum(1 for s, e, _ in gold for at in range(s, e) if case.text[at].isalnum())
        leaked += bare
        clean += bare == 0
        rows.append((len(gold), sum(hit), len(kept), n_right, bare == 0))
        total.gold += len(gold)
        total.found += sum(hit)
        total.predicted += len(kept)
        total.right += n_right
    return Score(total, dict(by_type), clean / max(1, len(cases)), leaked / max(1, chars), rows)


def intervals(result: Score, groups: Sequence[str], *, draws: int = 1000) -> Mapping[str, tuple[float, float]]:
    """Return 95 % intervals by resampling whole groups (templates), which are not independent inside."""
    by_group: dict[str, list[tuple[int, int, int, int, bool]]] = defaultdict(list)
    for group, row in zip(groups, result.cases, strict=True):
        by_group[group].append(row)
    names, chance = sorted(by_group), random.Random(7)
    drawn: dict[str, list[float]] = defaultdict(list)
    for _ in range(draws):
        rows = [row for name in chance.choices(names, k=len(names)) for row in by_group[name]]
        tally = Tally(*(sum(row[at] for row in rows) for at in (0, 1, 2, 3)))
        for name, value in zip(("recall", "precision", "f2"), tally.rates(), strict=True):
            drawn[name].append(value)
        drawn["clean"].append(sum(row[4] for row in rows) / len(rows))
    return {n: (sorted(v)[int(0.025 * draws)], sorted(v)[int(0.975 * draws)]) for n, v in drawn.items()}
