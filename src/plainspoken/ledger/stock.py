"""The librarian's side of the ledger: putting in, publishing and taking out."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date

from sqlalchemy import Connection

from plainspoken.ledger import reading, records, schema, shelves
from plainspoken.ledger.catalogue import Catalogue
from plainspoken.ledger.database import Database
from plainspoken.ledger.standing import Known, Reading
from plainspoken.ledger.view import View
from plainspoken.passages import Passage, ScoredPassage

LOCK_WAIT_S = 10.0


class Stock:
    """What changes documents; only the librarian uses it, and only while it holds it.

    Args:
        database: Where everything is kept.
        view: The catalogue that readers use.
    """

    def __init__(self, database: Database, view: View) -> None:
        self._database = database
        self._view = view

    def held(self, wait_s: float = LOCK_WAIT_S) -> AbstractContextManager[None]:
        """Hold the right to change documents: one process at a time, others wait up to ``wait_s``.

        Raises:
            LockedError: On entering, when another process held it all that time.
        """
        return self._database.held(wait_s)

    def known(self, corpus: str) -> tuple[Known, ...]:
        """Return the published documents of one corpus, by path."""
        with self._database.reading() as connection:
            return tuple(shelves.known(connection, corpus))

    def stage(self, readings: Sequence[Reading], *, on: date) -> tuple[str, ...]:
        """Put in new editions that nobody sees yet; return their ids, in order.

        Args:
            readings: At most one for each document.
            on: The day on which they will be published, in UTC.
        """
        with self._database.writing(durable=True) as connection:
            documents = _some(connection, [each.document.id for each in readings]).documents
            staged = [
                shelves.stage(connection, each, [one.entry for one in documents.get(each.document.id, ())], on)
                for each in readings
            ]
            schema.count_change(connection)
        return tuple(staged)

    def publish(self, edition_ids: Sequence[str], *, on: date) -> None:
        """Make staged editions the current ones of their documents, all at once or none.

        Raises:
            LedgerError: One of them is not staged.
        """
        with self._database.writing(durable=True) as connection:
            shelves.publish(connection, edition_ids, on)
            schema.count_change(connection)

    def retire(self, document_ids: Sequence[str]) -> tuple[str, ...]:
        """Take documents with all their editions out of sight; return the ids of these, to be deleted and dropped."""
        with self._database.writing(durable=True) as connection:
            shelves.retire(connection, document_ids)
            schema.count_change(connection)
        wanted = set(document_ids)
        unpublished = self._view.now().unpublished.values()
        return tuple(entry.base.id for entry in unpublished if entry.base.document_id in wanted)

    def drop(self, edition_ids: Sequence[str]) -> None:
        """Delete editions for good, once the index holds nothing of them any more."""
        with self._database.writing(durable=True) as connection:
            shelves.drop(connection, edition_ids)
            schema.count_change(connection)

    def move(self, document_id: str, source: str) -> None:
        """Note where the file of a document lies now."""
        with self._database.writing() as connection:
            shelves.move(connection, document_id, source)

    def unpublished(self) -> tuple[str, ...]:
        """Return the ids of staged and retired editions: what a killed run left behind."""
        return tuple(self._view.now().unpublished)

    def dirty(self, document_ids: Sequence[str] | None = None) -> tuple[str, ...]:
        """Return the editions, of those documents or of all, whose rule or window in the index is out of date."""
        with self._database.reading() as connection:
            found = self._view.seen_by(connection) if document_ids is None else _some(connection, document_ids)
        return tuple(each.edition.id for each in found.dirty)

    def indexable(self, edition_ids: Sequence[str] | None = None) -> tuple[str, ...]:
        """Return those published editions that are found on some day: what the index must hold."""
        with self._database.reading() as connection:
            if edition_ids is None:
                found = self._view.seen_by(connection)
            else:
                found = _some(connection, shelves.documents_of(connection, edition_ids))
        wanted = found.editions if edition_ids is None else edition_ids
        return tuple(each for each in wanted if found.standing(each).is_indexable)

    def mark_indexed(self, edition_ids: Sequence[str]) -> None:
        """Note that the index now holds these editions under today's rules and windows."""
        with self._database.reading() as connection:
            found = _some(connection, shelves.documents_of(connection, edition_ids))
        self._mark({edition_id: found.standing(edition_id).imprint for edition_id in edition_ids})

    def mark_unindexed(self, edition_ids: Sequence[str]) -> None:
        """Note that the index holds no point of these editions."""
        self._mark(dict.fromkeys(edition_ids))

    def indexed_points(self) -> int:
        """Return how many points the index must hold by what was noted."""
        with self._database.reading() as connection:
            return shelves.indexed_points(connection)

    def indexed(self) -> frozenset[str]:
        """Return the ids of all editions of which the index may hold points."""
        with self._database.reading() as connection:
            return shelves.indexed(connection)

    def unscanned(self, detector: str) -> tuple[str, ...]:
        """Return the editions whose private spans something else found, or nothing could find."""
        with self._database.reading() as connection:
            return shelves.unscanned(connection, detector)

    def keep_inputs(self, edition_id: str, inputs: str) -> None:
        """Note that reading a file in its present surroundings gives an edition that is there already."""
        with self._database.writing() as connection:
            shelves.keep_inputs(connection, edition_id, inputs)

    def note(self, name: str) -> str:
        """Return what was noted under a name; empty where nothing was."""
        with self._database.reading() as connection:
            return schema.word(connection, name)

    def keep_note(self, name: str, words: str) -> None:
        """Note something under a name."""
        with self._database.writing(durable=True) as connection:
            schema.keep_word(connection, name, words)

    def all_passages(self, edition_ids: Sequence[str]) -> list[ScoredPassage]:
        """Return every passage of published and staged editions, for whoever indexes them; no access rule applies."""
        with self._database.reading() as connection:
            found = _some(connection, shelves.documents_of(connection, edition_ids))
            gate = reading.Gate(found.standing, None)
            return reading.of_editions(connection, gate, edition_ids)

    def keep_spans(self, edition_id: str, passages: Sequence[Passage], *, detector: str) -> None:
        """Replace the private spans of one edition's passages, given whole under their ledger ids."""
        with self._database.writing() as connection:
            shelves.keep_spans(connection, edition_id, passages, detector)
            schema.count_change(connection)

    def vectors(self, model: str, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the vectors that are known by content key."""
        with self._database.reading() as connection:
            return records.vectors(connection, model, list(keys))

    def keep_vectors(self, model: str, found: Mapping[str, bytes]) -> None:
        """Keep vectors by content key; what is known already stays."""
        with self._database.writing() as connection:
            records.keep_vectors(connection, model, found)

    def _mark(self, imprints: Mapping[str, str | None]) -> None:
        with self._database.writing(durable=True) as connection:
            shelves.mark_indexed(connection, imprints)
            schema.count_change(connection)

    def drop_vectors(self, keys: Sequence[str]) -> None:
        """Forget the vectors of these contents, of every model."""
        with self._database.writing() as connection:
            records.drop_vectors(connection, list(keys))


def _some(connection: Connection, document_ids: Sequence[str]) -> Catalogue:
    return Catalogue(shelves.entries(connection, {}, document_ids))
