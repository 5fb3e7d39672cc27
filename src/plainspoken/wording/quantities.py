"""Numbers, units and dates in a text, brought to one form: 1.2k is 1,200; 83 % is 0.83; 3 May 2025 is 2025-05-03."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from plainspoken.months import NUMBER_OF, WRITTEN
from plainspoken.wording.bounds import LOWER, UPPER, Bound, Bounded, bounded
from plainspoken.wording.measures import converted
from plainspoken.wording.numerals import DIGITS, number

_MONTH = rf"{WRITTEN}\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})\b",
        r"\b(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})\b",
        rf"\b{_DAY}\s+(?:of\s+)?(?P<name>{_MONTH}),?\s+{_YEAR}\b",
        rf"\b(?P<name>{_MONTH})\s+{_DAY}\s*,?\s+{_YEAR}\b",
        rf"\b(?P<name>{_MONTH}),?\s+(?:of\s+)?{_YEAR}\b",
        rf"\b{_DAY}\s+(?:of\s+)?(?P<name>{_MONTH})(?![a-z])",
        rf"\b(?P<name>{_MONTH})\s+{_DAY}\b(?!\s*%)",
        r"\b(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])\b",
        rf"(?<![\w.,])(?P<name>{_MONTH})(?=\s*(?:$|[,.;)]|and\b|to\b|until\b))",
    )
)
SPELLED = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
MAGNITUDES = {
    **{"dozen": 12.0, "hundred": 100.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6},
    **{"bn": 1e9, "billion": 1e9, "trillion": 1e12},
}
UNITS = {
    alias: unit
    for unit, aliases in {
        "%": "% percent pct", "points": "percentage-points pp", "ms": "ms millisecond milliseconds msec",
        "s": "s sec secs second seconds", "min": "min mins minute minutes", "h": "h hr hrs hour hours",
        "day": "day days d", "week": "week weeks wk", "month": "month months", "year": "year years yr yrs",
        "b": "byte bytes", "kb": "kb kib", "mb": "mb mib", "gb": "gb gib", "tb": "tb tib", "g": "g gram grams",
        "kg": "kg kilogram kilograms kilo kilos", "t": "tonne tonnes ton tons", "m": "metre metres meter meters",
        "km": "km kilometre kilometres kilometer kilometers", "cm": "cm", "mm": "mm", "mile": "mile miles",
        "eur": "€ eur euro euros", "usd": "$ usd dollar dollars", "gbp": "£ gbp pound pounds", "yen": "¥ yen jpy",
        "chf": "chf franc francs", "w": "watt watts", "kwh": "kwh", "hz": "hz", "°c": "°c celsius", "times": "times",
    }.items()
    for alias in aliases.split()
}  # fmt: skip
_NUMBER = re.compile(
    r"(?P<currency>[€$£¥]\s?|\b(?:EUR|USD|GBP|"
    r"CHF)\s)?(?<![\w.])(?<![A-Za-z]-)(?P<sign>[-−](?=\d))?"
    rf"(?P<digits>{DIGITS})"
    r"(?:\s?(?P<magnitude>k|m|mn|bn|thousand|million|billion|trillion|hundred|dozen)(?![\w]))?"
    r"(?:[\s-]?(?P<points>percentage\s+points?|pp\b)|[\s-]?(?P<unit>%|[€$£¥]|°C|[A-Za-z]+))?",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    rf"\b(?P<tens>{'|'.join(SPELLED)})(?:(?:\s?-\s?| )(?P<ones>one|two|three|four|five|six|seven|eight|nine))?\b"
    r"(?:\s+(?P<magnitude>hundred|thousand|million|billion|dozen)\b)?(?:[\s-](?P<unit>percent|[A-Za-z]+))?",
    re.IGNORECASE,
)
ORDINALS = {
    word: n for n, word in enumerate("third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 3)
}
FRACTIONS = {"third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenth": 10, "tenths": 10}
_PART = re.compile(
    rf"\b(?P<over>an?|one|two|three|four)[\s-](?P<under>{'|'.join(FRACTIONS)})\b(?!\s+of\s+the\s+year)", re.IGNORECASE
)
_HALF = re.compile(
    r"(?<![\w-])(?:one\s+)?half(?:\s+of\s+(?=(?:the|all|our|its|their)\s+(?!(?:year|month|week|day)\b))|\s+an?\s+(?P<unit>[a-z]+))",
    re.IGNORECASE,
)
_OTHER_HALF = re.compile(r"\b(?:first|second|other|latter|last|former|each|and an?|an?)\s*$", re.IGNORECASE)
_ORDINAL = re.compile(rf"\b(?:(?P<word>{'|'.join(ORDINALS)})|(?P<digits>\d{{1,3}})(?:st|nd|rd|th))\b", re.IGNORECASE)
_TWICE = re.compile(r"\b(?P<word>twice|thrice)\b", re.IGNORECASE)
LISTED = re.compile(r"^\s*\(?\d{1,2}[.)]\s", re.MULTILINE)
HEDGED = re.compile(
    r"\b(?:about|around|approximately|approx|roughly|nearly|almost|some|circa|over|under|more\s+than|"
    r"less\s+than|at\s+least|up\s+to)\s*$",
    re.IGNORECASE,
)
YEARS = (1500, 2100)
LASTING = frozenset("ms s min h day week month year".split())
STRUCK = "\0"
LAST_MONTH, LAST_DAY = 12, 31
ROUNDED = 0.05  # share by which a number called approximate may differ


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, a share, an amount, or a date.

    Attributes:
        start, end: Where it stands.
        value: The number; shares of a hundred are divided by it.
        unit: Canonical unit, empty where there is none.
        date: (year, month, day), each None where not given; None for a number.
        hedged: Whether the text calls it approximate.
        bound: Whether it is meant as a least or a most, and whether it lies outside itself.
    """

    start: int
    end: int
    value: float
    unit: str = ""
    date: tuple[int | None, int | None, int | None] | None = None
    hedged: bool = False
    bound: Bound = ""

    @property
    def is_dated(self) -> bool:
        """Return whether it is a date, or may be a year."""
        return self.date is not None or (not self.unit and YEARS[0] <= self.value <= YEARS[1] and self.value % 1 == 0)


