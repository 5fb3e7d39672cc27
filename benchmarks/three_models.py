"""Real language models as subjects: the same seeded, slice-balanced sample, side by side in one table.

    python benchmarks/three_models.py --tool PATH/TO/local-llm --report DIR [--sample 60] [--set demo] [MODEL …]
    python benchmarks/three_models.py --again --report DIR [--set demo] [MODEL …]

MODEL is `extractive`, or a name that the tool serves (`smollm2`, `qwen-1.5b`, …); these three by default. The tool
serves a model on loopback behind an OpenAI-compatible API: `local-llm install NAME` once, then this starts and ends
`local-llm serve NAME` by itself. Each subject's report goes to DIR/MODEL, the table to standard output and to
DIR/table.md; a run that was stopped goes on where it stopped when it is started again. `--closed-book` asks each model
a second time, without documents, and some questions a third time for consistency. `--again` grades what is in DIR anew
and asks nobody.

An answer whose path is not `llm` is the model's failure. A model has two rows: the product with it, where the extract
may answer in its place, and the model alone, where each such answer counts as failed; they are listed below the table.
"""

import argparse
import os
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from plainspoken.doors.terminal.places import find_set
from plainspoken.errors import PlainspokenError, UsageError
from plainspoken.scoring.cases import load
from plainspoken.scoring.grading import Grade, grade
from plainspoken.scoring.intervals import Figure
from plainspoken.scoring.measures import BY_NAME, figures
from plainspoken.scoring.responses import FAILED, read_responses
from plainspoken.scoring.summary import number

PORT = 18090
PATIENCE_S = 120  # until a model is loaded
DEADLINE_S = 180  # of one answer: about 30 s for 1.5 billion parameters on one quiet thread
EXTRACTIVE = "extractive"
DEFAULT = (EXTRACTIVE, "smollm2", "qwen-1.5b")
SHOWN = (
    *("score", "right", "partly", "wrong", "answer_rate", "abstention_recall", "hallucination_rate"),
    *("citation_recall", "citation_precision", "quote_validity", "superseded_use", "access_leaks", "privacy_leaks"),
    *("p50_ms", "p95_ms", "tokens_sent", "tokens_received"),
)


def main() -> None:
    given = _arguments()
    for name in () if given.again else given.models:
        _ask(name, given)
    try:
        table = _table({name: _grades(name, given) for name in given.models})
    except PlainspokenError as error:
        raise SystemExit(str(error)) from error
    print(table)
    (given.report / "table.md").write_text(table + "\n", encoding="utf-8")


def _ask(name: str, given: argparse.Namespace) -> None:
    command = [sys.executable, "-m", "plainspoken.cli", "eval", given.set, "--sample", str(given.sample), "--json"]
    command += ["--report", str(given.report / name), "--resume", *([] if given.closed_book else ["--once"])]
    before = _written(_responses(name, given))
    with _serving(name, given) as settings:
        done = subprocess.run(command, env=os.environ | settings, stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 1) or _written(_responses(name, given)) == before:  # 1: a question failed, or a crash
        raise SystemExit(f"{name}: the evaluation ended with exit code {done.returncode} and wrote no new answers")


def _responses(name: str, given: argparse.Namespace) -> Path:
    return Path(given.report / name / f"{given.set}.responses.jsonl")


def _written(path: Path) -> int:
    """Return when a file was last written, in nanoseconds; 0 where there is none."""
    return path.stat().st_mtime_ns if path.is_file() else 0


