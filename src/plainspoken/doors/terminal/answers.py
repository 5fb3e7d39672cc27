"""Commands that ask: ``ask``, ``search``, ``documents``, ``show``, ``replay``."""

import difflib
import json
from typing import Annotated, Any

import typer

from plainspoken.conversations import Question
from plainspoken.doors.asking import MOST_CANDIDATES, MOST_RESULTS, checked, corpus_of, day
from plainspoken.doors.terminal.desk import Desk
from plainspoken.doors.terminal.options import As, AsOf, Audience, Config, Corpus, Debug, Json
from plainspoken.present import (
    answer_json,
    answer_text,
    documents_json,
    documents_text,
    inert,
    results_json,
    results_text,
    saw_text,
)

app = typer.Typer()
DIFFERENCES = ("id", "path", "timings_ms")  # they differ between two equal answers, and between their candidates


@app.command()
def ask(  # noqa: PLR0913, PLR0917  # a parameter for each flag
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="What you want to know, in plain words.")],
    name: As = None,
    corpus: Corpus = None,
    audience: Audience = "sponsor",
    as_of: AsOf = None,
    candidates: Annotated[int, typer.Option("--candidates", help=f"Other answers too, 0 to {MOST_CANDIDATES}.")] = 0,
    as_json: Json = False,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Answer a question, every sentence with the words that prove it."""
    with Desk(config, debug=debug) as desk:
        asked = Question(
            question, day(as_of, f"--as-of {as_of!r}"), audience=audience, corpus=corpus, candidates=candidates
        )
        checked(asked, f"--audience {audience!r}", f"--corpus {corpus!r}")
        answer = desk.assistant.ask(
            Question(question, asked.as_of, desk.principal(name), audience, corpus, candidates=candidates)
        )
        desk.give(answer_json(answer)) if as_json else desk.say(answer_text(answer))
        for remark in desk.assistant.remarks():
            desk.tell(f"plainspoken: {inert(remark)}")


@app.command()
def search(  # noqa: PLR0913, PLR0917  # a parameter for each flag
    query: Annotated[str, typer.Argument(metavar="QUERY", help="What to look for.")],
    name: As = None,
    corpus: Corpus = None,
    as_of: AsOf = None,
    k: Annotated[int, typer.Option("-k", help="How many passages.", min=1, max=MOST_RESULTS)] = 10,
    as_json: Json = False,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Find passages, and say why each ranks where it does."""
    with Desk(config, debug=debug) as desk:
        asked = Question(query, day(as_of, f"--as-of {as_of!r}"), corpus=corpus)
        wanted = checked(asked, corpus=f"--corpus {corpus!r}")
        found = desk.assistant.search(query, principal=desk.principal(name), as_of=wanted.as_of, corpus=corpus, limit=k)
        desk.give(results_json(query, wanted.as_of, found)) if as_json else desk.say(results_text(found))


@app.command()
def documents(
    name: As = None, corpus: Corpus = None, as_json: Json = False, config: Config = None, debug: Debug = False
) -> None:
    """List what is there: status, versions, dates, owner, access."""
    with Desk(config, debug=debug) as desk:
        named = corpus_of(corpus, f"--corpus {corpus!r}")
        editions = desk.assistant.documents(desk.principal(name), named)
        desk.give(documents_json(editions)) if as_json else desk.say(documents_text(editions))


@app.command()
def show(
    answer_id: Annotated[str, typer.Argument(metavar="ANSWER_ID", help="The id of an answer: ans_…")],
    name: As = None,
    sent: Annotated[bool, typer.Option("--sent", help="Also what a model was sent, word for word.")] = False,
    as_json: Json = False,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Show an answer given earlier, with its passport."""
    with Desk(config, debug=debug) as desk:
        asker = desk.principal(name)
        answer = desk.assistant.answer(answer_id, asker)
        content, model = answer_json(answer), desk.assistant.told_to(answer_id, asker)
        messages = desk.assistant.saw(answer_id, asker) if sent else ()
        if as_json:
            told = [{"role": role, "text": text} for role, text in messages if model]
            desk.give({**content, "sent": told} if sent else content)
            return
        passport = json.dumps(content["passport"], indent=2, ensure_ascii=False)
        desk.say(f"{inert(answer.question)}\n\n{answer_text(answer)}\n\nPassport of {answer.id}:\n{inert(passport)}")
        if sent:
            desk.say("\n" + saw_text(messages, model))


@app.command()
def replay(
    answer_id: Annotated[str, typer.Argument(metavar="ANSWER_ID", help="The id of an answer: ans_…")],
    name: As = None,
    as_json: Json = False,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Answer an earlier question again, and show the difference."""
    with Desk(config, debug=debug) as desk:
        old, new = (answer_json(answer) for answer in desk.assistant.replay(answer_id, desk.principal(name)))
        before, after = _comparable(old), _comparable(new)
        changed = [field for field in before if before[field] != after[field]]
        if as_json:
            desk.give({"same": not changed, "changed": changed, "old": old, "new": new})
        elif not changed:
            desk.say(f"The same answer again, byte for byte: {inert(str(new['text']))}")
        else:
            sides = ({field: side[field] for field in changed} for side in (before, after))
            was, now = (json.dumps(side, indent=1, ensure_ascii=False).splitlines() for side in sides)
            diff = difflib.unified_diff(was, now, str(old["id"]), str(new["id"]), lineterm="")
            desk.say(f"Changed: {', '.join(changed)}\n" + inert("\n".join(diff)))


def _comparable(value: Any) -> Any:  # JSON
    """Return what must be equal in two answers, and in the candidates beside them."""
    if isinstance(value, dict):
        return {name: _comparable(inner) for name, inner in value.items() if name not in DIFFERENCES}
    return [_comparable(inner) for inner in value] if isinstance(value, list) else value
