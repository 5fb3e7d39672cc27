"""Texts into vectors: the packaged MiniLM without torch, or any sentence-transformers model."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from plainspoken.embedding.foreign import foreign_counter, foreign_window, open_cross_encoder, open_foreign
from plainspoken.embedding.packaged import open_packaged
from plainspoken.embedding.reader import Reader, open_packaged_reader
from plainspoken.embedding.tokens import MAX_TOKENS, packaged_tokenizer, sane

__all__ = [
    "MAX_TOKENS",
    "Embedder",
    "Reader",
    "Rerank",
    "open_embedder",
    "open_reader",
    "open_reranker",
    "token_counter",
    "token_window",
]

Rerank = Callable[[str, Sequence[str]], NDArray[np.float32]]


class Embedder(Protocol):
    """What turns texts into vectors.

    Attributes:
        name: The model and its weights' hash: vectors under one name belong together.
        backend: What computes, for `doctor`; two backends of one name agree to a cosine of .995.
        size: Numbers in a vector.
        max_tokens: Tokens that are read of a text, the model's own two included.
    """

    @property
    def name(self) -> str: ...  # noqa: D102  # documented above
    @property
    def backend(self) -> str: ...  # noqa: D102
    @property
    def size(self) -> int: ...  # noqa: D102
    @property
    def max_tokens(self) -> int: ...  # noqa: D102

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of length one per text, the same bits whatever else is in ``texts``."""
        ...

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of length one by which a query is compared with what ``embed`` gives."""
        ...


def open_embedder(model: str | None = None, *, checked: Callable[[str], Path]) -> Embedder:
    """Open the packaged MiniLM, or a sentence-transformers model by folder or name.

    Args:
        model: None for the packaged one; else a folder or a name (extra ``models``).
        checked: Gives the path of a weight file once its SHA-256 has matched (``weights.checked``).

    Raises:
        WeightsError: A weight file is missing or is another one.
        SettingsError: The extra ``models`` is not installed, or there is no such model.
    """
    if model is None:
        return open_packaged(checked)
    return open_foreign(model)


def open_reader(*, checked: Callable[[str], Path]) -> Reader:
    """Open the packaged reader, which marks what in a passage answers a question.

    Args:
        checked: Gives the path of a weight file once its SHA-256 has matched (``weights.checked``).

    Raises:
        WeightsError: A weight file is missing or is another one.
    """
    return open_packaged_reader(checked)


def open_reranker(model: str) -> Rerank:
    """Open a cross-encoder by folder or name (extra ``models``): (query, texts) → one score each, higher is better.

    Raises:
        SettingsError: The extra ``models`` is not installed, or there is no such model.
    """
    return open_cross_encoder(model)


def token_counter(model: str | None = None, *, checked: Callable[[str], Path]) -> Callable[[str], int]:
    """Return what counts a text's tokens as ``embed`` would read them, the model's own two included.

    A text of at most ``token_window`` by this count is read whole.

    Args:
        model: None for the packaged one; else a folder or a name.
        checked: Gives the path of a weight file once its SHA-256 has matched (``weights.checked``).

    Raises:
        WeightsError: The packaged tokenizer is missing or is another one.
        SettingsError: There is no such model, or its tokens cannot be counted.
    """
    if model is None:
        tokenizer = packaged_tokenizer(checked)
        return lambda text: len(tokenizer.encode(sane(text)).ids)
    return foreign_counter(model)


def token_window(model: str | None = None) -> int:
    """Return how many tokens ``embed`` reads of a text, without loading the model.

    Raises:
        SettingsError: There is no such model, or its files do not say.
    """
    return MAX_TOKENS if model is None else foreign_window(model)
