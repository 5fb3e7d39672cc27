"""Words as an index sees them: stemmed, without stop words, weighted by BM25.

An identifier such as ``recall@5``, ``v2.3``, ``avg_len`` or ``FeatureStore`` is indexed whole and in
its parts, a day or month in figures (``2026-05``) also by its month's name. Nothing about other
documents enters a passage's weights: the average length is a constant, and how rare a word is enters
the query, counted among what the caller may see.

Weights are multiples of 1/64. A sum of products of such numbers is exact in float32 (up to
about 150 words), so an engine may add in any order, and equal scores are equal on every machine.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from plainspoken.months import month_named

if TYPE_CHECKING:
    from qdrant_edge import Bm25

K1 = 0.9  # Anserini's defaults, best of those measured
B = 0.4
AVERAGE_LENGTH = 200  # words of a passage; constant, so that no passage's weight tells of another
GRID = 64  # weights are multiples of 1/64: 6 + 6 bits of fraction leave 12 bits for the sum
LONGEST_WORD = 64  # characters; what is longer (keys, hashes, data) is indexed in its parts only
MOST_ASKED = 256  # terms of a query that are counted: a request each on a server; a pasted page has more
MOST_WORDS = 128  # of a query; the rarest stay, and sums stay exact
REMEMBERED = 1 << 17  # distinct words whose terms are kept in memory

NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
WORD = re.compile(rf"{NUMBER.pattern}|\w+(?:[-./@:&'’+#]\w+)*[+#]*")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
SEPARATOR = re.compile(r"[-./@:&'’+#_]+")
DECIMAL = re.compile(r"\d+(?:[.]\d+)+")


def term_weights(text: str) -> Mapping[int, float]:
    """Return the BM25 weight of every term of a passage, without its rarity."""
    frequencies = Counter(chain.from_iterable(map(terms_of, WORD.findall(text))))
    length = K1 * (1 - B + B * frequencies.total() / AVERAGE_LENGTH)
    return {term: _on_grid(tf * (K1 + 1) / (tf + length)) for term, tf in frequencies.items()}


def query_terms(text: str) -> Mapping[int, str]:
    """Return the first 256 terms of a query, each with the word that brought it."""
    found: dict[int, str] = {}
    for word in WORD.findall(text):
        for term in terms_of(word):
            found.setdefault(term, word)
        if len(found) >= MOST_ASKED:
            break
    return found


def query_weights(total: int, counts: Mapping[int, int]) -> Mapping[int, float]:
    """Return how much each term of a query weighs: its rarity among the ``total`` passages in scope.

    Args:
        total: How many passages the caller may see.
        counts: Term → how many of them hold it. Terms that none holds are left out.
    """
    found = sorted((count, term) for term, count in counts.items() if count)[:MOST_WORDS]
    return {term: _on_grid(math.log(1 + (total - count + 0.5) / (count + 0.5))) for count, term in found}


def _on_grid(weight: float) -> float:
    return max(1, round(weight * GRID)) / GRID


@lru_cache(maxsize=REMEMBERED)
def terms_of(word: str) -> tuple[int, ...]:
    """Return the terms of one word: itself, and its parts where it is made of several."""
    plain = _plain(word)
    if NUMBER.fullmatch(plain):
        return _stems([plain.replace(",", "")])
    pieces = [piece for piece in SEPARATOR.split(plain) if piece]
    parts = [part for piece in pieces for part in HUMP.split(piece)]
    whole = plain.strip("_")
    if len(parts) == 1 and whole == parts[0]:
        return _stems(parts)
    if DECIMAL.fullmatch(plain):
        return _stems([plain])
    if len(whole) > LONGEST_WORD or not _stems([whole]):  # a stop word such as "don't"
        return _stems(parts) if len(whole) > LONGEST_WORD else ()
    return _stems(dict.fromkeys([whole.lower(), *(part.lower() for part in parts), *month_named(whole)]))


def _plain(word: str) -> str:
    """Return ``word`` without accents and without a possessive's ending."""
    if not word.isascii():
        word = word.replace("’", "'")
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return word[:-2] if word.endswith(("'s", "'S")) else word


def _stems(words: Sequence[str] | Mapping[str, None]) -> tuple[int, ...]:
    """Return the stable number of each word's stem; stop words have none."""
    stemmer = _stemmer()
    return tuple(int(term) for word in words for term in stemmer.embed_query(word).indices)


@cache
def _stemmer() -> "Bm25":
    """Return the engine's own English stemmer, stop words and hash; words are split by us."""
    from qdrant_edge import Bm25, Bm25Config, TokenizerType

    return Bm25(Bm25Config(language="english", tokenizer=TokenizerType.Whitespace))
