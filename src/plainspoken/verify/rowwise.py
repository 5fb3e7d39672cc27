"""Claims about a table: what stands in another row or under another column than the claim says."""

from collections.abc import Iterator, Sequence

from plainspoken.verify.clauses import spoken
from plainspoken.verify.evidence import Evidence
from plainspoken.verify.findings import CONTRADICTED, Veto
from plainspoken.verify.kinship import stems
from plainspoken.wording.quantities import agrees, quantities
from plainspoken.wording.tables import Row


def misread_rows(claim: str, evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding where the cells that the claim names stand in two rows, or under a column it does not name."""
    for part in spoken(claim):
        found = [(row, cells) for row in evidence.rows if (cells := _named_cells(part, row))]
        if not found:
            continue
        best, cells = max(found, key=lambda one: len(one[1]))
        said = {best.cells[at].lower() for at in cells}
        stray = _stray(found, best, said)
        if len(cells) == 1 and stray:
            yield Veto(CONTRADICTED, f"{best.cells[cells[0]]!r} and {stray!r} stand in different rows")
            return
        wrong = _wrong_column(part, best, cells) if cells[1:] else ""
        if wrong:
            yield Veto(CONTRADICTED, wrong)
            return


def _named_cells(part: str, row: Row) -> list[int]:
    """Return which cells of ``row`` the claim names."""
    said, numbers = frozenset(stems(part)), quantities(part)
    heads = frozenset(term for header in row.headers for term in stems(header))
    found = []
    for at, cell in enumerate(row.cells):
        stated, mine = quantities(cell), frozenset(stems(cell))
        if stated and len(stated) == 1 and not mine - frozenset(stems(cell[stated[0].start : stated[0].end])):
            if any(agrees(one, stated[0]) for one in numbers):
                found.append(at)
        elif mine and mine <= said and not mine <= heads:
            found.append(at)
    return found


def _stray(found: Sequence[tuple[Row, list[int]]], best: Row, said: set[str]) -> str:
    """Return a cell that the claim names in another row and that stands in no row beside ``said``."""
    for row, cells in found:
        for at in cells:
            if row is not best and row.cells[at].lower() not in said and row.cells[at] not in best.cells:
                return row.cells[at]
    return ""


def _wrong_column(part: str, row: Row, cells: Sequence[int]) -> str:
    """Return what is wrong where the claim names another column than the one its value stands under."""
    said = frozenset(stems(part))
    heads = [frozenset(stems(header)) for header in row.headers]
    for at in cells:
        for other in range(min(len(heads), len(row.cells))):
            if other in cells or at >= len(heads) or row.cells[other] == row.cells[at]:
                continue
            theirs, mine = heads[other] - heads[at], heads[at] - heads[other]
            if theirs and theirs <= said and mine and not mine & said:
                return f"{row.cells[at]!r} stands under {row.headers[at]!r}"
    return ""
