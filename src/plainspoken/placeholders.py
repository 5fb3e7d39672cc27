"""Placeholders: what stands in a prompt for a private thing, and for whom it stands.

A conversation's placeholders are numbered from 1 per type, in order of appearance.
One person has one placeholder, however they are written; ``Placeholders`` is the
only thing that knows the value behind one.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from plainspoken.shapes import DATE, LITERAL, PERSON

TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "madam", "herr", "frau", "hr", "fr"}
    | {"dott", "sr", "sra", "srta", "don", "dona", "senor", "senora", "mme", "mlle"}
)
EXACT = (LITERAL, "SECRET", DATE)
"""Types of which two values are the same only if they are written the same."""
COMPACT = ("PHONE_NUMBER", "CREDIT_CARD", "IBAN_CODE")
"""Types whose values are the same however they are parted: elsewhere a mark parts ``10.1.12.3`` from ``10.11.2.3``."""
EDGES = " .,;:!?()[]<>\"'’“”"
"""What stands around a value and belongs to none."""
QUESTION = "question"
"""Source of words that are handed in outside any conversation; a turn of one has its own (``asked_in``)."""
HISTORY = "history"
"""Source of what an earlier answer told: it opens nothing that its own source did not open."""
REPLY = "reply"
"""Source of what a model wrote of its own accord."""
SPOKEN = re.compile(rf"{QUESTION}(?: [0-9]+)?|{HISTORY}|{REPLY}")
"""Every source that is no passage: what was asked, told or written in the conversation itself."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a private thing was written.

    Attributes:
        text: As written.
        sources: Where: passage ids, or what ``is_spoken``.
    """

    text: str
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One private thing of one conversation.

    Attributes:
        type: Entity type, e.g. ``PERSON``.
        number: From 1 per type, in order of appearance.
        forms: Every way it was written, in order of appearance.
    """

    type: str
    number: int
    forms: tuple[Form, ...]

    @property
    def placeholder(self) -> str:
        """Return what stands for it, e.g. ``<PERSON_1>``."""
        return f"<{self.type}_{self.number}>"

    def best(self, may: Callable[[str], bool]) -> str | None:
        """Return its fullest form among those in sources that ``may`` allows; None if there is none."""
        seen = [form.text for form in self.forms if any(may(source) for source in sorted(form.sources))]
        if not seen:
            return None
        return max(seen, key=_fullness) if self.type == PERSON else seen[0]

    def with_form(self, text: str, source: str) -> "Entry":
        """Return this entry with one more place where it is written so."""
        forms = {form.text: form for form in self.forms}
        known = forms.get(text, Form(text, frozenset()))
        forms[text] = replace(known, sources=known.sources | {source})
        return replace(self, forms=tuple(forms.values()))


