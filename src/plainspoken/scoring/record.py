"""The record of one run over one set, as kept, compared and printed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from plainspoken.errors import UsageError
from plainspoken.scoring.gates import Outcome, Values
from plainspoken.scoring.grading import Grade
from plainspoken.scoring.intervals import Figure
from plainspoken.scoring.measures import COMPARED, MEASURES, NOTHING_SAID, OF_WHAT_IS_SAID, observations
from plainspoken.scoring.model_judge import Measured, ModelGrades
from plainspoken.scoring.responses import FAILED
from plainspoken.scoring.worst import causes, worst

DIGITS = 4
LEVELS = 3  # of a baseline that are laid out: set, part, measure

Figures = Mapping[str, Figure]
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose score is another one than in the accepted run.

    Attributes:
        case_id: Which.
        before, now: Its scores.
    """

    case_id: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Rival:
    """Another subject on the same questions.

    Attributes:
        name: As in the JSON.
        title: For people.
        figures: Its own figures.
        differences: Measure → how much better this run is, paired on the same questions.
        changes: Of the accepted run: the questions that score otherwise now, the losses first.
        note: What else is to be said of it; empty where nothing is.
    """

    name: str
    title: str
    figures: Figures
    differences: Figures
    changes: tuple[Change, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """What was examined, when, and under which settings.

    Attributes:
        name: Of the set.
        subject: ``extractive`` or the language model's name.
        started: When, in UTC.
        took_s: How long, reading the documents included.
        settings: Name → value of what shaped it.
    """

    name: str
    subject: str
    started: datetime
    took_s: float
    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """One run and what came of it.

    Attributes:
        run: What was examined.
        figures: Measure → figure over all questions.
        groups: Grouping (slice, kind) → group → figures.
        rivals: Baselines and the accepted run.
        stage: Whose gates were checked.
        gates: How each ended.
        grades: One for each question.
        judge: What a model that grades says of it; None where none is named.
    """

    run: Run
    figures: Figures
    groups: Mapping[str, Mapping[str, Figures]]
    rivals: tuple[Rival, ...]
    stage: str
    gates: tuple[Outcome, ...]
    grades: tuple[Grade, ...] = field(repr=False)
    judge: ModelGrades | None = None

    @property
    def failed(self) -> int:
        """Return how many questions got no answer at all."""
        return sum(grade.response.status == FAILED for grade in self.grades)

    @property
    def is_passed(self) -> bool:
        """Return whether every gate is open and every question was scored."""
        return not self.failed and all(gate.is_open for gate in self.gates)

    @property
    def values(self) -> Values:
        """Return measure → case id → what the case adds to it, for the measures that runs are compared by."""
        return values(self.grades)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The run that later ones are held against.

    Attributes:
        because: Why it was accepted.
        when: When, as ISO text.
        figures: Its figures.
        values: Measure → case id → what the case added.
        subject: Who had answered; empty where that was not kept.
    """

    because: str
    when: str
    figures: Figures
    values: Values
    subject: str = ""


def values(grades: Sequence[Grade]) -> Values:
    """Return measure → case id → what the case adds to it, for the measures that runs are compared by."""
    return {measure: observations(grades, measure) for measure in COMPARED}


def as_json(record: Record) -> Json:
    """Return the public JSON of a run (docs/reference/evaluation.md)."""
    return {
        "set": record.run.name,
        "subject": record.run.subject,
        "passed": record.is_passed,
        "stage": record.stage,
        "attempted": len(record.grades),
        "scored": len(record.grades) - record.failed,
        "started": record.run.started.isoformat(timespec="seconds"),
        "took_s": round(record.run.took_s, 1),
        "settings": dict(record.run.settings),
        "figures": figures_json(record.figures),
        "gates": [
            {"gate": gate.name, "measure": gate.measure, "open": gate.is_open, **figure_json(gate.figure)}
            for gate in record.gates
        ],
        "baselines": {
            rival.name: {
                "title": rival.title,
                **({"note": rival.note} if rival.note else {}),
                "figures": figures_json(rival.figures),
                "differences": figures_json(rival.differences),
                **({"changes": [asdict(each) for each in rival.changes]} if rival.changes else {}),
            }
            for rival in record.rivals
        },
        **{
            f"by_{grouping}": {name: figures_json(figures) for name, figures in groups.items()}
            for grouping, groups in record.groups.items()
        },
        "worst": {"causes": causes(record.grades), "cases": [_case(grade) for grade in worst(record.grades)]},
        **({"judge": _judge(record.judge)} if record.judge else {}),
        "cases": [_case(grade) for grade in record.grades],
    }


def figure_json(figure: Figure) -> Json:
    """Return a figure as JSON."""
    numbers = {"value": figure.value, "low": figure.low, "high": figure.high}
    return {**{name: None if v is None else round(v, DIGITS) for name, v in numbers.items()}, "n": figure.n}


def figures_json(figures: Figures) -> Json:
    """Return figures as JSON, those over nothing left out."""
    return {name: figure_json(figure) for name, figure in figures.items() if figure.n}


def read_accepted(path: Path, name: str) -> Accepted | None:
    """Return the accepted run of the set ``name``; None where none was accepted yet.

    Raises:
        UsageError: The file is no baseline.
    """
    row = _content(path).get(name)
    if row is None:
        return None
    try:
        figures = {m: Figure(f["value"], f["low"], f["high"], f["n"]) for m, f in row["figures"].items()}
        values = {m: {case: (pair[0], pair[1]) for case, pair in by.items()} for m, by in row["values"].items()}
        for measure in OF_WHAT_IS_SAID & values.keys():  # an earlier release did not keep who was silent
            values[measure] = dict.fromkeys(values.get("score", {}), NOTHING_SAID) | values[measure]
        return Accepted(row["because"], row["accepted"], figures, values, str(row.get("subject", "")))
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise UsageError(f"{str(path)!r} is no baseline; nothing was compared") from error


def accept(path: Path, run: Mapping[str, object], *, because: str, when: datetime) -> None:
    """Write a kept run (``keepable``) into the baseline file as the one to compare with, and why."""
    content = _content(path) if path.is_file() else {}
    row = {"accepted": when.isoformat(timespec="seconds"), "because": because, **run}
    content[str(run["set"])] = row
    path.write_text(_laid_out(content, LEVELS) + "\n", encoding="utf-8")


def keepable(record: Record) -> Json:
    """Return what of a run is kept in the ledger: enough to draw a trend and to become the accepted run."""
    names = [measure.name for measure in MEASURES]
    return {
        "set": record.run.name,
        "subject": record.run.subject,
        "passed": record.is_passed,
        "failed": record.failed,
        "closed": [gate.name for gate in record.gates if not gate.is_open],
        "settings": dict(record.run.settings),
        "figures": {name: figure_json(record.figures[name]) for name in names if record.figures[name].n},
        "values": {m: {c: [*pair] for c, pair in by.items()} for m, by in record.values.items()},
    }


def _laid_out(value: object, levels: int) -> str:
    """Return JSON with a line for each measure, so that two baselines can be compared by eye."""
    if not levels or not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    rows = (f"{json.dumps(name)}: {_laid_out(value[name], levels - 1)}" for name in sorted(value))
    return "{\n" + ",\n".join(rows) + "\n}"


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(
            f"the baseline {str(path)!r} cannot be read: {error.strerror}; nothing was compared"
        ) from error
    except ValueError as error:
        raise UsageError(f"the baseline {str(path)!r} is not JSON; nothing was compared") from error
    if not isinstance(content, dict):
        raise UsageError(f"{str(path)!r} is no baseline; nothing was compared")
    return content


def _judge(judge: ModelGrades) -> Json:
    problem = {"problem": judge.problem} if judge.problem else {}
    return {"model": judge.model, **problem, "measures": {each.name: _measured(each) for each in judge.measures}}


def _measured(measured: Measured) -> Json:
    """Return a measure of a judge: without a figure where it does not agree with the labelled sample."""
    known = measured.calibration
    rates = {"kappa": known.kappa, "sensitivity": known.sensitivity, "specificity": known.specificity}
    said: Json = {
        "calibrated": known.is_trusted,
        "agreement": figure_json(known.agreement),
        **{name: None if rate is None else round(rate, DIGITS) for name, rate in rates.items()},
        "calibration_failed": known.failed,
    }
    if measured.figure is None:
        return said
    said |= {"figure": figure_json(measured.figure), "runs": [round(value, DIGITS) for value in measured.runs]}
    return said | {"failed": measured.failed} | ({"true_rate": figure_json(measured.true)} if measured.true else {})


def _case(grade: Grade) -> Json:
    case, response = grade.case, grade.response
    return {
        "id": case.id,
        "slice": case.slice,
        "kind": case.kind,
        "status": response.status,
        "path": response.path,
        "correctness": grade.correctness,
        "missing": list(grade.missing),
        "unsupported": len(grade.unsupported),
        "milliseconds": round(response.milliseconds),
        **({"lost": asdict(grade.loss)} if grade.loss else {}),
    }
