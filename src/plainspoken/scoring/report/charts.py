"""The plots of a report, as SVG. Drawn by matplotlib (extra ``eval``); without it a report has tables only."""

import importlib.util
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plainspoken.scoring.grading import Grade
from plainspoken.scoring.intervals import Figure
from plainspoken.scoring.measures import BY_NAME
from plainspoken.scoring.record import Record

INK, GOOD, BAD, PALE = "#1f2937", "#0f766e", "#b91c1c", "#94a3b8"
TREND: Mapping[str, str] = {
    "score": INK,
    "right": GOOD,
    "answer_rate": "#a16207",
    "abstention_recall": "#2563eb",
    "hallucination_rate": BAD,
}
"""Measure → colour."""
BINS = 10  # with as many statements in each: the scores of an extract lie close together
FEWEST = 5  # statements in a bin that are worth a point
MARGIN = 0.08  # of what is shown, around it
NARROW = 0.02  # least that an axis shows


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier run: when, and measure → value."""

    when: datetime
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn plot.

    Attributes:
        title: What it shows.
        reading: How to read it, in a sentence.
        svg: The drawing.
    """

    title: str
    reading: str
    svg: str


def charts(record: Record, past: Sequence[Past]) -> tuple[Chart, ...]:
    """Return the plots of a run; none at all where matplotlib is not installed."""
    if importlib.util.find_spec("matplotlib") is None:
        return ()
    return (
        Chart(
            "Right, partly, wrong, silent: by slice",
            "Each bar is a slice of the answerable questions; the number is how many there are.",
            _drawn(lambda ax: _slices(ax, record), height=4.2),
        ),
        Chart(
            "Answer rate against hallucination rate",
            "How both would move if only statements from a score on were shown: up and left is better. "
            f"{_told(record.grades)}",
            _drawn(lambda ax: _curve(ax, record.grades)),
        ),
        Chart(
            "Does the score mean what it says?",
            "Statements by the score that the product gave them, in parts of equal size, against the share that the "
            f"reference supports. {_told(record.grades)}",
            _drawn(lambda ax: _calibration(ax, record.grades)),
        ),
        Chart(
            "Trend over the runs kept here",
            f"One point a run of this set by {record.run.subject}, the newest at the right.",
            _drawn(lambda ax: _trend(ax, past)),
        ),
    )


def _drawn(draw: Any, *, height: float = 3.4) -> str:
    """Return an SVG of what ``draw`` puts on the axes; the same bytes for the same numbers."""
    import matplotlib as mpl  # an extra
    from matplotlib.figure import Figure

    mpl.use("svg")
    with mpl.rc_context({"svg.hashsalt": "plainspoken", "svg.fonttype": "none", "font.size": 9, "text.color": INK}):
        canvas = Figure(figsize=(6.4, height), layout="constrained")
        axes = canvas.subplots()
        axes.spines[["top", "right"]].set_visible(False)
        draw(axes)
        out = io.StringIO()
        canvas.savefig(out, format="svg", metadata={"Date": None})
    svg = out.getvalue()
    return svg[svg.index("<svg") :]


def _slices(axes: Any, record: Record) -> None:
    groups = {name: f for name, f in record.groups["slice"].items() if f["right"].n}
    names = sorted(groups, key=lambda name: groups[name]["right"].value or 0)
    left = [0.0] * len(names)
    parts = (("right", GOOD), ("partly", "#5eead4"), ("false_abstention", "#e2e8f0"), ("wrong", BAD))
    for measure, colour in parts:
        widths = [groups[name][measure].value or 0.0 for name in names]
        label = "silent" if measure == "false_abstention" else measure
        axes.barh(names, widths, left=left, color=colour, label=label, height=0.7)
        left = [a + b for a, b in zip(left, widths, strict=True)]
    for place, name in enumerate(names):
        axes.text(1.01, place, str(groups[name]["right"].n), va="center", color=PALE)
    axes.set_xlim(0, 1)
    axes.legend(ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False)


