"""Words that turn a claim round: negation, opposites, quantifiers, duties and hedges."""

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from plainspoken.verify.clauses import JOINED, Pair, parts, whole
from plainspoken.verify.denials import denials
from plainspoken.verify.evidence import Evidence
from plainspoken.verify.findings import CONTRADICTED, UNPROVEN, Veto, tokens
from plainspoken.verify.kinship import covered, stems
from plainspoken.verify.oppositions import (
    CHOICE,
    DUTY_STRONG,
    FILLERS,
    FIRM_HEDGES,
    HEDGES,
    OPPOSITES,
    QUANTIFIERS,
    SWEEPING,
)
from plainspoken.verify.setting_aside import is_softened
from plainspoken.wording.words import stem

NEGATIVE = frozenset(
    stem(word)
    for word in "impossible unable undecided unknown fail forbid prohibit refuse reject miss exempt free".split()
)
FEWEST_TOLD = 3  # telling words
NEARLY_THE_SAME = 0.8  # share of the words from which two clauses say one thing, so that only the "not" is between them
WIDER = 6  # times as many words: a clause that long denies other things than the claim's
FEWEST_TO_HEDGE = 5  # words; a shorter answer leaves out more than a hedge
HEDGING = frozenset(stem(word) for word in HEDGES)
AHEAD_OF = frozenset("will would shall plans if depends depend pending awaiting awaits".split())
PAST = frozenset(
    "cut rose fell grew shrank won lost went came took gave made built bought sold left ran began met".split()
)
HEARSAY = re.compile(
    r"\b(?:(?:is|are|was|were) (?:said|thought|believed|rumoured|alleged|reported) to|according to (?:a )?(?:legend|"
    r"tradition|rumours?)|legend has it|allegedly|reportedly|supposedly|some (?:say|think|believe|claim))\b",
    re.IGNORECASE,
)
UNLESS = re.compile(r"\b(?:unless|except (?:when|where|if|on|in|for)|other than)\b", re.IGNORECASE)
CONDITION = re.compile(r"\b(?:if|when|where)\b", re.IGNORECASE)
BECAUSE = re.compile(r"\b(?:because|due to|owing to|thanks to|caused by|as a result of|on account of)\b", re.IGNORECASE)
REASONS = re.compile(
    r"\b(?:because|cause[sd]?|due|owing|thanks|since|as|so|for|reasons?|why|leads?|led|results?|resulting|resulted|"
    r"therefore|thus|hence|through|lack|means|account|consequen\w*|explain\w*)\b|[:—–]",
    re.IGNORECASE,
)
ASIDE = frozenset("for in on at with by from to of".split())
WINDOW = 4  # words around an opposite that must share one with the claim's


def _negated(tokens: Sequence[str]) -> set[str]:
    """Return the stems of the words that a negation in ``tokens`` falls upon."""
    found: set[str] = set()
    for begins in denials(tokens):
        after = [word for word in tokens[begins:] if word not in FILLERS][:1]
        found.update(stem(word) for word in after)
    return found


def negation(claim: str, quote: str, share: float) -> Iterator[Veto]:
    """Yield a finding when a word is denied on one side and affirmed on the other.

    ``share`` is what the quote holds of the claim's weight; where it is nearly all, any negation counts.
    """
    mine, theirs = tokens(claim), tokens(quote)
    if is_softened(mine, theirs):
        return
    denied, denied_there = _negated(mine), _negated(theirs)
    here, there = {stem(word) for word in mine}, {stem(word) for word in theirs}
    flipped = {term for term in denied - denied_there if term in there} | {
        term for term in denied_there - denied if term in here
    }
    if not flipped and not denied:
        flipped = {word for marker, word in _excepted(theirs) if f" {marker} {word}" in f" {' '.join(_bare(mine))}"}
    if flipped and not (denied and denied_there):
        yield Veto(CONTRADICTED, f"negation differs at {sorted(flipped)[0]!r}")
    elif share >= NEARLY_THE_SAME and is_denied(mine) != is_denied(theirs) and not _is_negative(mine, theirs):
        yield Veto(CONTRADICTED, "one denies what the other says")


