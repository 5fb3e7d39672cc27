"""Markdown for chat clients: the answer's sentences, then its sources."""

import re

from plainspoken.answers import Answer, Citation
from plainspoken.present.plain import in_force, inert

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!$&@])")
MARKUP = re.compile(r"(?<=\])([(:])|<(?=[A-Za-z/!?])")  # what turns words into a link, an image or an element


def answer_markdown(answer: Answer) -> str:
    """Return an answer with its sources, as a chat client shows it."""
    sources = sources_markdown(answer)
    return sentence_markdown(answer.text) + (f"\n\n{sources}" if sources else "")


def sources_markdown(answer: Answer) -> str:
    """Return what follows the sentences: numbered quotes, what is missing, whom to ask, the notice."""
    parts = []
    declined = answer.abstention
    if declined is not None:
        if declined.missing:
            parts.append(f"Missing: {escaped(declined.missing)}")
        if declined.closest:
            parts.append("Closest in the documents:\n\n" + _list(declined.closest))
        if declined.ask:
            parts.append(f"Ask: {escaped(declined.ask)}")
    if answer.citations:
        parts.append(_list(answer.citations))
    if answer.notice:
        parts.append(escaped(answer.notice))
    return "\n\n".join(parts)


def sentence_markdown(text: str) -> str:
    """Return a verified sentence; its markers stay, but nothing in it becomes a link, an image or an element."""
    return MARKUP.sub(lambda found: f"\\{found[0]}", inert(text)).replace("://", "\\://")


def escaped(text: str) -> str:
    """Return ``text`` on one line, with nothing in it that Markdown or HTML would read as markup."""
    return SPECIAL.sub(r"\\\1", " ".join(inert(text).split())).replace("://", "\\://")


def _list(citations: tuple[Citation, ...]) -> str:
    lines = []
    for citation in citations:
        dates = in_force(citation.valid_from, citation.valid_to, inferred=citation.dates_inferred)
        section = f", {escaped(citation.section)}" if citation.section else ""
        title = escaped(citation.title)
        lines.append(f"- \\[{citation.n}\\] “{escaped(citation.quote)}” — {title}{section}, {dates}")
    return "\n".join(lines)
