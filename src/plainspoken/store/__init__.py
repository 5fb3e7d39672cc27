"""The index: one protocol, one contract, and a backend for each place it can live in."""

from pathlib import Path

from plainspoken.store.cluster import COLLECTION, Cluster
from plainspoken.store.points import Counts, Match, Point, Store
from plainspoken.store.shared import Shared
from plainspoken.store.terms import query_terms, query_weights, term_weights

__all__ = ["Counts", "Match", "Point", "Store", "open_store", "query_terms", "query_weights", "term_weights"]


def open_store(
    *, home: Path, url: str | None = None, api_key: str | None = None, collection: str = COLLECTION, wait_s: float = 10
) -> Store:
    """Open the index.

    Args:
        home: Where the embedded index lives.
        url: A Qdrant server instead, or ``:memory:`` for the exact reference.
        api_key: Key of that server.
        collection: Name of the index there: one for each ledger, since each removes what it does not know.
        wait_s: How long to wait for a process that holds the embedded index and does not answer.

    Raises:
        LockedError: Another process holds the embedded index and does not share it.
        UnavailableError: The server cannot be reached, or the index cannot be read.
    """
    if url:
        return Cluster(url, api_key, collection=collection)
    return Shared(home / "index", wait_s=wait_s)
