"""Plain text for a terminal."""

import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from plainspoken.answers import Answer, Citation
from plainspoken.passages import Edition, ScoredPassage
from plainspoken.present.payload import groups_of

WIDTH = 96  # columns; wider lines are hard to read
WORD = "word:"  # begins the reasons that name a shared word
CONTROLS = {"Cc", "Cs"}  # Unicode's control characters and lone surrogates
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # they show text in another order
LONGEST_QUOTE = 600  # characters of one quote in a terminal; --json has all of it


def inert(text: str) -> str:
    """Return ``text`` without anything that a terminal would obey or that turns the reading direction."""
    return "".join(c if _is_harmless(c) else "�" for c in text.replace("\r\n", "\n"))


def _is_harmless(character: str) -> bool:
    return character in "\n\t" or not (character in TURNS or unicodedata.category(character) in CONTROLS)


def answer_text(answer: Answer) -> str:
    """Return an answer with its numbered quotes, or what is missing and whom to ask."""
    parts = [_wrapped(answer.text)]
    declined = answer.abstention
    if declined is not None:
        if declined.missing:
            parts.append(_wrapped(f"Missing: {declined.missing}"))
        if declined.closest:
            parts.append("Closest in the documents:\n" + "\n".join(_cited(c) for c in declined.closest))
        if declined.ask:
            parts.append(_wrapped(f"Ask: {declined.ask}"))
    if answer.citations:
        parts.append("\n".join(_cited(citation) for citation in answer.citations))
    if answer.notice:
        parts.append(_wrapped(answer.notice))
    for number, other in enumerate(answer.candidates, start=2):
        parts.append(f"── Candidate {number} ──\n\n" + answer_text(other))
    return "\n\n".join(parts)


def results_text(found: Sequence[ScoredPassage]) -> str:
    """Return search results, best first, each with the reasons for its rank."""
    if not found:
        return "Nothing found."
    lines = []
    for rank, item in enumerate(found, start=1):
        edition, passage = item.edition, item.passage
        place = _place(edition.path, edition.title, " > ".join(passage.section), passage.page)
        text = _quoted(passage.text, opening="", closing="")
        lines.append(inert(f"{rank}. {item.score:.3f}  {place}  ({reasons(item.why)})") + f"\n{text}")
    return "\n".join(lines)


def saw_text(messages: Sequence[tuple[str, str]], model: str) -> str:
    """Return what ``model`` was sent, or would have been where it is nobody, word for word: nothing is wrapped."""
    if not messages:
        return "Nothing was sent to a model, and of what would have been nothing is kept."
    told = f"Sent to {model}, and nothing else:" if model else "No model was sent anything; one would be sent this:"
    return inert("\n\n".join([told, *(f"[{role}]\n{text}" for role, text in messages)]))


def documents_text(editions: Iterable[Edition]) -> str:
    """Return one line for each edition."""
    lines = []
    for edition in sorted(editions, key=lambda e: (e.corpus, e.path, not e.current)):
        details = [
            edition.title,
            "current" if edition.current else "older version",
            edition.status or "",
            in_force(edition.window.first, edition.window.last, inferred=edition.dates_inferred),
            f"owner {edition.owner}" if edition.owner else "no owner",
            "seen by " + (", ".join(groups_of(edition.rule)) or "nobody"),
            edition.version[:19],
        ]
        lines.append(inert(f"{edition.corpus}/{edition.path}\n    " + " · ".join(part for part in details if part)))
    return "\n".join(lines) or "No documents."


def reasons(why: Mapping[str, float]) -> str:
    """Return in words what made a passage rank: how near in meaning, and which words it shares."""
    words = sorted(name.removeprefix(WORD) for name in why if name.startswith(WORD))
    told = [f"meaning {why['dense']:.2f}"] if "dense" in why else []
    told += [f"words {why['sparse']:.2f}" + (f" ({', '.join(words)})" if words else "")] if "sparse" in why else []
    known = ("dense", "sparse", "dense_rank", "sparse_rank")
    others = sorted(name for name in why if name not in known and not name.startswith(WORD))
    return ", ".join([*told, *[f"{name} {why[name]:.2f}" for name in others]])


def in_force(first: object, last: object, *, inferred: bool) -> str:
    """Return in words when something is in force."""
    if first and last and str(last) < str(first):
        return "never in force"
    if first and last:
        words = f"in force {first} to {last}"
    elif first or last:
        words = f"in force since {first}" if first else f"in force until {last}"
    else:
        return "no dates"
    return words + (" (inferred)" if inferred else "")


def _cited(citation: Citation) -> str:
    where = _place(citation.document, citation.title, citation.section, citation.page)
    dates = in_force(citation.valid_from, citation.valid_to, inferred=citation.dates_inferred)
    owner = f" · owner {citation.owner}" if citation.owner else ""
    head = textwrap.fill(
        inert(f"[{citation.n}] {where} · {dates}{owner}"),
        WIDTH,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return f"{head}\n{_quoted(citation.quote)}"


def _place(path: str, title: str, section: str, page: int | None) -> str:
    inner = section.removeprefix(title).removeprefix(" > ") if section != title else ""
    return " · ".join(part for part in (path, title, inner, f"page {page}" if page else "") if part)


def _quoted(text: str, opening: str = "“", closing: str = "”") -> str:
    cut = text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + " …"
    lines = inert(f"{opening}{cut}{closing}").splitlines()
    return "\n".join(
        textwrap.fill(line, WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
        for line in lines
        if line.strip()
    )


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.fill(line, WIDTH, break_on_hyphens=False) for line in inert(text).splitlines())
