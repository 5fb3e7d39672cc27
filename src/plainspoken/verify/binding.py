"""Values that the passages give to something else: the right number, name or word in the wrong place."""

import re
from collections.abc import Iterator, Sequence

from plainspoken.verify.clauses import Clause, Pair, fragments, spoken
from plainspoken.verify.evidence import Evidence
from plainspoken.verify.findings import ALIKE, CONTRADICTED, Veto, folded, tokens
from plainspoken.verify.kinship import covered, relatives, stems
from plainspoken.verify.naming import names
from plainspoken.verify.oppositions import FILLERS
from plainspoken.verify.roles import without_turned
from plainspoken.wording.quantities import Quantity, agrees, quantities
from plainspoken.wording.words import stem

AHEAD = 0.25  # share of the other words by which a rival's clause must say more than the value's own
FEWEST_WORDS = 2  # telling words beside a number, unless the clause is at least SHORTEST words long
SHORTEST = 4
SAYS_LITTLE_ELSE = 0.5  # share of a rival's clause that the claim must hold, or the clause speaks of something narrower
NEARLY_ALL = 0.9  # share of the other words where an ordinary word, not a name, was exchanged
SORTS = {
    unit: sort
    for sort, units in {
        "time": "ms s min h day week month year", "size": "b kb mb gb tb", "mass": "g kg t",
        "length": "m km cm mm mile", "money": "eur usd gbp yen chf",
    }.items()
    for unit in units.split()
}  # fmt: skip
ELLIPSIS = re.compile(r"\b(?:ones?|those|otherwise|the others?|the rest)\b", re.IGNORECASE)
IN_ORDER = re.compile(r"\brespectively\b", re.IGNORECASE)
YEARS = (1000, 2100)
MARKERS = frozenset("from to than over against for by with of in on at as not instead rather".split())
EXCHANGING = frozenset("from to than over against for not instead rather".split())
"""Markers whose sides cannot be told in the other order without another marker."""


LOOSE = frozenset("to for".split())
"""Markers that also open an infinitive or a purpose: there only names and numbers are held against each other."""


def sort_of(one: Quantity) -> str:
    """Return what a number measures, so that only like is held against like."""
    if one.date is not None or (not one.unit and YEARS[0] <= one.value <= YEARS[1] and one.value == int(one.value)):
        return "date"
    return SORTS.get(one.unit, one.unit)


def compete(one: Quantity, other: Quantity) -> bool:
    """Return whether two numbers answer the same question differently; a date that is only less exact does not."""
    if one.date is not None and other.date is not None:
        return any(None not in (a, b) and a != b for a, b in zip(one.date, other.date, strict=True))
    mine, theirs = sort_of(one), sort_of(other)
    return not agrees(one, other) and (
        mine == theirs or ("date" not in (mine, theirs) and not (one.unit and other.unit))
    )


