"""What every check of a claim shares: the finding, the words, and how alike a quote is."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from plainspoken.answers import Verdict
from plainspoken.shapes import OURS
from plainspoken.verify.evidence import Stretch
from plainspoken.verify.kinship import covered, stems

CONTRADICTED: Final = "contradicted"
UNPROVEN: Final = "unproven"
ALIKE = 0.7  # share of a claim's other words that a stretch must hold before a difference is a contradiction
MONTH_OF_MAY = re.compile(r"(?<=\d\s)May\b|(?<=\b(?:in|of|to)\s)May\b|\bMay(?=\s\d)")
TOKEN = re.compile(rf"{OURS.pattern}|[^\W_]+(?:[-./'’][^\W_]+)*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Veto:
    """One finding against a claim: the verdict it forces, and what was found."""

    verdict: Verdict
    reason: str


def alike(claim: str, stretch: Stretch, without: str, share: float = ALIKE) -> bool:
    """Return whether ``stretch`` says nearly what ``claim`` says, ``without`` left aside."""
    return says(claim, stretch.text, without) >= share


def says(claim: str, text: str, without: str) -> float:
    """Return the share of what ``claim`` says, ``without`` left aside, that ``text`` says too; 0 where none is left."""
    aside = set(stems(without))
    rest = [term for term in stems(claim) if term not in aside]
    return covered(rest, frozenset(stems(text)))


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """Return the words of ``text``, small and hyphenated ones whole; the month of May is no hedge."""
    plain = MONTH_OF_MAY.sub("May-month", text)
    return tuple(word.lower().replace("’", "'") for word in TOKEN.findall(plain))


def folded(word: str) -> str:
    """Return ``word`` small and without accents."""
    return "".join(mark for mark in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(mark))
