"""Days as people write them."""

import calendar
import datetime
import re

from plainspoken.months import NUMBER_OF

_MONTH = "(?P<month>" + "|".join(sorted(NUMBER_OF, key=len, reverse=True)) + r")\.?"
FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<number>\d{1,2})-(?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?P<year>\d{4})/(?P<number>\d{1,2})/(?P<day>\d{1,2})(?!\d)"),
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?{_MONTH},?\s+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(r"(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-W(?P<week>\d{2})"),
    re.compile(r"(?P<year>\d{4})-(?P<number>\d{1,2})(?!\d)"),
    re.compile(rf"{_MONTH}\s+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(r"Q(?P<quarter>[1-4])[\s/-]*(?P<year>\d{4})", re.IGNORECASE),
    re.compile(r"(?P<year>(?:19|20)\d{2})(?!\d)"),
)
LAST_MONTH = 12


def day_of(words: str, *, last: bool = False) -> datetime.date | None:
    """Return the day that ``words`` begin with; the last one of a month, week, quarter or year if ``last``."""
    stripped = words.strip().strip("*_`\"' ")
    for form in FORMS:
        match = form.match(stripped)
        if match:
            return _day(match.groupdict(), last=last)
    return None


def _day(parts: dict[str, str | None], *, last: bool) -> datetime.date | None:
    year = int(parts.get("year") or 0)
    month = NUMBER_OF[str(parts["month"]).lower()] if parts.get("month") else int(parts.get("number") or 0)
    try:
        if parts.get("day"):
            return datetime.date(year, month, int(str(parts["day"])))
        if parts.get("week"):
            return datetime.date.fromisocalendar(year, int(str(parts["week"])), 7 if last else 1)
        if parts.get("quarter"):
            first = int(str(parts["quarter"])) * 3 - 2
            return _of_month(year, first + 2 if last else first, last=last)
        return _of_month(year, month or (LAST_MONTH if last else 1), last=last)
    except ValueError:
        return None


def _of_month(year: int, month: int, *, last: bool) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1] if last else 1)


def declared_day(value: object, *, last: bool = False) -> datetime.date | None:
    """Return the day of a declared value, whatever YAML or TOML made of it.

    Raises:
        ValueError: It is no day.
    """
    if value is None or value == "":
        return None
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    found = None
    if isinstance(value, int) and not isinstance(value, bool):
        found = day_of(str(value), last=last) if len(str(value)) == len("2025") else None
    elif isinstance(value, str):
        found = _whole(value, last=last)
    if found is None:
        raise ValueError(f"{value!r} is no date")
    return found


def _whole(value: str, *, last: bool) -> datetime.date | None:
    """Return the day if the whole of ``value`` is one, a time of day after it allowed."""
    stripped = value.strip()
    for form in FORMS:
        match = form.match(stripped)
        if match and re.fullmatch(r"(?:[T\s]\d{1,2}:\d{2}.*)?", stripped[match.end() :]):
            return _day(match.groupdict(), last=last)
    return None
