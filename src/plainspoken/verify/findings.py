"""What every check of a claim shares: the finding, the words, and how alike a quote is."""

import re
from dataclasses import dataclass

from plainspoken.verify.evidence import Stretch
from plainspoken.wording.words import covered, terms

CONTRADICTED, UNPROVEN = "contradicted", "unproven"
ALIKE = 0.7  # share of a claim's other words that a stretch must hold before a difference is a contradiction
TOKEN = re.compile(r"<[A-Z_]+_\d+>|[^\W_]+(?:[-./'’][^\W_]+)*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Veto:
    """One finding against a claim: the verdict it forces, and what was found."""

    verdict: str
    reason: str


def alike(claim: str, stretch: Stretch, without: str, share: float = ALIKE) -> bool:
    """Return whether ``stretch`` says nearly what ``claim`` says, ``without`` left aside."""
    aside = set(terms(without))
    rest = [term for term in terms(claim) if term not in aside]
    return bool(rest) and covered(rest, frozenset(terms(stretch.text))) >= share


def tokens(text: str) -> list[str]:
    """Return the words of ``text``, small and hyphenated ones whole."""
    return [word.lower().replace("’", "'") for word in TOKEN.findall(text)]