def misplaced_numbers(claim: str, evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding where a number stands in the passages, but beside other words, and a rival beside these."""
    pieces = [piece for one in evidence.carrying for piece in fragments(one.text) if "|" not in piece.text]
    for part in spoken(claim):
        claimed = quantities(part)
        for one in claimed:
            said = part[one.start : one.end]
            aside = set(stems(said))
            rest = frozenset(term for term in stems(part) if term not in aside)
            if len(rest) < (1 if len(part.split()) >= SHORTEST else FEWEST_WORDS):
                continue
            stating = [piece for piece in pieces if states(piece, one)]
            own = [rest & piece.bag for piece in stating]
            if any(is_elliptic(piece) for piece in stating):
                continue
            rival = next((r for r in _rivals(rest, one, claimed, pieces) if speaks_more(rest, r[0], own)), None)
            if rival:
                yield Veto(CONTRADICTED, f"{said!r} where the quote has {rival[1]!r}")
                return


def is_elliptic(piece: Clause) -> bool:
    """Return whether a clause leaves its noun to another: 80 crowns for long ones; 3 and 5, respectively."""
    return bool(ELLIPSIS.search(piece.text) or IN_ORDER.search(piece.sentence))


def speaks_more(rest: frozenset[str], rival: frozenset[str], own: Sequence[frozenset[str]]) -> bool:
    """Return whether a rival's clause holds all that the value's own clauses hold of ``rest``, and clearly more."""
    if any(mine - rival for mine in own):
        return False
    return covered(rest, rival) >= AHEAD + max((covered(rest, mine) for mine in own), default=0.0)


def states(piece: Clause, one: Quantity) -> bool:
    """Return whether ``piece`` holds the number."""
    return any(agrees(one, other) for other in quantities(piece.text))


def _rivals(
    rest: frozenset[str], one: Quantity, claimed: Sequence[Quantity], pieces: Sequence[Clause]
) -> Iterator[tuple[frozenset[str], str]]:
    """Yield what the clause of each number of the same sort says of ``rest``, and that number."""
    for piece in pieces:
        stated = quantities(piece.text)
        others = [q for q in stated if compete(one, q) and not any(agrees(mine, q) for mine in claimed)]
        if not others or states(piece, one) or covered(rest, piece.bag) < ALIKE:
            continue
        said = set(stems(" ".join(piece.text[q.start : q.end] for q in stated) + " " + " ".join(names(piece.text))))
        if covered(piece.bag - said, rest) >= SAYS_LITTLE_ELSE or not piece.bag - said:
            yield rest & piece.bag, piece.text[others[0].start : others[0].end]


def misplaced_words(found: Sequence[Pair], evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding where a telling word of the claim stands in another's place, and elsewhere in the passages."""
    elsewhere = frozenset(stems(evidence.text))
    for pair in found:
        here, there = frozenset(stems(pair.claim)), frozenset(stems(pair.narrow))
        if "|" in pair.narrow or covered(here, there) < 1 - ALIKE:
            continue
        for word, places in _slots(pair.claim).items():
            mine = stem(word)
            if mine in there or mine not in elsewhere or not relatives(mine).isdisjoint(there):
                continue
            rest = [term for term in here if term not in _run(word, pair.claim, there)]
            share = covered(rest, there) if len(rest) > FEWEST_WORDS else 0.0
            rival = _in_its_place(word, places, pair, here)
            is_name = word in _capitals(pair.claim) and rival in _capitals(pair.narrow)
            if rival and share >= (ALIKE if is_name else NEARLY_ALL):
                yield Veto(CONTRADICTED, f"{word!r} where the quote has {rival!r}")
                return


def _run(word: str, claim: str, there: frozenset[str]) -> set[str]:
    """Return the stems of the unbroken run around ``word`` of words that are not ``there``."""
    given = [stem(one) for one in tokens(claim)]
    start = end = given.index(stem(word))
    while start and given[start - 1] not in there and stems(given[start - 1]):
        start -= 1
    while end + 1 < len(given) and given[end + 1] not in there and stems(given[end + 1]):
        end += 1
    return set(given[start : end + 1])


def _in_its_place(word: str, places: set[tuple[int, str]], pair: Pair, here: frozenset[str]) -> str:
    """Return the word of the quote that has the same neighbour on the same side as ``word`` has in the claim."""
    is_capital = word in _capitals(pair.claim)
    for other, theirs in _slots(pair.narrow).items():
        is_alike = is_capital == (other in _capitals(pair.narrow)) and not folded(other).startswith(folded(word))
        if stem(other) not in here and places & theirs and is_alike:
            return other
    return ""


def _capitals(text: str) -> set[str]:
    return {word for name in names(text) for word in tokens(name.lstrip("?"))}


def _slots(text: str) -> dict[str, set[tuple[int, str]]]:
    """Return for every telling word the telling words or markers right before and after it."""
    given = [word for word in tokens(text) if word not in FILLERS or word in MARKERS]
    found: dict[str, set[tuple[int, str]]] = {}
    for at, word in enumerate(given):
        if word in MARKERS or word[0].isdigit() or not stems(word):
            continue
        near = {(-1, stem(one)) for one in given[max(0, at - 1) : at]}
        near |= {(1, stem(one)) for one in given[at + 1 : at + 2] if one not in MARKERS}
        found.setdefault(word, set()).update(near)
    return found


def exchanged(found: Sequence[Pair]) -> Iterator[Veto]:
    """Yield a finding where two words have changed places around a marker: from A to B, A rather than B, A over B."""
    for pair in found:
        if "|" in pair.sentence or pair.share < ALIKE:
            continue
        mine, theirs = tokens(pair.claim), tokens(pair.sentence)
        here, there = {stem(word) for word in mine}, {stem(word) for word in theirs}
        named = {stem(word) for name in names(pair.claim) if name[0] != "?" for word in tokens(name)}
        for marker in sorted(EXCHANGING & set(mine) & set(theirs)):
            after, after_there = _after(mine, marker), _after(theirs, marker)
            lost, gained = after - after_there, after_there - after
            is_told = lost and gained and lost <= there and gained <= here and not after & after_there
            moved = lost | gained
            if marker in LOOSE and not (moved <= named or all(term[0].isdigit() for term in moved)):
                continue
            is_turned = marker == "than" and (
                _before(mine, marker) != _before(theirs, marker) or without_turned(pair.claim, pair.quote) != pair.claim
            )
            if is_told and not is_turned:
                yield Veto(CONTRADICTED, f"{sorted(lost)[0]!r} and {sorted(gained)[0]!r} have changed places")
                return


def _after(words: Sequence[str], marker: str) -> set[str]:
    """Return the stem of the first telling word after each place of ``marker``."""
    found: set[str] = set()
    for at, word in enumerate(words):
        if word == marker:
            found.update(stem(one) for one in [w for w in words[at + 1 :] if stems(w)][:1])
    return found


def _before(words: Sequence[str], marker: str) -> str:
    return stem(words[words.index(marker) - 1])
