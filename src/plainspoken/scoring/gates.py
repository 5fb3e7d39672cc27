"""Gates: what a run must reach at each stage of a product's life, and what it may not lose."""

import math
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plainspoken.errors import UsageError
from plainspoken.scoring.intervals import NOTHING, Figure, paired
from plainspoken.scoring.measures import BY_NAME, COMPARED, DOWN

STAGES = ("poc", "pilot", "production")
PARTS = ("absolute", "relative")
LIMITS = ("at_least", "at_most")
QUESTIONS = "questions.jsonl"  # what makes a folder a set

Observations = Mapping[str, tuple[float, float]]
"""Case id → what the case adds to a measure."""
Values = Mapping[str, Observations]
"""Measure → case id → what the case adds to it."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One limit.

    Attributes:
        measure: Of what.
        at_least, at_most: What its value must reach, or must not pass.
    """

    measure: str
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True)
class Gates:
    """All limits of one set at one stage.

    Attributes:
        stage: poc, pilot or production.
        absolute: Limits on this run's own figures.
        relative: Measures that must not be worse than in the accepted run, on the same questions.
    """

    stage: str
    absolute: tuple[Gate, ...] = ()
    relative: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one gate ended.

    Attributes:
        name: E.g. ``right at least 0.75`` or ``right not worse than accepted``.
        measure: Of what.
        is_open: Whether the run may pass.
        figure: The value that was compared, or the paired difference.
    """

    name: str
    measure: str
    is_open: bool
    figure: Figure


def read_gates(path: Path, name: str, stage: str | None = None) -> Gates:
    """Return the gates of the set ``name`` from ``gates.toml``; a set that it does not name has none.

    The whole file is read, whichever set is asked for: a name that is written wrong would leave its gates out.

    Raises:
        UsageError: The file is malformed, or names a set, a stage, a measure, a limit or a key that does not exist.
    """
    table = _table(path)
    chosen = stage or table.pop("stage", STAGES[0])
    table.pop("stage", None)
    if chosen not in STAGES:
        raise UsageError(f"stage {chosen!r} is not allowed; allowed: {', '.join(STAGES)}; nothing was evaluated")
    known = {}
    for each, stages in table.items():
        if each != name and not (path.parent / each / QUESTIONS).is_file():
            raise _wrong(path, each, f"there is no such set beside it, and no such key; allowed: stage, {name}")
        for label, limits in _entries(path, each, stages, STAGES):
            known[each, label] = _gates(path, f"{each}.{label}", label, limits)
    return known.get((name, chosen), Gates(chosen))


def check(  # each is a thing of its own
    gates: Gates,
    figures: Mapping[str, Figure],
    values: Values,
    accepted: Values | None,
    *,
    clusters: Mapping[str, str] | None = None,
    against: str = "accepted",
) -> tuple[Outcome, ...]:
    """Return how every gate ended.

    Args:
        gates: What to check.
        figures: Of this run.
        values: What each of its questions adds to each measure.
        accepted: The same of the accepted run; None where none was accepted: what must not be lost is not known then,
            and these gates are closed.
        clusters: Case id → what it is about: cases about the same are no independent trials.
        against: What the accepted run is called.
    """
    absolute = [_absolute(gate, figures[gate.measure]) for gate in gates.absolute]
    if accepted is None:
        waiting = [(f"{name} not worse than accepted: no run is accepted yet", name) for name in gates.relative]
        return (*absolute, *(Outcome(said, name, is_open=False, figure=NOTHING) for said, name in waiting))
    compared = [(name, values.get(name, {}), accepted.get(name, {})) for name in gates.relative]
    return (*absolute, *(relative(*each, clusters=clusters, against=against) for each in compared))


def relative(
    measure: str,
    new: Observations,
    old: Observations,
    *,
    clusters: Mapping[str, str] | None = None,
    against: str = "accepted",
) -> Outcome:
    """Return the gate that closes when the whole 95 % interval of the paired difference is on the worse side."""
    figure = paired(new, old, clusters)
    name = f"{measure} not worse than {against}"
    if figure.low is None or figure.high is None:
        return Outcome(name, measure, is_open=False, figure=figure)
    is_worse = figure.low > 0 if BY_NAME[measure].better == DOWN else figure.high < 0
    return Outcome(name, measure, is_open=not is_worse, figure=figure)


def _absolute(gate: Gate, figure: Figure) -> Outcome:
    """Return how a limit held; a figure over nothing reaches no limit."""
    said = f"at least {gate.at_least}" if gate.at_least is not None else f"at most {gate.at_most}"
    value = figure.value
    is_open = value is not None
    if value is not None and gate.at_least is not None:
        is_open = value >= gate.at_least
    if value is not None and gate.at_most is not None:
        is_open = is_open and value <= gate.at_most
    return Outcome(f"{gate.measure} {said}", gate.measure, is_open, figure)


def _table(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, or nested without end
        raise UsageError(f"{str(path)!r} is not valid TOML: {error}; nothing was evaluated") from error


def _gates(path: Path, where: str, stage: str, limits: object) -> Gates:
    """Return the gates of one stage of one set."""
    parts = dict(_entries(path, where, limits, PARTS))
    absolute = _entries(path, f"{where}.absolute", parts.get("absolute", {}), BY_NAME)
    relative = parts.get("relative", [])
    if not isinstance(relative, list):
        raise _wrong(path, f"{where}.relative", "it must be a list of measures")
    for measure in relative:
        if measure not in COMPARED:
            why = f"{measure!r} is not compared between runs; allowed: {', '.join(COMPARED)}"
            raise _wrong(path, f"{where}.relative", why)
    return Gates(stage, tuple(_gate(path, f"{where}.absolute", *each) for each in absolute), tuple(relative))


def _gate(path: Path, where: str, measure: str, given: object) -> Gate:
    limits = dict(_entries(path, f"{where}.{measure}", given, LIMITS))
    if not limits:
        raise _wrong(path, f"{where}.{measure}", f"it needs one of {', '.join(LIMITS)}")
    for key, limit in limits.items():
        if isinstance(limit, bool) or not isinstance(limit, int | float) or not math.isfinite(limit):
            raise _wrong(path, f"{where}.{measure}.{key}", f"{limit!r} is no number")
    return Gate(measure, limits.get("at_least"), limits.get("at_most"))


def _entries(path: Path, where: str, table: object, allowed: Collection[str]) -> list[tuple[str, Any]]:
    """Return the entries of a table that may hold these keys only."""
    if not isinstance(table, dict):
        raise _wrong(path, where, f"it must be a table of {', '.join(allowed)}")
    for key in table:
        if key not in allowed:
            raise _wrong(path, f"{where}.{key}", f"there is no {key!r}; allowed: {', '.join(allowed)}")
    return [*table.items()]


def _wrong(path: Path, key: str, why: str) -> UsageError:
    return UsageError(f"{str(path)!r}, {key}: {why}; nothing was evaluated")
