"""Words that deny by half, and words that set a thing aside: "not until", "no other", "instead of", "except"."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations

from plainspoken.verify.denials import is_negation
from plainspoken.verify.findings import CONTRADICTED, Veto
from plainspoken.verify.kinship import covered, stems

BESIDE = frozenset("only until other unless except but else just".split())
NOBODY = frozenset("no none nobody nothing neither".split())
NEAR = 2  # words after one of these among which it may be taken back: "no one but"; after "not" the first alone
BOUNDS = frozenset("until unless except before without".split())
OTHERS = BOUNDS | frozenset("other others else anyone anybody elsewhere than".split())
OTHER_THAN = frozenset({"other"})
ONLY = frozenset("only solely exclusively".split())
HALF = frozenset("hardly nor want lack".split())
ASIDE = re.compile(
    r"\b(?:instead of|rather than|as opposed to|in place of|other than|except(?:ing)?(?: for)?|"
    r"but not(?: (?:for|in|on|by))?)\s+"
    r"|,\s+(?:and\s+)?not\s+(?:(?:for|in|on|by|to|from|with|at)\s+)?",
    re.IGNORECASE,
)
CLAUSE = re.compile(
    r"\s*(?:when|where|if|that|because|since|only|just|all|every|yet|until|even|to|necessarily|always)\b", re.IGNORECASE
)
THING_ENDS = re.compile(
    r"[,;:.()]\s|[,;:.()]$|\s(?:for|in|on|at|by|with|to|from|because|since|as|when|if|and|or|which|that|who)\s",
    re.IGNORECASE,
)
LONGEST_THING = 5  # words
LEAST_SHARED = 0.5  # share of the rest of a clause that must stand beside the thing set aside
TOLD_ASIDE = re.compile(
    r"\b(?:instead|rather|except\w*|exclu\w+|other|but|over|than|replac\w+|unlike|apart|without|outside|dropped|prefer\w*|"
    r"left|switch\w*|moved?|from|oppos\w+|place)\b",
    re.IGNORECASE,
)


def is_softened(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Return whether a negation on either side denies only by half: "not until", "nothing but", "no other"."""
    return bool(HALF & {*mine, *theirs}) or any(_is_half(one, other) for one, other in permutations((mine, theirs)))


def _is_half(denying: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether a negation in ``denying`` is taken back beside it, or by a bound that ``other`` puts otherwise."""
    places = [at for at, word in enumerate(denying) if is_negation(word)]
    if any(BESIDE & set(denying[at + 1 : at + 1 + (NEAR if denying[at] in NOBODY else 1)]) for at in places):
        return True
    after = denying[places[0] :] if places else ()
    bounds = BOUNDS | (OTHER_THAN if ("other", "than") in pairwise(after) else frozenset())
    return bool(bounds.intersection(after) - set(other)) or bool(
        OTHERS.intersection(after) and ONLY.intersection(other)
    )


def things(text: str) -> set[str]:
    """Return the stems of what ``text`` sets aside, the first telling one of each: Redis in "Postgres, not Redis"."""
    return {stems(thing)[0] for _, thing, _ in _asides(text) if stems(thing)}


def is_told_aside(claim: str, sentence: str) -> bool:
    """Return whether one side denies what the other sets aside, and so says the same of it."""
    here, there = things(claim), things(sentence)
    return bool(there.intersection(stems(claim)) or (here and not there and here.intersection(stems(sentence))))


def set_aside(part: str, claim: str, sentence: str) -> Iterator[Veto]:
    """Yield a finding when a clause asserts what the quote names only to set it aside.

    Args:
        part: The clause.
        claim: All of the claim: what it says of things set aside holds for all of it.
        sentence: The passage's, around the clause that says most of ``part``.
    """
    if TOLD_ASIDE.search(claim):
        return
    here = set(stems(part))
    for marker, thing, rest in _asides(sentence):
        named, others = stems(thing), frozenset(stems(rest))
        is_said = bool(named) and named[0] in here - others and 2 * len(here.intersection(named)) >= len(set(named))
        if is_said and covered(here - {named[0]}, others.union(named)) >= LEAST_SHARED:
            yield Veto(CONTRADICTED, f"{marker!r} of the quote is left out")
            return


def _asides(sentence: str) -> Iterator[tuple[str, str, str]]:
    """Yield each thing that ``sentence`` sets aside: the words that do, the thing, and the rest of the clause."""
    for found in ASIDE.finditer(sentence):
        before, after = sentence[: found.start()], sentence[found.end() :]
        if CLAUSE.match(after) or any(map(is_negation, before.lower().split())):
            continue  # what is excepted from a denial is asserted
        thing = " ".join(THING_ENDS.split(after, maxsplit=1)[0].split()[:LONGEST_THING])
        follows = after[len(thing) :]
        rest = before + re.split(r"[,;]|\bwhich\b", follows)[0] if before.strip() else follows
        yield found.group().strip(", ").lower(), thing, rest
