"""Values exchanged between siblings: recall's value for precision, the reviewer's name for the owner."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, product

from plainspoken.verify.binding import compete, is_elliptic, sort_of
from plainspoken.verify.bounds import equals
from plainspoken.verify.clauses import Clause, fragments
from plainspoken.verify.evidence import Evidence
from plainspoken.verify.findings import CONTRADICTED, Veto
from plainspoken.verify.kinship import relatives, stems
from plainspoken.wording.quantities import Quantity, quantities

FIELD = re.compile(
    r"^[\s>*•-]*(?P<key>[A-Za-z][\w /-]{1,40}?)\**[ \t]*:[ \t*]*(?P<value>[^\s*:][^\n:]*?)[ \t*.]*$", re.MULTILINE
)
NAME_LIKE = re.compile(r"<?[A-Z]")
LONGEST_NAME = 5  # words


@dataclass(frozen=True, slots=True)
class Sibling:
    """A clause or field with one number.

    Attributes:
        clause: As written.
        value: Its number.
        before, after: The telling stems on both sides of it, in order.
    """

    clause: Clause
    value: Quantity
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def bag(self) -> frozenset[str]:
        """Return what it says beside its number."""
        return frozenset((*self.before, *self.after))

    def own(self, other: "Sibling") -> frozenset[str]:
        """Return what it says of itself and ``other`` does not of itself.

        Where ``other`` leaves out the verb or the noun that both share, its words stand for the first of these:
        in "XGBoost scored 0.81 and BERT 0.91" the value is XGBoost's own, the verb is not.
        """
        sides = ((self.before, other.before, other.bag), (self.after, other.after, other.bag))
        for mine, theirs, said in sides:
            alone = [term for term in theirs if term not in self.bag]
            if alone:
                return frozenset([term for term in mine if term not in said][: len(alone)])
        return frozenset()


def exchanged_values(claim: str, evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding where a clause of the claim gives one sibling's value to the words of another."""
    numbers = quantities(claim)
    groups = list(_groups(evidence)) if numbers else []
    siblings = [mine for piece in fragments(claim) for mine in _sibling(piece)]
    for mine, family in product(siblings, groups):
        other = _rightful(mine, family, numbers)
        if other is not None:
            yield Veto(CONTRADICTED, f"{_said(mine)!r} where the quote has {_said(other)!r}")
            return
    yield from _exchanged_names(claim, evidence)


def _groups(evidence: Evidence) -> Iterator[list[Sibling]]:
    """Yield the siblings of each sentence that has several, and the fields of the passages."""
    pieces = [piece for one in evidence.carrying for piece in fragments(one.text) if "|" not in piece.text]
    for _, clauses in groupby(pieces, key=lambda piece: piece.sentence):
        family = [one for piece in clauses for one in _sibling(piece)]
        if len(family) > 1:
            yield family
    lines = [found.group().strip() for found in FIELD.finditer(evidence.everything)]
    yield [one for line in lines for one in _sibling(Clause(line, frozenset(stems(line)), line))]


def _sibling(piece: Clause) -> list[Sibling]:
    """Return the clause as a sibling where it has one number."""
    found = quantities(piece.text)
    if len(found) != 1 or is_elliptic(piece):
        return []
    before, after = piece.text[: found[0].start], piece.text[found[0].end :]
    return [Sibling(piece, found[0], stems(before), stems(after))]


def _rightful(mine: Sibling, family: Sequence[Sibling], numbers: Sequence[Quantity]) -> Sibling | None:
    """Return the sibling whose words the claim's clause uses, where it uses none of those that its value is for."""
    owners = [one for one in family if equals(mine.value, one.value)]
    for other in family:
        rivals = sort_of(mine.value) == sort_of(other.value) and compete(mine.value, other.value)
        if not owners or not rivals or any(equals(number, other.value) for number in numbers):
            continue
        named = mine.bag & (other.bag - frozenset(term for one in owners for term in one.bag))
        owned = frozenset(term for one in owners for term in one.own(other))
        if named and owned and all(mine.bag.isdisjoint(relatives(term)) for term in owned):
            return other
    return None


def _said(one: Sibling) -> str:
    return one.clause.text[one.value.start : one.value.end]


def _exchanged_names(claim: str, evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding where the claim gives one field the name that stands in another."""
    fields = [
        (found["key"], found["value"])
        for found in FIELD.finditer(evidence.everything)
        if NAME_LIKE.match(found["value"])
        and len(found["value"].split()) <= LONGEST_NAME
        and not quantities(found["value"])
    ]
    for piece in fragments(claim) if len(fields) > 1 else ():
        for value in {value for _, value in fields}:
            keys = [key for key, held in fields if held == value]
            others = [(key, held) for key, held in fields if held != value and held.lower() not in claim.lower()]
            wrong = next((held for key, held in others if _gives(piece, key, value, keys)), "")
            if wrong:
                yield Veto(CONTRADICTED, f"{value!r} where the quote has {wrong!r}")
                return


def _gives(piece: Clause, key: str, value: str, keys: Sequence[str]) -> bool:
    """Return whether a clause gives ``key`` the value that stands under ``keys``, and names none of these."""
    name = re.escape(value)
    if not re.search(rf"(?:\b(?:is|was|are|by)|:)\s+(?:the\s+)?{name}(?!\w)|(?<!\w){name}\s+(?:is|was)\b", piece.text):
        return False
    said = piece.bag - frozenset(stems(value))
    held = frozenset(term for one in keys for term in stems(one))
    asked = frozenset(stems(key))
    return bool(asked) and asked - held <= said and bool(asked - held) and _is_none(said, held - asked)


def _is_none(said: frozenset[str], held: frozenset[str]) -> bool:
    return bool(held) and all(said.isdisjoint(relatives(term)) for term in held)
