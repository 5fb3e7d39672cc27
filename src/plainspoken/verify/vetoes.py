"""What rules a claim out, whatever its score: numbers, names, negation, opposites, quantifiers, hedges, swapped roles."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from plainspoken.verify.evidence import Evidence, Stretch
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
from plainspoken.wording.quantities import Quantity, agrees, quantities, rivals
from plainspoken.wording.words import covered, kin, stem, terms

CONTRADICTED, UNPROVEN = "contradicted", "unproven"
ALIKE = 0.7  # share of a claim's other words that a stretch must hold before a difference is a contradiction
NEARLY_ALL = 0.9  # the same where the number stands elsewhere among what carries the claim
WINDOW = 4  # words around an opposite that must share one with the claim's
TOKEN = re.compile(r"<[A-Z_]+_\d+>|[^\W_]+(?:[-./'’][^\W_]+)*", re.UNICODE)
NAME = re.compile(
    r"<[A-Z_]+_\d+>|\b(?=[\w.-]*\d)(?=[\w.-]*[^\W\d])[\w]+(?:[.-]\w+)*\b|\b[A-Z][\w'’-]*(?:\.[A-Za-z]\w*)*"
)
COMMON_OPENERS = frozenset(
    "the a an in on at it its this that these those they he she we you there for from to by as if when while after before all each some no yes one both".split()
)


@dataclass(frozen=True, slots=True)
class Veto:
    """One finding against a claim: the verdict it forces, and what was found."""

    verdict: str
    reason: str


def vetoes(claim: str, evidence: Evidence) -> list[Veto]:
    """Return every finding against ``claim``."""
    if not evidence.carrying:
        return [Veto(UNPROVEN, "no words of the claim in the passage")]
    found = [*_numbers(claim, evidence), *_names(claim, evidence)]
    for one in evidence.carrying[:1]:
        found += [
            *_negation(claim, one.text),
            *_substituted(claim, one.text),
            *_opposites(claim, one.text),
            *_swapped(claim, one.text),
        ]
    found += [*_quantifiers(claim, evidence.text), *_modality(claim, evidence.text)]
    return found


def _alike(claim: str, stretch: Stretch, without: str, share: float = ALIKE) -> bool:
    """Return whether ``stretch`` says nearly what ``claim`` says, ``without`` left aside."""
    aside = set(terms(without))
    rest = [term for term in terms(claim) if term not in aside]
    return bool(rest) and covered(rest, frozenset(terms(stretch.text))) >= share


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
        alike = ALIKE if not any(agrees(one, other) for other in everywhere) else NEARLY_ALL
        unused = [other for other in nearest if not any(agrees(mine, other) for mine in claimed)]
        if _alike(claim, first, said, alike) and any(_comparable(one, other) for other in unused):
            yield Veto(CONTRADICTED, f"number {said!r} differs from the quote")
        elif not any(agrees(one, other) for other in everywhere):
            if not (one.unit == "" and one.date is None and _as_word(said, evidence.everything)):
                yield Veto(UNPROVEN, f"number {said!r} not in the quote")


def _comparable(one: Quantity, other: Quantity) -> bool:
    return rivals(one, other) or (
        one.date is None and other.date is None and (not one.unit or not other.unit or one.unit != other.unit)
    )


def _as_word(said: str, text: str) -> bool:
    """Return whether a bare number stands in ``text`` as part of an identifier or list mark."""
    return bool(re.search(rf"(?<![\d.,]){re.escape(said)}(?![\d])", text))


def names(text: str) -> list[str]:
    """Return the names and identifiers in ``text``; a capital at its start alone makes none."""
    found = []
    for match in NAME.finditer(text):
        name = re.sub(r"['’]s$", "", match.group().strip(".-"))
        opens = not text[: match.start()].strip(" \"'“‘([*_") or bool(re.search(r"[.!?:;]\s*$", text[: match.start()]))
        ordinary = opens and name[1:].islower() and (name.lower() in COMMON_OPENERS or len(name) > 1)
        if len(name) > 1 and not (ordinary and name.lower() in COMMON_OPENERS) and not name[:1].isdigit():
            found.append(name if not ordinary else f"?{name}")
    return found


def _names(claim: str, evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding for every name that the cited passages do not hold, or that stands in another's place."""
    everything = frozenset(terms(evidence.everything))
    low = evidence.everything.lower()
    for name in names(claim):
        sure, said = not name.startswith("?"), name.lstrip("?")
        known = said.lower() in low or _known(said, everything)
        if known or not sure:
            continue
        others = [other for other in names(evidence.carrying[0].text) if other.lstrip("?").lower() not in claim.lower()]
        verdict = CONTRADICTED if others and _alike(claim, evidence.carrying[0], said) else UNPROVEN
        yield Veto(verdict, f"name {said!r} not in the passage")
    yield from _displaced(claim, evidence)


def _known(name: str, everything: frozenset[str]) -> bool:
    """Return whether all parts of ``name`` occur, by kin or spelling; a hyphen may stand or not."""
    parts = [part for part in re.split(r"[-/.]", name) if terms(part)]
    return all(any(not everything.isdisjoint(kin(term)) for term in terms(part)) for part in parts)


def _substituted(claim: str, quote: str) -> Iterator[Veto]:
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
        inside = 0 < a and b < len(theirs) and max(b - a, d - c) <= SHORT_CHANGE
        if tag != "equal" and inside and _turns(old) != _turns(new):
            yield Veto(CONTRADICTED, f"negation differs at {(new or old)[0]!r}")
            return


