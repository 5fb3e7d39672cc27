"""Commands for experts: ``review`` and what belongs to it. Nobody needs git for any of them."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainspoken.access import ANONYMOUS, Principal
from plainspoken.doors.asking import day
from plainspoken.doors.terminal.desk import Desk
from plainspoken.doors.terminal.options import AsOf, Config, Debug, Json
from plainspoken.errors import NotFoundError, UsageError
from plainspoken.present import inert, review_text

if TYPE_CHECKING:
    from plainspoken.ledger import Examined
    from plainspoken.reviewer import Proposal, Reviews, Words

app = typer.Typer()
review = typer.Typer(help="Judge the cases of an evaluation one by one; corrections and new questions become cases.")
app.add_typer(review, name="review")
KEYS = {"r": "right", "p": "partly", "w": "wrong"}
SKIP, QUIT = "s", "q"
PROMPT = "[r]ight, [p]artly, [w]rong, [s]kip or [q]uit"
SEPARATOR = ";"
TYPED = "COMMANDLINE"  # what click calls the source of an option that was given

Who = Annotated[str, typer.Option("--as", help="Who reviews: kept with everything you say.")]
Name = Annotated[str | None, typer.Option("--set", help="Only the cases of this set.")]
Answerer = Annotated[str | None, typer.Option("--subject", help="Only what this one answered: extractive, or a model.")]
Asked = Annotated[str, typer.Option("--question", help="The question as it should be asked.")]
Right = Annotated[str, typer.Option("--reference", help="The right answer; of an unanswerable one, what is missing.")]
Facts = Annotated[str, typer.Option("--facts", help="What a right answer must hold, separated by ';'.")]
Note = Annotated[str, typer.Option("--note", help="Anything else that should be kept.")]
Which = Annotated[str, typer.Argument(metavar="ID", help="Of a correction, a new question or feedback.")]


@review.callback(invoke_without_command=True)
def walk(  # noqa: PLR0913, PLR0917  # a command, a parameter for each flag
    context: typer.Context,
    who: Who = ANONYMOUS,
    name: Name = None,
    subject: Answerer = None,
    every: Annotated[bool, typer.Option("--all", help="Show judged cases too.")] = False,
    as_json: Json = False,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Show the cases of the last evaluation one by one, worst first, and keep your verdicts."""
    with Desk(config, debug=debug) as desk:
        if context.invoked_subcommand is not None:
            _refuse_options(context)
            return
        reviews, reviewer = _reviews(desk), Principal(who)
        found = reviews.cases(reviewer, name) if every else reviews.waiting(reviewer, name)
        found = [each for each in found if subject in (None, each.subject)]
        if as_json:
            desk.give({"cases": [_case(each) for each in found]})
            return
        if not found:
            desk.say("Nothing to review: evaluate a set first (plainspoken eval SET), or everything is judged (--all).")
            return
        _named(who)
        judged = _walked(desk, reviews, reviewer, found)
        desk.say(f"{judged} judged, {len(found) - judged} left.")