def curve(grades: Sequence[Grade]) -> list[tuple[float, float]]:
    """Return (hallucination rate, answer rate) for each score from which on statements would be shown."""
    answerable = sum(g.case.is_answerable for g in grades)
    points = []
    for limit in _scores(grades):
        shown = [(g, s) for g in grades for s in g.response.statements if s.score >= limit]
        answering = {g.case.id for g, _ in shown if g.case.is_answerable}
        invented = sum(s.text in {text for text, _ in g.invented} for g, s in shown)
        points.append((invented / len(shown), len(answering) / max(answerable, 1)))
    return points


def calibrated(grades: Sequence[Grade]) -> list[tuple[float, float, int]]:
    """Return (mean score, share that the reference supports, how many) of statements in parts of about equal size.

    Statements of one score are never parted.
    """
    judged = sorted((s.score, s.text not in g.unsupported) for g in grades for s in g.response.statements)
    size = max(FEWEST, math.ceil(len(judged) / BINS))
    parts: list[list[tuple[float, bool]]] = []
    for score, held in judged:
        if not parts or (len(parts[-1]) >= size and score != parts[-1][-1][0]):
            parts.append([])
        parts[-1].append((score, held))
    whole = [part for part in parts if len(part) >= FEWEST]
    return [(sum(s for s, _ in part) / len(part), sum(h for _, h in part) / len(part), len(part)) for part in whole]


def _scores(grades: Sequence[Grade]) -> list[float]:
    return sorted({s.score for g in grades for s in g.response.statements})


def _told(grades: Sequence[Grade]) -> str:
    """Return between which scores all lies that a plot over scores shows."""
    scores = _scores(grades)
    return f"All scores lie from {scores[0]:.3f} to {scores[-1]:.3f}." if scores else "Nothing was said."


def _curve(axes: Any, grades: Sequence[Grade]) -> None:
    points = curve(grades)
    axes.plot([x for x, _ in points], [y for _, y in points], color=GOOD, marker=".", linewidth=1)
    axes.set(xlabel="hallucination rate", ylabel="answer rate", ylim=(0, 1.02))
    axes.set_xlim(_room([0.0, *(x for x, _ in points)]))


def _calibration(axes: Any, grades: Sequence[Grade]) -> None:
    points = calibrated(grades)
    axes.plot([0, 1], [0, 1], color=PALE, linewidth=1, linestyle="--")
    axes.scatter([x for x, _, _ in points], [y for _, y, _ in points], color=GOOD)
    for x, y, count in points:
        axes.annotate(str(count), (x, y), xytext=(4, 4), textcoords="offset points", color=PALE)
    axes.set(xlabel="score that was given", ylabel="supported by the reference", ylim=(0, 1.02))
    axes.set_xlim(_room([x for x, _, _ in points]))


def _room(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of an axis that shows these values as far apart as it can."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    wide = max(high - low, NARROW)
    return low - MARGIN * wide, low + (1 + MARGIN) * wide


def _trend(axes: Any, past: Sequence[Past]) -> None:
    runs = sorted(past, key=lambda run: run.when)[-30:]
    labels = [f"{run.when:%m-%d %H:%M}" for run in runs]
    for measure, colour in TREND.items():
        values = [run.values.get(measure, float("nan")) for run in runs]
        axes.plot(range(len(runs)), values, marker=".", color=colour, label=BY_NAME[measure].title, linewidth=1)
    axes.set_xticks(range(len(runs)), labels, rotation=45, ha="right")
    axes.set_ylim(-0.02, 1.02)
    axes.legend(ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False, fontsize=7)


def bar(figure: Figure) -> str:
    """Return an interval as a small inline SVG: a line from low to high with a dot at the value."""
    if figure.value is None or figure.low is None or figure.high is None:
        return ""
    low, value, high = (round(100 * max(0.0, min(1.0, v)), 1) for v in (figure.low, figure.value, figure.high))
    span = f'<line x1="{low}" y1="4" x2="{high}" y2="4" class="span"/>'
    dot = f'<line x1="{value}" y1="0" x2="{value}" y2="8" class="dot"/>'
    axis = '<line x1="0" y1="4" x2="100" y2="4" class="axis"/>'
    return f'<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{axis}{span}{dot}</svg>'
