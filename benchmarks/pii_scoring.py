"""Score private spans by presidio-research's definitions: tokens, skip words, runs of private tokens, overlap.

Its global pass: every token is private or not, whatever the type; runs that only skip words part are one span; a
span's ends are those of its words that are no skip words; a gold span is found when the predictions that touch it
overlap it, in characters, by 0.9 (intersection over union); a prediction is right when it took part in such a find.
"""

import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

Span = tuple[int, int, str]
Run = tuple[int, int]

OVERLAP = 0.9  # presidio-research's SpanEvaluator
SKIPPED = frozenset(
    "'s street st. st de rue via and a the or do as of day address country state city zip po apt unit corner p.o. box"
    " suite mr. mrs. miss year years y/o month months old morning noon afternoon night evening this first last week"
    " weeks weekend days age ago inc inc. ltd >> >>>".split()
)
"""presidio-research's own skip words; spaCy's stop words and all marks are skipped too."""


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


@cache
def _tokenizer() -> Any:
    import spacy

    return spacy.blank("en")


def tokens(text: str) -> list[tuple[int, int, bool]]:
    """Return (start, end, skipped) of every token."""
    return [
        (
            token.idx,
            token.idx + len(token),
            token.lower_ in SKIPPED or token.is_stop or not any(letter.isalnum() for letter in token.text),
        )
        for token in _tokenizer().make_doc(text)
    ]


def runs(words: Sequence[tuple[int, int, bool]], marked: Sequence[bool]) -> list[Run]:
    """Return the runs of marked tokens, joined over skip words, from their first to their last word that counts."""
    found: list[Run] = []
    broken = True
    for (start, end, skipped), is_marked in zip(words, marked, strict=True):
        if skipped:
            continue
        if is_marked:
            found.append((start, end) if broken else (found.pop()[0], end))
        broken = not is_marked
    return found


def overlap(one: Run, others: Sequence[Run]) -> float:
    """Return intersection over union of a run with those that touch it, in characters."""
    touching = [other for other in others if other[0] < one[1] and one[0] < other[1]]
    inside = sum(min(one[1], other[1]) - max(one[0], other[0]) for other in touching)
    return inside / (one[1] - one[0] + sum(other[1] - other[0] for other in touching) - inside) if touching else 0.0


def _covers(spans: Sequence[Span], words: Sequence[tuple[int, int, bool]]) -> list[bool]:
    return [any(s < end and start < e for s, e, _ in spans) for start, end, _ in words]


def score(cases: Sequence[Case], found: Sequence[Sequence[Span]], *, least: float = OVERLAP) -> Score:
    """Return the figures of ``found`` against the cases' gold spans, whatever type each was given."""
    total, by_type, rows = Tally(), defaultdict(Tally), []
    chars = leaked = 0
    for case, raw in zip(cases, found, strict=True):
        words = tokens(case.text)
        is_gold = _covers(case.gold, words)
        neutral = _covers(case.neutral, words)
        is_found = [f and (g or not n) for f, g, n in zip(_covers(raw, words), is_gold, neutral, strict=True)]
        gold, predicted = runs(words, is_gold), runs(words, is_found)
        hit = [run for run in gold if overlap(run, predicted) >= least]
        right = [p for p in predicted if any(p[0] < run[1] and run[0] < p[1] for run in hit)]
        _by_type(case, raw, by_type)
        letters = [at for s, e, _ in case.gold for at in range(s, e) if case.text[at].isalnum()]
        bare = sum(not any(s <= at < e for s, e, _ in raw) for at in letters)
        chars, leaked = chars + len(letters), leaked + bare
        rows.append((len(gold), len(hit), len(predicted), len(right), bare == 0))
    total = Tally(*(sum(row[at] for row in rows) for at in range(4)))
    clean = sum(row[4] for row in rows) / max(1, len(rows))
    return Score(total, dict(by_type), clean, leaked / max(1, chars), rows)


def _by_type(case: Case, raw: Sequence[Span], by_type: Mapping[str, Tally]) -> None:
    """Count, for each type, the gold spans of which nine tenths of the letters and digits are covered."""
    for start, end, type_ in case.gold:
        letters = [at for at in range(start, end) if case.text[at].isalnum()]
        covered = sum(any(s <= at < e for s, e, _ in raw) for at in letters)
        by_type[type_].gold += 1
        by_type[type_].found += covered >= OVERLAP * len(letters)


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
