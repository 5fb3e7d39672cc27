"""The index as a cache of the ledger: filled, kept in step, mended, built anew."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from plainspoken.embedding import Embedder
from plainspoken.errors import RedactionError
from plainspoken.ledger import FILLED, INDEX, UNFILLED, Ledger, index_name
from plainspoken.passages import Passage, ScoredPassage, heading
from plainspoken.redacted import PrivateSpan
from plainspoken.store import Point, Store, term_weights

EDITIONS_AT_ONCE = 32
TEXTS_AT_ONCE = 128
"""How many texts the detector is given: from here on it gets no faster (docs of the stack: 25,600 characters/s)."""


class Engines(Protocol):
    """What the librarian works with."""

    @property
    def ledger(self) -> Ledger:
        """Return the ledger."""

    @property
    def store(self) -> Store:
        """Return the index."""

    @property
    def embedder(self) -> Embedder:
        """Return the embedding model."""

    @property
    def encoder(self) -> str | None:
        """Return the model whose tokens passages are measured by; None for the packaged one."""

    @property
    def window(self) -> int:
        """Return how many tokens that model reads of a text."""

    @property
    def finder(self) -> str:
        """Return the name of what finds private spans: a new name means that they are to be looked for again."""

    def find(self, texts: Sequence[str]) -> list[tuple[PrivateSpan, ...]]:
        """Return the private spans of each text."""

    def tag(self, text: str) -> str:
        """Return a keyed digest of ``text``: equal for equal text, and telling nothing of it."""


def retrieval_text(title: str, section: Sequence[str], context: str, text: str) -> str:
    """Return what stands for a passage in the index: where it stands, then what it says."""
    return "\n".join(part for part in (title, " > ".join(section), context, text) if part)


def examined(passages: Sequence[Passage], titles: Sequence[str], engines: Engines) -> list[Passage]:
    """Return the passages with what is private in their text, heading and context, as far as it could be evaluated.

    Args:
        passages: Those of one document and another.
        titles: Of the document of each.
        engines: What to work with.
    """
    texts = [passage.text for passage in passages]
    headings = [heading(title, passage.section) for title, passage in zip(titles, passages, strict=True)]
    around = [*headings, *(passage.context for passage in passages)]
    around = list(dict.fromkeys(text for text in around if text.strip()))  # many share theirs
    near = dict(zip(around, _find_spans(around, engines), strict=True))
    return [
        replace(passage, spans=own, beside=_both(near.get(above, ()), near.get(passage.context, ())))
        for passage, above, own in zip(passages, headings, _find_spans(texts, engines), strict=True)
    ]


def _both(
    above: tuple[PrivateSpan, ...] | None, within: tuple[PrivateSpan, ...] | None
) -> tuple[tuple[PrivateSpan, ...], tuple[PrivateSpan, ...]] | None:
    return None if above is None or within is None else (above, within)


def _find_spans(texts: Sequence[str], engines: Engines) -> list[tuple[PrivateSpan, ...] | None]:
    """Return the private spans of each text, None where they could not be evaluated."""
    found: list[tuple[PrivateSpan, ...] | None] = []
    for start in range(0, len(texts), TEXTS_AT_ONCE):
        part = texts[start : start + TEXTS_AT_ONCE]
        try:
            found.extend(engines.find(part))
        except RedactionError:
            found.extend(_spans_alone(text, engines) for text in part)
    return found


def _spans_alone(text: str, engines: Engines) -> tuple[PrivateSpan, ...] | None:
    try:
        return engines.find([text])[0]
    except RedactionError:
        return None


def vectors_of(texts: Sequence[str], engines: Engines) -> list[NDArray[np.float32]]:
    """Return a vector for each text; each distinct text is embedded once, and never again."""
    stock, embedder = engines.ledger.stock, engines.embedder
    keys = [_key(text) for text in texts]
    known = stock.vectors(embedder.name, list(dict.fromkeys(keys)))
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        rows = embedder.embed(list(missing.values())).astype("<f4")
        fresh = {key: row.tobytes() for key, row in zip(missing, rows, strict=True)}
        stock.keep_vectors(embedder.name, fresh)
        known |= fresh
    return [np.frombuffer(known[key], dtype="<f4") for key in keys]


def put(edition_ids: Sequence[str], engines: Engines) -> None:
    """Bring every passage of these editions into the index as the ledger has it now."""
    found = engines.ledger.stock.all_passages(edition_ids)
    texts = [_text_of(each) for each in found]
    vectors = vectors_of(texts, engines)
    points = [_point(each, text, vector) for each, text, vector in zip(found, texts, vectors, strict=True)]
    if points:
        engines.store.upsert(points)


def tidy(engines: Engines) -> None:
    """Take away what a killed round left behind, and mend what it left half done."""
    discard(engines.ledger.stock.unpublished(), engines)
    refresh(engines.ledger.stock.dirty(), engines)
    mend(engines)


def refresh(edition_ids: Sequence[str], engines: Engines) -> None:
    """Index editions anew whose rule or window changed; take out those that are never in force any more."""
    stock = engines.ledger.stock
    indexable = set(stock.indexable(edition_ids))
    never = [edition_id for edition_id in edition_ids if edition_id not in indexable]
    again = [edition_id for edition_id in edition_ids if edition_id in indexable]
    if never:
        engines.store.delete(never)
    for start in range(0, len(again), EDITIONS_AT_ONCE):
        put(again[start : start + EDITIONS_AT_ONCE], engines)
    if edition_ids:
        engines.store.flush()
        stock.mark_unindexed(never)
        stock.mark_indexed(again)


def mend(engines: Engines) -> None:
    """Compare the index with what the ledger says it holds; where they differ, build it anew."""
    stock, store = engines.ledger.stock, engines.store
    if stock.note(INDEX) == index_name(engines.embedder.name):
        if store.size() == stock.indexed_points():
            return
        orphans = store.editions() - stock.indexed()
        if orphans:
            store.delete(sorted(orphans))
            store.flush()
        if store.size() == stock.indexed_points():
            return
    rebuild(engines)


def rebuild(engines: Engines) -> None:
    """Build the index from the ledger; the result is the same whatever was there before.

    It is emptied first only where its points are of another embedding model, or do not come out right:
    others go on asking meanwhile.
    """
    stock, store, name = engines.ledger.stock, engines.store, index_name(engines.embedder.name)
    filled = stock.note(FILLED) or stock.note(INDEX)
    stock.keep_note(INDEX, "")
    if filled == name:
        _fill(engines)
    if filled != name or store.size() != stock.indexed_points():
        stock.keep_note(FILLED, UNFILLED)
        store.clear()
        _fill(engines)
    stock.keep_note(FILLED, name)
    stock.keep_note(INDEX, name)


def _fill(engines: Engines) -> None:
    """Bring in everything that the index must hold, in place of what is there, and take out the rest."""
    stock, store = engines.ledger.stock, engines.store
    everything = stock.indexable()
    for start in range(0, len(everything), EDITIONS_AT_ONCE):
        put(everything[start : start + EDITIONS_AT_ONCE], engines)
    store.delete(sorted(store.editions().difference(everything)))
    store.flush()
    stock.mark_unindexed(sorted(stock.indexed().difference(everything)))
    stock.mark_indexed(everything)


def rescan(engines: Engines) -> int:
    """Look for private spans again where something else, or nothing, found them; return in how many editions."""
    stock = engines.ledger.stock
    editions = stock.unscanned(engines.finder)
    for start in range(0, len(editions), EDITIONS_AT_ONCE):
        batch = editions[start : start + EDITIONS_AT_ONCE]
        _keep_spans(batch, _looked(stock.all_passages(batch), engines), engines)
    return len(editions)


def rescan_aside(engines: Engines) -> None:
    """Look for private spans again, a few editions at a time.

    What cannot be evaluated now stays as it is, and keeps nothing after it from being looked at.

    Raises:
        LockedError: Another process changes the documents of this ledger.
    """
    looked: set[str] = set()
    while due := [each for each in engines.ledger.stock.unscanned(engines.finder) if each not in looked]:
        looked.update(_rescan_some(due[:EDITIONS_AT_ONCE], engines))


def _rescan_some(batch: Sequence[str], engines: Engines) -> list[str]:
    """Look for private spans again in some editions; return those that did not change meanwhile.

    To look takes seconds, in a long document minutes: the documents are held only while what was found is kept, so
    that no ingest waits for it.
    """
    stock = engines.ledger.stock
    before = stock.all_passages(batch)
    looked, then = _looked(before, engines), _words_of(before)
    with stock.held():
        due, now = stock.unscanned(engines.finder), _words_of(stock.all_passages(batch))
        same = [each for each in batch if each in due and now.get(each) == then.get(each)]
        _keep_spans(same, looked, engines)
    return same


def _looked(found: Sequence[ScoredPassage], engines: Engines) -> list[tuple[str, Passage]]:
    """Return the passages, each after the id of its edition, with what is private in them today."""
    renewed = examined([each.passage for each in found], [each.edition.title for each in found], engines)
    return [(each.edition.id, one) for each, one in zip(found, renewed, strict=True)]


def _keep_spans(edition_ids: Sequence[str], looked: Sequence[tuple[str, Passage]], engines: Engines) -> None:
    for edition_id in edition_ids:
        passages = [one for each, one in looked if each == edition_id]
        engines.ledger.stock.keep_spans(edition_id, passages, detector=engines.finder)


def _words_of(found: Sequence[ScoredPassage]) -> dict[str, list[tuple[str, str]]]:
    """Return edition id → what its passages say, and what stands above and beside that."""
    words: dict[str, list[tuple[str, str]]] = {}
    for each in found:
        words.setdefault(each.edition.id, []).append((each.passage.id, _text_of(each)))
    return words


def remove(document_ids: Sequence[str], engines: Engines) -> None:
    """Remove documents with all their versions from sight, then from the index, then from the ledger."""
    if document_ids:
        discard(engines.ledger.stock.retire(document_ids), engines)


def discard(edition_ids: Sequence[str], engines: Engines) -> None:
    """Delete editions that nobody sees from the index and the ledger, and their vectors."""
    if not edition_ids:
        return
    engines.store.delete(list(edition_ids))
    engines.store.flush()
    drop_vectors(edition_ids, engines)
    engines.ledger.stock.drop(edition_ids)


def drop_vectors(edition_ids: Sequence[str], engines: Engines) -> None:
    """Forget the vectors of what these editions say."""
    stock = engines.ledger.stock
    stock.drop_vectors(sorted({_key(_text_of(each)) for each in stock.all_passages(edition_ids)}))


def _text_of(each: ScoredPassage) -> str:
    passage = each.passage
    return retrieval_text(each.edition.title, passage.section, passage.context, passage.text)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _point(each: ScoredPassage, text: str, vector: NDArray[np.float32]) -> Point:
    passage, edition = each.passage, each.edition
    terms = term_weights(text)
    return Point(passage.id, vector, terms, passage.rule.key, edition.corpus, edition.id, edition.window.days)
