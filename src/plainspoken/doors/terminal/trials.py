"""Commands that try the product itself: ``eval``, ``eval accept``, ``eval-retrieval``."""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainspoken.doors.asking import today
from plainspoken.doors.terminal.desk import Desk
from plainspoken.doors.terminal.options import Config, Debug, Json
from plainspoken.errors import UsageError

if TYPE_CHECKING:
    from plainspoken.doors.terminal.places import Place
    from plainspoken.doors.terminal.plans import Plan, Way
    from plainspoken.scoring.record import Record
    from plainspoken.scoring.responses import Response

app = typer.Typer()
ACCEPT = "accept"
KIND = "eval"
JOURNAL = ".unfinished.jsonl"


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
    subject: Annotated[str | None, typer.Option("--subject", help="With 'accept': whose run, if not the last.")] = None,
    as_json: Json = False,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Ask held-out questions, score the answers, check the gates; or accept the last run as the one to compare with."""
    with Desk(config, debug=debug) as desk:
        if sets[0] == ACCEPT:
            from plainspoken.doors.terminal.accepting import accept_last, accepted_text  # --help needs none of it

            accepted = accept_last(desk, sets[1:], reason=reason, baseline=baseline, subject=subject)
            desk.give({"accepted": accepted}) if as_json else desk.say("\n".join(map(accepted_text, accepted)))
            return
        if resume and report is None:
            raise UsageError("--resume needs --report: what was answered before stands in that folder")
        from plainspoken.doors.terminal.places import find_set  # as above
        from plainspoken.doors.terminal.plans import Way, planned  # as above
        from plainspoken.reviewer import cases_of  # as above

        way = Way(stage, baseline, smoke, size, once, is_judged=bool(desk.settings.llm.judge_model))
        plans, records = [planned(find_set(name), way) for name in sets], []
        if report is not None:
            _make_writable(report)
        for plan in plans:
            records.append(_run(desk, plan, way, report if resume else None))
            desk.engines.ledger.keep_examined(cases_of(records[-1], plan.whole))
            if way.is_whole:
                _keep(desk, records[-1], plan.place)
        _tell(desk, records, as_json=as_json)
        if report is not None:
            _write(desk, report, records)
        for journal in report.glob(f"*{JOURNAL}") if report is not None and resume else ():
            journal.unlink()


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


def _run(desk: Desk, plan: "Plan", way: "Way", resumed: Path | None) -> "Record":
    """Examine one set; the responses of a run that stopped are kept in, and taken up from, the folder ``resumed``."""
    from plainspoken.doors.terminal.examination import Room  # --help needs none of it
    from plainspoken.doors.terminal.grading import graded_by_model  # as above
    from plainspoken.doors.terminal.plans import journal_name  # as above
    from plainspoken.examiner import examine, recorded, yardsticks  # as above
    from plainspoken.provenance import code_version  # as above
    from plainspoken.scoring.ragas import is_installed, with_ragas  # as above
    from plainspoken.scoring.record import Run  # as above
    from plainspoken.scoring.responses import Journal  # as above

    started, clock = datetime.now(UTC), time.perf_counter()
    place, cases, accepted = plan.place, plan.cases, plan.accepted
    with Room(place, desk.engines, cases, again=plan.twice).opened() as room, _progress(len(cases)) as step:
        settings = {
            "code": code_version(),
            "snapshot": room.snapshot,
            **plan.settings,
            "settings": desk.settings.fingerprint,
            "seed": str(desk.settings.llm.seed),
        }
        journal = Journal(resumed / f"{journal_name(plan, settings)}{JOURNAL}" if resumed else None)

        def note(case_id: str, response: "Response") -> None:
            journal.keep(case_id, response)
            step(case_id)

        grades = examine(cases, room.subject(plan.private), known=journal.known, progress=note)
        grades = with_ragas(grades, room.embed) if is_installed() else grades
        reply = None if way.once else room.closed_book
        rivals = yardsticks(grades, sparse=room.by_words, nearest=room.by_meaning, reply=reply, accepted=accepted)
        judged = graded_by_model(
            grades, place, plan.judged, engines=desk.engines, embed=room.embed, contexts=room.contexts
        )
    run = Run(place.name, desk.settings.llm.model or "extractive", started, time.perf_counter() - clock, settings)
    record = recorded(run, grades, rivals=rivals, gates=plan.gates, accepted=accepted)
    return replace(record, judge=judged)


def _make_writable(folder: Path) -> None:
    """Make the folder of a report, and try it: before anything is asked, which can take hours."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        why = f"cannot be written ({error.strerror}); nothing was evaluated"
        raise UsageError(f"--report {str(folder)!r} {why}") from error


def _tell(desk: Desk, records: "list[Record]", *, as_json: bool) -> None:
    """Print what came out; a run that did not pass is exit code 1."""
    from plainspoken.scoring.record import as_json as public  # --help needs none of it
    from plainspoken.scoring.summary import summary  # as above

    is_passed = all(record.is_passed for record in records)
    if as_json:
        several = {"passed": is_passed, "sets": [public(record) for record in records]}
        desk.give(public(records[0]) if len(records) == 1 else several)
    else:
        desk.say("\n\n".join(summary(record) for record in records))
    if not is_passed:
        desk.failed()


def _keep(desk: Desk, record: "Record", place: "Place") -> None:
    """Keep a run in the ledger, where trends and ``accept`` find it."""
    from plainspoken.doors.terminal.accepting import FOLDER  # --help needs none of it
    from plainspoken.ledger import Run  # as above
    from plainspoken.scoring.record import keepable  # as above

    run_id = f"{KIND}-{record.run.started.strftime('%Y%m%dT%H%M%S')}-{record.run.started.microsecond}-{record.run.name}"
    results = {name: figure.value for name, figure in record.figures.items() if figure.value is not None}
    details = json.dumps({**keepable(record), FOLDER: str(place.questions)}, ensure_ascii=False)
    desk.engines.ledger.keep_run(Run(run_id, KIND, record.run.started, dict(record.run.settings), results, details))


def _write(desk: Desk, folder: Path, records: "Sequence[Record]") -> None:
    """Write the report of each set, with the trend over the kept runs."""
    from plainspoken.scoring.report import Past, write  # --help needs none of it

    kept = [(run, json.loads(run.details)) for run in desk.engines.ledger.runs(KIND)]
    for record in records:
        same = (record.run.name, record.run.subject)
        past = [Past(run.started, run.results) for run, of in kept if (of["set"], of.get("subject")) == same]
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
