"""Claims about a table: what stands in another row or under another column than the claim says."""

import re
from collections.abc import Iterator, Sequence

from plainspoken.verify.clauses import spoken
from plainspoken.verify.comparing import compared, two_rows
from plainspoken.verify.denials import denials
from plainspoken.verify.evidence import Evidence
from plainspoken.verify.findings import ALIKE, CONTRADICTED, Veto, tokens
from plainspoken.verify.kinship import covered, stems
from plainspoken.wording.quantities import agrees, quantities
from plainspoken.wording.tables import Row, cells_of
from plainspoken.wording.words import lexicon

YES = lexicon("yes y true ✓ ✔")
NO = lexicon("no n false ✗ ✘")
WITHHELD = lexicon("missing absent refused refuses declined declines denied denies withheld lacking")
BARE = lexicon("before after old own above below over under")
"""Words without a stem that tell two columns apart."""
VALUE = re.compile(
    r"\b(?:done|old|on|off|up|down|out|before|after|both|same)\b(?=\s*(?:[.,;!?)]|and\b|but\b|while\b|$))"
)
"""Words without a stem that a cell may hold; a claim says them only at a clause's end, elsewhere they are particles."""
HALF = 0.5  # share of a cell's words from which a claim speaks of it
NEAR = 4  # words between a denial and the column it falls upon


def misread_rows(claim: str, evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding where the cells that the claim names stand in two rows, or under a column it does not name."""
    for part in spoken(claim):
        found = [(row, cells) for row in evidence.rows if (cells := _named_cells(part, row))]
        if not found:
            continue
        best, cells = max(found, key=lambda one: len(one[1]))
        two = two_rows(part, found)
        against = compared(part, *two, evidence) if two else _stray(found, best) or _wrong_column(part, best, cells)
        if _row_of(evidence.carrying[0].text, evidence):  # where a sentence says more of it, no cell answers it
            against = against or _answered(part, best)
        if against:
            yield against
            return


def told(claim: str, quote: str, evidence: Evidence) -> str:
    """Return ``quote``, or where it is a table's row those cells that the claim speaks of, under their headers.

    Nothing where the claim names a column of yes and no: ``misread_rows`` reads these.
    """
    row = _row_of(quote, evidence)
    if row is None:
        return quote
    if _yes_or_no(claim, row):
        return ""
    said, named = frozenset(stems(claim)), _named_cells(claim, row)
    return " ".join(
        f"{header} {cell}"
        for at, (header, cell) in enumerate(zip(row.headers, row.cells, strict=False))
        if at in named or covered(stems(cell), said) >= HALF
    )


def unanswered(quote: str, evidence: Evidence) -> str:
    """Return ``quote``, or where it is a table's row without the columns of yes and no: there no word is affirmed."""
    row = _row_of(quote, evidence)
    if row is None or not (YES | NO) & {cell.lower() for cell in row.cells}:
        return quote
    columns = zip(row.headers, row.cells, strict=False)
    return " ".join(f"{header} {cell}" for header, cell in columns if cell.lower() not in YES | NO)


def _row_of(quote: str, evidence: Evidence) -> Row | None:
    own = next((one.own for one in evidence.carrying if one.text == quote), "")
    cells = cells_of(own)
    return next(
        (row for row in evidence.rows if cells[1:] and row.cells[: len(cells)] == cells[: len(row.cells)]), None
    )


def _named_cells(part: str, row: Row) -> list[int]:
    """Return which cells of ``row`` the claim names."""
    said, numbers = frozenset(stems(part)) | frozenset(VALUE.findall(part.lower())), quantities(part)
    heads = frozenset(term for header in row.headers for term in _words(header))
    found = []
    for at, cell in enumerate(row.cells):
        stated, mine = quantities(cell), frozenset(stems(cell)) or frozenset(VALUE.findall(cell.lower()))
        if stated and len(stated) == 1 and not mine - frozenset(stems(cell[stated[0].start : stated[0].end])):
            if any(agrees(one, stated[0]) for one in numbers):
                found.append(at)
        elif mine and mine <= said and not mine <= heads:
            found.append(at)
    return found


def _words(header: str) -> frozenset[str]:
    return frozenset(stems(header)) | (BARE & frozenset(tokens(header)))


def _stray(found: Sequence[tuple[Row, list[int]]], best: Row) -> Veto | None:
    """Return a finding where the claim names a cell of ``best`` alone, and one in another row and column beside it."""
    named = next(cells for row, cells in found if row is best)
    if len(named) != 1:
        return None
    said = {best.cells[at].lower() for at in named}
    for row, cells in found:
        for at in cells:
            cell = row.cells[at]
            if row is not best and at not in named and cell.lower() not in said and cell not in best.cells:
                return Veto(CONTRADICTED, f"{best.cells[named[0]]!r} and {cell!r} stand in different rows")
    return None


def _wrong_column(part: str, row: Row, cells: Sequence[int]) -> Veto | None:
    """Return a finding where the claim names another column than the one its value stands under."""
    if not cells[1:]:
        return None
    said = frozenset(stems(part)) | (BARE & frozenset(tokens(part)))
    heads = [_words(header) for header in row.headers]
    told_of = {*cells, *_yes_or_no(part, row)}
    for at in cells:
        for other in range(min(len(heads), len(row.cells))):
            if other in told_of or at >= len(heads) or row.cells[other] == row.cells[at]:
                continue
            theirs, mine = heads[other] - heads[at], heads[at] - heads[other]
            if theirs and theirs <= said and mine and not mine & said:
                return Veto(CONTRADICTED, f"{row.cells[at]!r} stands under {row.headers[at]!r}")
    return None


def _answered(part: str, row: Row) -> Veto | None:
    """Return a finding where the row answers a column that the claim names with the other of yes and no."""
    asked = _yes_or_no(part, row)
    if len({row.cells[at].lower() in YES for at in asked}) != 1:
        return None  # none asked, or both answered in one breath
    at, words = asked[0], tokens(part)
    head = frozenset(stems(row.headers[at])) or frozenset(tokens(row.headers[at]))
    places = [n for n, word in enumerate(words) if word in head or head & frozenset(stems(word))]
    denied = [*denials(words), *(n for n, word in enumerate(words) if word in WITHHELD)]
    is_denied = any(abs(place - one) <= NEAR for place in places for one in denied)
    if is_denied != (row.cells[at].lower() in NO):
        return Veto(CONTRADICTED, f"{row.headers[at]!r} is {row.cells[at]!r}")
    return None


def _yes_or_no(part: str, row: Row) -> list[int]:
    """Return which columns of yes and no the claim names."""
    said, words = frozenset(stems(part)), frozenset(tokens(part))
    found = []
    for at, (header, cell) in enumerate(zip(row.headers, row.cells, strict=False)):
        head = stems(header)
        is_named = covered(head, said) >= ALIKE if head else bool(tokens(header)) and set(tokens(header)) <= words
        if cell.lower() in YES | NO and is_named:
            found.append(at)
    return found
