"""Which documents say the same, word for word or nearly so."""

import re
import zlib
from collections import defaultdict

from plainspoken.passages import Document

SHINGLE = 5  # words
SKETCH = 64  # smallest shingle hashes kept of each document
ALIKE = 0.85  # share of the joint sketch that two near duplicates have in common
FEW = 24  # documents that may share a hash; what more of them share is boilerplate
FEWEST_WORDS = 20  # shorter texts are alike by chance
WORD = re.compile(r"\w+")


class Duplicates:
    """Takes documents one by one, keeps a sketch of each, then tells the groups."""

    def __init__(self) -> None:
        self._paths: list[str] = []
        self._versions: dict[str, int] = {}
        self._sketches: list[tuple[int, ...]] = []
        self._parents: list[int] = []

    def add(self, document: Document) -> None:
        """Remember one document."""
        number = len(self._paths)
        self._paths.append(document.path)
        self._parents.append(number)
        self._sketches.append(_sketch(document.text))
        first = self._versions.setdefault(document.version, number)
        self._join(first, number)

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Return the paths of each group of two or more, sorted."""
        for one, other in self._candidates():
            if self._root(one) != self._root(other) and _alike(self._sketches[one], self._sketches[other]):
                self._join(one, other)
        found: dict[int, list[str]] = defaultdict(list)
        for number, path in enumerate(self._paths):
            found[self._root(number)].append(path)
        return tuple(sorted(tuple(sorted(paths)) for paths in found.values() if len(paths) > 1))

    def _candidates(self) -> set[tuple[int, int]]:
        sharing: dict[int, list[int]] = defaultdict(list)
        for number, sketch in enumerate(self._sketches):
            for value in sketch[: SKETCH // 4]:
                sharing[value].append(number)
        groups = [numbers for numbers in sharing.values() if 1 < len(numbers) <= FEW]
        return {(a, b) for numbers in groups for at, a in enumerate(numbers) for b in numbers[at + 1 :]}

    def _root(self, number: int) -> int:
        while self._parents[number] != number:
            self._parents[number] = self._parents[self._parents[number]]
            number = self._parents[number]
        return number

    def _join(self, one: int, other: int) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self._parents[second] = first


def _sketch(text: str) -> tuple[int, ...]:
    words = WORD.findall(text.casefold())
    if len(words) < FEWEST_WORDS:
        return ()
    joined = [" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)]
    return tuple(sorted({zlib.crc32(shingle.encode()) for shingle in joined})[:SKETCH])


def _alike(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Estimate the Jaccard similarity of two documents from the smallest hashes of their union."""
    if not one or not other:
        return False
    smallest = sorted(set(one) | set(other))[: min(len(one), len(other))]
    common = set(one) & set(other)
    return sum(value in common for value in smallest) >= ALIKE * len(smallest)
