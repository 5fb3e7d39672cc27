"""Part a paragraph that is too long for one passage, at sentence ends."""

import functools
import re
from collections.abc import Callable
from typing import Any

from plainspoken.ingest.blocks import Stretch, trimmed
from plainspoken.wording.stops import FARTHEST, ends_sentence

END = re.compile(r"[.!?…][\"'”’)\]*_`]*\s+(?=[\"'“‘(\[*_`]*[^\W_a-z])|[。！？]|\n[ \t]*\n")
NUMBERED = re.compile(r"(?:^|[\s(])\d+\Z")  # a list's number, or a number that more may follow
MONSTER = r"\S{2000}"
Count = Callable[[str], int]
SHORTEST = 8  # tokens; llama-index wants room for at least a few


def part(text: str, stretch: Stretch, size: int, count: Count) -> list[Stretch]:
    """Return stretches of at most ``size`` tokens that cover ``stretch`` but for the white space between them."""
    start, end = trimmed(text, *stretch)
    if count(text[start:end]) <= size:
        return [(start, end)] if end > start else []
    if re.search(MONSTER, text[start:end]):  # no sentences in there, and a splitter would look for them for long
        return _by_words(text, (start, end), size, count)
    pieces = _splitter(max(size, SHORTEST), count).split_text(text[start:end])
    found, at = [], start
    for piece in pieces:
        words = piece.strip()
        place = text.find(words, at, end)
        if not words or place < 0:
            continue
        found.append((place, place + len(words)))
        at = place + len(words)
    covered = _covering(text, (start, end), found)
    return [one for whole in covered for one in (_by_words(text, whole, size, count))]


@functools.lru_cache(maxsize=8)
def _splitter(size: int, count: Count) -> Any:
    from llama_index.core.node_parser import SentenceSplitter

    return SentenceSplitter(
        chunk_size=size,
        chunk_overlap=0,
        tokenizer=lambda words: range(count(words)),
        paragraph_separator="\n\n",
        chunking_tokenizer_fn=sentences,  # theirs loads nltk, which costs two seconds and may call home
    )


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text`` with the white space after each; joined they are the text again."""
    found, at = [], 0
    for match in END.finditer(text):
        if match.group()[0] == "." and not _ends(text, match):
            continue
        found.append(text[at : match.end()])
        at = match.end()
    return [*found, text[at:]] if at < len(text) else found


def _ends(text: str, stop: re.Match[str]) -> bool:
    before = text[max(0, stop.start() - FARTHEST - 1) : stop.start()]
    return not NUMBERED.search(before) and ends_sentence(before, text[stop.end() : stop.end() + FARTHEST])


def _covering(text: str, whole: Stretch, found: list[Stretch]) -> list[Stretch]:
    """Return ``found`` with whatever words a splitter lost put back as stretches of their own."""
    covered, at = [], whole[0]
    for start, end in [*found, (whole[1], whole[1])]:
        if re.search(r"\S", text[at:start]):
            covered.append(trimmed(text, at, start))
        if end > start:
            covered.append((start, end))
        at = max(at, end)
    return covered


def _by_words(text: str, stretch: Stretch, size: int, count: Count) -> list[Stretch]:
    """Halve what is still too long (a line of base64, a script without sentences) at white space, else anywhere."""
    start, end = stretch
    if end - start < 2 or count(text[start:end]) <= size:  # noqa: PLR2004 - one character cannot be halved
        return [stretch]
    middle = (start + end) // 2
    gap = max(text.rfind(" ", start + 1, middle), text.rfind("\n", start + 1, middle))
    cut = gap if gap > start + (end - start) // 4 else middle
    halves = (trimmed(text, start, cut), trimmed(text, cut, end))
    return [one for half in halves if half[1] > half[0] for one in _by_words(text, half, size, count)]
