"""Short answers, read with their question: whether the passages say what was asked of another."""

import re
from collections.abc import Callable, Iterator, Sequence

from plainspoken.verify.binding import compete, is_elliptic, sort_of, speaks_more, states
from plainspoken.verify.clauses import PRONOUN, Clause, fragments
from plainspoken.verify.evidence import Evidence
from plainspoken.verify.findings import ALIKE, CONTRADICTED, Veto
from plainspoken.verify.kinship import covered, stems
from plainspoken.verify.naming import names
from plainspoken.verify.turning import opposites
from plainspoken.wording.quantities import Quantity, agrees, quantities
from plainspoken.wording.words import rarity

MOST_ASKED = 6  # telling words of a question beyond which it takes several steps
LIFE = re.compile(r"\b(?:born|birth\w*|die[ds]?|death)\b", re.IGNORECASE)
ADJECTIVE = re.compile(r"(?:an|ish|ese|ic|ch|ern)$")
ASKED = 0.5  # share of a question's words that a rival number's clause must hold
UNHEARD = 9.0  # rarity of a word that open project documentation does not hold
Rival = Callable[[Clause], str]


def answers_another(claim: str, question: str, evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding where a short answer stands in the passages, but what was asked is said of another."""
    pieces = [piece for piece in fragments(evidence.everything) if "|" not in piece.text]
    numbers = quantities(claim)
    said = frozenset(stems(claim))
    asked = frozenset(stems(question)) - said
    own = [piece for piece in pieces if _holds(piece, claim, said, numbers)]
    if not own or not asked or any(is_elliptic(piece) for piece in own):
        return
    if len(asked) > MOST_ASKED or said & frozenset(stems(question)) or LIFE.search(question):
        return  # several steps, answers offered by the question itself, or dates that stand in brackets after a name
    against = [next(opposites(f"{question} {claim}", piece.text), None) for piece in own]
    if against[0] and all(against):
        yield against[0]
        return
    rival_in, least = _search(claim, question, numbers), ASKED if numbers else ALIKE
    near = {piece.sentence for piece in own}
    rivals = [
        (piece, rival)
        for piece in pieces
        if piece not in own
        and (rival := rival_in(piece))
        and (not numbers or _is_same_sort(piece, rival, numbers, near))
    ]
    told = frozenset(term for piece in (*own, *(one for one, _ in rivals)) for term in asked & piece.bag)
    ours = [told & piece.bag for piece in own]
    for piece, rival in rivals:
        is_asked = covered(told, piece.bag) >= least and covered(asked, piece.bag) >= ASKED / 2
        if is_asked and speaks_more(told, told & piece.bag, ours):
            yield Veto(CONTRADICTED, f"{claim!r} where the passage has {rival!r}")
            return


def _holds(piece: Clause, claim: str, said: frozenset[str], numbers: Sequence[Quantity]) -> bool:
    if numbers:
        return any(states(piece, one) for one in numbers)
    return claim.lower() in piece.text.lower() or bool(said and said <= piece.bag)


def _search(claim: str, question: str, numbers: Sequence[Quantity]) -> Rival:
    """Return what finds a value of the answer's sort in a clause."""
    if numbers:
        known = quantities(question)
        return lambda piece: _number(piece, numbers, known)
    mine, asked = _named(claim), _named(question)
    if mine:
        return lambda piece: "" if PRONOUN.search(piece.text) else min(_named(piece.text) - mine - asked, default="")
    kept = stems(claim)
    return lambda piece: kept[-1] if kept[1:] and kept[-1] in piece.bag else ""


def _number(piece: Clause, numbers: Sequence[Quantity], known: Sequence[Quantity]) -> str:
    found = [
        other
        for other in quantities(piece.text)
        if any(compete(one, other) for one in numbers) and not any(agrees(one, other) for one in known)
    ]
    return piece.text[found[0].start : found[0].end] if found else ""


def _is_same_sort(piece: Clause, rival: str, numbers: Sequence[Quantity], near: set[str]) -> bool:
    """Return whether a rival is of the answer's sort; a bare number is where its sentence also holds the answer."""
    found = quantities(rival) or quantities(piece.text)
    return piece.sentence in near or any(sort_of(one) == sort_of(other) for one in numbers for other in found)


def _named(text: str) -> frozenset[str]:
    """Return the stems of the names in ``text``; a word that opens a sentence must be one that prose does not know."""
    found = [(name[0] == "?", term) for name in names(text) for term in stems(name.lstrip("?"))]
    return frozenset(
        term for opens, term in found if not ADJECTIVE.search(term) and (not opens or rarity(term) > UNHEARD)
    )
