"""How well a claim is supported, as a calibrated probability of a few features."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from plainspoken.verify.clauses import Pair
from plainspoken.verify.evidence import Evidence, unmatched
from plainspoken.verify.kinship import covered, stems
from plainspoken.wording.logistic import trained
from plainspoken.wording.quantities import agrees, quantities
from plainspoken.wording.words import rarity

LONG = 50  # words
TELLING_SUM = 20.0  # rarity of unmatched words from which more make no difference


@dataclass(frozen=True, slots=True)
class Signs:
    """Evidence for a claim.

    Attributes:
        best: Share of its weight in the one best stretch.
        carried: The same in all carrying stretches and what stands beside them.
        whole: The same in the whole of the cited passages.
        pairs: Share of its neighbouring word pairs that stand together in the carrying stretches.
        clause: Mean over its clauses of what the nearest clause of the passages holds.
        weakest: The least that the carrying stretches hold of any clause.
        run: Longest run of its words found there, as a share.
        rarest: Rarity of its most telling unmatched word.
        lost: Summed rarity of its unmatched words.
        novel: Share in the passages of what it says beyond the question.
        together: Share of the question's weight in the stretch that carries what is new.
        echoed: Share of its weight that only repeats the question.
        length: Words, as a share of LONG.
        vetoes: How many vetoes were found, up to three.
    """

    best: float
    carried: float
    whole: float
    pairs: float
    clause: float
    weakest: float
    run: float
    rarest: float
    lost: float
    novel: float
    together: float
    echoed: float
    length: float
    vetoes: float

    @property
    def values(self) -> tuple[float, ...]:
        """Return the numbers in order."""
        return tuple(getattr(self, name) for name in self.__slots__)


def signs(claim: str, evidence: Evidence, near: Sequence[Pair], *, question: str, vetoes: int) -> Signs:
    """Return the evidence for ``claim``; ``near`` are its clauses with the passages' nearest."""
    mine = stems(claim)
    asked = frozenset(stems(question))
    new = [term for term in mine if term not in asked] or mine
    granted = _granted(claim, evidence)
    carried = granted | frozenset(stems(f"{evidence.text} {evidence.beside}"))
    whole = granted | frozenset(stems(evidence.everything))
    bags = [granted | frozenset(stems(one.text)) for one in evidence.carrying]
    lost = [term for term in unmatched(claim, evidence.everything) if term not in granted]
    holding = max(bags, key=lambda bag: covered(new, bag), default=frozenset[str]())
    return Signs(
        best=max((covered(mine, bag) for bag in bags), default=0.0),
        carried=covered(mine, carried),
        whole=covered(mine, whole),
        pairs=_pairs(mine, [stems(one.text) for one in evidence.carrying]),
        clause=sum(pair.narrow_share for pair in near) / max(1, len(near)),
        weakest=min((covered(stems(pair.claim), carried) for pair in near), default=0.0),
        run=_run(mine, stems(evidence.everything)),
        rarest=rarity(lost[0]) / 10 if lost else 0.0,
        lost=min(1.0, sum(rarity(term) for term in lost) / TELLING_SUM),
        novel=covered(new, whole),
        together=covered(asked, holding) if asked else 0.0,
        echoed=covered(mine, asked) if asked else 0.0,
        length=min(len(claim.split()), LONG) / LONG,
        vetoes=min(vetoes, 3) / 3,
    )


def _granted(claim: str, evidence: Evidence) -> frozenset[str]:
    """Return the stems of the claim's quantities that the evidence states in whatever form."""
    stated = quantities(f"{evidence.text}\n{evidence.beside}")
    said = [claim[one.start : one.end] for one in quantities(claim) if any(agrees(one, other) for other in stated)]
    return frozenset(stems(" ".join(said)))


def support(seen: Signs, *, short: bool) -> float:
    """Return the probability that the claim is supported; a short answer was read with its question."""
    return trained("plainspoken.verify", "short" if short else "claim").probability(seen.values)


def _pairs(mine: Sequence[str], texts: Sequence[Sequence[str]]) -> float:
    pairs = set(pairwise(mine))
    if not pairs:
        return 1.0 if any(set(mine) <= set(text) for text in texts) else 0.0
    near = {(a, b) for text in texts for at, a in enumerate(text) for b in text[max(0, at - 3) : at + 4] if a != b}
    return len(pairs & near) / len(pairs)


def _run(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """Return the longest run of ``mine`` that stands unbroken in ``theirs``, as a share of ``mine``."""
    best = 0
    lengths: dict[int, int] = {}
    where: dict[str, list[int]] = {}
    for at, term in enumerate(theirs):
        where.setdefault(term, []).append(at)
    for term in mine:
        lengths = {at: lengths.get(at - 1, 0) + 1 for at in where.get(term, ())}
        best = max(best, max(lengths.values(), default=0))
    return best / len(mine) if mine else 0.0
