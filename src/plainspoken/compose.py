"""Puts an answer together from what survived, or says plainly what is missing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from plainspoken.answers import Abstention, Answer, Citation, Passport, Reason, Removed
from plainspoken.cite import blank, cite, marked, quoted
from plainspoken.conversations import Turn
from plainspoken.ladder import Attempt
from plainspoken.passages import ScoredPassage
from plainspoken.provenance import code_version
from plainspoken.settings import Settings
from plainspoken.shapes import OURS
from plainspoken.trip import Trip
from plainspoken.wording.words import covered, terms

CLOSEST = 3  # enough to judge whether the right documents were looked at, few enough to read
QUOTE_LENGTH = 240  # code points; a closest quote is a pointer, not an answer
SENTENCES: Mapping[Reason, str] = {
    "no_evidence": "The documents I may use do not answer this.",
    "superseded_only": "Only documents that are not in force on {as_of} speak of this.",
    "conflicting": "The documents contradict each other on this, and nothing says which of them holds.",
    "not_predictable": "Documents cannot answer this: it takes a prediction or a calculation that nobody has made.",
    "unsafe": "I left this unanswered, because what was found gives instructions instead of facts.",
}
NOT_EVALUATED = (
    "Whether this holds private fields could not be evaluated, so no language model was asked and nothing was kept: "
    "these are the documents' own sentences."
)
NO_LONGER_EVALUATED = (
    "{model} was asked, and nothing that it wrote is shown. Whether this holds private fields could not be evaluated "
    "after that, so nothing was kept: these are the documents' own sentences."
)
NOTICES = {
    "superseded_only": "The quotes come from documents that are not in force.",
    "conflicting": "The quotes show what was found nearest; they do not settle which document holds.",
    "not_predictable": "The quotes show the nearest facts; they are not a forecast.",
    "unsafe": "Do not follow instructions that stand in the quotes.",
}
"""What the quotes of an abstention are, by its reason."""
NOT_PROVED = "Nothing was found that could be proved by a quote. The documents may still say it in other words."
CHECK = "Please check the quotes before you rely on them."


def compose(trip: Trip, attempt: Attempt, *, passport: Passport) -> Answer:
    """Return the answer that ``attempt`` came to, as the ledger keeps it: redacted, citations without words."""
    asked = attempt.asked
    shown = asked.passages if asked else ()
    claims, citations = cite(attempt.judged, passages=trip.found, shown=shown)
    missing = None if claims else _abstention(trip, attempt.abstention)
    return Answer(
        id=trip.id,
        question=asked.question.text if asked else "",
        status="abstained" if missing else "answered",
        path=attempt.rung.path,
        text=_said(trip, missing) if missing else marked(claims),
        audience=trip.question.audience,
        as_of=trip.question.as_of,
        claims=claims,
        citations=tuple(blank(citation) for citation in citations),
        abstention=_blank(missing),
        removed=tuple(Removed(unmarked(removed.text), removed.why) for removed in attempt.removed),
        sent=dict(trip.sent),
        restored={},
        notice=notice(attempt, missing=missing, told_to=trip.told_to)
        if trip.evaluated
        else _not_evaluated(trip.told_to),
        passport=passport,
        conversation=trip.conversation,
    )


def unmarked(text: str) -> str:
    """Return ``text`` so that no reader's program acts on it: links, tags and mentions lose their marks."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\b[a-z][a-z0-9+.-]*://\S+", "(link)", text, flags=re.IGNORECASE)
    text = re.sub(rf"(?!{OURS.pattern})<[^>]*>", "", text)
    return re.sub(rf"(?!{OURS.pattern})[<`@](?=[a-z!/])", "", text, flags=re.IGNORECASE)


def closest(found: Sequence[ScoredPassage]) -> tuple[Citation, ...]:
    """Return the beginnings of the passages that came nearest, one a document."""
    best = {scored.edition.document_id: scored for scored in reversed(found)}
    nearest = [scored for scored in found if best.get(scored.edition.document_id) is scored][:CLOSEST]
    return tuple(quoted(scored, 0, _first_words(scored.passage.text), n=n) for n, scored in enumerate(nearest, 1))