def _is_negative(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Return whether either side denies inside a word, or the claim is too short to be held against it."""
    if len(theirs) > WIDER * len(mine):
        return True
    there = {stem(word) for word in (*mine, *theirs)}
    inside = any(word.startswith("un") and stem(word[2:]) in there for word in (*mine, *theirs))
    return inside or bool(NEGATIVE & there) or len([word for word in mine if stems(word)]) < FEWEST_TOLD


def _excepted(words: Sequence[str]) -> set[tuple[str, str]]:
    """Return what stands after a negated marker: (for, cathedral) in "but not for the cathedral"."""
    plain = _bare(words)
    return {
        (plain[at + 1], plain[at + 2]) for at in range(len(plain) - 2) if plain[at] == "not" and plain[at + 1] in ASIDE
    }


def _bare(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in {"the", "a", "an"}]


def is_denied(words: Sequence[str]) -> bool:
    """Return whether anything in ``words`` is denied."""
    return any(True for _ in denials(words))


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


def modality(claim: str, quote: str, said: str) -> Iterator[Veto]:
    """Yield a finding when a choice became a duty, a duty a choice, or an estimate or a plan a fact.

    ``claim`` and ``quote`` are two clauses; ``said`` is all of the claim: a hedge anywhere in it holds for all.
    """
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
    if {stem(word) for word in tokens(said)} & HEDGING or len(mine) < FEWEST_TO_HEDGE:
        return
    hedged = there & FIRM_HEDGES
    if hedged and _next(theirs, frozenset(hedged)) & {stem(word) for word in mine}:
        yield Veto(UNPROVEN, f"{sorted(hedged)[0]!r} of the quote is left out")
    elif AHEAD_OF & there and not AHEAD_OF & here and _next(theirs, AHEAD_OF) & _done(mine):
        yield Veto(CONTRADICTED, f"done in the claim, {sorted(AHEAD_OF & there)[0]!r} in the quote")


def hearsay(near: Pair, claim: str) -> Iterator[Veto]:
    """Yield a finding when the quote only says that something is said, and the claim says it outright."""
    around = next((part for part in parts(near.sentence, JOINED) if near.narrow in part), near.narrow)
    found = HEARSAY.search(around)
    if (
        found
        and not HEARSAY.search(claim)
        and not is_denied(tokens(claim))
        and not {stem(word) for word in tokens(claim)} & HEDGING
    ):
        yield Veto(UNPROVEN, f"{found.group().lower()!r} of the quote is left out")


def unless(claim: str, sentence: str) -> Iterator[Veto]:
    """Yield a finding when the claim gives as a condition what the quote excepts."""
    found = UNLESS.search(sentence)
    condition = CONDITION.search(claim)
    if found and condition and not UNLESS.search(claim) and not is_denied(tokens(claim)):
        excepted = frozenset(stems(sentence[found.end() :]))
        if covered(stems(claim[condition.end() :]), excepted) >= NEARLY_THE_SAME:
            yield Veto(CONTRADICTED, f"{condition.group().lower()!r} where the quote has {found.group().lower()!r}")


def _done(words: Sequence[str]) -> set[str]:
    """Return the stems of the words that may be verbs of what is past."""
    return {
        stem(word)
        for at, word in enumerate(words)
        if (word.endswith("ed") and not set(words[max(0, at - 3) : at]) & {"be", "to", "been"})
        or (word in PAST and at)
        or {"has", "have", "had"} & set(words[max(0, at - 3) : at])
    }


def causes(claim: str, evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding when the claim gives a reason that the passages state, but not as a reason."""
    found = BECAUSE.search(claim)
    if not found:
        return
    reason = stems(claim[found.end() :])
    sentences = [one for stretch in evidence.carrying for one in whole(stretch.text)]
    nearest = max(sentences, key=lambda one: covered(reason, one.bag), default=None)
    if nearest is None or not REASONS.search(nearest.text):
        yield Veto(UNPROVEN, f"{found.group().lower()!r} not in the quote")
