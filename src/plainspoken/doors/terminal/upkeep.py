"""Commands that keep the house: ``ingest``, ``weights``, ``doctor``."""

import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainspoken.doors.asking import corpus_of, today
from plainspoken.doors.terminal.desk import Desk
from plainspoken.doors.terminal.options import Config, Debug, Json
from plainspoken.errors import PlainspokenError, UsageError
from plainspoken.present import inert
from plainspoken.settings import key_digest

if TYPE_CHECKING:
    from collections.abc import Callable

app = typer.Typer()
KEY_BYTES = 32
COUNTS = ("added", "changed", "unchanged", "removed", "skipped", "passages")
"""Parts of the report that are told as numbers."""
LISTS = {
    "refused": "Refused",
    "problems": "Needs your attention",
    "skipped": "Skipped",
    "undated": "No dates given: treated as always valid",
    "unowned": "Without an owner",
    "duplicates": "Duplicates or near-duplicates",
}
MOST_LISTED = 20  # a person reads no more; --json has everything


@app.command()
def ingest(
    paths: Annotated[list[str], typer.Argument(help="Folders and files.", metavar="PATH…", show_default=False)],
    corpus: Annotated[str, typer.Option("--corpus", help="Name of the corpus they belong to.")] = "default",
    prune: Annotated[bool, typer.Option("--prune", help="Remove what is no longer there.")] = False,
    as_json: Json = False,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Read folders and files of every supported kind; what is unchanged is left alone."""
    with Desk(config, debug=debug) as desk:
        corpus_of(corpus, f"--corpus {corpus!r}")
        if not all(paths):
            raise UsageError("PATH '' is no folder and no file; the current folder is '.'; nothing was ingested")
        from plainspoken.librarian import Corpus, keep  # --help needs none of it

        chosen = desk.settings.corpus(corpus)
        with _progress() as progress:
            report = keep(
                [Path(path) for path in paths],
                corpus=Corpus(corpus, chosen.access, chosen.level),
                engines=desk.engines,
                on=today(),
                prune=prune,
                progress=progress,
            )
        content = report.as_json()
        passed_over = {"skipped": [{"path": one.path, "why": one.why} for one in report.skipped]}
        desk.give(content) if as_json else desk.say(_report_text(content | passed_over))
        if content["refused"]:
            desk.failed()
        _expire(desk)


def _expire(desk: Desk) -> None:
    """Let go of what was kept long enough; what was ingested is in, and was told, whether this succeeds or not."""
    from plainspoken.doors.terms import terms_of  # --help needs none of it
    from plainspoken.librarian import expire  # as above

    try:
        expire(desk.engines, terms_of(desk.settings))
    except PlainspokenError as error:
        desk.tell(
            f"plainspoken: what is past its term was not removed, the next ingest tries again ({inert(str(error))})"
        )


@app.command()
def weights(as_json: Json = False, config: Config = None, debug: Debug = False) -> None:
    """Fetch the pinned weight files and check their SHA-256."""
    with Desk(config, debug=debug) as desk:
        from plainspoken.weights import fetch  # --help needs none of it

        paths = fetch(progress=desk.tell)
        desk.give({"weights": [str(path) for path in paths]}) if as_json else desk.say("\n".join(map(str, paths)))


@app.command()
def doctor(
    what: Annotated[str | None, typer.Argument(help="'key' makes an API key and its hash.", metavar="[key]")] = None,
    as_json: Json = False,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Show every setting in force, where it came from, and what is reachable; never a secret."""
    with Desk(config, debug=debug) as desk:
        if what == "key":
            _make_key(desk, as_json)
            return
        if what is not None:
            raise UsageError(f"there is no 'doctor {what}'; allowed: doctor, doctor key")
        from plainspoken.doors.terminal.health import checks  # --help needs none of it

        rows = desk.settings.shown()
        found = checks(desk.settings, desk.engines)
        if as_json:
            settings = {key: {"value": value, "from": origin} for key, value, origin in rows}
            desk.give({"settings": settings, "checks": [check.as_json() for check in found]})
        else:
            width = max(len(key) for key, _, _ in rows)
            desk.say("\n".join(f"{key:<{width}}  {inert(value)}  ({origin})" for key, value, origin in rows) + "\n")
            desk.say("\n".join(f"{'ok  ' if check.is_ok else 'FAIL'}  {check.name}: {check.told}" for check in found))
        if not all(check.is_ok for check in found):
            desk.failed()


def _make_key(desk: Desk, as_json: bool) -> None:
    key = "psk_" + secrets.token_urlsafe(KEY_BYTES)
    digest = f"sha256:{key_digest(key)}"
    if as_json:
        desk.give({"key": key, "hash": digest})
    else:
        desk.say(f"key   {key}\nhash  {digest}\n\nGive the key to its person; it is kept nowhere. In access.toml:\n")
        desk.say(f'[principals.NAME]\ngroups = []\napi_keys = ["{digest}"]')


@contextmanager
def _progress() -> "Iterator[Callable[[str, int], None] | None]":
    """Show what was read, of how much, on standard error while a person watches, and nothing otherwise."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # a tenth of a second, and only a person needs it
    from rich.markup import escape  # as above
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # as above

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("reading …", total=None)
        yield lambda path, many: bars.update(task, advance=1, total=many, description=escape(inert(path)))


def _report_text(content: Mapping[str, object]) -> str:
    lines = [", ".join(f"{_number(content[name])} {name}" for name in COUNTS)]
    private = content["private"]
    if isinstance(private, dict) and private:
        lines.append("Private things found: " + ", ".join(f"{count} {kind}" for kind, count in private.items()))
    for name, title in LISTS.items():
        items = content[name]
        if isinstance(items, list) and items:
            more = [f"  … and {len(items) - MOST_LISTED} more (--json lists all)"] if len(items) > MOST_LISTED else []
            lines += [f"{title}:", *[f"  {_item(item)}" for item in items[:MOST_LISTED]], *more]
    return inert("\n".join(lines))


def _number(value: object) -> object:
    return len(value) if isinstance(value, list) else value


def _item(item: object) -> str:
    if isinstance(item, dict):
        return f"{item['path']}: {item['why']}"
    return " = ".join(map(str, item)) if isinstance(item, list) else str(item)