@lru_cache(maxsize=5_000)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities in ``text``, in order; identifiers such as v2.1 or GPT-4 are none."""
    found: list[Quantity] = []
    taken = [match.span() for match in LISTED.finditer(text)]
    for pattern in DATES:
        for match in pattern.finditer(text):
            date = None if _taken(taken, match) else _date(match)
            if date is not None:
                taken.append(match.span())
                found.append(Quantity(match.start(), match.end(), 0.0, "", date))
    readers = (
        (_PART, _part),
        (_HALF, _half),
        (_ORDINAL, _ordinal),
        (_TWICE, _twice),
        (_NUMBER, _number),
        (_SPELLED, _spelled),
    )
    for pattern, read in readers:
        for match in pattern.finditer(_without(text, taken) if pattern is _NUMBER else text):
            made = None if _taken(taken, match) else read(text, match)
            if made is not None:
                taken.append((made.start, made.end))
                found.append(made)
    found.sort(key=lambda one: one.start)
    return tuple(replace(one, bound=within(text, one).bound) for one in found)


def within(text: str, one: Quantity) -> Bounded:
    """Return the bound of a quantity of ``text``, and where it stands with it."""
    return bounded(text, one.start, one.end, dated=one.is_dated, lasting=one.unit in LASTING)


def agrees(claimed: Quantity, stated: Quantity) -> bool:
    """Return whether ``stated`` bears out ``claimed``: the same number and unit, or the same date at least as exact."""
    if (claimed.date is None) != (stated.date is None):
        return _year_of(claimed, stated) or _year_of(stated, claimed) if claimed.date is None else False
    if claimed.date is not None and stated.date is not None:
        return all(mine is None or mine == theirs for mine, theirs in zip(claimed.date, stated.date, strict=True))
    is_share = claimed.unit == "%" and not stated.unit and stated.value > 1
    values = converted(stated.value, stated.unit or claimed.unit, claimed.unit or stated.unit)
    for value in {*values, *((stated.value / 100,) if is_share else ())}:
        is_rounded = claimed.hedged and _figures(claimed.value) <= _figures(value)
        slack = ROUNDED * abs(value) if is_rounded else 1e-9 * max(1.0, abs(value))
        if abs(claimed.value - value) <= (slack if _is_beyond(claimed, value) else 1e-9 * max(1.0, abs(value))):
            return True
    return False


def _is_beyond(claimed: Quantity, value: float) -> bool:
    """Return whether ``value`` lies on the side that the claim's bound names; without one, both are."""
    if claimed.bound in LOWER:
        return value >= claimed.value
    return claimed.bound not in UPPER or value <= claimed.value


def _figures(value: float) -> int:
    """Return how many significant figures ``value`` has: 9,000 has one, 9,003 four."""
    return len(f"{abs(value):.12g}".replace(".", "").strip("0"))


