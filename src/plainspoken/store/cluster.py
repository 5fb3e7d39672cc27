"""A Qdrant server or cluster by URL, and the same client in memory as the exact reference."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from plainspoken.errors import UnavailableError, UsageError
from plainspoken.passages import Scope
from plainspoken.store.points import Counts, Match, Point, Vector, match_of, payload, reaches_nothing, settled

if TYPE_CHECKING:
    from qdrant_client.models import Filter, PointStruct
    from qdrant_client.models import SparseVector as SparseQuery

IN_MEMORY = ":memory:"
COLLECTION = "plainspoken"
DENSE, SPARSE = "dense", "sparse"  # names of the two vectors of a point
BATCH = 256  # points per request
TIMEOUT_S = 30
TRY = "check store.url and PLAINSPOKEN_STORE__API_KEY (`plainspoken doctor` tries them)"


class Cluster:
    """The index on a Qdrant server; the collection is made at the first upsert."""

    def __init__(self, url: str, api_key: str | None = None, *, collection: str = COLLECTION) -> None:
        """Reach the server.

        Raises:
            UnavailableError: Nothing answers there, or the key is not taken.
        """
        from qdrant_client import QdrantClient

        self._url, self._collection = url, collection
        self._local = url == IN_MEMORY
        self._lock = threading.RLock()
        with self._answering():
            self._client = (
                QdrantClient(IN_MEMORY)
                if self._local
                else QdrantClient(url=url, api_key=api_key, timeout=TIMEOUT_S, check_compatibility=False)
            )
            self._made = self._client.collection_exists(collection)

    def upsert(self, points: Sequence[Point]) -> None:
        """Add or replace points, a batch at a time."""
        for start in range(0, len(points), BATCH):
            batch = [_native(point) for point in points[start : start + BATCH]]
            with self._answering():
                self._make(len(points[0].vector))
                self._client.upsert(self._collection, batch, wait=True)

    def delete(self, editions: Sequence[str]) -> None:
        """Remove every point of these editions."""
        from qdrant_client.models import FieldCondition, Filter, FilterSelector, MatchAny

        if not editions or not self._exists():
            return
        gone = Filter(must=[FieldCondition(key="edition", match=MatchAny(any=list(editions)))])
        with self._answering():
            self._client.delete(self._collection, FilterSelector(filter=gone), wait=True)

    def clear(self) -> None:
        """Remove the collection."""
        with self._answering():
            self._client.delete_collection(self._collection)
            self._made = False

    def compact(self) -> None:
        """Do nothing: when a server writes its segments anew is for its keeper to set."""

    def flush(self) -> None:
        """Do nothing: a server acknowledges what it has logged."""

    def counts(self, scope: Scope, terms: Sequence[int]) -> Counts:
        """Return exact document frequencies; not remembered, since other machines may write."""
        if reaches_nothing(scope) or not self._exists():
            return Counts(total=0, terms=dict.fromkeys(terms, 0))
        return Counts(
            total=self._count(_filter(scope)), terms={term: self._count(_filter(scope, term)) for term in terms}
        )

    def dense(self, vector: Vector, scope: Scope, limit: int) -> list[Match]:
        """Return the nearest passages; exact, since an approximate graph would tell of hidden points."""
        return self._query(DENSE, vector.tolist(), scope, limit)

    def sparse(self, weights: Mapping[int, float], scope: Scope, limit: int) -> list[Match]:
        """Return the passages that share the heaviest terms."""
        from qdrant_client.models import SparseVector

        if not weights:
            return []
        terms = sorted(weights)
        return self._query(SPARSE, SparseVector(indices=terms, values=[weights[t] for t in terms]), scope, limit)

    def editions(self) -> frozenset[str]:
        """Return the ids of all editions that have points."""
        found: set[str] = set()
        place = None
        while self._exists():
            with self._answering():
                rows, place = self._client.scroll(
                    self._collection, limit=10_000, offset=place, with_payload=["edition"], with_vectors=False
                )
            found.update(row.payload["edition"] for row in rows if row.payload)
            if place is None:
                break
        return frozenset(found)

    def size(self) -> int:
        """Return the number of points."""
        return self._count(None) if self._exists() else 0

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _count(self, condition: "Filter | None") -> int:
        with self._answering():
            return self._client.count(self._collection, count_filter=condition, exact=True).count

    def _query(self, leg: str, target: "list[float] | SparseQuery", scope: Scope, limit: int) -> list[Match]:
        from qdrant_client.models import SearchParams

        if reaches_nothing(scope) or not self._exists():
            return []
        condition, exact = _filter(scope), None if self._local else SearchParams(exact=True)

        def ask(asked: int) -> list[Match]:
            with self._answering():
                found = self._client.query_points(
                    self._collection, target, using=leg, query_filter=condition, search_params=exact, limit=asked
                )
            return [match_of(hit.id, hit.score) for hit in found.points]

        return settled(ask, limit)

    def _exists(self) -> bool:
        if not self._made:
            with self._answering():
                self._made = self._client.collection_exists(self._collection)
        return self._made

    def _make(self, size: int) -> None:
        """Create the collection with the same vectors and field indices as the embedded shard."""
        from qdrant_client import models

        if self._exists():
            return
        self._client.create_collection(
            self._collection,
            vectors_config={DENSE: models.VectorParams(size=size, distance=models.Distance.COSINE)},
            sparse_vectors_config={SPARSE: models.SparseVectorParams()},
        )
        self._made = True
        if self._local:  # fields have no index there
            return
        text, whole = models.PayloadSchemaType.KEYWORD, models.PayloadSchemaType.INTEGER
        looked_up = models.IntegerIndexParams(type=models.IntegerIndexType.INTEGER, lookup=True, range=False)
        for name, kind in (("rule", text), ("corpus", text), ("edition", text), ("first", whole), ("last", whole)):
            self._client.create_payload_index(self._collection, name, kind)
        self._client.create_payload_index(self._collection, "terms", looked_up)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Put what the client says into our words; one at a time in memory, which is not thread-safe."""
        from qdrant_client.http.exceptions import ApiException, ResponseHandlingException, UnexpectedResponse

        if self._local:
            self._lock.acquire()
        try:
            yield
        except UnexpectedResponse as error:
            raise UnavailableError(
                f"the index at {self._url!r} answered {error.status_code}; nothing was done: {TRY}"
            ) from error
        except (ApiException, ResponseHandlingException, OSError) as error:
            raise UnavailableError(f"the index at {self._url!r} cannot be reached; nothing was done: {TRY}") from error
        except ValueError as error:
            raise UsageError(f"the index at {self._url!r} did not take this: {error}") from error
        finally:
            if self._local:
                self._lock.release()


