"""The tagger of names: four convolutions over hashed words, in plain numpy; its numbers are checked by their hash."""

import ctypes
import hashlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from plainspoken.errors import WeightsError
from plainspoken.pii.words_of import TOKEN, features, rows

WEIGHTS = Path(__file__).parent / "tagger_weights" / "tagger.npz"
"""Trained by training/pii/train.py; its model card stands beside that script."""
SHA256 = "e9bb84ce2528ec439f376567afdacdd1a5ee1bfaf5461f37dce553a336841f90"

LABELS = ("PERSON", "ORG", "GPE", "LOC", "NORP", "DATE", "TIME")
TAGS = ("O", *(f"{begins}-{label}" for label in LABELS for begins in "BI"))
"""Each word is outside, or begins or goes on a stretch of one label."""

SEEDS = (8, 9, 10, 11)
"""Of the four tables: lower case, first letter, last letters, shape."""
DEPTH = 4  # layers; as many empty rows part two texts, so that none sees another
BATCH_WORDS = 4096  # numbers of a batch fit in the cache of a core
MOST_WORDS = 60_000
"""Words whose numbers are kept; past it they are forgotten and begun anew."""

Numbers = NDArray[np.float32]


class Tagger:
    """The trained numbers, and the numbers of every word met so far.

    Args:
        weights: As train.py wrote them.
    """

    def __init__(self, weights: dict[str, Numbers]) -> None:
        self._weights = weights
        self._layers = [
            (_by_piece(weights[f"maxout{at}.W"]), weights[f"maxout{at}.b"].T.ravel(), at) for at in range(DEPTH + 1)
        ]
        self._lock = threading.Lock()
        self._known: dict[str, int] = {}
        self._words: Numbers = np.zeros((1024, weights["lists.E"].shape[1]), dtype=np.float32)

    def tag(self, texts: Sequence[str]) -> Iterator[list[tuple[int, int, str]]]:
        """Yield (start, end, label) of every stretch of each text."""
        batch: list[list[tuple[int, int, str]]] = []
        size = 0
        for text in texts:
            batch.append([(*match.span(), match.group()) for match in TOKEN.finditer(text)])
            size += len(batch[-1])
            if size >= BATCH_WORDS:
                yield from self._tagged(batch)
                batch, size = [], 0
        yield from self._tagged(batch)

    def _tagged(self, batch: Sequence[Sequence[tuple[int, int, str]]]) -> Iterator[list[tuple[int, int, str]]]:
        with _one_thread():
            begins, numbers = self._laid_out(batch)
            best = self._best(numbers)
        for words, begin in zip(batch, begins, strict=True):
            yield _stretches(words, best[begin : begin + len(words)])

    def _laid_out(self, batch: Sequence[Sequence[tuple[int, int, str]]]) -> tuple[list[int], Numbers]:
        """Return the row that each text begins at, and the numbers of every row."""
        numbers = np.zeros((sum(len(words) + DEPTH for words in batch) + DEPTH, self._words.shape[1]), dtype=np.float32)
        at, begins = DEPTH, []
        for words in batch:
            begins.append(at)
            if words:
                numbers[at : at + len(words)] = self._of([word for _, _, word in words])
            at += len(words) + DEPTH
        return begins, numbers

    def _best(self, numbers: Numbers) -> list[int]:
        """Return the number of the likeliest tag of each row."""
        for weights, bias, layer in self._layers[1:]:
            around = np.zeros((len(numbers), numbers.shape[1] * 3), dtype=np.float32)
            width = numbers.shape[1]
            around[1:, :width] = numbers[:-1]
            around[:, width : 2 * width] = numbers
            around[:-1, 2 * width :] = numbers[1:]
            numbers = numbers + self._normal(_most(around @ weights + bias, width), layer)
        tags: list[int] = (numbers @ self._weights["out.W"].T + self._weights["out.b"]).argmax(axis=1).tolist()
        return tags

    def _of(self, words: Sequence[str]) -> Numbers:
        """Return the numbers of each word, those of new words worked out first."""
        with self._lock:
            new = [word for word in dict.fromkeys(words) if word not in self._known]
            if new:
                if len(self._known) + len(new) > MOST_WORDS:
                    self._known, new = {}, list(dict.fromkeys(words))
                self._learn(new)
            return self._words[[self._known[word] for word in words]]

    def _learn(self, words: Sequence[str]) -> None:
        seen = np.array([features(word) for word in words], dtype=np.uint64)
        looked_up = []
        for column, seed in enumerate(SEEDS):
            table = self._weights[f"table{column}.E"]
            looked_up.append(table[rows(seen[:, column], seed=seed) % np.uint64(len(table))].sum(axis=1))
        weights, bias, layer = self._layers[0]
        width = self._words.shape[1]
        numbers = self._normal(_most(np.concatenate(looked_up, axis=1) @ weights + bias, width), layer)
        numbers += self._weights["lists.E"][seen[:, 4].astype(np.intp)]
        first, last = len(self._known), len(self._known) + len(words)
        if last > len(self._words):
            grown = np.zeros((last * 2, width), dtype=np.float32)
            grown[:first] = self._words[:first]
            self._words = grown
        self._words[first:last] = numbers
        self._known.update(zip(words, range(first, last), strict=True))

    def _normal(self, numbers: Numbers, layer: int) -> Numbers:
        """Return the numbers of each word with mean 0 and variance 1, then scaled and shifted as was learnt."""
        numbers = numbers - numbers.mean(axis=1, keepdims=True)
        numbers /= np.sqrt((numbers * numbers).mean(axis=1, keepdims=True) + 1e-8)
        normal: Numbers = numbers * self._weights[f"norm{layer}.G"] + self._weights[f"norm{layer}.b"]
        return normal


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep numpy's OpenBLAS to one thread: on matrices this small its others wait in a loop and take the core."""
    library = _openblas()
    if library is None:
        yield
        return
    before = library.scipy_openblas_get_num_threads64_()
    library.scipy_openblas_set_num_threads64_(1)
    try:
        yield
    finally:
        library.scipy_openblas_set_num_threads64_(before)