def rivals(claimed: Quantity, stated: Quantity) -> bool:
    """Return whether the two measure the same kind of thing, so that a difference is a contradiction."""
    if claimed.date is not None or stated.date is not None:
        return claimed.date is not None and stated.date is not None
    return bool(claimed.unit) and claimed.unit == stated.unit


def _year_of(number: Quantity, dated: Quantity) -> bool:
    return dated.date is not None and not number.unit and number.date is None and dated.date[0] == number.value


def _without(text: str, taken: Sequence[tuple[int, int]]) -> str:
    """Return ``text`` with what was read already struck out, so that a number right behind a date is read alone."""
    marks = list(text)
    for start, end in taken:
        marks[start:end] = STRUCK * (end - start)
    return "".join(marks)


def _taken(taken: list[tuple[int, int]], match: re.Match[str]) -> bool:
    return any(start < match.end() and match.start() < end for start, end in taken)


def _date(match: re.Match[str]) -> tuple[int | None, int | None, int | None] | None:
    parts = match.groupdict()
    month = NUMBER_OF[parts["name"][:3].lower()] if parts.get("name") else int(parts["month"])
    day = int(parts["day"]) if parts.get("day") else None
    year = int(parts["year"]) if parts.get("year") else None
    if not 1 <= month <= LAST_MONTH or (day is not None and not 1 <= day <= LAST_DAY):
        return None
    if parts.get("name") and not parts["name"][0].isupper() and day is None and year is None:
        return None
    return year, month, day


def _number(text: str, match: re.Match[str]) -> Quantity | None:
    plain = number(match["digits"])
    if plain is None:
        return None
    unit, end = _unit(match)
    glued = text[match.end("digits") : match.end("digits") + 1]
    if (
        glued.isalpha()
        and not match["magnitude"]
        and (not unit or glued.isupper())
        and text[match.end("digits") : end] in (glued, "")
    ):
        return None  # an identifier such as 3D or 2nd
    value = plain * MAGNITUDES.get((match["magnitude"] or "").lower(), 1.0)
    if match["currency"]:
        unit = UNITS[match["currency"].strip().lower()]
    value = -value if match["sign"] and not re.search(r"\d\s?$", text[: match.start()]) else value
    start = match.start("digits")
    return Quantity(
        start, end, value / 100 if unit == "%" else value, unit, None, bool(HEDGED.search(text[: match.start()]))
    )


def _spelled(text: str, match: re.Match[str]) -> Quantity | None:
    if match["tens"].lower() == "one" and not match["magnitude"] and (match["unit"] or "").lower() not in UNITS:
        return None  # a pronoun or an article
    value = float(SPELLED[match["tens"].lower()] + (SPELLED[match["ones"].lower()] if match["ones"] else 0))
    value *= MAGNITUDES.get((match["magnitude"] or "").lower(), 1.0)
    unit = UNITS.get((match["unit"] or "").lower(), "")
    end = match.end("unit") if unit else max(match.end("tens"), match.end("ones"), match.end("magnitude"))
    return Quantity(
        match.start(),
        end,
        value / 100 if unit == "%" else value,
        unit,
        None,
        bool(HEDGED.search(text[: match.start()])),
    )


def _part(_: str, match: re.Match[str]) -> Quantity:
    over = SPELLED.get(match["over"].lower(), 1)
    return Quantity(match.start(), match.end(), over / FRACTIONS[match["under"].lower()], "%", hedged=True)


def _half(text: str, match: re.Match[str]) -> Quantity | None:
    unit = UNITS.get(match["unit"].lower(), "") if match["unit"] else "%"
    before = text[: match.start()]
    if not unit or HEDGED.search(before) or _OTHER_HALF.search(before):
        return None  # a hedged half is no figure, the second half no share
    return Quantity(match.start(), len(match.group().rstrip()) + match.start(), 0.5, unit)


def _ordinal(_: str, match: re.Match[str]) -> Quantity:
    value = int(match["digits"]) if match["digits"] else ORDINALS[match["word"].lower()]
    return Quantity(match.start(), match.end(), float(value), "th")


def _twice(_: str, match: re.Match[str]) -> Quantity:
    return Quantity(match.start(), match.end(), 2.0 if match["word"].lower() == "twice" else 3.0, "times")


def _unit(match: re.Match[str]) -> tuple[str, int]:
    """Return the canonical unit after a number, and where it ends."""
    base = max(match.end("digits"), match.end("magnitude"))
    if match["points"]:
        return "points", match.end("points")
    unit = UNITS.get((match["unit"] or "").lower(), "")
    return unit, match.end("unit") if unit else base