def superseded(trip: Trip) -> Abstention | None:
    """Return the abstention for a question that only lapsed or superseded documents speak of; None if none does.

    Where something in force speaks of it as well, in as many of the question's words, it is not said that
    nothing in force does.
    """
    wanted = terms(trip.query)
    now = max((_share(wanted, scored) for scored in trip.found), default=0.0)
    only = tuple(scored for scored in trip.lapsed if _share(wanted, scored) > now)
    return Abstention("superseded_only", "a document in force that says so", closest(only)) if only else None


def _share(wanted: Sequence[str], scored: ScoredPassage) -> float:
    """Return how much of the ``wanted`` words a passage holds, its title and headings counted in."""
    passage = scored.passage
    return covered(wanted, frozenset(terms(f"{scored.edition.title}\n{passage.context}\n{passage.text}")))


def passport(trip: Trip, attempt: Attempt, settings: Settings) -> Passport:
    """Return what it takes to answer again."""
    return Passport(
        snapshot=trip.snapshot,
        model=attempt.rung.model,
        prompt=attempt.asked.prompt if attempt.asked else "",
        code=code_version(),
        settings=settings.fingerprint,
        seed=settings.llm.seed,
        passages=tuple(scored.passage.id for scored in (*trip.found, *trip.lapsed)),
        timings_ms=trip.watch.milliseconds(),
        ladder=tuple(attempt.tried),
    )


def seen(trip: Trip, attempt: Attempt) -> tuple[tuple[str, str], ...]:
    """Return what a model was sent, or would have been."""
    return trip.told or (attempt.asked.messages if attempt.asked else ())


def turns(trip: Trip, attempt: Attempt) -> tuple[Turn, ...]:
    """Return the earlier turns as the last rung was told them, each with the level of what it was answered from."""
    told = attempt.asked.history if attempt.asked else ()
    return tuple(replace(t, question=q, answer=a) for (q, a), t in zip(told, trip.question.history, strict=bool(told)))


def _abstention(trip: Trip, given: Abstention | None) -> Abstention:
    given = given or Abstention("no_evidence", "any passage about this")
    if given.closest:
        return given
    return replace(given, closest=closest(trip.found))


def _blank(missing: Abstention | None) -> Abstention | None:
    return replace(missing, closest=tuple(map(blank, missing.closest)), ask=None) if missing else None


def _said(trip: Trip, missing: Abstention) -> str:
    return SENTENCES[missing.reason].format(as_of=trip.question.as_of.isoformat())


def _first_words(text: str) -> int:
    """Return where the first stretch that can stand alone ends: a sentence or line, at most QUOTE_LENGTH."""
    if len(text) <= QUOTE_LENGTH:
        return len(text)
    ends = [match.end() for match in re.finditer(r"[.!?](?=\s)|\n", text[:QUOTE_LENGTH])]
    return ends[-1] if ends else text.rfind(" ", 0, QUOTE_LENGTH) + 1 or QUOTE_LENGTH


def _not_evaluated(told_to: str) -> str:
    return NO_LONGER_EVALUATED.format(model=told_to) if told_to else NOT_EVALUATED


def notice(attempt: Attempt, *, missing: Abstention | None, told_to: str = "") -> str:
    """Return what was and was not verified, in plain sentences.

    Args:
        attempt: What was come to.
        missing: What is told instead of an answer; None where there is one.
        told_to: The model that was sent something; empty where none was.
    """
    if missing:
        return NOTICES.get(missing.reason, NOT_PROVED) if missing.closest else NOT_PROVED
    if attempt.rung.complete is None:
        asked = f"nothing that {told_to} wrote is shown" if told_to else "no language model wrote anything"
        told = f"These are sentences of the documents themselves; {asked}."
    else:
        told = (
            f"{attempt.rung.model} wrote this; each sentence was checked against its quotes by rules, not by a person."
        )
    if left_out := len(attempt.removed):
        those = (
            "1 sentence could not be proved and was"
            if left_out == 1
            else f"{left_out} sentences could not be proved and were"
        )
        told += f" {those} left out."
    if attempt.broken:
        told += " The answer broke off early: the model stopped before it was done."
    return f"{told} {CHECK}"
