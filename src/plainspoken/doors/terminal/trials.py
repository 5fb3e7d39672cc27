"""Commands that try the product itself: ``eval``, ``eval-retrieval``."""

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainspoken.doors.asking import today
from plainspoken.doors.terminal.desk import Desk
from plainspoken.doors.terminal.options import Config, Debug, Json
from plainspoken.errors import UsageError
from plainspoken.present import inert

if TYPE_CHECKING:
    from plainspoken.doors.terminal.examining import Tried

app = typer.Typer()
ACCEPT = "accept"
BASELINE = "baseline.json"
LAST = "last.json"


@app.command("eval")
def evaluate(  # noqa: PLR0913, PLR0917  # a parameter for each flag
    sets: Annotated[list[str], typer.Argument(metavar="SET…", help="Names under evals/, or folders; or 'accept'.")],
    baseline: Annotated[Path | None, typer.Option("--baseline", help="Compare with this earlier result.")] = None,
    report: Annotated[Path | None, typer.Option("--report", help="Write the result into this folder.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="With 'accept': why the new figures are right.")] = "",
    smoke: Annotated[bool, typer.Option("--smoke", help="Only the short run's questions.")] = False,
    as_json: Json = False,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Put held-out questions to the assistant, offline; exit 1 when a gate fails."""
    with Desk(config, debug=debug) as desk:
        if sets == [ACCEPT]:
            _accept(desk, reason)
            return
        before = _read(baseline) if baseline else {}
        from plainspoken.doors.terminal.examining import tried

        results = [tried(_folder(name), desk.settings, gates=_gates(_folder(name)), smoke=smoke) for name in sets]
        content = {"sets": {result.name: result.as_json() for result in results}}
        _keep(desk.settings.home / "evals" / LAST, content)
        if report:
            _keep(report / "report.json", content)
        if as_json:
            desk.give(content if len(results) > 1 else results[0].as_json())
        else:
            desk.say("\n\n".join(_text(result, _figures(before, result.name)) for result in results))
        if not all(gate.holds for result in results for gate in result.gates):
            desk.failed()


@app.command("eval-retrieval")
def eval_retrieval(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Holds corpus.jsonl, queries.jsonl, qrels.tsv.")],
    as_json: Json = False,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Score retrieval on a judged collection, through the product's own index."""
    with Desk(config, debug=debug) as desk:
        settings = desk.settings
        from plainspoken.doors.terminal.judging import judge_retrieval

        found = judge_retrieval(folder, settings, today=today()).as_json()
        desk.give(found) if as_json else desk.say("\n".join(f"{name:<12} {value}" for name, value in found.items()))


def _folder(name: str) -> Path:
    """Return the folder of a set: its own, or the one of that name under ``evals/``."""
    if os.sep not in name and (Path("evals") / name).is_dir():
        return Path("evals") / name
    if not Path(name).is_dir():
        raise UsageError(f"there is no evaluation set {name!r}, neither under 'evals' nor as a folder")
    return Path(name)


def _gates(folder: Path) -> Mapping[str, tuple[float | None, float | None]]:
    """Return measure → (least, most) from ``gates.toml`` beside the set, under the set's name."""
    path = folder.resolve().parent / "gates.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get(folder.resolve().name, {})
        return {name: (bounds.get("min"), bounds.get("max")) for name, bounds in table.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError) as error:
        raise UsageError(f"{str(path)!r} is no table of measures with min and max; nothing was evaluated") from error


def _accept(desk: Desk, reason: str) -> None:
    if not reason.strip():
        raise UsageError("eval accept needs --reason: why are the new figures right?")
    last = _read(desk.settings.home / "evals" / LAST)
    path = Path("evals") / BASELINE
    _keep(path, {"reason": reason, "accepted": today().isoformat(), **last})
    desk.say(f"{path} holds the last run's figures now")


def _read(path: Path) -> dict[str, object]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{str(path)!r} holds no earlier result") from error
    if not isinstance(content, dict):
        raise UsageError(f"{str(path)!r} holds no earlier result")
    return content


def _keep(path: Path, content: Mapping[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _figures(before: Mapping[str, object], name: str) -> Mapping[str, object]:
    sets = before.get("sets")
    found = sets.get(name, {}) if isinstance(sets, dict) else {}
    figures = found.get("figures", {}) if isinstance(found, dict) else {}
    return figures if isinstance(figures, dict) else {}


def _text(result: "Tried", before: Mapping[str, object]) -> str:
    lines = [f"{result.name}: {len(result.cases)} questions"]
    for name, figure in result.figures.items():
        if figure.value is None or figure.low is None or figure.high is None:
            continue
        old = before.get(name)
        was = f"   before {old['value']:.3f}" if isinstance(old, dict) and isinstance(old.get("value"), float) else ""
        lines.append(f"  {name:<18} {figure.value:8.3f}   [{figure.low:.3f}, {figure.high:.3f}]   n {figure.n}{was}")
    lines += [f"  gate {gate.measure}: {gate.told} — {'holds' if gate.holds else 'FAILS'}" for gate in result.gates]
    return inert("\n".join(lines))
