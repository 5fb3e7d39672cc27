"""Months by their English names: who asks about May 2026 means what a table calls 2026-05."""

import re

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
NUMBER_OF = {form: n for n, name in enumerate(MONTHS, 1) for form in (name, name[:3])} | {"sept": 9}
"""Month as written in English, in lower case → its number."""
WRITTEN = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
"""The same as a pattern, without the full stop of a short form."""
IN_FIGURES = re.compile(r"(?:19|20)\d\d-(0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?")


def month_named(word: str) -> tuple[str, ...]:
    """Return the month that a day or a month in figures (ISO 8601: ``2026-05-03``, ``2026-05``) names; else nothing."""
    found = IN_FIGURES.fullmatch(word)
    return (MONTHS[int(found.group(1)) - 1],) if found else ()
