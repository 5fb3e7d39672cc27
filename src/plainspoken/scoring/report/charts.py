"""The plots of a report, as SVG. Drawn by matplotlib (extra ``eval``); without it a report has tables only."""

import importlib.util
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plainspoken.scoring.grading import Grade
from plainspoken.scoring.intervals import Figure
from plainspoken.scoring.measures import BY_NAME
from plainspoken.scoring.record import Record

INK, GOOD, BAD, PALE = "#1f2937", "#0f766e", "#b91c1c", "#94a3b8"
TREND = ("score", "right", "abstention_recall", "hallucination_rate")
BINS = 20  # of equal width between 0 and 1
FEWEST = 5  # statements in a bin that are worth a point


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
            "Answer rate against what is beside the reference",
            "How both would move if only statements above a score were shown: up and left is better.",
            _drawn(lambda ax: _curve(ax, record.grades)),
        ),
        Chart(
            "Does the score mean what it says?",
            "Statements by the score that the product gave them, against the share that the reference supports.",
            _drawn(lambda ax: _calibration(ax, record.grades)),
        ),
        Chart(
            "Trend over the runs kept here",
            "One point a run, the newest at the right.",
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


def _curve(axes: Any, grades: Sequence[Grade]) -> None:
    answerable = [g for g in grades if g.case.is_answerable]
    limits = sorted({s.score for g in grades for s in g.response.statements})
    points = []
    for limit in limits:
        shown = [(g, s) for g in grades for s in g.response.statements if s.score >= limit]
        answering = {g.case.id for g, _ in shown if g.case.is_answerable}
        beside = sum(s.text in g.unsupported for g, s in shown)
        points.append((beside / len(shown), len(answering) / max(len(answerable), 1)))
    axes.plot([x for x, _ in points], [y for _, y in points], color=GOOD, marker=".", linewidth=1)
    axes.set(xlabel="share of statements beside the reference", ylabel="answer rate", xlim=(-0.02, 1), ylim=(0, 1.02))


def _calibration(axes: Any, grades: Sequence[Grade]) -> None:
    bins: dict[int, list[tuple[float, bool]]] = {}
    for grade in grades:
        for each in grade.response.statements:
            bins.setdefault(int(BINS * each.score), []).append((each.score, each.text not in grade.unsupported))
    points = [
        (sum(score for score, _ in b) / len(b), sum(held for _, held in b) / len(b), len(b))
        for _, b in sorted(bins.items())
        if len(b) >= FEWEST
    ]
    axes.plot([0, 1], [0, 1], color=PALE, linewidth=1, linestyle="--")
    axes.scatter([x for x, _, _ in points], [y for _, y, _ in points], color=GOOD)
    for x, y, count in points:
        axes.annotate(str(count), (x, y), xytext=(4, 4), textcoords="offset points", color=PALE)
    axes.set(xlabel="score that was given", ylabel="supported by the reference", xlim=(0, 1.02), ylim=(0, 1.02))


def _trend(axes: Any, past: Sequence[Past]) -> None:
    runs = sorted(past, key=lambda run: run.when)[-30:]
    labels = [f"{run.when:%m-%d %H:%M}" for run in runs]
    for measure, colour in zip(TREND, (INK, GOOD, "#2563eb", BAD), strict=True):
        values = [run.values.get(measure, float("nan")) for run in runs]
        axes.plot(range(len(runs)), values, marker=".", color=colour, label=BY_NAME[measure].title, linewidth=1)
    axes.set_xticks(range(len(runs)), labels, rotation=45, ha="right")
    axes.set_ylim(-0.02, 1.02)
    axes.legend(ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False, fontsize=7)


def bar(figure: Figure) -> str:
    """Return an interval as a small inline SVG: a line from low to high with a dot at the value."""
    if figure.value is None or figure.low is None or figure.high is None:
        return ""
    low, value, high = (round(100 * max(0.0, min(1.0, v)), 1) for v in (figure.low, figure.value, figure.high))
    span = f'<line x1="{low}" y1="4" x2="{high}" y2="4" class="span"/>'
    dot = f'<line x1="{value}" y1="0" x2="{value}" y2="8" class="dot"/>'
    axis = '<line x1="0" y1="4" x2="100" y2="4" class="axis"/>'
    return f'<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{axis}{span}{dot}</svg>'