@cache
def _openblas() -> ctypes.CDLL | None:
    """Return the OpenBLAS that numpy's wheel brings; None where numpy was built another way."""
    for file in (Path(np.__file__).parents[1] / "numpy.libs").glob("libscipy_openblas64_*"):
        library = ctypes.CDLL(str(file))
        if hasattr(library, "scipy_openblas_set_num_threads64_"):
            return library
    return None


def _by_piece(weights: Numbers) -> Numbers:
    """Return a maxout layer's weights (out, pieces, in) as one matrix whose columns run piece by piece."""
    return np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(weights.shape[2], -1))


def _most(numbers: Numbers, width: int) -> Numbers:
    """Return the largest of each word's three pieces."""
    return np.maximum(np.maximum(numbers[:, :width], numbers[:, width : 2 * width]), numbers[:, 2 * width :])


def _stretches(words: Sequence[tuple[int, int, str]], tags: Sequence[int]) -> list[tuple[int, int, str]]:
    """Return the stretches that the tags of the words describe."""
    found: list[tuple[int, int, str]] = []
    previous = ""
    for (start, end, _), number in zip(words, tags, strict=True):
        if not number:
            previous = ""
            continue
        begins, label = TAGS[number].split("-")
        if begins == "B" or label != previous:
            found.append((start, end, label))
        else:
            found.append((found.pop()[0], end, label))
        previous = label
    return found


@cache
def load_tagger() -> Tagger:
    """Return the tagger.

    Raises:
        WeightsError: Its weights are missing, or are not the pinned ones; nothing was loaded.
    """
    try:
        actual = hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()
    except OSError as error:
        raise WeightsError(f"the tagger {str(WEIGHTS)!r} is missing; install plainspoken again") from error
    if actual != SHA256:
        raise WeightsError(
            f"the tagger {str(WEIGHTS)!r} has SHA-256 {actual}, expected {SHA256}; it was not loaded; "
            "install plainspoken again"
        )
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        return Tagger({name: stored[name].astype(np.float32) for name in stored.files})


def tagged(texts: Sequence[str]) -> Iterator[list[tuple[int, int, str]]]:
    """Yield (start, end, label) of every stretch of each text that the tagger sees."""
    return load_tagger().tag(texts)
