"""Compares wordings: the lexical judge of the evaluation, which knows nothing of ``verify``."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

MOST_OF_IT = 0.8  # share of a claim's content words that its proof must hold; numbers and names must all be there
WORD = re.compile(r"\d+(?:[.:/-]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)?")
NAME = re.compile(r"(?<=[\w,;:] )[A-Z][\w'-]+")
THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d|,\d)")
ROW = re.compile(r"[^\s,]*(?:,[^\s,]+){2,}")  # with fewer commas it may be a decimal: 31,6
SIGNED = r"(?<![\s(\[,;:=$€£]-)"  # a minus; behind a word or a number it is a hyphen, or says from which to which
EMPTY_WORDS = (
    "a an the and or but of to in on at by for from with as is are was were be been it its this that these those "
    "there they them he she we you i has have had do does did will would can could may not no so than then which "
    "who what when where how also our their his her into per about"
)
EMPTY = frozenset(EMPTY_WORDS.split())


def holds(text: str, fact: str) -> bool:
    """Return whether ``text`` holds ``fact``: same words and numbers, whatever the case, dashes and spaces.

    A number with a minus before it is another number. Of a row of a CSV file each cell is looked at by itself too.
    """
    wanted = plain(fact).strip()
    sign = SIGNED if wanted[:1].isdigit() else ""
    sought = re.compile(rf"(?<![\w.])(?<!\d,){sign}{re.escape(wanted)}(?![\w]|[.,]\d)")
    return any(sought.search(f" {plain(form)}") for form in (text, _in_cells(text)))


def _in_cells(text: str) -> str:
    """Return ``text`` with the cells of its comma-separated rows apart; a number in groups of thousands stays whole."""
    whole = THOUSANDS.sub(lambda found: found.group().replace(",", ""), text)
    return ROW.sub(lambda row: row.group().replace(",", " ; "), whole)


def carried(claim: str, proofs: Sequence[str]) -> bool:
    """Return whether ``proofs`` together hold every number and name and most content words of ``claim``.

    A stand-in for the entailment model of ALCE (Gao et al. 2023) that runs anywhere and can be checked by hand:
    it sees neither negation nor word order. A name is a capitalised word inside a sentence.
    """
    words = content(claim)
    have = {word for proof in proofs for word in content(proof)}
    names = {word for name in NAME.findall(claim) for word in content(name)}
    must = {word for word in words if word[0].isdigit()} | names
    if not words or not must <= have:
        return False
    return sum(word in have for word in words) >= MOST_OF_IT * len(words)


def verbatim(claim: str, proof: str) -> bool:
    """Return whether ``claim`` stands in ``proof`` word for word; case, white space and punctuation do not count."""
    wanted = WORD.findall(plain(claim))
    return bool(wanted) and f" {' '.join(wanted)} " in f" {' '.join(WORD.findall(plain(proof)))} "


def token_f1(text: str, reference: str) -> float:
    """Return the F1 of the words that two texts share (Rajpurkar et al. 2016), articles left out."""
    ours, theirs = (
        Counter(w for w in WORD.findall(plain(t)) if w not in ("a", "an", "the")) for t in (text, reference)
    )
    shared = sum((ours & theirs).values())
    return 2 * shared / (sum(ours.values()) + sum(theirs.values())) if shared else 0.0


@lru_cache(maxsize=8_192)
def plain(text: str) -> str:
    """Return ``text`` without what does not matter: case, markers, emphasis, kinds of dashes, spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub(r"\[\d+\]|[*_`|\"“”]", " ", folded)
    folded = THOUSANDS.sub(lambda found: found.group().replace(",", ""), folded)
    folded = re.sub(r"[‐-―−]", "-", folded).replace("’", "'")
    folded = re.sub(r"(?<=\d)\s+(?=%)", "", folded)
    return re.sub(r"\s+", " ", folded)


def tokens(text: str) -> list[str]:
    """Return the words and numbers of a text, in order, case folded."""
    return WORD.findall(plain(text))


@lru_cache(maxsize=8_192)
def content(text: str) -> frozenset[str]:
    """Return the stems of the words and numbers of a text that say something by themselves."""
    return frozenset(stem(word) for word in WORD.findall(plain(text)) if word not in EMPTY)


def stem(word: str) -> str:
    """Return ``word`` without the endings of plurals and tenses; crude, and the same on both sides."""
    for ending in ("'s", "ing", "ies", "ied", "es", "ed", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:  # noqa: PLR2004  # a stem of less says nothing
            return word.removesuffix(ending)
    return word
