"""A run in a page of plain text."""

from plainspoken.scoring.calibration import AGREEMENT, KAPPA
from plainspoken.scoring.intervals import Figure
from plainspoken.scoring.measures import BY_NAME, MEASURES, SUMS, Measure
from plainspoken.scoring.model_judge import TITLES, Measured, ModelGrades
from plainspoken.scoring.record import Record

SIDE_BY_SIDE = (
    "score",
    "right",
    "wrong",
    "answer_rate",
    "abstention_recall",
    "hallucination_rate",
    "ndcg@10",
    "p50_ms",
    "tokens_sent",
    "tokens_received",
    "cost_usd",
)


def summary(record: Record) -> str:
    """Return the verdict, the figures, the baselines and the gates of a run."""
    lines = [verdict(record), ""]
    width = max(len(measure.title) for measure in MEASURES)
    for measure in MEASURES:
        figure = record.figures[measure.name]
        if figure.n:
            lines.append(f"  {measure.title:<{width}}  {shown(measure, figure)}")
    lines += [f"  {line}" for line in ("", *judged(record.judge)) if record.judge]
    for rival in record.rivals:
        parts = [f"{name} {number(BY_NAME[name], rival.figures.get(name))}" for name in SIDE_BY_SIDE]
        lines += [
            "",
            f"  Beside it: {rival.title}",
            "    " + ", ".join(parts),
            *([f"    {rival.note}"] if rival.note else []),
        ]
        score = rival.differences.get("score")
        if score is not None and score.n:
            lines.append(f"    score of this run is {signed(score)} above, n {score.n}")
    if record.gates:
        lines += ["", f"  Gates ({record.stage}):"]
        lines += [
            f"    {'ok  ' if gate.is_open else 'FAIL'}  {gate.name}: {shown(BY_NAME[gate.measure], gate.figure)}"
            for gate in record.gates
        ]
    return "\n".join(lines)


def judged(judge: ModelGrades | None) -> list[str]:
    """Return what a model that grades says of a run, a line each, its name first; nothing where none is named."""
    if judge is None:
        return []
    lines = [f"{TITLES[each.name]}: {_graded(each)}" for each in judge.measures]
    return [f"Graded by {judge.model}{f': {judge.problem}' if judge.problem else ''}", *lines]


def _graded(measured: Measured) -> str:
    """Return the figure of a measure that a model grades, or that it is not calibrated, and then no figure."""
    known, figure = measured.calibration, measured.figure
    kappa = "no kappa" if known.kappa is None else f"kappa {known.kappa:.2f}"
    agreed = f"agreement {_between(known.agreement)}, n {known.agreement.n}, {kappa}"
    agreed += f", {known.failed} failed" if known.failed else ""
    if figure is None:
        return f"judge not calibrated: {agreed} (needed: {AGREEMENT:.2f} and kappa {KAPPA:.2f})"
    parts = [f"{_between(figure)}  (n {figure.n})"]
    if len(measured.runs) > 1:
        parts.append(f"{len(measured.runs)} runs from {min(measured.runs):.3f} to {max(measured.runs):.3f}")
    if measured.true is not None and measured.true.n:
        parts.append(f"true rate by the judge's own errors {_between(measured.true)}")
    if measured.failed:
        parts.append(f"{measured.failed} of {len(measured.runs) * figure.n} grades failed and count 0")
    return "; ".join([*parts, f"judge's {agreed}"])


def _between(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    return f"{figure.value:.3f} [{figure.low:.3f} to {figure.high:.3f}]"


def headline(record: Record) -> str:
    """Return passed, failed, or that nothing was at stake."""
    if not record.is_passed:
        return "Failed."
    return "Passed." if record.gates else "Measured, not judged."


def verdict(record: Record) -> str:
    """Return what came out, in plain words."""
    figures, asked = record.figures, len(record.grades)
    closed = sum(not gate.is_open for gate in record.gates)
    gates = "Nothing was checked against a limit." if not record.gates else "All checks passed."
    if closed:
        gates = f"{closed} of {len(record.gates)} checks failed."
    if record.failed:
        gates += f" {record.failed} questions got no answer at all: the run is red."
    said = [
        f"{record.run.name}: {asked} questions put to the {record.run.subject} answerer in {record.run.took_s:.0f} s."
    ]
    if figures["right"].n:
        said.append(
            f"Of {figures['right'].n} that the documents answer, it answered {_percent(figures['right'])} right, "
            f"{_percent(figures['partly'])} partly and {_percent(figures['wrong'])} wrong; on "
            f"{_percent(figures['false_abstention'])} it said that it does not know."
        )
    if figures["abstention_recall"].n:
        said.append(
            f"Of {figures['abstention_recall'].n} that they do not answer, it said so for "
            f"{_percent(figures['abstention_recall'])}."
        )
    if figures["hallucination_rate"].n:
        said.append(f"{_percent(figures['hallucination_rate'])} of what it said is not in what it cites.")
    said += [
        f"{_count('closed text', figures['access_leaks'])} reached somebody who may not see it.",
        f"{_count('private value', figures['privacy_leaks'])} stood in what a model is sent.",
    ]
    return " ".join([*said, gates])


def shown(measure: Measure, figure: Figure) -> str:
    """Return a figure with its interval and n."""
    if figure.value is None:
        return "–"
    value = number(measure, figure)
    if measure.unit in SUMS:
        return f"{value}  (n {figure.n})"
    ends = (number(measure, Figure(end, None, None, 1)) for end in (figure.low, figure.high))
    return f"{value}  [{' to '.join(ends)}]  (n {figure.n})"


def number(measure: Measure, figure: Figure | None) -> str:
    """Return a value as its unit is read."""
    if figure is None or figure.value is None:
        return "–"
    if measure.unit == "ms":
        return f"{figure.value:.0f} ms"
    if measure.unit == "usd":
        return f"{figure.value:.4f} USD"
    return f"{figure.value:.0f}" if measure.unit in {"count", "tokens"} else f"{figure.value:.3f}"


def signed(figure: Figure) -> str:
    """Return a paired difference with its interval."""
    if figure.value is None:
        return "–"
    return f"{figure.value:+.3f} [{figure.low:+.3f} to {figure.high:+.3f}]"


def _count(what: str, figure: Figure) -> str:
    count = round(figure.value or 0)
    return f"{count or 'No'} {what}{'s' if count > 1 else ''}"


def _percent(figure: Figure) -> str:
    return "–" if figure.value is None else f"{100 * figure.value:.1f} %"
