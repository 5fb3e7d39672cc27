"""HTML for the web page. Every text from a document, a person or a model goes through ``escaped``."""

import html
import re
from collections.abc import Sequence

from plainspoken.access import ANONYMOUS
from plainspoken.answers import Answer, Citation, Claim
from plainspoken.passages import Edition, ScoredPassage
from plainspoken.present.payload import groups_of
from plainspoken.present.plain import in_force, inert
from plainspoken.shapes import OURS

AROUND_QUOTE = 40_000  # characters of a document shown on either side of its quote; browsers choke on megabytes
MOST_SHOWN = 240  # characters of a passage that was given
PLACEHOLDER = re.compile(html.escape(OURS.pattern))
TEMPLATE_MARKS = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;"})

ROLES = {"system": "The rules", "user": "The passages and the question"}
REASONS = {
    "superseded_only": "Only documents that are no longer in force answer this.",
    "conflicting": "The documents disagree.",
    "not_predictable": "This asks for something that no document can know.",
    "unsafe": "This was not answered for safety.",
}
REMOVED_BECAUSE = {
    "contradicted": "the quoted words say otherwise",
    "unproven": "the quoted words do not prove it",
    "no_citation": "it named no passage",
    "bad_citation": "it named a passage that was not given",
    "unsafe": "it was no sentence of an answer",
}


def escaped(text: str) -> str:
    """Return ``text`` as HTML that shows it: no markup, and nothing that Gradio's templates would fill in."""
    return html.escape(inert(text)).translate(TEMPLATE_MARKS)


def waiting_html(question: str, sentences: Sequence[str]) -> str:
    """Return an answer on its way: what has been verified so far."""
    said = escaped(" ".join(sentences)) or "Reading the documents …"
    return (
        f'<article class="ps-turn" aria-busy="true"><p class="ps-question">{escaped(question)}</p>'
        f'<div class="ps-answer"><p class="ps-text ps-waiting">{said}</p></div></article>'
    )


def answer_html(answer: Answer) -> str:
    """Return an answer with citation buttons, its quotes, and how to rate it."""
    declined = answer.abstention
    lines = [f'<p class="ps-text">{_sentences(answer)}</p>']
    if declined is not None:
        if declined.reason in REASONS:
            lines.append(f'<p class="ps-missing">{escaped(REASONS[declined.reason])}</p>')
        if declined.missing:
            lines.append(f'<p class="ps-missing"><b>Missing:</b> {escaped(declined.missing)}</p>')
        if declined.ask:
            lines.append(f'<p class="ps-missing"><b>Ask:</b> {escaped(declined.ask)}</p>')
        if declined.closest:
            lines.append('<p class="ps-label">Closest in the documents</p>' + _quotes(answer, declined.closest))
    if answer.citations:
        lines.append(_quotes(answer, answer.citations))
    lines += [_notice(answer), _rating(answer)]
    kind = "ps-declined" if declined is not None else "ps-answered"
    said = f'<div class="ps-answer {kind}">{"".join(lines)}</div>'
    question = f'<p class="ps-question">{escaped(answer.question)}</p>'
    return f'<article class="ps-turn" id="{escaped(answer.id)}">{question}{said}</article>'


def document_html(edition: Edition, text: str, start: int, end: int) -> str:
    """Return a document with ``text[start:end]`` highlighted."""
    first, last = max(0, start - AROUND_QUOTE), min(len(text), end + AROUND_QUOTE)
    before, quote, after = text[first:start], text[start:end], text[end:last]
    head = "…\n" if first else ""
    tail = "\n…" if last < len(text) else ""
    facts = [
        in_force(edition.window.first, edition.window.last, inferred=edition.dates_inferred),
        "" if edition.current else "an older version",
        edition.status or "",
        f"owner {edition.owner}" if edition.owner else "no owner",
        "seen by " + (", ".join(groups_of(edition.rule)) or "nobody"),
        edition.version[:19] + "…",
    ]
    told = " · ".join(escaped(fact) for fact in facts if fact)
    return (
        f'<section class="ps-document" aria-label="Source"><h3>{escaped(edition.title)}</h3>'
        f'<p class="ps-path">{escaped(edition.path)}</p><p class="ps-facts">{told}</p>'
        f'<div class="ps-doc" tabindex="0">{escaped(head + before)}<mark id="ps-mark" tabindex="-1">{escaped(quote)}'
        f"</mark>{escaped(after + tail)}</div></section>"
    )


def saw_html(messages: Sequence[tuple[str, str]], model: str) -> str:
    """Return what ``model`` was sent, or would have been where it is nobody, its placeholders highlighted."""
    if not model:
        told = "No language model was asked: the sentences are the documents' own. A model would be given this:"
    else:
        told = f"This, and nothing else, is what <b>{escaped(model)}</b> was given."
    shown = [
        f"<h4>{escaped(ROLES.get(role, role))}</h4>"
        + f'<div class="ps-doc ps-saw" tabindex="0">{_marked(role, text)}</div>'
        for role, text in messages
    ]
    return f'<p class="ps-hint">{told}</p>' + "".join(shown)


