"""Claims that hold two rows of a table against each other: what their numbers say."""

import re
from collections.abc import Sequence

from plainspoken.verify.denials import denials
from plainspoken.verify.evidence import Evidence
from plainspoken.verify.findings import CONTRADICTED, UNPROVEN, Veto, tokens
from plainspoken.verify.kinship import stems
from plainspoken.wording.quantities import Quantity, quantities
from plainspoken.wording.tables import Row
from plainspoken.wording.words import lexicon

Named = tuple[Row, int]
"""A row, and which of its cells the claim names."""

BARE_MORE, BARE_LESS = lexicon("higher greater larger bigger above exceeds"), lexicon("lower smaller below")
MORE, LESS = BARE_MORE | {"more"}, BARE_LESS | {"less", "fewer"}
"""The bare ones speak of a number whatever its name; of the others the number's name must be told."""
JUDGING = lexicon("better worse faster slower outperforms outperformed beats beat surpasses wins cheaper same equal")
"""They compare, but a column does not tell whether more of it is good."""
COMPARING = MORE | LESS | JUDGING
LISTED = re.compile(r"\W*(?:and|or|as well as|nor)?\W*(?:the\b|in\b|for\b|of\b|at\b)?\W*", re.IGNORECASE)
MARKED = re.compile(r"[|\t]")
THAN = re.compile(r"\bthan\b|\bcompared (?:to|with)\b|\b(?:above|below|exceeds)\b", re.IGNORECASE)


def two_rows(part: str, found: Sequence[tuple[Row, list[int]]]) -> tuple[Named, Named] | None:
    """Return the two rows of one table that ``part`` names in the same column, in its order; None for any other count.

    Args:
        part: A clause of the claim.
        found: Rows with the cells that it names.
    """
    is_compared = bool(frozenset(tokens(part)) & COMPARING)
    if not is_compared and any(cells[1:] for _, cells in found):
        return None  # a row that stands with its own value is joined to none
    named = [(row, at) for row, cells in found for at in cells[:1] if not quantities(row.cells[at])]
    bags = [frozenset(stems(row.cells[at])) for row, at in named]
    whole = [one for one, bag in zip(named, bags, strict=True) if bag and not any(bag < other for other in bags)]
    if len(whole) != 2 or len({(row.headers, at) for row, at in whole}) != 1:  # noqa: PLR2004  # two, as the name says
        return None
    first, second = sorted(whole, key=lambda one: _place(part, one))
    return None if first[0].cells[first[1]] == second[0].cells[second[1]] else (first, second)


def compared(part: str, one: Named, other: Named, evidence: Evidence) -> Veto | None:
    """Return a finding unless the numbers of the two rows bear out what ``part`` says of them.

    Two rows that are only listed are fine; what else joins them no row tells, only a sentence can.
    """
    words = frozenset(tokens(part))
    if not words & COMPARING:
        joining = part[_place(part, one) + len(one[0].cells[one[1]]) : _place(part, other)]
        is_told = LISTED.fullmatch(joining) or not MARKED.search(evidence.carrying[0].text)
        return None if is_told else Veto(UNPROVEN, "two rows joined by what no column tells")
    stated = _numbers(part, one, other)
    is_more, is_less = bool(words & MORE), bool(words & LESS)
    than = THAN.search(part)
    is_plain = than and 0 <= _place(part, one) < than.start() < _place(part, other) and is_more != is_less
    if not is_plain or not stated or words & JUDGING:
        return Veto(UNPROVEN, "two rows compared by what no column tells")
    denied = sum(1 for _ in denials(tokens(part))) % 2 == 1
    borne = {(a.value > b.value if is_more else a.value < b.value) != denied for a, b in stated}
    if len(borne) > 1:
        return Veto(UNPROVEN, "two rows compared by more than one column")
    if borne == {False}:
        return Veto(CONTRADICTED, f"{one[0].cells[one[1]]!r} and {other[0].cells[other[1]]!r} compare the other way")
    return None


def _place(part: str, one: Named) -> int:
    return part.lower().find(one[0].cells[one[1]].lower())


def _numbers(part: str, one: Named, other: Named) -> list[tuple[Quantity, Quantity]]:
    """Return the pairs of numbers, of like units, under the columns named best; the bare ones need no name."""
    said = frozenset(stems(part)) - frozenset(stems(one[0].cells[one[1]])) - frozenset(stems(other[0].cells[other[1]]))
    pairs: dict[int, tuple[Quantity, Quantity]] = {}
    for at, cells in enumerate(zip(one[0].cells, other[0].cells, strict=True)):
        mine, theirs = quantities(cells[0]), quantities(cells[1])
        if len(mine) == len(theirs) == 1 and mine[0].unit == theirs[0].unit and not mine[0].date and not theirs[0].date:
            pairs[at] = (mine[0], theirs[0])
    told = {at: len(said & frozenset(stems(one[0].headers[at]))) for at in pairs}
    best = max(told.values(), default=0)
    if not best and (len(pairs) != 1 or not frozenset(tokens(part)) & (BARE_MORE | BARE_LESS)):
        return []
    return [pair for at, pair in pairs.items() if told[at] == best]
