"""``eval accept``: the last kept run becomes the one that later runs are compared with."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plainspoken.doors.terminal.desk import Desk
from plainspoken.doors.terminal.places import find_set
from plainspoken.doors.terminal.plans import BASELINE
from plainspoken.errors import UsageError
from plainspoken.scoring.record import accept, read_accepted

KIND = "eval"
FOLDER = "folder"  # of a kept run's questions


@dataclass(frozen=True, slots=True)
class Last:
    """The last kept run of a set.

    Attributes:
        when: When it was started, in UTC.
        folder: Where its questions are.
        content: What was kept of it.
    """

    when: datetime
    folder: str
    content: Mapping[str, object]

    @property
    def subject(self) -> str:
        """Return who answered."""
        return str(self.content.get("subject", ""))

    @property
    def closed(self) -> list[str]:
        """Return the names of its gates that failed; of a run of an earlier release nobody knows."""
        closed = self.content.get("closed")
        return [str(each) for each in closed] if isinstance(closed, list) else []


def accept_last(
    desk: Desk, names: Sequence[str], *, reason: str, baseline: Path | None, subject: str | None
) -> list[dict[str, object]]:
    """Make the last kept run of each set, or of those named, the one to compare with; return which.

    Raises:
        UsageError: There is none, a question of it got no answer, or another subject answered the one accepted before.
            Nothing is written then.
    """
    if not reason.strip():
        raise UsageError("--reason is missing: say why this run is the one to compare with; nothing was accepted")
    latest = _latest(desk, names, subject)
    paths = {name: baseline or find_set(last.folder).questions.parent / BASELINE for name, last in latest.items()}
    for name, last in latest.items():
        _refuse_unfit(name, last, paths[name], subject)
    accepted: list[dict[str, object]] = []
    for name, last in sorted(latest.items()):
        accept(paths[name], last.content, because=reason.strip(), when=last.when)
        when = f"{last.when:%Y-%m-%d %H:%M} UTC"
        told = {"set": name, "when": when, "subject": last.subject, "because": reason.strip()}
        accepted.append({**told, "closed": last.closed})
    return accepted


def accepted_text(accepted: Mapping[str, object]) -> str:
    """Return what was accepted, and with how many gates that failed."""
    closed = accepted["closed"]
    although = ""
    if isinstance(closed, list) and closed:
        although = f" although {len(closed)} gate{'s' * (len(closed) > 1)} failed ({'; '.join(closed)})"
    run = f"the run of {accepted['when']} by {accepted['subject']}"
    return f"{accepted['set']}: {run} is accepted{although}, because: {accepted['because']}"


def _latest(desk: Desk, names: Sequence[str], subject: str | None) -> dict[str, Last]:
    latest = {}
    for run in desk.engines.ledger.runs(KIND):
        content = json.loads(run.details)
        if (not names or content["set"] in names) and subject in (None, content.get("subject")):
            folder = content.pop(FOLDER, content["set"])  # a run of an earlier release has the set's name only
            latest[content["set"]] = Last(run.started, folder, content)
    absent = sorted(set(names) - set(latest))
    if absent or not latest:
        whose = f" by {subject!r}" if subject is not None else ""
        raise UsageError(
            f"no run of {', '.join(absent) or 'any set'}{whose} is kept here: evaluate first; nothing was accepted"
        )
    return latest


def _refuse_unfit(name: str, last: Last, path: Path, subject: str | None) -> None:
    """Refuse a run that is none to compare with."""
    if last.content.get("failed"):
        raise UsageError(
            f"{last.content['failed']} questions of the last run of {name!r} got no answer at all: evaluate again; "
            "nothing was accepted"
        )
    before = read_accepted(path, name) if path.is_file() else None
    if subject is None and before is not None and before.subject not in ("", last.subject):
        raise UsageError(
            f"{last.subject!r} answered the last run of {name!r}, and {before.subject!r} the one accepted before: "
            "say --subject NAME; nothing was accepted"
        )
