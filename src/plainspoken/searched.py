"""Which stretches of the texts of a prompt are private: what is found there, and what is known from elsewhere."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from plainspoken.errors import RedactionError
from plainspoken.placeholders import Placeholders, name_key
from plainspoken.redacted import PrivateSpan
from plainspoken.shapes import DATE, LITERAL, PERSON

Find = Callable[[Sequence[str]], list[tuple[PrivateSpan, ...]]]

MIN_CARRIED = 5
"""A value shorter than this is masked where it was found only: it may be an ordinary word elsewhere."""
NOT_RECALLED = (LITERAL, DATE)
"""Types that are found again for what they look like: the one is escaped, the other shifted."""
NAMED, POSSESSIVE = re.compile(r"(?=.{2})[^\W\d_]+(?:['’-][^\W\d_]+)*"), re.compile(r"['’]s?$")
"""A name of one word, and what may hang on it."""
BEGINS = re.compile(r"(?:^|[^\w\s,;)]|\n)\s*$")
"""Before a sentence's first word."""
NOTHING = "(?!)"
"""Matches nowhere."""
MODALS = frozenset(("will", "may"))
"""Names with which questions begin."""
ESCAPED = r"(?<=\\[bfnrt])|(?<=\\u[0-9a-fA-F]{4})"
"""After what stands in JSON for a line's end or another character: its last letter belongs to no word."""
IN_TEXT, IN_WORD = r"\w", r"[^\W_]"
"""What may not stand next to a value that is carried, and next to one that is recalled."""


class Recall(Enum):
    """What of its conversation's private values is masked in a text, though nothing finds it there."""

    NOTHING = "nothing"
    TELLING = "telling"
    """Those that are no ordinary words: what a person asks is their own."""
    EVERYTHING = "everything"
    """All: the text held placeholders, and was restored since."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that goes into the prompt.

    Attributes:
        text: As it is.
        source: Where it came from.
        spans: Its private stretches; None while it was not searched.
        recalls: What is masked in it since the conversation has a placeholder for it.
    """

    text: str
    source: str
    spans: tuple[PrivateSpan, ...] | None = None
    recalls: Recall = Recall.NOTHING


def searched(pieces: Mapping[str, Piece], *, find: Find, issued: Placeholders) -> dict[str, Piece]:
    """Return the pieces with private spans on all of them.

    Args:
        pieces: By name.
        find: Detects private spans in what has none yet.
        issued: What the conversation has placeholders for.

    Raises:
        RedactionError: They were not evaluated.
    """
    unknown = (p.text for p in pieces.values() if p.spans is None and p.text.strip())
    texts = list(dict.fromkeys(unknown))  # passages of one section share their heading
    found = find(texts)
    if len(found) != len(texts):
        raise RedactionError(f"{len(found)} of {len(texts)} texts were searched for private fields; nothing was sent")
    spans = dict(zip(texts, found, strict=True))
    evaluated = {
        name: replace(p, spans=spans.get(p.text, ()) if p.spans is None else p.spans) for name, p in pieces.items()
    }
    for name, piece in evaluated.items():
        if any(not 0 <= span.start < span.end <= len(piece.text) for span in piece.spans or ()):
            raise RedactionError(f"a private span lies outside of {name!r}; nothing was sent")
    return _carried(_recalled(evaluated, issued))


def _recalled(pieces: Mapping[str, Piece], issued: Placeholders) -> dict[str, Piece]:
    """Return the pieces with what the conversation has a placeholder for private in its own words.

    Some values are known by their label alone (``employee no. 4711``), and an earlier answer told them without it.
    """
    forms = [(form.text, entry.type) for entry in issued.entries for form in entry.forms]
    everything = {value: type_ for value, type_ in forms if value.strip() and type_ not in NOT_RECALLED}
    telling = {value: type_ for value, type_ in everything.items() if _is_telling(value, type_)}
    known = {
        Recall.NOTHING: _Known({}, beside=IN_WORD),
        Recall.TELLING: _Known(telling, beside=IN_WORD),
        Recall.EVERYTHING: _Known(everything, beside=IN_WORD),
    }
    return {name: known[piece.recalls].in_(piece) for name, piece in pieces.items()}


def _carried(pieces: Mapping[str, Piece]) -> dict[str, Piece]:
    """Return the pieces with a value that is private in one of them private in all of them."""
    values: dict[str, str] = {}
    for piece in pieces.values():
        for span in piece.spans or ():
            value = piece.text[span.start : span.end].strip()
            if _is_telling(value, span.type):
                values.setdefault(value, span.type)
    known, named = _Known(values, beside=IN_TEXT), _Named(pieces)
    return {name: named.in_(known.in_(piece)) for name, piece in pieces.items()}


