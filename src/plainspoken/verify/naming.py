"""Names in a claim: missing from the passages, in another's place, or exchanged."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from plainspoken.answers import Verdict
from plainspoken.shapes import OURS
from plainspoken.verify.denials import is_negation
from plainspoken.verify.evidence import Evidence
from plainspoken.verify.findings import CONTRADICTED, TOKEN, UNPROVEN, Veto, alike, folded, tokens
from plainspoken.verify.kinship import stems
from plainspoken.verify.oppositions import FILLERS
from plainspoken.verify.setting_aside import is_softened
from plainspoken.wording.quantities import agrees, quantities
from plainspoken.wording.words import kin, lexicon

NAME = re.compile(
    rf"{OURS.pattern}|"
    r"\b(?=[\w.-]*\d)(?=[\w.-]*[^\W\d])[\w]+(?:[.-]\w+)*\b|\b[A-Z][\w'’-]*(?:\.[A-Za-z]\w*)*"
)
COMMON_OPENERS = lexicon(
    "the a an in on at it its this that these those they he she we you there for from to by as if "
    "when while after before all each some no yes one both"
)
FULL_NAME = re.compile(r"\b[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*")
LISTED = re.compile(r"(?:,|and|or|with)*", re.IGNORECASE)
NEARLY = 0.75  # share of the claim's words that must stand in the quote in the same order
FEWEST_SAME = 4
SHORT_CHANGE = 3  # words; a longer one is an aside that the claim leaves out


@lru_cache(maxsize=20_000)
def names(text: str) -> tuple[str, ...]:
    """Return the names and identifiers in ``text``; a capital at its start alone makes none."""
    found = []
    for match in NAME.finditer(text):
        name = re.sub(r"['’]s$", "", match.group().strip(".-"))
        opens = not text[: match.start()].strip(" \"'“‘([*_") or bool(re.search(r"[.!?:;]\s*$", text[: match.start()]))
        ordinary = opens and name[1:].islower() and (name.lower() in COMMON_OPENERS or len(name) > 1)
        if len(name) > 1 and not (ordinary and name.lower() in COMMON_OPENERS) and not name[:1].isdigit():
            found.append(name if not ordinary else f"?{name}")
    return tuple(found)


def unknown_names(claim: str, evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding for every name that the cited passages do not hold, or that stands in another's place."""
    everything = frozenset(stems(evidence.everything))
    low = evidence.everything.lower()
    for name in names(claim):
        sure, said = not name.startswith("?"), name.lstrip("?")
        known = said.lower() in low or _known(said, everything)
        if known or not sure:
            continue
        others = [other for other in names(evidence.carrying[0].text) if other.lstrip("?").lower() not in claim.lower()]
        verdict: Verdict = CONTRADICTED if others and alike(claim, evidence.carrying[0], said) else UNPROVEN
        yield Veto(verdict, f"name {said!r} not in the passage")


def _known(name: str, everything: frozenset[str]) -> bool:
    """Return whether all parts of ``name`` occur, by kin or spelling; a hyphen may stand or not."""
    parts = [part for part in re.split(r"[-/.]", name) if stems(part)]
    return all(any(not everything.isdisjoint(kin(term)) for term in stems(part)) for part in parts)


def substituted(claim: str, quote: str) -> Iterator[Veto]:
    """Yield a finding when claim and quote are nearly word for word the same, but for a name or a negation."""
    mine, theirs = TOKEN.findall(claim), TOKEN.findall(quote)
    match = SequenceMatcher(None, [w.lower() for w in theirs], [w.lower() for w in mine], autojunk=False)
    blocks = match.get_matching_blocks()
    same = sum(block.size for block in blocks)
    if not mine or same < NEARLY * len(mine) or same < FEWEST_SAME:
        return
    for tag, a, b, c, d in match.get_opcodes():
        old, new = theirs[a:b], mine[c:d]
        if (
            tag == "replace"
            and len(old) == len(new)
            and _is_name(old[-1])
            and _is_name(new[-1])
            and not _akin(old[-1], new[-1])
        ):
            yield Veto(CONTRADICTED, f"{new[-1]!r} where the quote has {old[-1]!r}")
            return
        inside = a > 0 and b < len(theirs) and max(b - a, d - c) <= SHORT_CHANGE
        is_soft = is_softened([word.lower() for word in mine], [word.lower() for word in theirs])
        if tag != "equal" and inside and not is_soft and _turns(old) != _turns(new):
            yield Veto(CONTRADICTED, f"negation differs at {(new or old)[0]!r}")
            return