def _native(point: Point) -> "PointStruct":
    from qdrant_client.models import PointStruct, SparseVector

    terms = sorted(point.terms)
    weights = SparseVector(indices=terms, values=[point.terms[term] for term in terms])
    vectors = {DENSE: point.vector.tolist(), SPARSE: weights}
    return PointStruct(id=str(UUID(point.id)), vector=vectors, payload={**payload(point), "terms": terms})


def _filter(scope: Scope, term: int | None = None) -> "Filter":
    """Return the conditions of a scope, which must reach something."""
    from qdrant_client.models import Condition, FieldCondition, Filter, MatchAny, MatchValue, Range

    day = scope.as_of.toordinal()
    must: list[Condition] = [
        FieldCondition(key="rule", match=MatchAny(any=sorted(scope.rules))),
        FieldCondition(key="first", range=Range(lte=day)),
    ]
    if not scope.lapsed:
        must.append(FieldCondition(key="last", range=Range(gte=day)))
    if scope.corpora is not None:
        must.append(FieldCondition(key="corpus", match=MatchAny(any=sorted(scope.corpora))))
    if term is not None:
        must.append(FieldCondition(key="terms", match=MatchValue(value=term)))
    hidden: list[Condition] = (
        [FieldCondition(key="edition", match=MatchAny(any=sorted(scope.without)))] if scope.without else []
    )
    return Filter(must=must, must_not=hidden or None)
