"""Bounds: a value that the claim means as a least, a most or exactly, and the passages do not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from plainspoken.verify.clauses import Pair
from plainspoken.verify.denials import denials
from plainspoken.verify.evidence import Evidence
from plainspoken.verify.findings import ALIKE, CONTRADICTED, UNPROVEN, Veto, says, tokens
from plainspoken.wording.bounds import LOWER, STRICT, UPPER
from plainspoken.wording.quantities import Quantity, agrees, quantities, within

LIMIT = re.compile(
    r"\b(?:minimum|maximum|min|max|minimal|maximal|limit(?:s|ed)?|threshold|cap|capped|floor|ceiling|targets?|goal|bar|"
    r"deadline|budget|quota|timeout|time-out|tolerance|cut-?off|due|requirement|criterion|allowance|boundary)\b",
    re.IGNORECASE,
)
"""Nouns that say themselves that a value is a bound: a limit of 4 hours is at most 4 hours."""

ALLOWED = re.compile(r"\b(?:can|may|must|allow\w*|permit\w*|need\w*|requir\w+)\b", re.IGNORECASE)
"""Words of the quote that make its value a bound: who can have 100 can have up to 100."""

AFTER = re.compile(r"\bafter\s+$", re.IGNORECASE)  # what is older than 10 years is deleted after 10 years


def misbounded(pair: Pair, evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding where a value of the claim is the quote's, but at least is at most, or exactly, there."""
    everywhere = quantities(evidence.text)
    stated = quantities(pair.sentence)
    if any(True for text in (pair.claim, pair.sentence) for _ in denials(tokens(text))):
        return  # "none below 0.8 pass" and "at least 0.8 is needed" are one
    for one in quantities(pair.claim):
        same = [other for other in stated if equals(one, other)]
        if not same or any(equals(one, other) and _side(one) == _side(other) for other in (*same, *everywhere)):
            continue
        said, quoted = _phrase(pair.claim, one), _phrase(pair.sentence, same[0])
        if _side(one) and all(_side(other) for other in same):
            if says(pair.claim, pair.sentence, said) >= ALIKE:
                yield Veto(CONTRADICTED, f"{said!r} where the quote has {quoted!r}")
        elif _is_bound_lost(one, same) and not _is_limit(pair, one):
            yield Veto(UNPROVEN, f"{said!r} where the quote has {quoted!r}")


def _is_bound_lost(one: Quantity, same: Sequence[Quantity]) -> bool:
    """Return whether one side is bounded and the other exact; a date that begins or ends something is both."""
    bounds = {one.bound, *(other.bound for other in same)}
    is_about = one.hedged and not one.bound
    return not is_about and (bool(bounds & set(STRICT)) if one.is_dated else bounds != {""})


def _is_limit(pair: Pair, one: Quantity) -> bool:
    """Return whether either side says in other words that the value is a bound."""
    is_granted = one.bound in ("least", "most") and ALLOWED.search(pair.sentence)
    is_awaited = AFTER.search(pair.claim[: one.start])
    return bool(is_granted or is_awaited or LIMIT.search(pair.claim) or LIMIT.search(pair.sentence))


def equals(one: Quantity, other: Quantity) -> bool:
    """Return whether two quantities are the same without rounding."""
    return agrees(replace(one, hedged=False), other)


def _side(one: Quantity) -> str:
    return "lower" if one.bound in LOWER else "upper" if one.bound in UPPER else ""


def _phrase(text: str, one: Quantity) -> str:
    place = within(text, one)
    return text[place.start : place.end].strip()


@lru_cache(maxsize=4_000)
def reworded(claim: str, quote: str) -> str:
    """Return ``claim`` with the quantities that the quote states in other units or words put in the quote's.

    What turns a statement round is compared word by word then: "no more than 4 hours" denies nothing of "within 4
    hours", and 14 days are no other unit than two weeks.
    """
    stated = quantities(quote)
    for one in reversed(quantities(claim)):
        other = next((two for two in stated if equals(one, two) and _side(one) == _side(two)), None)
        if other is not None and (one.unit != other.unit or one.bound):
            place = within(claim, one)
            claim = f"{claim[: place.start]}{_phrase(quote, other)}{claim[place.end :]}"
    return claim
