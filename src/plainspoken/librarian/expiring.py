"""Lets go of what was kept long enough."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from plainspoken.librarian import indexing
from plainspoken.librarian.forgetting import finish
from plainspoken.librarian.indexing import Engines


@dataclass(frozen=True, slots=True)
class Terms:
    """How many days each kind of record is kept; None for until it is forgotten.

    Attributes:
        conversations: Since its last answer; its placeholders and answers go with it.
        feedback, egress, runs: Since it was given, sent, begun.
        versions: Older versions of documents, since a newer one took their place.
    """

    conversations: int | None = None
    feedback: int | None = None
    egress: int | None = None
    runs: int | None = None
    versions: int | None = None


def expire(engines: Engines, terms: Terms, *, now: datetime | None = None) -> dict[str, int]:
    """Delete what is past its term, to the last byte; return how many of each kind went.

    Raises:
        LockedError: Another process changes the documents of this ledger.
    """
    now = now or datetime.now(UTC)
    with engines.ledger.stock.held():
        gone = {
            kind: engines.ledger.eraser.drop_older(kind, (now - timedelta(days=days)).isoformat())
            for kind in ("conversations", "feedback", "egress", "runs")
            if (days := getattr(terms, kind)) is not None
        }
        if terms.versions is not None:
            old = engines.ledger.eraser.old_versions((now - timedelta(days=terms.versions)).date())
            engines.ledger.eraser.note_purge(old)
            indexing.discard(old, engines)
            gone["versions"] = len(old)
        finish(engines)
    return gone


def tend(engines: Engines, terms: Terms) -> None:
    """Do what a running server owes its documents: bring index and private spans up to today's settings, expire.

    Raises:
        LockedError: Another process changes the documents of this ledger.
    """
    stock = engines.ledger.stock
    if stock.dirty():
        with stock.held():  # whoever may see a document by today's settings finds it
            indexing.refresh(stock.dirty(), engines)
    indexing.rescan_aside(engines)
    expire(engines, terms)
