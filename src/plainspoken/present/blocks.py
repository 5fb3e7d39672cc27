"""Slack's Block Kit."""

from plainspoken.answers import Answer, Citation
from plainspoken.present.plain import in_force, inert

LONGEST_TEXT = 2900  # a text object holds 3,000 characters, and escapes may lengthen ours
MOST_QUOTES, MOST_SECTIONS = 20, 8  # a message holds 50 blocks
LONGEST_QUOTE = 600

Block = dict[str, object]


def answer_blocks(answer: Answer) -> list[Block]:
    """Return the blocks of an answer: sentences, quotes, what is missing, the notice."""
    blocks = [_section(piece) for piece in _pieces(answer.text)]
    declined = answer.abstention
    if declined is not None:
        told = [f"Missing: {declined.missing}"] if declined.missing else []
        told += [f"Ask: {declined.ask}"] if declined.ask else []
        blocks += [_section("\n".join(told))] if told else []
        blocks += [_quote(citation) for citation in declined.closest[:MOST_QUOTES]]
    blocks += [_quote(citation) for citation in answer.citations[:MOST_QUOTES]]
    if answer.notice:
        blocks.append({"type": "context", "elements": [_text(answer.notice)]})
    return blocks


def fallback_text(answer: Answer) -> str:
    """Return what a notification shows of an answer."""
    return _escaped(answer.text)


def _section(text: str) -> Block:
    return {"type": "section", "text": _text(text)}


def _quote(citation: Citation) -> Block:
    dates = in_force(citation.valid_from, citation.valid_to, inferred=citation.dates_inferred)
    cut = citation.quote if len(citation.quote) <= LONGEST_QUOTE else citation.quote[:LONGEST_QUOTE] + " …"
    words = " ".join(cut.split())
    section = f" · {citation.section}" if citation.section else ""
    return {
        "type": "context",
        "elements": [_text(f"[{citation.n}] “{words}” — {citation.title} ({citation.document}){section} · {dates}")],
    }


def _pieces(text: str) -> list[str]:
    """Return a long text in pieces of one section each, cut behind sentences or between words; no words are lost.

    What is longer than all sections together ends with the last of them.
    """
    pieces: list[str] = []
    while len(_safe(text)) > LONGEST_TEXT and len(pieces) < MOST_SECTIONS - 1:
        head = _head(text)
        cut = max(head.rfind(end) + 1 for end in (". ", "! ", "? ", "\n")) or head.rfind(" ") + 1 or len(head)
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*pieces, text]


def _head(text: str) -> str:
    """Return as much of ``text`` as one section holds."""
    end = LONGEST_TEXT
    while len(_safe(text[:end])) > LONGEST_TEXT:  # its escapes are longer than what they stand for
        end -= max(1, (len(_safe(text[:end])) - LONGEST_TEXT) // len("&amp;"))
    return text[:end]


def _text(text: str) -> Block:
    """Return a text object in which nothing is a link, a mention, an emoji or formatting: it is plain text to Slack."""
    return {"type": "plain_text", "text": _escaped(text) or " ", "emoji": False}


def _safe(text: str) -> str:
    return inert(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escaped(text: str) -> str:
    safe = _safe(text)
    if len(safe) <= LONGEST_TEXT:
        return safe
    cut = safe[:LONGEST_TEXT]
    head, _, entity = cut.rpartition("&")
    return (head if head and ";" not in entity and len(entity) < len("&amp;") else cut) + " …"
