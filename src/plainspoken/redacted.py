"""Private spans, and the text that is left when they are replaced."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from plainspoken.entities import ENTITIES
from plainspoken.shifting import Shifted

IN_WORDS = MappingProxyType({entity.type: entity.in_words for entity in ENTITIES if entity.in_words})
"""Type → what a reader calls it, for every type that can be found, one's own patterns aside."""
ENTITY_TYPES = frozenset(IN_WORDS)
"""Every type that can be found, one's own patterns aside."""


@dataclass(frozen=True, slots=True)
class PrivateSpan:
    """Where a private thing stands in a text.

    Attributes:
        start: First code point.
        end: One past the last code point.
        type: Entity type, e.g. ``PERSON``, ``EMAIL_ADDRESS``, ``SECRET``.
        score: Confidence of the detector, 0 to 1.
    """

    start: int
    end: int
    type: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement, in both coordinate systems (code points, end exclusive).

    Attributes:
        start, end: The stretch of the original.
        new_start, new_end: The stretch of the redacted text that stands for it.
    """

    start: int
    end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class RedactedText:
    """A text whose private stretches are placeholders.

    Attributes:
        text: What a model may see.
        edits: What was replaced, in order.
    """

    text: str
    edits: tuple[Edit, ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original that ``text[start:end]`` stands for, whole placeholders included."""
        return self._back(start, at_end=False), self._back(end, at_end=True)

    def _back(self, offset: int, *, at_end: bool) -> int:
        shift = 0
        for edit in self.edits:
            if offset < edit.new_start or (offset == edit.new_start and at_end):
                break
            if offset < edit.new_end or (offset == edit.new_end and at_end):
                return edit.start if not at_end and offset < edit.new_end else edit.end
            shift = edit.end - edit.new_end
        return offset + shift


@dataclass(frozen=True, slots=True)
class Redacted:
    """A rendered prompt without private fields. Only ``redact`` builds one; a model takes nothing else.

    Attributes:
        messages: (role, text) pairs as sent.
        question: The question as sent.
        passages: The numbered passages as sent; ``passages[0]`` is ``[1]``.
        prompt: ``sha256:…`` of the template.
        sent: Entity type → number of distinct placeholders in the messages.
        titles: Title and section path of each passage as sent, e.g. ``Churn card > Limits``.
        contexts: Words that belong to each passage but stand elsewhere (a table's header row), as sent.
        torn: Whether a part of the first sentence or row of each passage was cut out for who asks, and of the last.
        history: Question and answer of each earlier turn as sent, oldest first.
        types: Entity types of the settings' own patterns: they may be shaped like a placeholder as well.
        shifted: Where dates are shifted, the same as the messages have it; question, passages and all else here have
            the dates of the documents.
    """

    messages: tuple[tuple[str, str], ...]
    question: RedactedText
    passages: tuple[RedactedText, ...]
    prompt: str
    sent: Mapping[str, int]
    titles: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    torn: tuple[tuple[bool, bool], ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    types: frozenset[str] = frozenset()
    shifted: Shifted | None = None
