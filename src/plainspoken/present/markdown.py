"""Markdown for chat clients: the answer's sentences, then its sources."""

import re

from plainspoken.answers import Answer, Citation
from plainspoken.present.plain import in_force, inert

SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~!$&@]|:(?=//)|(?<=\bwww)\.", re.IGNORECASE)
MARKUP = re.compile(
    r"(?<=\])[(:]|<(?=[A-Za-z/!?])"  # what turns words into a link, an image or an element
    r"|(?<=\bwww)\.|:(?=//)|@"  # what becomes a link by itself
    r"|[\\`*~]|(?<![^\W_])_|_(?![^\W_])",  # what becomes formatting; inside a word _ does not
    re.IGNORECASE,
)
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
MISSING, CLOSEST, ASK = "Missing: ", "Closest in the documents:\n\n", "Ask: "
SOURCES = re.compile(rf"\n\n(?:{MISSING}|{CLOSEST}|{ASK}|- \\\[\d+\\\] “)")


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
            parts.append(f"{MISSING}{escaped(declined.missing)}")
        if declined.closest:
            parts.append(CLOSEST + _list(declined.closest))
        if declined.ask:
            parts.append(f"{ASK}{escaped(declined.ask)}")
    if answer.citations:
        parts.append(_list(answer.citations))
    if answer.notice:
        parts.append(escaped(answer.notice))
    return "\n\n".join(parts)


def sentence_markdown(text: str) -> str:
    """Return a verified sentence; its markers stay, but nothing in it becomes a link, an element or formatting."""
    return MARKUP.sub(r"\\\g<0>", inert(text))


def sentences_of(shown: str) -> str:
    """Return the sentences alone of what ``answer_markdown`` made of an answer; what others wrote stays as it is."""
    sentences, *sources = SOURCES.split(shown, maxsplit=1)
    return ESCAPED.sub(r"\1", sentences) if sources else shown


def escaped(text: str) -> str:
    """Return ``text`` on one line, with nothing in it that Markdown or HTML would read as markup."""
    return SPECIAL.sub(r"\\\g<0>", " ".join(inert(text).split()))


def _list(citations: tuple[Citation, ...]) -> str:
    lines = []
    for citation in citations:
        dates = in_force(citation.valid_from, citation.valid_to, inferred=citation.dates_inferred)
        section = f", {escaped(citation.section)}" if citation.section else ""
        title = escaped(citation.title)
        lines.append(f"- \\[{citation.n}\\] “{escaped(citation.quote)}” — {title}{section}, {dates}")
    return "\n".join(lines)
