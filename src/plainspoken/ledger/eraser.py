"""The ledger's side of forgetting: finding what is to go, taking it out, and leaving no byte of it in the file."""

import secrets
from collections.abc import Sequence
from datetime import date

from plainspoken.answers import Kept
from plainspoken.forgotten import Forgotten, Words
from plainspoken.ledger import erasure, expiry, schema
from plainspoken.ledger.database import Database
from plainspoken.ledger.erasure import Blanks, Place
from plainspoken.ledger.index_notes import INDEX
from plainspoken.ledger.records import Conversation

PURGE = "purge"
"""Under this name the ledger notes that something was deleted of which files may still hold bytes."""
DUE, DUE_IN_LEDGER = "due", "due in the ledger"
"""Files of the ledger and the index, if words of documents went, or of the ledger alone."""


class Eraser:
    """What takes words out of the ledger for good; only the librarian uses it, and only while it holds the stock.

    Args:
        database: Where everything is kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def places(self) -> list[Place]:
        """Return where every document is, by corpus and path."""
        with self._database.reading() as connection:
            return erasure.places(connection)

    def kept_answers(self) -> list[tuple[Kept, str]]:
        """Return every kept answer, and all of its words."""
        with self._database.reading() as connection:
            return list(erasure.kept_answers(connection))

    def conversations(self) -> list[Conversation]:
        """Return every conversation."""
        with self._database.reading() as connection:
            return list(erasure.conversations(connection))

    def drop(
        self,
        *,
        conversations: Sequence[str],
        answers: Sequence[str],
        feedback: Sequence[str] = (),
        documents: Sequence[Place] = (),
    ) -> None:
        """Delete these conversations, answers, feedback, and what else names these documents."""
        with self._database.writing(durable=True) as connection:
            schema.keep_word(connection, PURGE, DUE)
            erasure.drop_conversations(connection, conversations, answers)
            erasure.drop_feedback(connection, feedback)
            erasure.drop_duplicates(connection)
            if documents:
                erasure.drop_quoting(connection, documents)

    def blanks(self, forgotten: Forgotten) -> Blanks:
        """Return what of the documents would be blanked."""
        with self._database.reading() as connection:
            return erasure.blanks(connection, forgotten)

    def blank(self, forgotten: Forgotten) -> Blanks:
        """Blank what was forgotten in every version of every document, and note that the index is to be built anew."""
        with self._database.writing(durable=True) as connection:
            found = erasure.blanks(connection, forgotten)
            erasure.apply(connection, found)
            if found.editions:
                schema.keep_word(connection, INDEX, "")
                schema.keep_word(connection, PURGE, DUE)
                schema.keep_word(connection, schema.BLANKED, secrets.token_hex(8))
                schema.count_change(connection)
        return found

    def drop_older(self, kind: str, before: str) -> int:
        """Delete the records of a kind that are older than a moment, in ISO form; return how many there were."""
        with self._database.writing(durable=True) as connection:
            gone = expiry.drop_older(connection, kind, before)
            if gone and not schema.word(connection, PURGE):
                schema.keep_word(connection, PURGE, DUE_IN_LEDGER)
        return gone

    def old_versions(self, before: date) -> Sequence[str]:
        """Return the editions that a newer one of their document replaced before that day."""
        with self._database.reading() as connection:
            return expiry.old_versions(connection, before)

    def note_purge(self, gone: Sequence[str]) -> None:
        """Note that files will still hold bytes of editions that are about to be deleted, if any are."""
        if gone:
            with self._database.writing(durable=True) as connection:
                schema.keep_word(connection, PURGE, DUE)

    def words(self) -> Words:
        """Return the digests of everything that was forgotten."""
        with self._database.reading() as connection:
            return erasure.words(connection)

    def keep_words(self, forms: Words) -> None:
        """Remember, by digests, what was forgotten."""
        with self._database.writing(durable=True) as connection:
            erasure.keep_words(connection, forms)

    def drop_words(self, forms: Words) -> int:
        """Let a value be ingested again; return how many of its forms had been forgotten."""
        with self._database.writing(durable=True) as connection:
            return erasure.drop_words(connection, forms)

    @property
    def is_due(self) -> bool:
        """Return whether the database's files may still hold bytes of what was deleted."""
        with self._database.reading() as connection:
            return bool(schema.word(connection, PURGE))

    @property
    def is_due_in_index(self) -> bool:
        """Return whether the index's files may hold them too."""
        with self._database.reading() as connection:
            return schema.word(connection, PURGE) == DUE

    def purge(self) -> None:
        """Write the database anew without anything that was deleted, and empty its log.

        Raises:
            LockedError: Somebody reads an older moment all the while; what was deleted is still in the log.
        """
        self._database.purge()
        with self._database.writing(durable=True) as connection:
            schema.keep_word(connection, PURGE, "")
