"""Commands that try the product itself: ``eval``, ``eval accept``, ``eval-retrieval``."""

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainspoken import __version__
from plainspoken.doors.asking import today
from plainspoken.doors.terminal.desk import Desk
from plainspoken.doors.terminal.options import Config, Debug, Json
from plainspoken.errors import UsageError

if TYPE_CHECKING:
    from plainspoken.doors.terminal.places import Place
    from plainspoken.scoring.cases import Case
    from plainspoken.scoring.record import Record
    from plainspoken.scoring.responses import Response

app = typer.Typer()
ACCEPT = "accept"
KIND = "eval"
GATES, BASELINE = "gates.toml", "baseline.json"
FOLDER = "folder"  # of a kept run's questions
SEED = 7
JOURNAL = ".unfinished.jsonl"
AGAIN = 40  # questions asked twice, where the set marks none as its short run


@dataclass(frozen=True, slots=True)
class _Way:
    """How sets are examined.

    Attributes:
        stage: Whose gates are checked; "" for none, None for the set's own.
        baseline: The accepted run to compare with, where it is not the set's own.
        once: Whether a model is asked once a question.
        resumed: Folder in which the responses of a run that stopped are kept; None where none are.
    """

    stage: str | None
    baseline: Path | None
    once: bool
    resumed: Path | None