NEARLY = 0.75  # share of the claim's words that must stand in the quote in the same order
FEWEST_SAME = 4
SHORT_CHANGE = 3  # words; a longer one is an aside that the claim leaves out


def _is_name(word: str) -> bool:
    return word[:1].isupper() and word.lower() not in COMMON_OPENERS


def _akin(one: str, other: str) -> bool:
    return bool(set(terms(one)) & set(terms(other))) or not terms(one) or not terms(other)


def _turns(tokens: Sequence[str]) -> bool:
    return any(word.lower() in NEGATORS or word.lower().endswith(("n't", "n’t")) for word in tokens)


def _displaced(claim: str, evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding when a name of the claim stands where the quote has another name."""
    first = evidence.carrying[0]
    here, there = frozenset(terms(claim)), frozenset(terms(first.text))
    mine = [name for name in _proper(claim, evidence.everything) if _foreign(name, there)]
    theirs = [name for name in _proper(first.text, evidence.everything) if _foreign(name, here)]
    for name in mine:
        for other in theirs:
            if _beside(claim, name) & _beside(first.text, other) and _alike(claim, first, name):
                yield Veto(CONTRADICTED, f"{name!r} where the quote has {other!r}")
                return


def _foreign(name: str, bag: frozenset[str]) -> bool:
    own = terms(name)
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
    tokens, wanted = _tokens(text), _tokens(name)
    near: set[tuple[int, str]] = set()
    for at in range(len(tokens) - len(wanted) + 1):
        if tokens[at : at + len(wanted)] == wanted:
            near |= {(-1, word) for word in tokens[max(0, at - 1) : at]}
            near |= {(1, word) for word in tokens[at + len(wanted) : at + len(wanted) + 1]}
    return {(side, word) for side, word in near if word not in FILLERS}


def _tokens(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in TOKEN.findall(text)]


def _negated(tokens: Sequence[str]) -> set[str]:
    """Return the stems of the words that a negation in ``tokens`` falls upon."""
    found: set[str] = set()
    for at, token in enumerate(tokens):
        if not (token in NEGATORS or token.endswith("n't")) or tokens[at + 1 : at + 2] == ["only"]:
            continue
        after = [word for word in tokens[at + 1 :] if word not in FILLERS][:1]
        found.update(stem(word) for word in after)
    return found


def _negation(claim: str, quote: str) -> Iterator[Veto]:
    """Yield a finding when a word is denied on one side and affirmed on the other."""
    mine, theirs = _tokens(claim), _tokens(quote)
    denied, denied_there = _negated(mine), _negated(theirs)
    here, there = {stem(word) for word in mine}, {stem(word) for word in theirs}
    flipped = {term for term in denied - denied_there if term in there} | {
        term for term in denied_there - denied if term in here
    }
    if flipped and not (denied and denied_there):
        yield Veto(CONTRADICTED, f"negation differs at {sorted(flipped)[0]!r}")


def _opposites(claim: str, quote: str) -> Iterator[Veto]:
    """Yield a finding when the claim has one of a pair of opposites where the quote has the other."""
    mine, theirs = _tokens(claim), _tokens(quote)
    here, there = set(mine), set(theirs)
    for sides in OPPOSITES:
        for one in sides:
            for other in sides:
                if one is other or not here & one or here & other or not there & other or there & one:
                    continue
                if _same_place(mine, one, theirs, other):
                    yield Veto(
                        CONTRADICTED, f"{sorted(here & one)[0]!r} where the quote has {sorted(there & other)[0]!r}"
                    )
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


def _quantifiers(claim: str, quote: str) -> Iterator[Veto]:
    """Yield a finding when the claim says all, only or never where the quote says less."""
    mine, theirs = _tokens(claim), _tokens(quote)
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


def _modality(claim: str, quote: str) -> Iterator[Veto]:
    """Yield a finding when a choice became a duty, a duty a choice, or an estimate a fact."""
    mine, theirs = _tokens(claim), _tokens(quote)
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


def _swapped(claim: str, quote: str) -> Iterator[Veto]:
    """Yield a finding when claim and quote hold the same words with two names in exchanged places."""
    if ":" in claim or re.search(r"[|\t]", quote):
        return  # a table's row has no roles
    mine = [name.lstrip("?").lower() for name in names(claim)]
    theirs = [name.lstrip("?").lower() for name in names(quote)]
    shared = [name for name in dict.fromkeys(mine) if theirs.count(name) == 1 and mine.count(name) == 1]
    if len(shared) < 2 or not set(terms(claim)) <= set(terms(quote)) or _passive(claim) != _passive(quote):
        return
    order = [name for name in theirs if name in shared]
    if (
        order != shared
        and sorted(order) == sorted(shared)
        and not re.search(r"\b(?:and|or|,)\b", _between(claim, shared))
    ):
        yield Veto(CONTRADICTED, f"{shared[0]!r} and {shared[1]!r} have changed places")


def _between(text: str, shared: Sequence[str]) -> str:
    low = text.lower()
    return low[low.find(shared[0]) + len(shared[0]) : low.find(shared[1])]


def _passive(text: str) -> bool:
    return bool(re.search(r"\bby\b", text, re.IGNORECASE))