@contextmanager
def _serving(name: str, given: argparse.Namespace) -> Iterator[Mapping[str, str]]:
    """Serve a model meanwhile, and yield the settings that ask it."""
    if name == EXTRACTIVE:
        yield {}
        return
    command = [sys.executable, str(given.tool), "serve", name, "--port", str(PORT), "--threads", str(given.threads)]
    server = subprocess.Popen(command + (["--dir", str(given.weights)] if given.weights else []))
    try:
        _wait(server)
        yield {
            "PLAINSPOKEN_LLM__MODEL": f"openai/{name}",  # it serves whatever it is asked for; reviews tell them apart
            "PLAINSPOKEN_LLM__API_BASE": f"http://127.0.0.1:{PORT}/v1",
            "PLAINSPOKEN_LLM__API_KEY": "none",
            "PLAINSPOKEN_LLM__DEADLINE_S": str(given.deadline),
        }
    finally:
        server.terminate()
        server.wait()


def _wait(server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/v1/models", timeout=2).close()
        except OSError:
            time.sleep(1)
        else:
            return
    raise SystemExit("the model was not served; is it installed (local-llm install NAME)?")


def _grades(name: str, given: argparse.Namespace) -> list[Grade]:
    responses = read_responses(_responses(name, given))
    cases = {case.id: case for case in load(find_set(given.set).questions)}
    unknown = sorted(responses.keys() - cases.keys())
    if unknown:
        raise UsageError(f"{name} answered {len(unknown)} questions that {given.set!r} does not have: {unknown[:5]}")
    return [grade(cases[case_id], response) for case_id, response in responses.items()]


def _table(subjects: Mapping[str, Sequence[Grade]]) -> str:
    rows, notes = [], []
    for name, grades in subjects.items():
        if name == EXTRACTIVE:
            rows.append(_row(name, grades))
            continue
        others = [each for each in grades if each.response.path != "llm"]
        alone = [_failed(each) if each in others else each for each in grades]
        rows += [_row(f"product with {name}", grades), _row(f"{name} alone", alone)]
        why = Counter(why for each in grades for _, why in each.response.removed)
        listed = ", ".join(f"{each.case.id} ({each.response.path or each.response.status})" for each in others)
        notes.append(
            f"- **{name}** answered or declined {len(grades) - len(others)} of {len(grades)} itself; not by it: "
            f"{listed or 'none'}. Sentences removed before anybody saw them: "
            f"{', '.join(f'{count} {reason}' for reason, count in sorted(why.items())) or 'none'}."
        )
    titles = [BY_NAME[each].title for each in SHOWN]
    head = ["| Subject | n | " + " | ".join(titles) + " |", "|" + "---|" * (len(SHOWN) + 2)]
    return "\n".join([*head, *rows, "", *notes])


def _row(name: str, grades: Sequence[Grade]) -> str:
    found = figures(grades)
    cells = [_cell(measure, found[measure]) for measure in SHOWN]
    return f"| {name} | {len(grades)} | " + " | ".join(cells) + " |"


def _failed(each: Grade) -> Grade:
    """Return the grade that an answer gets which the model did not give."""
    kept = replace(each.response, status=FAILED, text=f"not by the model but {each.response.path}", statements=())
    return grade(each.case, kept)


def _cell(measure: str, figure: Figure) -> str:
    value = number(BY_NAME[measure], figure)
    if figure.value is None or figure.low == figure.high:
        return value
    ends = [number(BY_NAME[measure], Figure(end, None, None, 1)) for end in (figure.low, figure.high)]
    return f"{value} [{ends[0]} to {ends[1]}]"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("models", nargs="*", default=DEFAULT, metavar="MODEL")
    parser.add_argument("--tool", type=Path, help="the local-llm program")
    parser.add_argument(
        "--weights", type=Path, help="where local-llm keeps its weights, if not where it does by default"
    )
    parser.add_argument("--deadline", type=float, default=DEADLINE_S, help="seconds for one answer")
    parser.add_argument("--threads", type=int, default=1, help="of the model")
    parser.add_argument("--closed-book", action="store_true", help="ask also without documents, and for consistency")
    parser.add_argument("--again", action="store_true", help="grade the answers in DIR anew, and ask nobody")
    parser.add_argument("--set", default="demo")
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--report", type=Path, required=True, metavar="DIR")
    return parser.parse_args()


if __name__ == "__main__":
    main()
