"""Digits as people write them: 1,200.5 and 1.234,56 are one number each, 0.79,0.85 is two."""

import re

_SPACES = "\u202f\u00a0 ’'"
_ENDS = r"(?![.,]?\d)"  # more digits would make it a list, a version or a row
_IN_ROW = "(?<!,)"  # right after a comma a further comma ends a number too: rows of 0.83,12,85
DIGITS = "|".join(
    (
        rf"{_IN_ROW}[1-9]\d{{0,2}}(?:,\d{{3}})+(?:\.\d+)?{_ENDS}",
        rf"\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?:[.,]\d+)?{_ENDS}",
        rf"{_IN_ROW}[1-9]\d{{0,2}}(?:\.\d{{3}})+,\d+{_ENDS}",
        rf"{_IN_ROW}\d+,\d+{_ENDS}",
        r"\d+(?:\.\d+)*",
    )
)
"""Grouped thousands in three forms, each with its fraction; a decimal comma; digits with at most one stop, or an
address or version, which ``number`` refuses. Where comma and stop both occur ungrouped, a comma ends the number."""
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")


def number(digits: str) -> float | None:
    """Return the number that a match of ``DIGITS`` writes; None for an address or a version."""
    plain = re.sub(rf"[{_SPACES}]", "", digits)
    whole, stop, fraction = plain.rpartition("." if plain.rfind(".") > plain.rfind(",") else ",")
    if not stop:
        return float(plain)
    if _GROUPED.fullmatch(plain):
        return float(plain.replace(",", ""))
    whole = re.sub(r"[.,](?=\d{3})", "", whole) if stop not in whole else whole
    return float(f"{whole}.{fraction}") if whole.isdecimal() else None
