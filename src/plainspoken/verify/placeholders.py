"""Placeholders in a claim: one person where the passages have another."""

import re
from collections.abc import Iterator, Sequence

from plainspoken.shapes import OURS
from plainspoken.verify.clauses import Clause, Pair, fragments, whole
from plainspoken.verify.evidence import Evidence
from plainspoken.verify.findings import CONTRADICTED, Veto
from plainspoken.verify.kinship import covered, stems

SAYS_IT = 0.8  # share of a clause's other words that a piece must hold to be the one that says who
OF_SOMEBODY = re.compile(r"\b(?:he|she|they|him|her|his|them|their|who|whose)\b", re.IGNORECASE)


def misnamed(near: Sequence[Pair], evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding where what a clause says of one placeholder is said of another of the same type.

    The pieces are held against the clause's other words: a placeholder is so rare that its own piece would always win.
    """
    pieces = [piece for one in evidence.carrying for piece in _pieces(one.text, hangs=one.lead is not None)]
    for clause in (one.claim for one in near):
        mine = set(OURS.findall(clause))
        told = _telling([term for term in stems(clause) if not OURS.fullmatch(term.upper())], pieces)
        if any(OF_SOMEBODY.search(piece) for piece in told):
            continue  # a pronoun there may stand for the claim's placeholder
        theirs = {name for piece in told for name in OURS.findall(piece)}
        for one in sorted(mine - theirs):
            others = sorted(other for other in theirs - mine if _type(other) == _type(one))
            if others:
                yield Veto(CONTRADICTED, f"{one!r} where the quote has {others[0]!r}")


def _pieces(text: str, *, hangs: bool) -> Sequence[Clause]:
    """Return a stretch's clauses and sentences; one that hangs on a lead-in is read as a whole."""
    return (Clause(text, frozenset(stems(text)), text),) if hangs else (*fragments(text), *whole(text))


def _telling(wanted: Sequence[str], pieces: Sequence[Clause]) -> list[str]:
    """Return the pieces that hold most of ``wanted``, a clause rather than its sentence; none where all hold less."""
    shares = [covered(wanted, piece.bag) for piece in pieces]
    best = max(shares, default=0.0)
    told = [piece.text for piece, share in zip(pieces, shares, strict=True) if share == best >= SAYS_IT]
    naming = [one for one in told if OURS.search(one)]
    return [one for one in told if not any(other != one and other in one for other in naming)]


def _type(placeholder: str) -> str:
    return placeholder.rpartition("_")[0]
