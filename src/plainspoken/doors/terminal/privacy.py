"""Commands about private data: ``forget`` and ``privacy inventory``."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from plainspoken.doors.asking import corpus_of
from plainspoken.doors.terminal.desk import Desk
from plainspoken.doors.terminal.options import As, Config, Corpus, Debug, Json
from plainspoken.errors import UsageError
from plainspoken.present import inert, inventory_json, inventory_text

if TYPE_CHECKING:
    from plainspoken.librarian import Forgetting

app = typer.Typer()
privacy = typer.Typer(help="Say what private data sits where.", no_args_is_help=True)
app.add_typer(privacy, name="privacy")
LONGEST_VALUE = 500
MOST_LISTED = 20  # a person reads no more; --json has everything


@app.command()
def forget(  # noqa: PLR0913, PLR0917  # a parameter for each flag
    what: Annotated[
        str,
        typer.Argument(
            help="A document or folder, as cited or on disk; else a person or any other value.", metavar="PATH|PERSON"
        ),
    ],
    corpus: Corpus = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and change nothing.")] = False,
    lift: Annotated[bool, typer.Option("--lift", help="Let a value that was forgotten be ingested again.")] = False,
    value: Annotated[
        bool, typer.Option("--value", help="It is a name or another value, though it reads like a path.")
    ] = False,
    as_json: Json = False,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Remove a document, a person or another value from ledger, index, caches, kept answers and vault."""
    with Desk(config, debug=debug) as desk:
        corpus_of(corpus, f"--corpus {corpus!r}")
        if not what.strip() or len(what) > LONGEST_VALUE or (lift and (dry_run or corpus)):
            raise UsageError(f"name one path or value of at most {LONGEST_VALUE} characters; --lift goes alone")
        from plainspoken import librarian  # --help needs none of it

        if lift:
            librarian.lift(what, engines=desk.engines)
            desk.give({"lifted": True}) if as_json else desk.say("It will be ingested again.")
            return
        told = librarian.forget(what, engines=desk.engines, corpus=corpus, dry=dry_run, is_value=value)
        if as_json:
            desk.give({"dry_run": dry_run, **told.as_json()})
        else:
            desk.say(inert(_text(told, "Would be" if dry_run else "Was")))


@privacy.command()
def inventory(
    corpus: Corpus = None,
    principal: As = None,
    as_json: Json = False,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Say what private data sits where, by type, document and owner, and what went to a model: counts, never values."""
    with Desk(config, debug=debug) as desk:
        viewer = None if principal is None else desk.principal(principal)
        named = corpus_of(corpus, f"--corpus {corpus!r}")
        found = desk.assistant.inventory(viewer, named)
        desk.give(inventory_json(found)) if as_json else desk.say(inventory_text(found))


def _text(told: "Forgetting", verb: str) -> str:
    counts = f"{told.conversations} conversations, {told.answers} answers, {told.feedback} remarks on answers"
    lines = [f"{verb} removed: {len(told.removed)} documents, {counts}."]
    lines += _listed(told.removed)
    if told.records:
        lines.append(f"{verb} blanked: {told.records} records of evaluations and reviews.")
    if told.blanked:
        lines.append(f"{verb} blanked, in {len(told.blanked)} documents that stay:")
        lines += _listed([f"{name}: {count} places" for name, count in sorted(told.blanked.items())])
    if told.files:
        lines.append("These files hold it still; they are yours to change or delete:")
        lines += _listed(told.files)
    return "\n".join(lines)


def _listed(items: Sequence[str]) -> list[str]:
    more = [f"  … and {len(items) - MOST_LISTED} more (--json lists all)"] if len(items) > MOST_LISTED else []
    return [*(f"  {item}" for item in items[:MOST_LISTED]), *more]
