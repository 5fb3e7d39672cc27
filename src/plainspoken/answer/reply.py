"""Reads a model's reply as it streams: whole sentences with their markers, and what is dropped (CONTRACT §8)."""

import re
from collections.abc import Iterator

from plainspoken.answer.unsafe import inert, is_unsafe
from plainspoken.answers import Abstention, Removed, Sentence
from plainspoken.wording.stops import ends_sentence

_ONE = r"\[\s*(?:passages?\s+)?\d{1,4}(?:\s*(?:[,;&–-]|and)\s*\d{1,4})*\s*\]"
MARKER = re.compile(_ONE, re.IGNORECASE)
MARKERS = re.compile(rf"(?:\s*(?:[,;]\s*|and\s+|[–-]\s*)?{_ONE})+", re.IGNORECASE)
RANGE = re.compile(r"(\d{1,4})\s*\]?\s*[–-]\s*\[?\s*(\d{1,4})")
STOP = re.compile(r"[.!?…](?:[\"'”’)*_`]|'')*|\n")
PENDING = re.compile(r"\s*(?:[,;–-]\s*|and\s+)?(?:\[[^\]]*)?\Z", re.IGNORECASE)  # a marker may still come
NEXT = re.compile(r"\s*(\S+)\s")
OPEN = re.compile(r"\s*\[[^\]]{0,40}\Z")
BULLET = re.compile(r"\A\s*(?:[-*•–>]+\s+|#+\s+|\(?\d{1,2}[.)]\s+|(?:answer|a)\s*:\s*)+", re.IGNORECASE)
WIDEST_RANGE = 20
SHIELD = str.maketrans("[]", "\x02\x03")
UNSHIELD = str.maketrans("\x02\x03", "[]")
OF_VALUES = re.compile(r"\b(?:in|from|between|of|is|are|ranges?|interval|within|to)\s*\Z", re.IGNORECASE)
OF_SOURCES = re.compile(
    r"\b(?:shown|described|stated|reported|said|given|noted|explained|mentioned|documented|found|seen|listed|written|"
    r"defined|passages?|sources?|documents?)\s+(?:in|of|from)\s*\Z",
    re.IGNORECASE,
)
DECLINE = re.compile(
    r"""\b(?:the\s+|these\s+|those\s+|provided\s+|given\s+|numbered\s+|any\s+of\s+the\s+)*(?:passages?|documents?|contexts?|sources|text)\s+(?:provided\s+|given\s+|above\s+)?
        (?:do(?:es)?\s+not|don['’]t|doesn['’]t|did\s+not|cannot|can['’]t)\s+(?:\w+\s+)?(?:answer|contain|provide|mention|say|state|include|specify|give|address|have|discuss|cover|describe|indicate)
    |\bI\s+(?:do\s+not|don['’]t|cannot|can['’]t|am\s+(?:unable|not\s+able))\b
    |\bI['’]m\s+(?:sorry|unable|not\s+able)\b|^\W*sorry\b
    |\b(?:no|not\s+enough|insufficient)\s+information\b
    |\bnone\s+of\s+the(?:se|m)?\b(?:\s+\w+)?\s+(?:passages|documents|sources|contexts)\b|\bno\s+answer\b
    |\b(?:cannot|can['’]t|could\s+not|couldn['’]t)\s+(?:be\s+)?(?:answer(?:ed)?|determined?|f[io]u?nd)\b
    |\bnot\s+(?:\w+\s+)?in\s+(?:any\s+of\s+)?the(?:se)?\s+(?:provided\s+|given\s+)?(?:passages?|documents?|contexts?|text)\b""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip


def parse(reply: Iterator[str], *, passages: int, question: str) -> Iterator[Sentence | Removed | Abstention]:
    """Yield each sentence of ``reply`` once it is whole, what is dropped, or one abstention.

    After a first sentence that declines and has its marker, an abstention comes last: it holds where no sentence does.

    Args:
        reply: The model's words, cut anywhere.
        passages: How many were given; a marker beyond names none.
        question: Says what is missing when the model declines.
    """
    sentences, declined = 0, False
    missing = Abstention("no_evidence", f"The model found no answer in the passages to: {question}")
    for piece in _whole(reply):
        found = _judged(piece, passages)
        if DECLINE.search(piece) and not sentences:
            if not isinstance(found, Sentence):
                yield missing
                return
            declined = True  # with a marker it may be what the documents themselves say: verification tells
        if found is not None:
            sentences += isinstance(found, Sentence)
            yield found
    if declined:
        yield missing


def _whole(reply: Iterator[str]) -> Iterator[str]:
    """Yield stretches that end where a sentence ends, whatever way the stream was cut."""
    held = ""
    for piece in reply:
        held += piece
        done, held = _cut(held, final=False)
        yield from done
    done, rest = _cut(held, final=True)
    yield from done
    if rest.strip():
        yield rest


def _cut(text: str, *, final: bool) -> tuple[list[str], str]:
    """Return the whole stretches at the front of ``text``, and the rest that may still grow."""
    done: list[str] = []
    start = at = 0
    while stop := STOP.search(text, at):
        marks = MARKERS.match(text, stop.end())
        end = marks.end() if marks else stop.end()
        if not final and not _settled(text, end):
            break
        if _is_end(text, start, stop, end, marked=marks is not None):
            done.append(text[start:end])
            start = end
        at = end
    return [piece for piece in done if piece.strip()], text[start:]


def _settled(text: str, end: int) -> bool:
    """Return whether the word after ``end`` is whole and no marker, so that nothing to come changes the cut."""
    if PENDING.match(text, end):
        return False
    return bool(NEXT.match(text, end)) and not OPEN.match(text, end) and not text[end:].lstrip().startswith("[")


def _is_end(text: str, start: int, stop: re.Match[str], end: int, *, marked: bool) -> bool:
    following = text[end:].lstrip()
    before = text[start : stop.start()]
    if stop.group() == "\n":
        bare = not MARKER.search(before) and not marked
        return not (bare and following[:1].islower() and before.strip())
    if re.fullmatch(r"\s*[-*•]?\s*\(?\d{1,2}", before):
        return False
    if marked or not following or re.search(rf"{_ONE}\s*$", before, re.IGNORECASE):
        return True
    if end < len(text) and not text[end].isspace():
        return False
    if stop.group()[0] == ".":
        return ends_sentence(before, following)
    return not following[0].islower()


def _judged(piece: str, passages: int) -> Sentence | Removed | None:
    """Return the sentence in ``piece``, or why it is none; None for markers and marks alone."""
    shielded = _shielded(piece)
    cites = _cited(shielded)
    text = " ".join(MARKERS.sub("", BULLET.sub("", shielded, count=1)).split())
    text = text.translate(UNSHIELD).strip("*_# ").replace(" .", ".").replace(" ,", ",")
    if not re.search(r"\w", text):
        return None
    if is_unsafe(text):
        return Removed(inert(text), "unsafe")
    if not cites:
        return Removed(inert(text), "no_citation")
    given = tuple(n for n in cites if 1 <= n <= passages)
    if not given:
        return Removed(inert(text), "bad_citation")
    return Sentence(text if text[-1] in ".!?…" else f"{text}.", given)


def _shielded(piece: str) -> str:
    """Return ``piece`` with brackets that hold values, not passages, hidden: [0, 1], or in [1, 5] before a marker."""
    plain = piece.translate({2: None, 3: None})
    for group in reversed(list(MARKER.finditer(plain))):
        numbers = [int(n) for n in re.findall(r"\d+", group.group())]
        before = plain[: group.start()]
        is_told = OF_VALUES.search(before) and not OF_SOURCES.search(before) and MARKER.search(plain, group.end())
        if len(numbers) > 1 and (0 in numbers or is_told):
            plain = f"{before}{group.group().translate(SHIELD)}{plain[group.end() :]}"
    return plain


def _cited(piece: str) -> tuple[int, ...]:
    """Return the numbers that the markers of ``piece`` name, ranges spelled out, each once."""
    numbers: list[int] = []
    for group in MARKERS.finditer(piece):
        text = group.group()
        for first, last in RANGE.findall(text):
            numbers.extend(range(int(first), min(int(last), int(first) + WIDEST_RANGE) + 1))
        numbers.extend(int(n) for n in re.findall(r"\d+", text))
    return tuple(dict.fromkeys(sorted(numbers) if RANGE.search(" ".join(MARKER.findall(piece))) else numbers))