def _marked(role: str, text: str) -> str:
    """Return a message with its placeholders highlighted; the rules only speak of them."""
    shown = escaped(text)
    return shown if role == "system" else PLACEHOLDER.sub(r'<span class="ps-private">\g<0></span>', shown)


def notice_html(message: str) -> str:
    """Return a remark to the person at the page."""
    return f'<p class="ps-hint" role="alert">{escaped(message)}</p>'


def who_html(name: str) -> str:
    """Return in whose right the page asks, and the way to sign in or out."""
    if name == ANONYMOUS:
        return (
            '<p class="ps-who">You are not signed in: you see what everyone may see. <a href="/login">Sign in</a></p>'
        )
    told = f"You ask as <b>{escaped(name)}</b>."
    return f'<form class="ps-who" method="post" action="/logout">{told} <button type="submit">Sign out</button></form>'


def why_html(answer: Answer, given: Sequence[ScoredPassage]) -> str:
    """Return how an answer came about: judged claims, removed ones, the passages it was given and the passport."""
    claims = [f"<li>{escaped(c.text)} <b>{escaped(c.verdict)}</b> {c.score:.2f}</li>" for c in answer.claims]
    gone = [
        f"<li><s>{escaped(item.text)}</s> — {escaped(REMOVED_BECAUSE.get(item.why, item.why))}</li>"
        for item in answer.removed
    ]
    rows = [_given(answer, item) for item in given]
    timings = ", ".join(f"{name} {ms} ms" for name, ms in answer.passport.timings_ms.items())
    ladder = " → ".join(answer.passport.ladder) or answer.path
    way = f"Tried: {ladder} · model: {answer.passport.model} · {timings} · {answer.id}"
    parts = [
        _list("Checked and shown", claims),
        _list("Proposed and removed", gone),
        _list("Passages given to the answerer, best first", rows),
        f'<details><summary>Technical details</summary><p class="ps-facts">{escaped(way)}</p></details>',
    ]
    return '<section class="ps-why">' + "".join(parts) + "</section>"


def _given(answer: Answer, item: ScoredPassage) -> str:
    passage = item.passage
    quoted = [
        f"[{cited.n}]"
        for cited in answer.citations
        if (cited.document_id, cited.version) == (passage.document_id, passage.version)
        and passage.start <= cited.start < passage.end
    ]
    mark = f" · <b>quoted {''.join(quoted)}</b>" if quoted else ""
    place = " > ".join(passage.section)
    words = " ".join(passage.text.split())
    return (
        f'<li><b>{escaped(item.edition.title)}</b> <span class="ps-facts">{escaped(place)}</span>{mark}'
        f"<br>{escaped(words[:MOST_SHOWN])}</li>"
    )


def _list(title: str, items: Sequence[str]) -> str:
    return f"<h4>{title}</h4><ol>{''.join(items)}</ol>" if items else ""


def _sentences(answer: Answer) -> str:
    if answer.status != "answered":
        return escaped(answer.text)
    return " ".join(f'<span class="ps-claim">{_claim(answer, claim)}</span>' for claim in answer.claims)


def _claim(answer: Answer, claim: Claim) -> str:
    """Return a claim with its buttons before the closing full stop, as its text has its markers."""
    text, stop = (claim.text[:-1], claim.text[-1]) if claim.text[-1:] in (".", "!", "?") else (claim.text, "")
    titles = {citation.n: citation.title for citation in answer.citations}
    chips = "".join(_chip(answer, n, titles.get(n, "")) for n in claim.citations)
    return f"{escaped(text)}&nbsp;{chips}{stop}"


def _chip(answer: Answer, n: int, title: str, opens: str = "citation") -> str:
    return (
        f'<button type="button" class="ps-chip" data-does="{opens}" data-answer="{escaped(answer.id)}" data-n="{n}" '
        f'aria-label="Open quote {n}: {escaped(title)}" title="{escaped(title)}">[{n}]</button>'
    )


def _quotes(answer: Answer, citations: Sequence[Citation]) -> str:
    opens = "closest" if answer.status == "abstained" else "citation"
    items = []
    for citation in citations:
        dates = in_force(citation.valid_from, citation.valid_to, inferred=citation.dates_inferred)
        section = citation.section.removeprefix(citation.title).removeprefix(" > ")
        place = " · ".join(part for part in (citation.title, section, dates) if part)
        chip = _chip(answer, citation.n, citation.title, opens)
        items.append(f"<li>{chip} <q>{escaped(citation.quote)}</q> <span>{escaped(place)}</span></li>")
    return f'<ol class="ps-quotes">{"".join(items)}</ol>'


def _notice(answer: Answer) -> str:
    return f'<p class="ps-notice">{escaped(answer.notice)}</p>' if answer.notice else ""


def _rating(answer: Answer) -> str:
    buttons = "".join(
        f'<button type="button" class="ps-rate" data-does="{rating}" data-answer="{escaped(answer.id)}" '
        f'title="{label}">{label}</button>'
        for rating, label in (("up", "This helped"), ("down", "This did not help"))
    )
    return (
        f'<p class="ps-rating"><span class="ps-facts">As things stood on {answer.as_of.isoformat()}</span>{buttons}</p>'
    )
