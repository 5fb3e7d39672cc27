"""Dates as people write them: where they stand in a text, which day they mean, and another day written the same way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from plainspoken.months import MONTHS

FULL = {
    "en": [name.capitalize() for name in MONTHS],
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}
SHORT = {
    "en": [name[:3].capitalize() for name in MONTHS],
    "de": "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez".split(),
    "es": "ene feb mar abr may jun jul ago sep oct nov dic".split(),
}
ALSO = {"sept": ("en", 9), "setiembre": ("es", 9)}
MARKS = ("mark", "short")
"""Groups that are no part of a date."""
VERB = "may"
"""Written small and without a year it is mostly no month: "section 3 may change"."""

_FULL = "|".join(sorted({*(name for names in FULL.values() for name in names), "setiembre"}, key=len, reverse=True))
_SHORT = "|".join(sorted({*(name for names in SHORT.values() for name in names), "Sept"}, key=len, reverse=True))
_NAME = rf"(?<![^\W\d_])(?P<name>{_FULL}|(?P<short>{_SHORT}))(?![^\W\d_])(?(short)\.?)"
_MONTH = rf"(?<![^\W\d_])(?:{_FULL}|(?:{_SHORT})\b\.?)(?![^\W\d_])"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?P<day>\d{1,2})(?P<ordinal>st|nd|rd|th|\.)?"
_ONE_DAY = r"\d{1,2}(?:st|nd|rd|th|\.)?"
_TO = r"\s*(?:[-–—,&/+]|to|and|or|until|till|through|bis|und|oder|y|al|a|hasta)\s*"
_OF = r"(?:\s+(?:of\s+|de\s+)|[\s,/-]{0,3})"
_THEN = r"(?:,?\s+(?:of|del?)\s+|[\s,/-]{0,3})"

PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-/._])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<weekyear>(?:19|20)\d\d)-?W(?P<week>\d\d)(?:-?[1-7])?(?!\d)",
        # several days under one month: no single day to move
        rf"(?<![\w.])(?:{_ONE_DAY}{_TO}){{1,6}}{_ONE_DAY}{_OF}{_MONTH}(?:{_THEN}(?:19|20)\d\d(?!\d))?",
        rf"{_MONTH}\s*{_ONE_DAY}(?:{_TO}{_ONE_DAY}(?!\d)){{1,6}}(?:{_THEN}(?:19|20)\d\d(?!\d))?",
        r"(?<![\d.])(?:\d{1,2}\.\s?)(?:\d{1,2}\.\s?)?[-–]\s?\d{1,2}\.\s?\d{1,2}\.\s?(?:19|20)\d\d(?!\d)",
        # one day
        rf"(?<![\d.])(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
        # month or day first: nobody can tell
        r"(?<!\d)\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?!\d)|(?<!\d)\d{1,2}-\d{1,2}-\d{4}(?!\d)",
        rf"(?<![\w.]){_DAY}{_OF}{_NAME}(?:{_THEN}{_YEAR})?",
        rf"{_NAME}\s*{_DAY}(?![\d%])(?:{_THEN}{_YEAR})?",
        # a month
        rf"{_MONTH}{_THEN}(?:19|20)\d\d(?!\d)",
        r"(?<![\d-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?![\d-]\d|\d)",
        r"(?<![\d/])(?:0?[1-9]|1[0-2])/(?:19|20)\d\d(?![\d/])",
        # one day, of which only the digits are left: 20260503
        r"(?<![\d.,])(?P<digits>(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d|[.,]\d)",
    )
)
"""What comes first takes its stretch; a date that shows no single day has no named parts."""

MONTH = re.compile(_NAME, re.IGNORECASE)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
FIRST_YEAR, LAST_YEAR = 1900, 2099


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in a text.

    Attributes:
        start, end: Where it stands.
        text: As written.
        day: The day it means; None where it tells no single day.
        in_year: Its (month, day), where these are told.
        parts: Part of a date → where it stands within ``text``.
    """

    start: int
    end: int
    text: str
    day: date | None
    in_year: tuple[int, int] | None
    parts: tuple[tuple[str, int, int], ...]


def written_dates(text: str) -> list[WrittenDate]:
    """Return the dates in ``text``, in order, none overlapping."""
    found: list[WrittenDate] = []
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            one = _date(match)
            if one and not any(one.start < other.end and other.start < one.end for other in found):
                found.append(one)
    return sorted(found, key=lambda one: one.start)