@app.command(KIND)
def evaluate(  # noqa: PLR0913, PLR0917  # a parameter for each flag
    sets: Annotated[list[str], typer.Argument(help="Sets under evals/, or folders; or 'accept'.", metavar="SET…")],
    baseline: Annotated[Path | None, typer.Option("--baseline", help="Compare with this accepted run.")] = None,
    report: Annotated[Path | None, typer.Option("--report", help="Write HTML, Markdown and JSON here.")] = None,
    stage: Annotated[str | None, typer.Option("--stage", help="Whose gates: poc, pilot or production.")] = None,
    smoke: Annotated[bool, typer.Option("--smoke", help="Only the set's short run; no gates.")] = False,
    size: Annotated[int | None, typer.Option("--sample", help="Only this many questions; no gates.", min=1)] = None,
    once: Annotated[bool, typer.Option("--once", help="One call a question: no repeats, no closed book.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that stopped; with --report.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="With 'accept': why it is right.")] = "",
    as_json: Json = False,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Ask held-out questions, score the answers, check the gates; or accept the last run as the one to compare with."""
    with Desk(config, debug=debug) as desk:
        if sets[0] == ACCEPT:
            accepted = _accept(desk, sets[1:], reason, baseline)
            desk.give({"accepted": accepted}) if as_json else desk.say("\n".join(map(_accepted_text, accepted)))
            return
        if resume and report is None:
            raise UsageError("--resume needs --report: what was answered before stands in that folder")
        from plainspoken.doors.terminal.places import find_set  # --help needs none of it
        from plainspoken.reviewer import cases_of  # as above
        from plainspoken.scoring.record import as_json as public  # as above

        way = _Way(stage if not smoke and size is None else "", baseline, once, report if resume else None)
        records = []
        for place in [find_set(name) for name in sets]:
            cases = _chosen(place, smoke=smoke, size=size)
            records.append(_run(desk, place, cases, way))
            desk.engines.ledger.keep_examined(cases_of(records[-1]))
            if not smoke and size is None:
                _keep(desk, records[-1], place)
        if report is not None:
            _write(desk, report, records)
        for journal in report.glob(f"*{JOURNAL}") if report is not None and resume else ():
            journal.unlink()
        is_passed = all(record.is_passed for record in records)
        if as_json:
            several = {"passed": is_passed, "sets": [public(record) for record in records]}
            desk.give(public(records[0]) if len(records) == 1 else several)
        else:
            from plainspoken.scoring.summary import summary  # as above

            desk.say("\n\n".join(summary(record) for record in records))
        if not is_passed:
            desk.failed()


@app.command("eval-retrieval")
def evaluate_retrieval(
    folder: Annotated[Path, typer.Argument(help="A BEIR-shaped folder.", metavar="DIR")],
    as_json: Json = False,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Measure retrieval on a judged collection (corpus.jsonl, queries.jsonl, qrels.tsv), in an index of its own."""
    with Desk(config, debug=debug) as desk:
        settings = desk.settings
        from plainspoken.doors.terminal.judging import judge_retrieval  # --help needs none of it

        found = judge_retrieval(folder, settings, today=today()).as_json()
        desk.give(found) if as_json else desk.say("\n".join(f"{name:<12} {value}" for name, value in found.items()))


def _chosen(place: "Place", *, smoke: bool, size: int | None) -> "tuple[Case, ...]":
    from plainspoken.scoring.cases import load, sample  # --help needs none of it

    cases = load(place.questions)
    if smoke:
        cases = tuple(case for case in cases if case.is_smoke)
    if size is not None:
        cases = sample(cases, size, seed=SEED)
    if not cases:
        raise UsageError(f"the set {place.name!r} has no questions of that choice; nothing was evaluated")
    return cases


def _run(desk: Desk, place: "Place", cases: "Sequence[Case]", way: _Way) -> "Record":
    """Examine one set."""
    from plainspoken.doors.terminal.examination import Room  # --help needs none of it
    from plainspoken.doors.terminal.grading import graded_by_model  # as above
    from plainspoken.doors.terminal.places import private_patterns  # as above
    from plainspoken.examiner import examine, recorded, yardsticks  # as above
    from plainspoken.scoring.gates import Gates, read_gates  # as above
    from plainspoken.scoring.ragas import is_installed, with_ragas  # as above
    from plainspoken.scoring.record import Run, read_accepted  # as above
    from plainspoken.scoring.responses import Journal  # as above

    started, clock = datetime.now(UTC), time.perf_counter()
    folder = place.questions.parent
    gates = Gates("none") if way.stage == "" else read_gates(folder / GATES, place.name, way.stage)
    known = way.baseline or folder / BASELINE
    accepted = read_accepted(known, place.name) if way.baseline is not None or known.is_file() else None
    if way.baseline is not None and accepted is None:
        raise UsageError(f"{str(way.baseline)!r} has no run of the set {place.name!r}; nothing was evaluated")
    twice = frozenset(case.id for case in cases if case.is_smoke) or frozenset(case.id for case in cases[:AGAIN])
    twice = frozenset() if way.once else twice
    with Room(place, desk.engines, cases, again=twice).opened() as room, _progress(len(cases)) as step:
        settings = {
            "code": __version__,
            "snapshot": room.snapshot,
            "settings": desk.settings.fingerprint,
            "seed": str(desk.settings.llm.seed),
        }
        journal = Journal(_journal(way.resumed, place.name, settings))

        def note(case_id: str, response: "Response") -> None:
            journal.keep(case_id, response)
            step(case_id)

        grades = examine(cases, room.subject(private_patterns(place)), known=journal.known, progress=note)
        grades = with_ragas(grades, room.embed) if is_installed() else grades
        reply = None if way.once else room.closed_book
        rivals = yardsticks(grades, sparse=room.by_words, nearest=room.by_meaning, reply=reply, accepted=accepted)
        judged = graded_by_model(grades, place, engines=desk.engines, embed=room.embed, contexts=room.contexts)
    run = Run(place.name, desk.settings.llm.model or "extractive", started, time.perf_counter() - clock, settings)
    record = recorded(run, grades, rivals=rivals, gates=gates, accepted=accepted)
    return replace(record, judge=judged)


def _journal(folder: Path | None, name: str, settings: Mapping[str, str]) -> Path | None:
    """Return where the responses of such a run stand: other documents or settings have another file."""
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:12]
    return folder / f"{name}-{digest}{JOURNAL}" if folder is not None else None


def _keep(desk: Desk, record: "Record", place: "Place") -> None:
    """Keep a run in the ledger, where trends and ``accept`` find it."""
    from plainspoken.ledger import Run  # --help needs none of it
    from plainspoken.scoring.record import keepable  # as above

    run_id = f"{KIND}-{record.run.started.strftime('%Y%m%dT%H%M%S')}-{record.run.started.microsecond}-{record.run.name}"
    results = {name: figure.value for name, figure in record.figures.items() if figure.value is not None}
    details = json.dumps({**keepable(record), FOLDER: str(place.questions)}, ensure_ascii=False)
    desk.engines.ledger.keep_run(Run(run_id, KIND, record.run.started, dict(record.run.settings), results, details))


def _accept(desk: Desk, names: Sequence[str], reason: str, baseline: Path | None) -> list[dict[str, object]]:
    """Make the last kept run of each set, or of those named, the one to compare with; return which."""
    from plainspoken.doors.terminal.places import find_set  # --help needs none of it
    from plainspoken.scoring.record import accept  # as above

    if not reason.strip():
        raise UsageError("--reason is missing: say why this run is the one to compare with; nothing was accepted")
    latest = {}
    for run in desk.engines.ledger.runs(KIND):
        content = json.loads(run.details)
        if not names or content["set"] in names:
            folder = content.pop(FOLDER, content["set"])  # a run of an earlier release has the set's name only
            latest[content["set"]] = (run.started, folder, content)
    absent = sorted(set(names) - set(latest))
    if absent or not latest:
        raise UsageError(
            f"no run of {', '.join(absent) or 'any set'} is kept here: evaluate first; nothing was accepted"
        )
    paths = {name: baseline or find_set(folder).questions.parent / BASELINE for name, (_, folder, _) in latest.items()}
    accepted: list[dict[str, object]] = []
    for name, (when, _, content) in sorted(latest.items()):
        accept(paths[name], content, because=reason.strip(), when=when)
        accepted.append({"set": name, "when": f"{when:%Y-%m-%d %H:%M} UTC", "because": reason.strip()})
    return accepted


def _accepted_text(accepted: Mapping[str, object]) -> str:
    return f"{accepted['set']}: the run of {accepted['when']} is accepted, because: {accepted['because']}"


def _write(desk: Desk, folder: Path, records: "Sequence[Record]") -> None:
    """Write the report of each set, with the trend over the kept runs."""
    from plainspoken.scoring.report import Past, write  # --help needs none of it

    kept = [(run, json.loads(run.details)["set"]) for run in desk.engines.ledger.runs(KIND)]
    for record in records:
        past = [Past(run.started, run.results) for run, name in kept if name == record.run.name]
        for path in write(record, folder, past):
            desk.tell(f"written: {path}")


@contextmanager
def _progress(size: int) -> Iterator[Callable[[str], None]]:
    """Count the questions on standard error while a person watches."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # a tenth of a second, and only a person needs it
    from rich.progress import Progress  # as above

    with Progress(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("asking …", total=size)
        yield lambda _: bars.update(task, advance=1)
