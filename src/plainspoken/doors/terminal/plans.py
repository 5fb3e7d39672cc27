"""What an evaluation needs of a set, read whole before anything is asked: a broken file must not cost a run."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.doors.terminal.grading import labelled_sample
from plainspoken.doors.terminal.places import Place, private_patterns
from plainspoken.errors import UsageError
from plainspoken.scoring.cases import Case, load, sample
from plainspoken.scoring.gates import Gates, read_gates
from plainspoken.scoring.record import Accepted, read_accepted
from plainspoken.settings import read_access

if TYPE_CHECKING:
    import re

    from plainspoken.scoring.calibration import Statement

GATES, BASELINE = "gates.toml", "baseline.json"
ASKED_WITH = ("questions.jsonl", "access.toml", "canaries.toml")
"""Files of a set that decide what an answer to it is, or is held against while it is asked."""
SEED = 7
AGAIN = 40  # questions asked twice, where the set marks none as its short run


@dataclass(frozen=True, slots=True)
class Way:
    """How sets are examined.

    Attributes:
        stage: Whose gates are checked; None for the set's own.
        baseline: The accepted run to compare with, where it is not the set's own.
        is_smoke: Whether only the short run is asked.
        size: How many questions are asked; None for all.
        once: Whether a model is asked once a question.
        is_judged: Whether a model grades, and the labelled sample is needed.
    """

    stage: str | None
    baseline: Path | None
    is_smoke: bool
    size: int | None
    once: bool
    is_judged: bool

    @property
    def is_whole(self) -> bool:
        """Return whether every question is asked; only then gates are checked, and the run is kept."""
        return not self.is_smoke and self.size is None


@dataclass(frozen=True, slots=True)
class Plan:
    """One set, ready to be asked.

    Attributes:
        place: Where it is.
        whole: Every case.
        cases: Those that are asked.
        twice: Ids of those that are asked twice.
        gates: What the run must reach.
        accepted: The run to compare with; None where there is none.
        private: Patterns of private values that no model may be sent.
        judged: The labelled sample; None where there is none, or no model grades.
        settings: Name → digest of what is asked, and of what.
    """

    place: Place
    whole: tuple[Case, ...]
    cases: tuple[Case, ...]
    twice: frozenset[str]
    gates: Gates
    accepted: Accepted | None
    private: "tuple[re.Pattern[str], ...]"
    judged: "tuple[Statement, ...] | None"
    settings: dict[str, str]


def planned(place: Place, way: Way) -> Plan:
    """Return what examining a set takes.

    Raises:
        UsageError: A file of it is malformed, or there is nothing to ask or to compare with.
    """
    folder = place.questions.parent
    whole = load(place.questions)
    cases = _chosen(place, whole, way)
    gates = read_gates(folder / GATES, place.name, way.stage) if way.is_whole else Gates("none")
    known = way.baseline or folder / BASELINE
    accepted = read_accepted(known, place.name) if way.baseline is not None or known.is_file() else None
    if way.baseline is not None and accepted is None:
        raise UsageError(f"{str(way.baseline)!r} has no run of the set {place.name!r}; nothing was evaluated")
    if place.access.is_file():
        read_access(place.access)
    twice = frozenset(case.id for case in cases if case.is_smoke) or frozenset(case.id for case in cases[:AGAIN])
    return Plan(
        place=place,
        whole=whole,
        cases=cases,
        twice=frozenset() if way.once else twice,
        gates=gates,
        accepted=accepted,
        private=private_patterns(place),
        judged=labelled_sample(place) if way.is_judged else None,
        settings={
            "documents": _digest(place.documents, sorted(_files(place.documents))),
            "questions": _digest(place.questions, [place.questions / name for name in ASKED_WITH]),
        },
    )


def journal_name(plan: Plan, settings: dict[str, str]) -> str:
    """Return the name of the file of such a run's responses: another one for other questions, documents or settings."""
    told = json.dumps([settings, [case.id for case in plan.cases]], sort_keys=True)
    return f"{plan.place.name}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


def _chosen(place: Place, cases: tuple[Case, ...], way: Way) -> tuple[Case, ...]:
    if way.is_smoke:
        cases = tuple(case for case in cases if case.is_smoke)
    if way.size is not None:
        cases = sample(cases, way.size, seed=SEED)
    if not cases:
        raise UsageError(f"the set {place.name!r} has no questions of that choice; nothing was evaluated")
    return cases


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _digest(folder: Path, files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        if path.is_file():
            name = path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape")
            digest.update(name + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return f"sha256:{digest.hexdigest()}"
