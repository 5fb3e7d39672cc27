"""A judged collection, put through the product's own index."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from plainspoken.access import EVERYONE, rule_for
from plainspoken.embedding import open_embedder
from plainspoken.ingest import WINDOW, open_counter, part
from plainspoken.librarian import retrieval_text
from plainspoken.passages import Scope, ScoredPassage
from plainspoken.retrieve import retrieve
from plainspoken.scoring.retrieval import Found, evaluate, read_judged
from plainspoken.settings import Settings
from plainspoken.store import Point, open_store, term_weights
from plainspoken.weights import checked

ROOM = 180  # tokens of a passage: a window of 256 less a title of some length


class Collection:
    """The passages of one collection in an index of its own.

    Args:
        home: Folder of the index.
        settings: For the encoder.
        today: The day asked about; nothing here has dates.
    """

    def __init__(self, home: Path, settings: Settings, today: date) -> None:
        self._count = open_counter(settings.embedding.model)
        self._room = ROOM * min(WINDOW, self._count.window) // WINDOW
        self._embedder = open_embedder(settings.embedding.model, checked=checked)
        self._scope = Scope(frozenset({rule_for(EVERYONE).key}), today)
        self._known: dict[str, ScoredPassage] = {}
        self._store = open_store(home=home)

    def split(self, text: str) -> Sequence[tuple[int, int]]:
        """Return the stretches that become passages."""
        return part(text, (0, len(text)), self._room, self._count) if text.strip() else []

    def index(self, passages: Sequence[ScoredPassage]) -> None:
        """Add passages."""
        texts = [retrieval_text(each.edition.title, (), "", each.passage.text) for each in passages]
        vectors = self._embedder.embed(texts)
        self._known.update({each.passage.id: each for each in passages})
        self._store.upsert([_point(*one) for one in zip(passages, texts, vectors, strict=True)])
        self._store.flush()

    def search(self, query: str, limit: int) -> list[ScoredPassage]:
        """Return the best passages."""
        return retrieve(
            query, scope=self._scope, store=self._store, embed=self._embedder.embed_query, read=self._read, limit=limit
        )

    def close(self) -> None:
        """Close the index."""
        self._store.close()

    def _read(self, ids: Sequence[str]) -> list[ScoredPassage]:
        return [self._known[name] for name in ids]


def judge_retrieval(folder: Path, settings: Settings, *, today: date) -> Found:
    """Return how well the right documents of a BEIR-shaped folder are found; nothing is kept.

    Raises:
        UsageError: The folder is no such collection.
    """
    judged = read_judged(folder)
    with TemporaryDirectory(prefix="plainspoken-") as home, closing(Collection(Path(home), settings, today)) as held:
        return evaluate(judged, split=held.split, index=held.index, search=held.search)


def _point(each: ScoredPassage, text: str, vector: NDArray[np.float32]) -> Point:
    passage, edition = each.passage, each.edition
    return Point(
        passage.id, vector, term_weights(text), passage.rule.key, edition.corpus, edition.id, edition.window.days
    )
