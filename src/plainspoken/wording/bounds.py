"""Bounds around a number or a date: at least 100 rows, no later than 3 May, > 0.8, 4 hours or less."""

import re
from dataclasses import dataclass
from typing import Literal

Bound = Literal["", "above", "least", "below", "most"]
LOWER: tuple[Bound, ...] = ("above", "least")
UPPER: tuple[Bound, ...] = ("below", "most")
STRICT: tuple[Bound, ...] = ("above", "below")  # the value itself lies outside
_FLIPPED: dict[str, Bound] = {"above": "most", "below": "least", "least": "below", "most": "above"}
_REACH = 60  # characters before and after a value in which its bound stands
_VERB = "be|take|last|cost|use|run|go|get|stay|rise|fall|drop"
_DENIED = rf"(?P<denied>\b(?:no|not|never|cannot|\w+n['’]t)\s+(?:(?:{_VERB})\s+)?)?"
_CURRENCY = r"\s*(?:[€$£¥]|(?:EUR|USD|GBP|CHF)\s)?\s*$"
_BEFORE = re.compile(
    rf"{_DENIED}(?:"
    r"(?P<least>\bat\s+(?:the\s+(?:very\s+)?)?least|\bminimum\s+of|\bupwards\s+of|>=|=>|≥)|"
    r"(?P<most>\bat\s+(?:the\s+(?:very\s+)?)?most|\bmaximum\s+of|\bup\s+to|\bwithin|\bcapped\s+at|<=|≤)|"
    r"(?P<above>\b(?:more|greater|higher|larger|longer|bigger|older|hotter|warmer|heavier|wider|taller|deeper)\s+than|"
    r"\babove|\bover|\bexceed(?:s|ed|ing)?|"
    r"\bin\s+excess\s+of|(?<=[^\s=<>-])[ \t]*>)|"
    r"(?P<below>\b(?:less|fewer|lower|smaller|shorter|younger|colder|cooler|lighter|narrower)\s+than|"
    r"\bbelow|\bunder|<(?![\w/]*>))"
    rf"){_CURRENCY}",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:\s+[a-z]+)?\s+(?:(?:or|and)\s+(?P<least>more|above|higher|longer|greater|over|older|newer|later|upwards)|"
    r"or\s+(?P<most>less|fewer|lower|below|under|shorter|younger|earlier))\b(?!\s+than)",
    re.IGNORECASE,
)
_DATED = re.compile(
    rf"{_DENIED}(?:"
    r"(?P<least>\b(?:since|from|as\s+of|as\s+from|starting|beginning))|"
    r"(?P<most>\b(?:until|till|by|through|up\s+to|at\s+the\s+latest))|"
    r"(?P<above>\b(?:after|later\s+than))|(?P<below>\b(?:before|prior\s+to|earlier\s+than))"
    r")\s*:?\s*(?:(?:on|in|the)\s+)*$",
    re.IGNORECASE,
)
_SPAN_OF_TIME = re.compile(r"\bover\s*$", re.IGNORECASE)  # collected over 12 weeks: no bound
_CAME_TO = re.compile(  # went up to 0.83: no bound
    r"\b(?:went|go(?:es|ne)?|going|rose|risen|grew|is|was|moved|brought|pushed|raised|increased|climbed|jumped)"
    r"\s+up\s+to\s*$",
    re.IGNORECASE,
)

_TAG = re.compile(r"</?[a-z][^<>\s]*>$", re.IGNORECASE)  # its bracket is no sign


@dataclass(frozen=True, slots=True)
class Bounded:
    """Which side of a value is meant, and where the value with its bound stands."""

    bound: Bound
    start: int
    end: int


def bounded(text: str, start: int, end: int, *, dated: bool, lasting: bool) -> Bounded:
    """Return the bound of the value between ``start`` and ``end``, read from the words and signs around it.

    Args:
        text: Where the value stands.
        start: Where it begins.
        end: Where its unit ends.
        dated: Whether it is a date or a year.
        lasting: Whether it is a length of time.
    """
    since = max(0, start - _REACH)
    around = text[since:start]
    found = (_DATED.search(around) if dated else None) or _BEFORE.search(around)
    is_other = _TAG.search(around) or _CAME_TO.search(around) or (lasting and _SPAN_OF_TIME.search(around))
    if found and not is_other:
        return Bounded(_side(found), since + found.start(), end)
    after = _AFTER.match(text[end : end + _REACH])
    if after:
        return Bounded(_side(after), start, end + after.end())
    return Bounded("least", start, end + 1) if text[end : end + 1] == "+" else Bounded("", start, end)


def _side(found: re.Match[str]) -> Bound:
    """Return which bound the words name; what is denied is the other side: not above is at most."""
    named = found.groupdict()
    bound: Bound = next(one for one in (*LOWER, *UPPER) if named.get(one))
    return _FLIPPED[bound] if named.get("denied") else bound