def _is_telling(value: str, type_: str) -> bool:
    """Return whether a private value is private wherever it stands: it is no ordinary word, and no bare first name."""
    return len(value) >= MIN_CARRIED and (type_ != PERSON or len(name_key(value)) > 1)


class _Known:
    """Values that are private, in whatever case, though nothing finds them in a text.

    Args:
        values: Value as written → type.
        beside: What may not stand next to one.
    """

    def __init__(self, values: Mapping[str, str], *, beside: str) -> None:
        self._types: dict[str, str] = {}
        for value, type_ in values.items():
            self._types.setdefault(value.casefold(), type_)
        longest_first = sorted(values, key=lambda value: (-len(value), value))
        any_of = "|".join(map(re.escape, longest_first))
        self._pattern = re.compile(rf"{_not_after(beside)}(?:{any_of})(?!{beside})", re.IGNORECASE) if values else None

    def in_(self, piece: Piece) -> Piece:
        """Return the piece with them private too."""
        return replace(piece, spans=(*(piece.spans or ()), *self._spans(piece.text))) if self._pattern else piece

    def _spans(self, text: str) -> Iterator[PrivateSpan]:
        for match in self._pattern.finditer(text) if self._pattern else ():
            type_ = self._types.get(match.group().casefold())
            if type_ is not None:
                yield PrivateSpan(match.start(), match.end(), type_, 0.0)  # a span of its own right goes first


class _Named:
    """Single words that are taken for a name in most places, and so in all: a project may be called like a person.

    They count as they are written; in what was asked in any case, for people type as they like. What the texts have in
    lower case too is an ordinary word, and none where it is written like one or begins a sentence: "Mark" and "mark".

    Args:
        pieces: All texts, with what is private in them.
    """

    def __init__(self, pieces: Mapping[str, Piece]) -> None:
        told = [piece for piece in pieces.values() if piece.recalls is Recall.NOTHING]
        found = Counter(POSSESSIVE.sub("", value) for piece in pieces.values() for value in _persons(piece))
        names = sorted(value for value in found if NAMED.fullmatch(value) and not value[0].islower())
        written = Counter(word for piece in told for word in _apart(_any_of(names), piece))
        carried = [name for name in names if found[name] >= written[name]]
        low = _any_of([name.lower() for name in carried], apart=r"[\w/-]")
        self._names = _any_of(carried)
        self._asked = re.compile(self._names.pattern, re.IGNORECASE)
        self._ordinary = MODALS.union(*(_apart(low, piece) for piece in told))

    def in_(self, piece: Piece) -> Piece:
        """Return the piece with them private too."""
        names = self._names if piece.recalls is Recall.NOTHING else self._asked
        fresh = (m for m in names.finditer(piece.text) if self._is_one(m))
        return replace(
            piece, spans=(*(piece.spans or ()), *(PrivateSpan(m.start(), m.end(), PERSON, 0.0) for m in fresh))
        )

    def _is_one(self, found: re.Match[str]) -> bool:
        word = found.group()
        is_written_so = not word[0].islower() and not BEGINS.search(found.string, 0, found.start())
        return is_written_so or word.lower() not in self._ordinary


def _persons(piece: Piece) -> Iterator[str]:
    """Yield what of a piece is somebody's name."""
    return (piece.text[span.start : span.end].strip() for span in piece.spans or () if span.type == PERSON)


def _any_of(words: Sequence[str], *, apart: str = r"\w") -> re.Pattern[str]:
    """Return what matches each of ``words`` where nothing of ``apart`` stands beside it; nothing without any."""
    return re.compile(rf"{_not_after(apart)}(?:{'|'.join(map(re.escape, words)) or NOTHING})(?!{apart})")


def _not_after(beside: str) -> str:
    """Return the pattern of a place that is not after ``beside``, or only after what is no letter once it is read."""
    return rf"(?:(?<!{beside})|{ESCAPED})"


def _apart(words: re.Pattern[str], piece: Piece) -> Iterator[str]:
    """Yield what of ``words`` stands in a piece where nothing private does."""
    spans = piece.spans or ()
    for match in words.finditer(piece.text):
        if not any(span.start < match.end() and match.start() < span.end for span in spans):
            yield match.group()