def rewritten(one: WrittenDate, day: date) -> str:
    """Return ``day`` written as ``one`` is: same order, marks, month names and zeros."""
    parts: list[str] = []
    done = 0
    for name, start, end in one.parts:
        parts += [one.text[done:start], _part(name, one.text[start:end], day, one)]
        done = end
    return "".join([*parts, one.text[done:]])


def _date(match: re.Match[str]) -> WrittenDate | None:
    """Return the date that ``match`` is; None where it is a number or a verb."""
    given = {name: value for name, value in match.groupdict().items() if value is not None and name not in MARKS}
    if "name" in given and "year" not in given and given["name"] == VERB:
        return None
    day, in_year = _told(given, match.group())
    if "digits" in given and day is None:
        return None
    at = match.start()
    parts = sorted((match.start(name) - at, match.end(name) - at, name) for name in given)
    named = tuple((name, start, end) for start, end, name in parts)
    return WrittenDate(at, match.end(), match.group(), day, in_year, named)


def _told(given: dict[str, str], text: str) -> tuple[date | None, tuple[int, int] | None]:
    """Return the day that the parts tell, and its month and day."""
    try:
        if "digits" in given:
            return date.fromisoformat(given["digits"]), None
        if "week" in given:
            return date.fromisocalendar(int(given["weekyear"]), int(given["week"]), 1), None
        if "day" not in given:
            return None, None
        month = _month(given["name"], text)[1] if "name" in given else int(given["month"])
        in_year = (month, int(given["day"]))
        return (date(int(given["year"]), *in_year) if "year" in given else None), in_year
    except ValueError:  # 30 February, week 60
        return None, None


def _part(name: str, old: str, day: date, one: WrittenDate) -> str:
    """Return one part of ``day`` as the part ``old`` of ``one`` is written."""
    week = day.isocalendar()
    numbers = {"year": day.year, "weekyear": week.year, "month": day.month, "day": day.day, "week": week.week}
    if name == "digits":
        return day.strftime("%Y%m%d")
    if name == "name":
        return _named(old, one.text, day.month)
    if name == "ordinal":
        return old if old == "." else _cased(_ordinal(day.day), old)
    return f"{numbers[name]:02}" if name == "week" or _is_padded(name, old, one) else str(numbers[name])


def _is_padded(name: str, old: str, one: WrittenDate) -> bool:
    """Return whether a day or month of one digit gets a zero before it."""
    numbers = [one.text[start:end] for part, start, end in one.parts if part in ("month", "day")]
    return name in ("month", "day") and (old.startswith("0") or (len(numbers) > 1 and set(map(len, numbers)) == {2}))


def _month(name: str, text: str) -> tuple[str, int, bool]:
    """Return the language of a month's name, its number, and whether it is written out."""
    low = name.lower()
    if low in ALSO:
        return *ALSO[low], low == "setiembre"
    for language in _languages(text):
        for names, is_full in ((FULL[language], True), (SHORT[language], False)):
            folded = [known.lower() for known in names]
            if low in folded:
                return language, folded.index(low) + 1, is_full
    raise ValueError(name)


def _languages(text: str) -> Iterator[str]:
    """Yield the languages by likelihood: some months are called the same in several."""
    if re.search(r"\bde\b", text, re.IGNORECASE):
        yield "es"
    if re.match(r"\d+\.", text):
        yield "de"
    yield from ("en", "de", "es")


def _named(old: str, text: str, month: int) -> str:
    language, _, is_full = _month(old, text)
    return _cased((FULL if is_full else SHORT)[language][month - 1], old)


def _cased(new: str, old: str) -> str:
    if old.isupper():
        return new.upper()
    return new.lower() if old.islower() else new[0].upper() + new[1:]


def _ordinal(day: int) -> str:
    return "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def months_and_years(text: str) -> set[int]:
    """Return the months, from 1 to 12, and the years that are named in ``text``, which holds no dates."""
    named = {_month(match["name"], "")[1] for match in MONTH.finditer(text) if match["name"] != VERB}
    return named | {int(year) for year in YEAR.findall(text)}


def is_in_reach(day: date) -> bool:
    """Return whether a day is one that is known as a date wherever it is written."""
    return FIRST_YEAR < day.year < LAST_YEAR
