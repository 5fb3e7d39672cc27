"""Months by name: who asks about May 2026 means what a table calls 2026-05."""

import re

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
IN_FIGURES = re.compile(r"(?:19|20)\d\d-(0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?")


def month_named(word: str) -> tuple[str, ...]:
    """Return the month that a day or a month in figures (ISO 8601: ``2026-05-03``, ``2026-05``) names; else nothing."""
    found = IN_FIGURES.fullmatch(word)
    return (MONTHS[int(found.group(1)) - 1],) if found else ()
