"""Put private values back in place of their placeholders, for one viewer.

Only what was issued into this conversation comes back, and only what this viewer
may see; everything else stays as it is. One pass: a restored value is never read again.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from plainspoken.placeholders import Entry, Placeholders
from plainspoken.shapes import LITERAL, LONGEST, SHAPE, Mention, mention_of, mentions, names_of, type_named

WORD_RUN = re.compile(r"(?:[^\W\d]|\\)+")
NUMBER_BEGUN = re.compile(r"[ -]?[0-9]*$")


@dataclass(frozen=True, slots=True)
class Restored:
    """A text as one viewer may read it.

    Attributes:
        text: With every value that this viewer may see.
        counts: Entity type → distinct placeholders that were restored.
    """

    text: str
    counts: dict[str, int] = field(default_factory=dict)


def restore(text: str, issued: Placeholders, *, may: Callable[[str], bool]) -> Restored:
    """Return ``text`` with the values of its placeholders.

    Args:
        text: Redacted text, as a model wrote it or as the ledger kept it.
        issued: The placeholders of this very conversation.
        may: Whether this viewer may see a source: a passage id, ``question`` or ``history``.
    """
    back: set[tuple[str, int]] = set()
    restored = _restored(text, 0, issued, may, back)
    counts: dict[str, int] = {}
    for type_, _ in sorted(back):
        if type_ != LITERAL:
            counts[type_] = counts.get(type_, 0) + 1
    return Restored(restored, counts)


class Restoring:
    """Restore a text that comes in pieces; together the pieces read as if it had come whole."""

    def __init__(self, issued: Placeholders, *, may: Callable[[str], bool]) -> None:
        self._issued = issued
        self._may = may
        self._before = ""  # the last character already given out: a placeholder never starts inside a word
        self._held = ""

    def feed(self, piece: str) -> str:
        """Return what is settled once ``piece`` has come: no later piece can change it."""
        self._held += piece
        settled = _settled(self._before + self._held, len(self._before), self._issued.types)
        return self._give(settled - len(self._before))

    def close(self) -> str:
        """Return the rest."""
        return self._give(len(self._held))

    def _give(self, length: int) -> str:
        if length <= 0:
            return ""
        known = self._before + self._held[:length]
        given = _restored(known, len(self._before), self._issued, self._may, set())
        self._before, self._held = known[-1:], self._held[length:]
        return given


def _value(mention: Mention, issued: Placeholders, may: Callable[[str], bool]) -> str | None:
    entry: Entry | None = issued.entry(mention.type, mention.number)
    value = entry.best(may) if entry else None
    if value is None:
        return None
    return value + mention.tail if mention.tail != "s" else value


def _restored(
    text: str, start: int, issued: Placeholders, may: Callable[[str], bool], back: set[tuple[str, int]]
) -> str:
    """Return ``text[start:]`` restored, and note in ``back`` what came back."""
    parts: list[str] = []
    done = start
    for mention in mentions(text, issued.types, start):
        value = _value(mention, issued, may)
        if value is not None:
            parts += [text[done : mention.start], value]
            back.add((mention.type, mention.number))
            done = mention.end
    return "".join([*parts, text[done:]])


def _settled(text: str, start: int, types: frozenset[str]) -> int:
    """Return how much of ``text`` reads the same whatever follows."""
    position = max(start, len(text) - LONGEST)
    for mention in mentions(text, types, start):
        if mention.start < position < mention.end:
            position = mention.end if mention.end < len(text) else mention.start
    while position < len(text):
        match = SHAPE.match(text, position)
        whole = mention_of(match, types) if match else None
        if whole and whole.end < len(text):
            position = whole.end
        elif _may_start(text, position, types):
            return position
        else:
            position += 1
    return position


def _may_start(text: str, position: int, types: frozenset[str]) -> bool:
    """Return whether a placeholder could still start at ``position``, given more text."""
    letter = text[position]
    if letter in "&\\<[{⟨‹＜":
        return True
    if not letter.isalpha() or (position and (text[position - 1].isalnum() or text[position - 1] == "_")):
        return False
    run = WORD_RUN.match(text, position)
    if run is None:
        return False
    word = run[0].replace("\\", "").upper()
    if run.end() == len(text):
        return any(name.startswith(word) for name in names_of(types))
    return type_named(word, types) is not None and NUMBER_BEGUN.match(text, run.end()) is not None
