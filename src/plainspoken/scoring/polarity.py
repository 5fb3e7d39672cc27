"""Whether two sentences about the same thing say opposite things: the evaluation's own reading of "not"."""

import re
from collections.abc import Mapping, Sequence

from plainspoken.scoring.overlap import content, stem, tokens

REACH = 2  # content words after a "not" that it is taken to deny
SAME_THING = 0.5  # share of a clause's content words that another clause must hold to be about the same thing
DENIALS = frozenset(
    "not no never none nobody nothing nor neither cannot without hardly isn't aren't wasn't weren't don't doesn't "
    "didn't can't couldn't won't wouldn't shouldn't hasn't haven't hadn't mustn't".split()
)
CLAUSE = re.compile(r"[.;!?](?:\s|$)|\n|\s(?:but|while|although|though|because|unless|whereas|except)\s")
PAIRS = (
    "increase decrease, rise fall, rose fell, risen fallen, higher lower, highest lowest, above below, above under, "
    "over under, more less, more fewer, most least, before after, earlier later, earliest latest, allow forbid, "
    "allowed forbidden, allowed prohibited, accept reject, accepted rejected, approve refuse, approved refused, "
    "approved rejected, start stop, started stopped, begin end, began ended, first last, always never, best worst, "
    "better worse, faster slower, early late, open closed, minimum maximum, add remove, added removed, right wrong, "
    "true false, internal external, gain loss, larger smaller, win lose, won lost, include exclude, included excluded, "
    "enabled disabled, mandatory optional, rich poor"
)


def _opposites() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in PAIRS.split(", "):
        one, other = (stem(word) for word in pair.split())
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in found.items()}


OPPOSITES = _opposites()


def opposed(claim: str, proofs: Sequence[str]) -> bool:
    """Return whether some clause of ``claim`` says the opposite of the clauses of ``proofs`` that are nearest to it.

    Opposite means: a word that both share is denied in one and not in the other, or one has the opposite of a word of
    the other. Of clauses that are equally near, one that agrees is enough. Who did what to whom is not looked at.
    """
    theirs = [clause for proof in proofs for clause in CLAUSE.split(proof) if clause and content(clause)]
    return any(_opposed(clause, theirs) for clause in CLAUSE.split(claim) if clause and content(clause))


def _opposed(clause: str, theirs: Sequence[str]) -> bool:
    ours = content(clause)
    shared = [len(ours & content(their)) / len(ours) for their in theirs]
    most = max(shared, default=0.0)
    if most < SAME_THING:
        return False
    nearest = [their for their, share in zip(theirs, shared, strict=True) if share == most]
    return all(_denies(clause, their) or _turns(clause, their) for their in nearest)


def _denies(one: str, other: str) -> bool:
    both = content(one) & content(other)
    here, there = _denied(one), _denied(other)
    return bool((here | there) & both) and not here & there


def _denied(clause: str) -> frozenset[str]:
    """Return the content words that stand shortly after a denial."""
    found: set[str] = set()
    left = 0
    for token in tokens(clause):
        if token in DENIALS:
            left = REACH
        elif left and (word := content(token)):
            found |= word
            left -= 1
    return frozenset(found)


def _turns(one: str, other: str) -> bool:
    here, there = ({stem(token) for token in tokens(clause)} for clause in (one, other))
    return any(OPPOSITES.get(word, frozenset()) & (there - here) for word in here - there)