def _is_name(word: str) -> bool:
    return bool(OURS.fullmatch(word)) or (word[:1].isupper() and word.lower() not in COMMON_OPENERS)


def _akin(one: str, other: str) -> bool:
    return (
        folded(one) == folded(other) or bool(set(stems(one)) & set(stems(other))) or not stems(one) or not stems(other)
    )


def _turns(tokens: Sequence[str]) -> bool:
    return any(is_negation(word.lower()) for word in tokens)


def displaced(claim: str, evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding when a name of the claim stands where the quote has another name."""
    first = evidence.carrying[0]
    here, there = frozenset(stems(claim)), frozenset(stems(first.text))
    mine = [name for name in _proper(claim, evidence.everything) if _foreign(name, there)]
    theirs = [name for name in _proper(first.text, evidence.everything) if _foreign(name, here)]
    for name in mine:
        for other in theirs:
            if _beside(claim, name) & _beside(first.text, other) and alike(claim, first, name):
                yield Veto(CONTRADICTED, f"{name!r} where the quote has {other!r}")
                return


def _foreign(name: str, bag: frozenset[str]) -> bool:
    own = stems(name)
    return bool(own) and bag.isdisjoint(own)


def _proper(text: str, everything: str) -> list[str]:
    """Return the names in ``text``; one that opens a sentence only where ``everything`` has it inside of one, too."""
    found = []
    for name in names(text):
        said = name.lstrip("?")
        if said == name or re.search(rf"(?<=[\w,]\s){re.escape(said)}\b", everything):
            found.append(said)
    return found


def _beside(text: str, name: str) -> set[tuple[int, str]]:
    """Return the telling words right before and right after each place where ``name`` stands."""
    given, wanted = tokens(text), tokens(name)
    near: set[tuple[int, str]] = set()
    for at in range(len(given) - len(wanted) + 1):
        if given[at : at + len(wanted)] == wanted:
            near |= {(-1, word) for word in given[max(0, at - 1) : at]}
            near |= {(1, word) for word in given[at + len(wanted) : at + len(wanted) + 1]}
    return {(side, word) for side, word in near if word not in FILLERS}


def swapped(claim: str, quote: str) -> Iterator[Veto]:
    """Yield a finding when two names stand in exchanged places around the same words."""
    if ":" in claim or re.search(r"[|\t]", quote):
        return  # a table's row has no roles
    mine, theirs = _full_names(claim), _full_names(quote)
    shared = [name for name in mine if name in theirs]
    for one, other in pairwise(shared):
        if theirs[one] > theirs[other] and mine[one] < mine[other]:
            said, stated = _between(claim, mine, one, other), _between(quote, theirs, other, one)
            is_told = set(stems(said)) & set(stems(stated)) and _passive(said) == _passive(stated)
            if _have_values_of_their_own(said, stated):
                continue
            if is_told and not LISTED.fullmatch(said.strip()):
                yield Veto(CONTRADICTED, f"{one!r} and {other!r} have changed places")
                return


def _have_values_of_their_own(said: str, stated: str) -> bool:
    """Return whether other numbers follow either name: a list in another order, "A scored 1 and B 2"."""
    mine, theirs = quantities(said), quantities(stated)
    return bool(mine and theirs) and not any(agrees(one, other) for one in mine for other in theirs)


def _full_names(text: str) -> dict[str, int]:
    """Return last name, small → where it stands, for the names that occur once."""
    found: dict[str, list[int]] = {}
    for match in FULL_NAME.finditer(text):
        last = match.group().split()[-1].lower().removesuffix("'s").removesuffix("’s")
        if last not in COMMON_OPENERS:
            found.setdefault(last, []).append(match.start())
    return {name: places[0] for name, places in found.items() if len(places) == 1}


def _between(text: str, places: dict[str, int], one: str, other: str) -> str:
    """Return what stands between two names; what follows the second one is not looked at."""
    start = text.lower().find(one, places[one]) + len(one)
    return text[start : places[other]]


def _passive(text: str) -> bool:
    return bool(re.search(r"\bby\b", text, re.IGNORECASE))
