"""Gates: what a run must reach at each stage of a product's life, and what it may not lose."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from plainspoken.errors import UsageError
from plainspoken.scoring.intervals import Figure, paired
from plainspoken.scoring.measures import BY_NAME, COMPARED, DOWN

STAGES = ("poc", "pilot", "production")
LIMITS = ("at_least", "at_most")
Values = Mapping[str, Mapping[str, tuple[float, float]]]
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

    Raises:
        UsageError: The file is malformed, or names a stage, a measure or a limit that does not exist.
    """
    if not path.is_file():
        return Gates(stage or STAGES[0])
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UsageError(f"{str(path)!r} is not valid TOML: {error}; nothing was evaluated") from error
    chosen = stage or str(table.get("stage", STAGES[0]))
    if chosen not in STAGES:
        raise UsageError(f"stage {chosen!r} is not allowed; allowed: {', '.join(STAGES)}")
    limits = table.get(name, {}).get(chosen, {})
    absolute = tuple(_gate(path, measure, limit) for measure, limit in limits.get("absolute", {}).items())
    relative = tuple(limits.get("relative", ()))
    for measure in relative:
        _known(path, measure)
        if measure not in COMPARED:
            allowed = ", ".join(COMPARED)
            raise UsageError(f"{str(path)!r}: {measure!r} is not compared between runs; allowed: {allowed}")
    return Gates(chosen, absolute, relative)


def check(gates: Gates, figures: Mapping[str, Figure], values: Values, accepted: Values | None) -> tuple[Outcome, ...]:
    """Return how every gate ended.

    Args:
        gates: What to check.
        figures: Of this run.
        values: What each of its questions adds to each measure.
        accepted: The same of the accepted run; None where none was accepted: nothing can be lost then.
    """
    absolute = [_absolute(gate, figures[gate.measure]) for gate in gates.absolute]
    if accepted is None:
        return tuple(absolute)
    return (*absolute, *(relative(name, values.get(name, {}), accepted.get(name, {})) for name in gates.relative))


def relative(measure: str, new: Mapping[str, tuple[float, float]], old: Mapping[str, tuple[float, float]]) -> Outcome:
    """Return the gate that closes when the whole 95 % interval of the paired difference is on the worse side."""
    figure = paired(new, old)
    name = f"{measure} not worse than accepted"
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


def _gate(path: Path, measure: str, limit: Mapping[str, float]) -> Gate:
    _known(path, measure)
    unknown: Sequence[str] = [key for key in limit if key not in LIMITS]
    if unknown or not limit:
        raise UsageError(f"{str(path)!r}: {measure!r} needs one of {', '.join(LIMITS)}, not {unknown!r}")
    return Gate(measure, limit.get("at_least"), limit.get("at_most"))


def _known(path: Path, measure: str) -> None:
    if measure not in BY_NAME:
        raise UsageError(f"{str(path)!r}: there is no measure {measure!r}; allowed: {', '.join(BY_NAME)}")
