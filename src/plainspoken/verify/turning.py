"""Words that turn a claim round: negation, opposites, quantifiers, duties and hedges."""

from collections.abc import Iterator, Sequence
from itertools import permutations

from plainspoken.verify.findings import CONTRADICTED, UNPROVEN, Veto, tokens
from plainspoken.verify.oppositions import (
    CHOICE,
    DUTY_STRONG,
    FILLERS,
    FIRM_HEDGES,
    HEDGES,
    NEGATORS,
    OPPOSITES,
    QUANTIFIERS,
    SWEEPING,
)
from plainspoken.wording.words import stem

WINDOW = 4  # words around an opposite that must share one with the claim's


def _negated(tokens: Sequence[str]) -> set[str]:
    """Return the stems of the words that a negation in ``tokens`` falls upon."""
    found: set[str] = set()
    for at, token in enumerate(tokens):
        if not (token in NEGATORS or token.endswith("n't")) or tokens[at + 1 : at + 2] == ["only"]:
            continue
        after = [word for word in tokens[at + 1 :] if word not in FILLERS][:1]
        found.update(stem(word) for word in after)
    return found


def negation(claim: str, quote: str) -> Iterator[Veto]:
    """Yield a finding when a word is denied on one side and affirmed on the other."""
    mine, theirs = tokens(claim), tokens(quote)
    denied, denied_there = _negated(mine), _negated(theirs)
    here, there = {stem(word) for word in mine}, {stem(word) for word in theirs}
    flipped = {term for term in denied - denied_there if term in there} | {
        term for term in denied_there - denied if term in here
    }
    if flipped and not (denied and denied_there):
        yield Veto(CONTRADICTED, f"negation differs at {sorted(flipped)[0]!r}")


def opposites(claim: str, quote: str) -> Iterator[Veto]:
    """Yield a finding when the claim has one of a pair of opposites where the quote has the other."""
    mine, theirs = tokens(claim), tokens(quote)
    here, there = set(mine), set(theirs)
    for one, other in (pair for sides in OPPOSITES for pair in permutations(sides, 2)):
        turned = here & one and there & other and not here & other and not there & one
        if turned and _same_place(mine, one, theirs, other):
            said, stated = sorted(here & one)[0], sorted(there & other)[0]
            yield Veto(CONTRADICTED, f"{said!r} where the quote has {stated!r}")
            return


def _same_place(mine: Sequence[str], one: frozenset[str], theirs: Sequence[str], other: frozenset[str]) -> bool:
    """Return whether the two words stand among the same neighbours."""
    return bool(_neighbours(mine, one) & _neighbours(theirs, other))


def _neighbours(tokens: Sequence[str], wanted: frozenset[str]) -> set[str]:
    telling = [word for word in tokens if word in wanted or word not in FILLERS]
    near: set[str] = set()
    for at, word in enumerate(telling):
        if word in wanted:
            near.update(stem(other) for other in telling[max(0, at - WINDOW) : at + WINDOW + 1] if other not in wanted)
    return near


def quantifiers(claim: str, quote: str) -> Iterator[Veto]:
    """Yield a finding when the claim says all, only or never where the quote says less."""
    mine, theirs = tokens(claim), tokens(quote)
    for at, one in enumerate(QUANTIFIERS):
        if not set(mine) & one or set(theirs) & one:
            continue
        for other in QUANTIFIERS[:at] + QUANTIFIERS[at + 1 :]:
            if set(theirs) & other and not set(mine) & other and _next(mine, one) & _next(theirs, other):
                yield Veto(
                    CONTRADICTED,
                    f"{sorted(set(mine) & one)[0]!r} where the quote has {sorted(set(theirs) & other)[0]!r}",
                )
                return
    for sweeping, needed in SWEEPING:
        said = set(mine) & sweeping
        if said and not set(theirs) & needed and not any(word.endswith("n't") for word in theirs):
            yield Veto(UNPROVEN, f"{sorted(said)[0]!r} not in the quote")


def _next(tokens: Sequence[str], wanted: frozenset[str]) -> set[str]:
    """Return the stems of the first telling words after any of ``wanted``."""
    found: set[str] = set()
    for at, token in enumerate(tokens):
        if token in wanted:
            found.update(stem(word) for word in [w for w in tokens[at + 1 :] if w not in FILLERS][:2])
    return found


def modality(claim: str, quote: str) -> Iterator[Veto]:
    """Yield a finding when a choice became a duty, a duty a choice, or an estimate a fact."""
    mine, theirs = tokens(claim), tokens(quote)
    here, there = set(mine), set(theirs)
    for ours, other in ((DUTY_STRONG, CHOICE), (CHOICE, DUTY_STRONG)):
        if (
            here & ours
            and not here & other
            and there & other
            and not there & ours
            and _next(mine, ours) & _next(theirs, other)
        ):
            yield Veto(CONTRADICTED, f"{sorted(here & ours)[0]!r} where the quote has {sorted(there & other)[0]!r}")
            return
    hedged = there & FIRM_HEDGES
    if hedged and not here & HEDGES and _next(theirs, frozenset(hedged)) & {stem(word) for word in mine}:
        yield Veto(UNPROVEN, f"{sorted(hedged)[0]!r} of the quote is left out")
