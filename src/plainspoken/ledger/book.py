"""The ledger itself: one object over one database."""

import secrets
from collections.abc import Collection, Sequence
from datetime import date

from plainspoken.access import Principal
from plainspoken.answers import Kept
from plainspoken.errors import LedgerError, NotFoundError
from plainspoken.ledger import holdings, index_notes, reading, records, reviews, schema, shelves
from plainspoken.ledger.database import Access, Database
from plainspoken.ledger.eraser import Eraser
from plainspoken.ledger.holdings import Holding
from plainspoken.ledger.index_notes import Indexed
from plainspoken.ledger.records import Conversation, Egress, Feedback, Run
from plainspoken.ledger.reviews import Examined, Review
from plainspoken.ledger.standing import PUBLISHED, DocumentText
from plainspoken.ledger.stock import Stock
from plainspoken.ledger.view import View
from plainspoken.passages import Edition, Scope, ScoredPassage


class Ledger:
    """Documents, conversations and answers in one SQL database; safe to share between threads.

    Args:
        database: An open database with today's tables; ``Ledger.open`` makes both.

    Attributes:
        stock: The librarian's side: what changes documents.
        eraser: What takes words out for good.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._view = View(database)
        self.stock = Stock(database, self._view)
        self.eraser = Eraser(database)

    @classmethod
    def open(cls, url: str, access: Access | None = None) -> "Ledger":
        """Open the ledger at a SQLAlchemy URL; tables are made or brought up to date.

        Args:
            url: Where it is.
            access: Corpus → the groups that see its documents by default today. Where these are not all of those that
                it was ingested with, they hold at once; None: what it was ingested with holds.

        Raises:
            LedgerError: It cannot be opened, or a newer plainspoken wrote it.
        """
        database = Database(url, access)
        try:
            with database.writing(durable=True) as connection:
                schema.migrate(connection)
        except LedgerError:
            database.close()
            raise
        return cls(database)

    @property
    def identity(self) -> str:
        """Return 8 hex digits, drawn once, that tell this ledger from others."""
        with self._database.reading() as connection:
            known = schema.word(connection, schema.IDENTITY)
        if known:
            return known
        with self._database.writing(durable=True) as connection:
            drawn = schema.word(connection, schema.IDENTITY) or secrets.token_hex(4)
            schema.keep_word(connection, schema.IDENTITY, drawn)
            index_notes.start_over(connection)  # what was indexed so far stands under another name
        return drawn

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    def scope(self, principal: Principal, as_of: date, corpora: Collection[str] | None = None) -> Scope:
        """Return what ``principal`` may reach on ``as_of``: the same as if what they may not see did not exist."""
        return self._view.now().scope(principal, as_of, None if corpora is None else frozenset(corpora))

    def superseded_scope(self, principal: Principal, as_of: date, corpora: Collection[str] | None = None) -> Scope:
        """Return the same scope with what was superseded or has lapsed by then."""
        return self._view.now().past_scope(principal, as_of, None if corpora is None else frozenset(corpora))

    def snapshot(self, principal: Principal, corpora: Collection[str] | None = None) -> str:
        """Return ``sha256:…`` over everything that ``principal`` may see."""
        return self._view.now().snapshot(principal, None if corpora is None else frozenset(corpora))

    def indexed(self) -> Indexed:
        """Return what is known of the index."""
        with self._database.reading() as connection:
            return index_notes.indexed(connection, is_settled=not self._view.seen_by(connection).dirty)

    def overtaken(self) -> tuple[str, ...]:
        """Return the corpora with documents that were ingested under another default access than today's."""
        return self._view.now().overtaken

    def points(self) -> int:
        """Return how many passages the index holds of what is published, by what was noted."""
        with self._database.reading() as connection:
            return shelves.indexed_points(connection, PUBLISHED)

    def passages(self, ids: Sequence[str], scope: Scope) -> list[ScoredPassage]:
        """Return those of the passages that the scope reaches, in the given order, with score 0."""
        with self._database.reading() as connection:
            catalogue = self._view.seen_by(connection)
            gate = reading.Gate(catalogue.editions.get, scope)
            return reading.passages(connection, gate, ids, catalogue.passages)

    def editions(
        self, principal: Principal | None = None, *, corpus: str | None = None, current_only: bool = True
    ) -> tuple[Edition, ...]:
        """Return the published editions by corpus and path, oldest first within a document.

        Args:
            principal: Only what they may see; None for everything.
            corpus: Only this corpus.
            current_only: Leave out older editions.
        """
        found = [each.shown for each in self._view.now().editions.values()]
        return tuple(
            edition
            for edition in found
            if (principal is None or edition.rule.allows(principal))
            and (corpus is None or edition.corpus == corpus)
            and (edition.current or not current_only)
        )

    def document(self, document_id: str, version: str | None = None) -> DocumentText:
        """Return the text of a document's current edition, or of the newest one of ``version``; no access rule applies.

        Raises:
            NotFoundError: There is none.
        """
        with self._database.reading() as connection:
            of_one = self._view.seen_by(connection).documents.get(document_id, [])
            chosen = [each for each in of_one if version in (None, each.edition.version)]
            if not chosen:
                raise NotFoundError(f"no document {document_id!r}")
            return reading.text_of(connection, chosen[-1])

    def conversation(self, conversation_id: str) -> Conversation | None:
        """Return a conversation as last kept."""
        with self._database.reading() as connection:
            return records.conversation(connection, conversation_id)

    def keep_answer(self, kept: Kept, talk: Conversation | None = None) -> None:
        """Keep an answer, and its conversation one revision further: both or neither.

        Raises:
            ContinuedError: The conversation was continued elsewhere meanwhile.
        """
        with self._database.writing() as connection:
            records.keep_answer(connection, kept)
            if talk:
                records.keep_conversation(connection, talk)

    def answer(self, answer_id: str) -> Kept | None:
        """Return a kept answer."""
        with self._database.reading() as connection:
            return records.answer(connection, answer_id)

    def cached(self, cache_key: str) -> Kept | None:
        """Return the newest answer kept under ``cache_key``."""
        with self._database.reading() as connection:
            return records.cached(connection, cache_key)

    def keep_feedback(self, kept: Feedback) -> None:
        """Keep what a person thought of an answer."""
        with self._database.writing() as connection:
            records.keep_feedback(connection, kept)

    def feedback(self, answer_id: str | None = None) -> tuple[Feedback, ...]:
        """Return all feedback, or that on one answer, oldest first."""
        with self._database.reading() as connection:
            return records.feedback(connection, answer_id)

    def keep_egress(self, kept: Egress) -> None:
        """Keep that something was sent to a model; it outlasts a power cut."""
        with self._database.writing(durable=True) as connection:
            records.keep_egress(connection, kept)

    def egress(self, viewer: Principal | None = None) -> tuple[Egress, ...]:
        """Return what was sent to any model, oldest first: for answers of ``viewer``, or everything."""
        with self._database.reading() as connection:
            return records.egress(connection, viewer.name if viewer else None)

    def holdings(self, viewer: Principal | None = None) -> dict[str, Holding]:
        """Return what private data each edition holds, by its id: counts, never values.

        Args:
            viewer: Only what is in passages that they may see; None for everything.
        """
        with self._database.reading() as connection:
            found = holdings.holdings(connection)
            standings = self._view.seen_by(connection).editions
            return found if viewer is None else holdings.seen_by(viewer, found, standings, connection)

    def counts(self) -> dict[str, int]:
        """Return how many conversations, answers, remarks on answers, evaluated cases and reviews are kept."""
        with self._database.reading() as connection:
            return holdings.counts(connection)

    def keep_run(self, kept: Run) -> None:
        """Keep the record of one run."""
        with self._database.writing() as connection:
            records.keep_run(connection, kept)

    def runs(self, kind: str) -> tuple[Run, ...]:
        """Return the runs of one kind, oldest first."""
        with self._database.reading() as connection:
            return records.runs(connection, kind)

    def keep_examined(self, kept: Sequence[Examined]) -> None:
        """Keep what each question last got; what the same subject got before is replaced."""
        with self._database.writing() as connection:
            reviews.keep_examined(connection, kept)

    def examined(self, name: str | None = None) -> tuple[Examined, ...]:
        """Return what the questions of one set, or of all, last got."""
        with self._database.reading() as connection:
            return reviews.examined(connection, name)

    def keep_review(self, kept: Review) -> None:
        """Keep what an expert said; nothing that was said is ever changed."""
        with self._database.writing() as connection:
            reviews.keep_review(connection, kept)

    def reviews(self) -> tuple[Review, ...]:
        """Return everything that experts said, oldest first."""
        with self._database.reading() as connection:
            return reviews.reviews(connection)
