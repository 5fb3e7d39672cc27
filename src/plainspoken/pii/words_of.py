"""A text as the tagger reads it: words, and for each word the numbers that its look is looked up by."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from plainspoken.pii.lexicon import bare, lexicon

TOKEN = re.compile(r"[^\W\d_]+|[0-9]+(?:[.,:][0-9]+)*|['’]s(?!\w)|\n+|[^\w\s]|_|\w")
"""Letters, numbers, marks one by one, line ends: underscores, dots and hyphens part words, so paths show names."""

MASK = (1 << 64) - 1
LONGEST_RUN = 4  # of one kind of character in a word's shape
SUFFIX = 3
TIMES, TURN, BYTES = 0xC6A4A7935BD1E995, 47, 8  # MurmurHash's own


def words_of(text: str) -> list[tuple[int, int]]:
    """Return where the words of a text stand."""
    return [match.span() for match in TOKEN.finditer(text)]


def features(word: str) -> tuple[int, int, int, int, int]:
    """Return the hashes of a word's lower case, first letter, last letters and shape, and what the word lists say."""
    return (
        string_hash(word.lower()),
        string_hash(word[0]),
        string_hash(word[-SUFFIX:]),
        string_hash(shape(word)),
        listed(word),
    )


def listed(word: str) -> int:
    """Return which word lists hold a word, one bit each."""
    known, plain_word = lexicon(), bare(word)
    lists = (known.first, known.last, known.ambiguous, known.common, known.methods, known.perhaps)
    return sum(1 << bit for bit, words in enumerate(lists) if plain_word in words)


def shape(word: str) -> str:
    """Return a word with letters as x or X and digits as d, no run longer than four."""
    found: list[str] = []
    run = 0
    for letter in word[:100]:
        kind = ("X" if letter.isupper() else "x") if letter.isalpha() else "d" if letter.isdigit() else letter
        run = run + 1 if found and found[-1] == kind else 1
        if run <= LONGEST_RUN:
            found.append(kind)
    return "".join(found)


def string_hash(text: str) -> int:
    """Return MurmurHash64A of the UTF-8 form, seed 1: what spaCy, whose tables we started from, numbers strings by."""
    data = text.encode("utf-8", "surrogatepass")
    value = (1 ^ len(data) * TIMES) & MASK
    whole = len(data) // 8 * 8
    for at in range(0, whole, 8):
        part = int.from_bytes(data[at : at + 8], "little") * TIMES & MASK
        part = (part ^ part >> TURN) * TIMES & MASK
        value = (value ^ part) * TIMES & MASK
    if whole < len(data):
        value = (value ^ int.from_bytes(data[whole:], "little")) * TIMES & MASK
    value = (value ^ value >> TURN) * TIMES & MASK
    return value ^ value >> TURN


def rows(numbers: Sequence[int] | NDArray[np.uint64], *, seed: int) -> NDArray[np.uint64]:
    """Return four row numbers for each of ``numbers``: MurmurHash3 x64 128 of eight bytes, as thinc's tables use it."""
    one = np.asarray(numbers, dtype=np.uint64)
    two = np.full(len(one), seed ^ BYTES, dtype=np.uint64)
    with np.errstate(over="ignore"):
        one = one * np.uint64(0x87C37B91114253D5)
        one = (one << np.uint64(31) | one >> np.uint64(33)) * np.uint64(0x4CF5AD432745937F)
        one = one ^ np.uint64(seed) ^ np.uint64(BYTES)
        one = one + two
        two = two + one
        one, two = _final(one), _final(two)
        one = one + two
        two = two + one
    low, high = np.uint64(0xFFFFFFFF), np.uint64(32)
    return np.stack([one & low, one >> high, two & low, two >> high], axis=1)


def _final(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    value = (value ^ value >> np.uint64(33)) * np.uint64(0xFF51AFD7ED558CCD)
    value = (value ^ value >> np.uint64(33)) * np.uint64(0xC4CEB9FE1A85EC53)
    return value ^ value >> np.uint64(33)
