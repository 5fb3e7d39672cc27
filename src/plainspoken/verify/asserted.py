"""Whether what an item says is asserted: not under a lead-in or heading that denies it or leaves it open."""

import re
from collections.abc import Iterator

from plainspoken.verify.evidence import Evidence, Stretch
from plainspoken.verify.findings import ALIKE, CONTRADICTED, UNPROVEN, Veto
from plainspoken.verify.kinship import covered, stems
from plainspoken.wording.leads import denies

TURNED_DOWN = re.compile(
    r"\b(?:decided against|ruled out|turned down|left out|dropped|outside|beyond|unsupported)\b", re.IGNORECASE
)
NOT_YET = re.compile(
    r"\b(?:consider\w*|options?|alternatives?|ideas?|propos\w+|suggest\w+|whether|could|can|may|might|would|should|will|"
    r"plan(?:s|ned)?|want\w*|hopes?|open|unclear|unticked|to be|to do|not (?:yet|done)|later|future)\b",
    re.IGNORECASE,
)


def denied_by_lead(claim: str, evidence: Evidence, question: str = "") -> Iterator[Veto]:
    """Yield a finding when the passages say the claim only as an item under what denies it: a lead-in or heading."""
    saying = _saying(claim, evidence)
    if not saying or not all(one.denial for one in saying):
        return
    told = f"{question} {claim}"
    if not denies(told) and not TURNED_DOWN.search(told) and not _names(told, saying[0]):
        yield Veto(CONTRADICTED, f"{saying[0].denial!r} is left out")


def left_open(claim: str, evidence: Evidence, question: str = "") -> Iterator[Veto]:
    """Yield a finding when the passages hold the claim only as an idea, a question or a box without its tick."""
    saying = _saying(claim, evidence)
    if not saying or not all(one.doubt for one in saying):
        return
    told = f"{question} {claim}"
    if not denies(told) and not NOT_YET.search(told) and not _names(told, saying[0]):
        yield Veto(UNPROVEN, f"{saying[0].doubt!r} is left out")


def _saying(claim: str, evidence: Evidence) -> list[Stretch]:
    wanted = stems(claim)
    return [one for one in evidence.carrying if covered(wanted, frozenset(stems(one.own))) >= ALIKE]


def _names(told: str, stretch: Stretch) -> bool:
    """Return whether ``told`` names the heading that an item stands under."""
    return bool(stretch.under) and not set(stems(told)).isdisjoint(stems(stretch.under.words) if stretch.under else ())
