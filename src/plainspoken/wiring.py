"""Opens the engines that the settings ask for, each on first use.

A command that lists documents never loads an embedding model; a command that
redacts a line never opens the index.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from plainspoken import weights
from plainspoken.embedding import Embedder, Reader, Rerank, open_embedder, open_reader, open_reranker, token_window
from plainspoken.errors import ClosedError, UnavailableError, UnfitIndexError
from plainspoken.ledger import Ledger
from plainspoken.pii import Detector, open_detector
from plainspoken.readings import Reading
from plainspoken.redacted import PrivateSpan
from plainspoken.settings import Settings, ledger_url
from plainspoken.store import Store, open_store
from plainspoken.vault import Vault

OWNER_ALONE = 0o700


class Engines:
    """Everything that holds state, opened on first use and closed together.

    Args:
        settings: What to open, and where.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._is_counted = False
        self._is_closed = False

    @property
    def home(self) -> Path:
        """Return the home folder; where it was absent it is made, and its owner alone can read it."""
        self.settings.home.mkdir(mode=OWNER_ALONE, parents=True, exist_ok=True)
        return self.settings.home

    @property
    def evaluations(self) -> Path:
        """Return the folder in which evaluations keep what they read of documents: it can always be made anew."""
        return self.home / "eval"

    @cached_property
    def ledger(self) -> Ledger:
        """Return the ledger."""
        self._look()
        home = self.home  # made first: a ledger that is not told to be elsewhere is a file in it
        groups = self.settings.corpus
        return Ledger.open(self.settings.ledger.url or ledger_url(home), lambda corpus: groups(corpus).access)

    @cached_property
    def store(self) -> Store:
        """Return the index: the server that is named, else the embedded engine, held or attached."""
        self._look()
        chosen = self.settings.store
        if not chosen.url:
            return open_store(home=self.home)
        collection = f"plainspoken-{self.ledger.identity}"
        return open_store(home=self.home, url=chosen.url, api_key=chosen.api_key, collection=collection)

    def check_index(self) -> None:
        """Raise UnavailableError where the index lacks passages: that nothing is found would say nothing."""
        index = self.ledger.indexed()
        if index.is_unfilled:
            raise UnavailableError(
                "the index is being filled, or that was cut short: wait, or ingest; nothing was answered"
            )
        if not index.fits(self.embedder.name):
            raise UnfitIndexError(
                "the index was built with another embedding model: ingest again; nothing was answered"
            )
        if index.is_whole and not self._is_counted:  # once: a server may have lost it, its folder be gone
            self.count_index()
            self._is_counted = True

    def count_index(self) -> int:
        """Return how many passages the index holds.

        Raises:
            UnfitIndexError: They are fewer than the ledger says.
        """
        due = self.ledger.points()
        held = self.store.size()
        due = min(due, self.ledger.points())  # documents may come and go meanwhile
        if held < due:
            raise UnfitIndexError(f"the index holds {held} of {due} passages: ingest again; nothing was answered")
        return held

    @property
    def remarks(self) -> list[str]:
        """Return what whoever asks should know of the documents: nothing, if they were read under today's settings."""
        return [
            f"corpora.{corpus}.access is another one than its documents were ingested with: ingest them again; "
            "until then some of them may not be found"
            for corpus in self.ledger.overtaken()
        ]

    @cached_property
    def embedder(self) -> Embedder:
        """Return the embedding model."""
        return open_embedder(self.settings.embedding.model, checked=weights.checked)

    @cached_property
    def reader(self) -> Reader:
        """Return what marks the words of a passage that answer a question."""
        return open_reader(checked=weights.checked)

    @cached_property
    def rerank(self) -> Rerank | None:
        """Return the cross-encoder that ranks again what was found, if one is named."""
        named = self.settings.embedding.reranker
        return open_reranker(named) if named else None

    @cached_property
    def detector(self) -> Detector:
        """Return the finder of private spans."""
        chosen = self.settings.privacy
        return open_detector(
            entities=chosen.entities,
            threshold=chosen.threshold,
            allow=chosen.allow,
            deny=chosen.deny,
            patterns=chosen.patterns,
        )

    @property
    def finder(self) -> str:
        """Return the name of what finds private spans: a new name means that they are to be looked for again."""
        return self.detector.name if self.settings.privacy.enabled else "none: privacy is switched off"

    @property
    def encoder(self) -> str | None:
        """Return the model whose tokens passages are measured by; None for the packaged one."""
        return self.settings.embedding.model

    @property
    def window(self) -> int:
        """Return how many tokens that model reads of a text."""
        return token_window(self.encoder)

    @cached_property
    def vault(self) -> Vault:
        """Return the keeper of placeholders."""
        return Vault(self.settings.privacy.vault_key, self.settings.home / "vault.key")

    def tag(self, text: str) -> str:
        """Return a keyed digest of ``text``: equal for equal text, and telling nothing of it."""
        return self.vault.tag(text.encode("utf-8", "surrogatepass"))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector for each text, shape (n, size)."""
        return self.embedder.embed(texts)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector by which a query is compared with those, shape (size,)."""
        return self.embedder.embed_query(text)

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """Return how each (head, text) reads beside ``question``."""
        return self.reader.read(question, passages)

    def find(self, texts: Sequence[str]) -> list[tuple[PrivateSpan, ...]]:
        """Return the private spans of each text; none at all where privacy is switched off."""
        return self.detector.find(texts) if self.settings.privacy.enabled else [() for _ in texts]

    def close(self) -> None:
        """Close whatever was opened, the index first; who comes later opens nothing anew."""
        self._is_closed = True
        for name in ("store", "ledger"):
            opened = self.__dict__.pop(name, None)
            if opened is not None:
                opened.close()

    def _look(self) -> None:
        if self._is_closed:
            raise ClosedError("ledger and index were closed; nothing was done")