@dataclass(frozen=True, slots=True)
class Placeholders:
    """Every placeholder issued into one conversation.

    Attributes:
        entries: In order of issue.
        shift: Days by which the dates of what is sent are moved; 0 for none. It is not kept.
        own: Types of the settings' own patterns: what looks like one of these is escaped before any was issued. Not
            kept either.
    """

    entries: tuple[Entry, ...] = ()
    shift: int = field(default=0, compare=False)
    own: frozenset[str] = field(default=frozenset(), compare=False)
    _found: dict[tuple[str, str], Entry] = field(init=False, default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._found.update({(entry.type, str(entry.number)): entry for entry in self.entries})

    @property
    def types(self) -> frozenset[str]:
        """Return the types of what was issued."""
        return frozenset(entry.type for entry in self.entries)

    def entry(self, type: str, number: int) -> Entry | None:  # noqa: A002  # the field's own word
        """Return what was issued under that type and number; None if nothing was."""
        return self._found.get((type, str(number)))

    def issue(self, type: str, value: str, source: str) -> "tuple[Placeholders, str]":  # noqa: A002  # the field's own word
        """Return these placeholders with ``value`` among them, and the placeholder that stands for it."""
        known = self._same_person(value) if type == PERSON else self._same_value(type, value)
        if known is None:
            number = 1 + max((entry.number for entry in self.entries if entry.type == type), default=0)
            entry = Entry(type, number, (Form(value, frozenset({source})),))
            return replace(self, entries=(*self.entries, entry)), entry.placeholder
        entry = known if source == HISTORY else known.with_form(value, source)
        if entry is known or entry == known:
            return self, known.placeholder
        entries = tuple(entry if other is known else other for other in self.entries)
        return replace(self, entries=entries), entry.placeholder

    def as_written_in(self, texts: Sequence[str]) -> "Placeholders":
        """Return these placeholders, each with only those of its forms that ``texts`` hold, if they hold any."""
        return self._narrowed(lambda form: any(form.text in text for text in texts))

    def as_asked(self, turn: int) -> "Placeholders":
        """Return these placeholders, each with only those of its forms that were asked with in that turn, if any."""
        return self._narrowed(lambda form: asked_in(turn) in form.sources)

    def only(self, is_wanted: Callable[[Entry, Form, str], bool]) -> "Placeholders":
        """Return these placeholders with those sources of their forms alone, and nothing that has none left.

        Each keeps its number.

        Args:
            is_wanted: Whether a placeholder's form is known from a source.
        """
        entries = []
        for entry in self.entries:
            forms = (
                replace(form, sources=frozenset(source for source in form.sources if is_wanted(entry, form, source)))
                for form in entry.forms
            )
            entries.append(replace(entry, forms=tuple(form for form in forms if form.sources)))
        return replace(self, entries=tuple(entry for entry in entries if entry.forms))

    def _narrowed(self, is_wanted: Callable[[Form], bool]) -> "Placeholders":
        entries = (replace(entry, forms=tuple(filter(is_wanted, entry.forms)) or entry.forms) for entry in self.entries)
        return replace(self, entries=tuple(entries))

    def to_json(self) -> bytes:
        """Return everything issued as JSON, to be sealed by the vault."""
        rows = [
            [entry.type, entry.number, [[form.text, sorted(form.sources)] for form in entry.forms]]
            for entry in self.entries
        ]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Placeholders":
        """Return what ``to_json`` wrote."""
        return cls(
            tuple(
                Entry(type_, number, tuple(Form(text, frozenset(sources)) for text, sources in forms))
                for type_, number, forms in json.loads(data)
            )
        )

    def _same_value(self, type_: str, value: str) -> Entry | None:
        key = "" if type_ in EXACT else value_key(type_, value)
        for entry in self.entries:
            if entry.type == type_ and any(
                form.text == value or (key and key == value_key(type_, form.text)) for form in entry.forms
            ):
                return entry
        return None

    def _same_person(self, value: str) -> Entry | None:
        """Return the one person whom ``value`` can name; None when nobody or more than one fits.

        A bare first name that several people share gets a placeholder of its own: a
        name restored wrongly is worse than one that is not resolved.
        """
        name = name_key(value)
        people = [entry for entry in self.entries if entry.type == PERSON]
        if not name:
            return next((entry for entry in people if entry.forms[0].text == value), None)
        fits = [entry for entry in people if all(_compatible(name, name_key(form.text)) for form in entry.forms)]
        if len(fits) > 1:
            fits = [entry for entry in fits if _full_key(entry) == name]
        if len(fits) != 1 or _full_key(fits[0]) == name:
            return fits[0] if len(fits) == 1 else None
        shorter = min(name, _full_key(fits[0]), key=len)
        sharing = [entry for entry in people if any(_compatible(shorter, name_key(form.text)) for form in entry.forms)]
        return fits[0] if len(sharing) == 1 else None


def asked_in(turn: int) -> str:
    """Return the source of what a person asks in a turn of a conversation, counted from 0."""
    return f"{QUESTION} {turn}"


def is_spoken(source: str) -> bool:
    """Return whether a source is the conversation's own words; any other is a passage, and opens to who sees that."""
    return SPOKEN.fullmatch(source) is not None


def value_key(type_: str, value: str) -> str:
    """Return what is equal for equal values of a type, however they are spaced and cased.

    The marks within a value count: only a phone, a card or an IBAN is the same however it is parted.
    """
    folded = unicodedata.normalize("NFKC", value).casefold()
    if type_ in COMPACT:
        return "".join(letter for letter in folded if letter.isalnum())
    seen = "".join(letter for letter in folded if unicodedata.category(letter) != "Cf")
    return " ".join(seen.split()).strip(EDGES)


@lru_cache(maxsize=4096)
def name_key(value: str) -> tuple[str, ...]:
    """Return the words of a name, sorted, without case, accents, titles and possessive."""
    plain = unicodedata.normalize("NFKD", re.sub(r"['’]s?\s*$", "", value)).casefold()
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", letters)
    return tuple(sorted(word for word in words if word not in TITLES)) or tuple(sorted(words))


def _compatible(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether the shorter name's words all stand in the longer one, initials counting for words."""
    short, long = sorted((one, other), key=len)
    left = list(long)
    for word in sorted(short, key=len, reverse=True):
        match = next((w for w in left if w == word), None) or next((w for w in left if _initial(word, w)), None)
        if match is None:
            return False
        left.remove(match)
    return any(len(word) > 1 and word in long for word in short)


def _initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == 1 and one[0] == other[0]


def _full_key(entry: Entry) -> tuple[str, ...]:
    return max((name_key(form.text) for form in entry.forms), key=lambda key: (len(key), len("".join(key))))


def _fullness(text: str) -> tuple[int, int, bool, bool]:
    """Rank the forms of a name: most words, most letters, in ordinary case, not turned round."""
    key = name_key(text)
    return len(key), len("".join(key)), not (text.isupper() or text.islower()), "," not in text
