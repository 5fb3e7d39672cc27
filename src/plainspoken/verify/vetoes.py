"""What rules a claim out, whatever its score: numbers, names, and words that turn it round."""

import re
from collections.abc import Iterator

from plainspoken.verify.evidence import Evidence
from plainspoken.verify.findings import ALIKE, CONTRADICTED, UNPROVEN, Veto, alike
from plainspoken.verify.naming import displaced, substituted, swapped, unknown_names
from plainspoken.verify.turning import modality, negation, opposites, quantifiers
from plainspoken.wording.quantities import Quantity, agrees, quantities, rivals

NEARLY_ALL = 0.9  # the same where the number stands elsewhere among what carries the claim


def vetoes(claim: str, evidence: Evidence) -> list[Veto]:
    """Return every finding against ``claim``."""
    if not evidence.carrying:
        return [Veto(UNPROVEN, "no words of the claim in the passage")]
    found = [*_numbers(claim, evidence), *unknown_names(claim, evidence), *displaced(claim, evidence)]
    for one in evidence.carrying[:1]:
        found += [
            *negation(claim, one.text),
            *substituted(claim, one.text),
            *opposites(claim, one.text),
            *swapped(claim, one.text),
        ]
    found += [*quantifiers(claim, evidence.text), *modality(claim, evidence.text)]
    return found


def _numbers(claim: str, evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding for every quantity that the evidence does not bear out."""
    claimed = quantities(claim)
    first = evidence.carrying[0]
    nearest = quantities(first.text)
    everywhere = quantities(f"{evidence.text}\n{evidence.beside}")
    for one in claimed:
        if any(agrees(one, other) for other in nearest):
            continue
        said = claim[one.start : one.end]
        share = ALIKE if not any(agrees(one, other) for other in everywhere) else NEARLY_ALL
        unused = [other for other in nearest if not any(agrees(mine, other) for mine in claimed)]
        if alike(claim, first, said, share) and any(_comparable(one, other) for other in unused):
            yield Veto(CONTRADICTED, f"number {said!r} differs from the quote")
        elif not any(agrees(one, other) for other in everywhere):
            yield from [] if _as_mark(one, said, evidence) else [Veto(UNPROVEN, f"number {said!r} not in the quote")]


def _comparable(one: Quantity, other: Quantity) -> bool:
    return rivals(one, other) or (
        one.date is None and other.date is None and (not one.unit or not other.unit or one.unit != other.unit)
    )


def _as_mark(one: Quantity, said: str, evidence: Evidence) -> bool:
    """Return whether a bare number stands in the passages as part of an identifier or list mark."""
    bare = not one.unit and one.date is None
    return bare and bool(re.search(rf"(?<![\d.,]){re.escape(said)}(?![\d])", evidence.everything))
