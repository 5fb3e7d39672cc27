"""The embedded index: one shard of Qdrant's own engine in this process."""

import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from plainspoken.errors import LockedError, PlainspokenError, UnavailableError, UsageError
from plainspoken.passages import Scope
from plainspoken.store.points import (
    ClosedError,
    Counts,
    Match,
    Point,
    Vector,
    match_of,
    payload,
    reaches_nothing,
    settled,
)

if TYPE_CHECKING:
    from qdrant_edge import ConditionType, EdgeShard, Filter, SparseVector
    from qdrant_edge import Point as EdgePoint

DENSE, SPARSE = "dense", "sparse"  # names of the two vectors of a point
READERS = 2  # at once; more are no faster and starve the writer
BATCH = 1_000  # points per update, some 50 ms in which readers wait
REMEMBERED = 50_000  # counts kept until the next write
MOST_EDITIONS = 1 << 20  # more than one shard ever holds


class Shard:
    """A shard in ``folder``, which no other process may have open; made at the first upsert."""

    def __init__(self, folder: Path) -> None:
        """Open what is there.

        Raises:
            UnavailableError: What is there cannot be read.
        """
        self._folder = folder
        self._turn = threading.Lock()  # a writer keeps it for its whole turn, a reader only to step in
        self._places = threading.Semaphore(READERS)
        self._counted: dict[tuple[Scope, int | None], int] = {}
        self._closed = False
        self._shard = _load(folder) if folder.exists() else None

    def upsert(self, points: Sequence[Point]) -> None:
        """Add or replace points, a batch at a time."""
        from qdrant_edge import UpdateOperation

        for start in range(0, len(points), BATCH):
            batch = [_native(point) for point in points[start : start + BATCH]]
            with self._writing(), _engine():
                shard = self._shard or self._make(len(points[0].vector))
                shard.update(UpdateOperation.upsert_points(batch))

    def delete(self, editions: Sequence[str]) -> None:
        """Remove every point of these editions."""
        from qdrant_edge import FieldCondition, Filter, MatchAny, UpdateOperation

        if not editions:
            return
        gone = Filter(must=[FieldCondition("edition", match=MatchAny(list(editions)))])
        with self._writing(), _engine():
            if self._shard:
                self._shard.update(UpdateOperation.delete_points_by_filter(gone))

    def clear(self) -> None:
        """Remove the whole shard."""
        with self._writing(), _engine():
            if self._shard:
                self._shard.close()
            self._shard = None
            shutil.rmtree(self._folder, ignore_errors=True)

    def flush(self) -> None:
        """Sync to disk; updates alone survive a killed process, not a loss of power."""
        with self._writing(), _engine():
            if self._shard:
                self._shard.flush()

    def counts(self, scope: Scope, terms: Sequence[int]) -> Counts:
        """Return exact document frequencies, remembered until the next write."""
        if reaches_nothing(scope):
            return Counts(total=0, terms=dict.fromkeys(terms, 0))
        return Counts(total=self._count(scope, None), terms={term: self._count(scope, term) for term in terms})

    def dense(self, vector: Vector, scope: Scope, limit: int) -> list[Match]:
        """Return the nearest passages; exact, since an approximate graph would tell of hidden points."""
        return self._query(DENSE, vector.tolist(), scope, limit)

    def sparse(self, weights: Mapping[int, float], scope: Scope, limit: int) -> list[Match]:
        """Return the passages that share the heaviest terms."""
        from qdrant_edge import SparseVector

        if not weights:
            return []
        terms = sorted(weights)
        return self._query(SPARSE, SparseVector(terms, [weights[term] for term in terms]), scope, limit)

    def editions(self) -> frozenset[str]:
        """Return the ids of all editions that have points."""
        from qdrant_edge import FacetRequest

        with self._reading() as shard, _engine():
            if shard is None:
                return frozenset()
            hits = shard.facet(FacetRequest("edition", limit=MOST_EDITIONS, exact=True)).hits
        return frozenset(str(hit.value) for hit in hits if hit.count)  # a deleted value stays with a count of 0

    def size(self) -> int:
        """Return the number of points."""
        from qdrant_edge import CountRequest

        with self._reading() as shard, _engine():
            return int(shard.count(CountRequest(exact=True))) if shard else 0

    def close(self) -> None:
        """Flush and let go of the folder."""
        if self._closed:
            return
        with self._writing(), _engine():
            if self._shard:
                self._shard.flush()
                self._shard.close()
            self._shard, self._closed = None, True

    def _count(self, scope: Scope, term: int | None) -> int:
        from qdrant_edge import CountRequest

        with self._reading() as shard, _engine():
            known = self._counted.get((scope, term))
            if known is not None or shard is None:
                return known or 0
            count = int(shard.count(CountRequest(exact=True, filter=_filter(scope, term))))
            if len(self._counted) < REMEMBERED:
                self._counted[scope, term] = count
            return count

    def _query(self, leg: str, target: "list[float] | SparseVector", scope: Scope, limit: int) -> list[Match]:
        from qdrant_edge import Query, QueryRequest, SearchParams

        if reaches_nothing(scope):
            return []
        condition, nearest = _filter(scope), Query.Nearest(target, using=leg)

        def ask(asked: int) -> list[Match]:
            request = QueryRequest(limit=asked, query=nearest, filter=condition, params=SearchParams(exact=True))
            with self._reading() as shard, _engine():
                return [match_of(hit.id, hit.score) for hit in shard.query(request)] if shard else []

        return settled(ask, limit)

    def _make(self, size: int) -> "EdgeShard":
        """Create the shard beside its place and move it there whole: a crash leaves all of it or none."""
        from qdrant_edge import Distance, EdgeConfig, EdgeShard, EdgeSparseVectorParams, EdgeVectorParams

        config = EdgeConfig(
            vectors={DENSE: EdgeVectorParams(size=size, distance=Distance.Cosine)},
            sparse_vectors={SPARSE: EdgeSparseVectorParams()},
        )
        fresh = self._folder.with_name(self._folder.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        shard = EdgeShard.create(str(fresh), config)
        _index_fields(shard)
        shard.flush()
        shard.close()
        fresh.rename(self._folder)
        self._shard = _load(self._folder)
        return self._shard

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Wait for a turn, then for the readers inside to leave; keep new ones out until done."""
        with self._turn:
            for _ in range(READERS):
                self._places.acquire()
            try:
                self._look()
                yield
            finally:
                self._counted.clear()
                self._places.release(READERS)

    @contextmanager
    def _reading(self) -> "Iterator[EdgeShard | None]":
        with self._turn:
            self._places.acquire()
        try:
            self._look()
            yield self._shard
        finally:
            self._places.release()

    def _look(self) -> None:
        if self._closed:
            raise ClosedError("the index was closed; nothing was asked of it")


@contextmanager
def _engine() -> Iterator[None]:
    """Put what the engine says into our words."""
    try:
        yield
    except PlainspokenError:
        raise
    except Exception as error:  # the engine raises bare ``Exception``; nothing of ours runs inside but its calls
        if "dimension" in str(error):
            raise UsageError("the index holds vectors of another size than this embedding model gives") from error
        raise UnavailableError(f"the index did not do what was asked: {error}") from error


def _load(folder: Path) -> "EdgeShard":
    from qdrant_edge import EdgeShard

    try:
        return EdgeShard.load(str(folder))
    except Exception as error:  # the engine raises bare ``Exception``
        if "WouldBlock" in str(error):
            raise LockedError(f"another process has the index in {str(folder)!r} open") from error
        raise UnavailableError(f"the index in {str(folder)!r} cannot be read; it was left as it is") from error


def _index_fields(shard: "EdgeShard") -> None:
    """Give every field of a filter an index; without one a condition is checked point by point."""
    from qdrant_edge import IntegerIndexParams, PayloadSchemaType, UpdateOperation

    for name in ("rule", "corpus", "edition"):
        shard.update(UpdateOperation.create_field_index(name, PayloadSchemaType.Keyword))
    for name in ("first", "last"):
        shard.update(UpdateOperation.create_field_index(name, PayloadSchemaType.Integer))
    shard.update(UpdateOperation.create_field_index("terms", IntegerIndexParams(lookup=True, range=False)))


def _native(point: Point) -> "EdgePoint":
    from qdrant_edge import Point as EdgePoint
    from qdrant_edge import SparseVector

    terms = sorted(point.terms)
    weights = SparseVector(terms, [point.terms[term] for term in terms])
    return EdgePoint(str(UUID(point.id)), {DENSE: point.vector.tolist(), SPARSE: weights}, payload(point))


def _filter(scope: Scope, term: int | None = None) -> "Filter":
    """Return the conditions of a scope, which must reach something."""
    from qdrant_edge import FieldCondition, Filter, MatchAny, MatchValue, RangeFloat

    day = scope.as_of.toordinal()
    must: list[ConditionType] = [
        FieldCondition("rule", match=MatchAny(sorted(scope.rules))),
        FieldCondition("first", range=RangeFloat(lte=day)),
    ]
    if not scope.lapsed:
        must.append(FieldCondition("last", range=RangeFloat(gte=day)))
    if scope.corpora is not None:
        must.append(FieldCondition("corpus", match=MatchAny(sorted(scope.corpora))))
    if term is not None:
        must.append(FieldCondition("terms", match=MatchValue(term)))
    hidden: list[ConditionType] = []
    if scope.without:
        hidden.append(FieldCondition("edition", match=MatchAny(sorted(scope.without))))
    return Filter(must=must, must_not=hidden or None)
