"""From, to and by: what a change started at is not what it came to, nor how much it was."""

import re
from collections.abc import Iterator, Sequence

from plainspoken.verify.binding import compete
from plainspoken.verify.bounds import equals
from plainspoken.verify.clauses import Pair
from plainspoken.verify.findings import ALIKE, CONTRADICTED, Veto, folded, says
from plainspoken.wording.quantities import Quantity, quantities

ROLE = re.compile(
    r"(?<!prior )(?<!close )(?<!equal )(?<!due )(?<!compared )(?<!according )\b(?P<role>from|to|by)\s+"
    r"(?:(?:about|around|approximately|roughly|nearly|almost|some|only|just|the|an?)\s+)*(?:[€$£¥]|(?:EUR|USD|GBP|CHF)\s)?\s*$",
    re.IGNORECASE,
)
REACH = 40  # characters before a value in which its marker stands
CHANGED = re.compile(
    r"\b(?:f[ae]ll\w*|rose|ris(?:e|es|en|ing)|gr[eo]w\w*|cut\w*|reduc\w+|(?:in|de)creas\w+|drop\w*|rais\w+|lower\w*|"
    r"improv\w+|declin\w+|shr[aiu]nk\w*|chang\w+|went|go(?:es|ing|ne)?|mov\w+|extend\w*|shorten\w*|lengthen\w*|"
    r"expand\w*|widen\w*|narrow\w*|up|down|jump\w*|climb\w*|slow\w*|gain\w*|double\w*|halv\w+|brought|push\w*|adjust\w*|switch\w*|scal\w+|"
    r"upgrad\w+|migrat\w+)\b",
    re.IGNORECASE,
)
"""Words of change; without one, from and to may be the ends of a range, and both belong to it."""
BEFORE = re.compile(
    r"\b(?:was|were|had|before|previous\w*|initial\w*|original\w*|earlier|former\w*|first|old|once|used to|until|"
    r"start\w*|began|baseline|prior|past|last|from)\b",
    re.IGNORECASE,
)
NAMED = r"(?:the\s+)?(?P<{}>[\w.+-]*\w(?:\s+[A-Z\d](?:[\w.+-]*\w)?)*)"
SIDES = re.compile(rf"\bfrom\s+{NAMED.format('start')}\s+to\s+{NAMED.format('goal')}")
SIDE = re.compile(rf"\b(?P<role>from|to)\s+{NAMED.format('name')}")


def misdirected(pair: Pair, question: str = "") -> Iterator[Veto]:
    """Yield a finding where the claim gives as one end of a change what the quote gives as another, or as its size."""
    if "|" in pair.sentence:
        return
    stated = quantities(pair.sentence)
    for one in quantities(pair.claim):
        said = pair.claim[one.start : one.end]
        roles = {_role(pair.sentence, other) for other in stated if equals(one, other)}
        if says(pair.claim, pair.sentence, said) >= ALIKE and CHANGED.search(pair.sentence):
            yield from _misplaced(pair, one, roles, stated, question)
    yield from _misnamed(pair)


def _misplaced(pair: Pair, one: Quantity, roles: set[str], stated: Sequence[Quantity], question: str) -> Iterator[Veto]:
    """Yield a finding where a number is another end of the change, or is told as if nothing had come after it."""
    role, said = _role(pair.claim, one), pair.claim[one.start : one.end]
    is_deadline = "by" in {role, *roles} and one.date is not None
    if role and roles and not roles & {role, ""} and CHANGED.search(pair.claim) and not is_deadline:
        yield Veto(CONTRADICTED, f"{role} {said!r} where the quote has {min(roles)} it")
    elif not role and roles == {"from"} and not one.is_dated and not BEFORE.search(f"{question} {pair.claim}"):
        goals = [other for other in stated if compete(one, other) and _role(pair.sentence, other) == "to"]
        told = quantities(pair.claim)
        if goals and not any(equals(mine, goal) for mine in told for goal in goals):
            yield Veto(CONTRADICTED, f"{said!r} where the quote has it only before the change")


def _misnamed(pair: Pair) -> Iterator[Veto]:
    """Yield a finding where the claim goes to the name that the quote comes from, or the other way round."""
    sides = [(folded(found["start"]), folded(found["goal"])) for found in SIDES.finditer(pair.sentence)]
    starts, goals = {start for start, _ in sides}, {goal for _, goal in sides}
    for found in SIDE.finditer(pair.claim):
        name = folded(found["name"])
        there = starts - goals if found["role"] == "to" else goals - starts
        if name in there and says(pair.claim, pair.sentence, found["name"]) >= ALIKE:
            yield Veto(CONTRADICTED, f"{found.group()!r} where the quote has it the other way round")
            return


def _role(text: str, one: Quantity) -> str:
    """Return the marker right before a number, else nothing; "up to" as a bound is none."""
    found = ROLE.search(text[max(0, one.start - REACH) : one.start])
    role = found["role"].lower() if found else ""
    return "" if role == "to" and one.bound else role