@review.command("judge")
def judge(  # noqa: PLR0913, PLR0917  # as above
    case_id: Annotated[str, typer.Argument(metavar="CASE", help="Its id.")],
    verdict: Annotated[str, typer.Argument(metavar="VERDICT", help="right, partly or wrong.")],
    who: Who = ANONYMOUS,
    name: Name = None,
    subject: Answerer = None,
    reference: Right = "",
    facts: Facts = "",
    note: Note = "",
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Keep a verdict on one case; with --reference or --facts a correction too."""
    with Desk(config, debug=debug) as desk:
        reviews, reviewer = _reviews(desk), Principal(_named(who))
        found = [each for each in reviews.cases(reviewer, name) if subject in (None, each.subject)]
        case = _only([each for each in found if each.case_id == case_id], case_id)
        reviews.judge(case, reviewer, verdict, _words("", reference, facts, note))
        desk.say(f"{case_id}: {verdict}, says {who}.")


@review.command("ask")
def ask(  # noqa: PLR0913, PLR0917  # as above
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="As a person would ask it.")],
    reference: Right = "",
    facts: Facts = "",
    unanswerable: Annotated[bool, typer.Option("--unanswerable", help="The documents do not answer it.")] = False,
    who: Who = ANONYMOUS,
    name: Annotated[str, typer.Option("--set", help="The set it is meant for.")] = "review",
    as_of: AsOf = None,
    note: Note = "",
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Propose a new question with its right answer."""
    with Desk(config, debug=debug) as desk:
        words = _words(question, reference, facts, note, is_answerable=not unanswerable)
        kept = _reviews(desk).ask(Principal(_named(who)), words, name=name, as_of=day(as_of, f"--as-of {as_of!r}"))
        desk.say(f"Kept as {kept}: it waits for somebody to approve it.")


@review.command("proposals")
def proposals(as_json: Json = False, config: Config = None, debug: Debug = False) -> None:
    """List corrections and new questions, those that came with feedback too, and which are approved."""
    with Desk(config, debug=debug) as desk:
        found = _reviews(desk).proposals(Principal())
        if as_json:
            desk.give({"proposals": [_case(each) for each in found]})
        else:
            desk.say("\n\n".join(map(_proposal_text, found)) or "Nobody proposed anything yet.")


@review.command("approve")
def approve(  # noqa: PLR0913, PLR0917  # as above
    proposal_id: Which,
    who: Who = ANONYMOUS,
    question: Asked = "",
    reference: Right = "",
    facts: Facts = "",
    note: Note = "",
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Make a proposal a candidate case, amended where you say so."""
    with Desk(config, debug=debug) as desk:
        words = _words(question, reference, facts, note)
        _reviews(desk).approve(proposal_id, Principal(_named(who)), words)
        desk.say(f"{proposal_id} is a candidate case now; 'plainspoken review export FOLDER' writes it out.")


@review.command("refuse")
def refuse(
    proposal_id: Which, who: Who = ANONYMOUS, note: Note = "", config: Config = None, debug: Debug = False
) -> None:
    """Keep that a proposal is not wanted, and why."""
    with Desk(config, debug=debug) as desk:
        _reviews(desk).refuse(proposal_id, Principal(_named(who)), _words("", "", "", note))
        desk.say(f"{proposal_id} is refused.")


@review.command("export")
def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Is made if it is not there.")],
    name: Name = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Write the approved cases as a set that 'eval' reads."""
    with Desk(config, debug=debug) as desk:
        count = _reviews(desk).export(folder, Principal(), name)
        desk.say(f"{count} cases written to {folder}: questions.jsonl, qrels.tsv, DATASHEET.md")


def _refuse_options(context: typer.Context) -> None:
    """Refuse options before a command: it would not see them, and read other settings or work on other cases.

    Raises:
        UsageError: There are some.
    """
    sources = {each.opts[0]: context.get_parameter_source(each.name or "") for each in context.command.params}
    given = [option for option, source in sources.items() if source is not None and source.name == TYPED]
    if given:
        raise UsageError(f"give {', '.join(given)} after 'review {context.invoked_subcommand}'; nothing was done")


def _reviews(desk: Desk) -> "Reviews":
    from plainspoken.reviewer import Reviews  # --help needs none of it

    return Reviews(desk.engines.ledger)


def _named(who: str) -> str:
    """Return who reviews, if anybody is named."""
    if who == ANONYMOUS or not who.strip():
        raise UsageError("--as is missing: say who reviews; nothing was kept")
    return who


def _words(question: str, reference: str, facts: str, note: str, *, is_answerable: bool = True) -> "Words":
    from plainspoken.reviewer import Words  # --help needs none of it

    held = tuple(fact.strip() for fact in facts.split(SEPARATOR) if fact.strip())
    return Words(question, reference, held, is_answerable, note)


def _only(found: "Sequence[Examined]", case_id: str) -> "Examined":
    """Return the one case of that id.

    Raises:
        NotFoundError: There is none.
        UsageError: There are several: of other sets, or answered by others.
    """
    if not found:
        raise NotFoundError(f"no evaluated case {case_id!r} is kept here; nothing was kept")
    if len(found) > 1:
        several = ", ".join(f"--set {each.set} --subject {each.subject}" for each in found)
        raise UsageError(f"{len(found)} cases are called {case_id!r}; say which: {several}; nothing was kept")
    return found[0]


def _walked(desk: Desk, reviews: "Reviews", reviewer: Principal, found: "Sequence[Examined]") -> int:
    """Show each case and ask for a verdict; return how many were given."""
    judged = 0
    for number, case in enumerate(found, start=1):
        desk.say(f"\n── {number} of {len(found)} ──\n{review_text(case)}\n")
        said = _key()
        if said == QUIT:
            break
        if said in KEYS:
            reference = _line("Correction of the reference, empty for none")
            facts = _line("Facts that a right answer must hold, separated by ';', empty for none")
            reviews.judge(case, reviewer, KEYS[said], _words("", reference, facts, _line("Note, empty for none")))
            judged += 1
    return judged


def _key() -> str:
    """Return what the person chose, asked again until it is one of the choices; nothing typed is to quit."""
    while True:
        said = _line(PROMPT)[:1].lower() or QUIT
        if said in (*KEYS, SKIP, QUIT):
            return said


def _line(prompt: str) -> str:
    """Return a line that the person types; empty at the end of the input."""
    try:
        return input(f"{prompt}: ").strip()
    except EOFError:
        return ""


def _case(item: "Examined | Proposal") -> dict[str, object]:
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in asdict(item).items()}


def _proposal_text(item: "Proposal") -> str:
    state = "waits" if item.settled is None else f"{'approved' if item.is_approved else 'refused'} by {item.settled_by}"
    corrects = f" corrects {item.case_id}" if item.case_id else ""
    lines = [
        f"{item.id} ({item.set}{corrects}) by {item.by} on {item.given:%Y-%m-%d}: {state}",
        f"  Question   {item.words.question}",
        f"  Reference  {item.words.reference}",
    ]
    return inert("\n".join(lines))
