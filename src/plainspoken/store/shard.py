"""The embedded index: one shard of Qdrant's own engine in this process, and a mirror of it to answer from."""

import contextlib
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np

from plainspoken.errors import LockedError, PlainspokenError, UnavailableError, UsageError
from plainspoken.passages import Scope
from plainspoken.store import mirror_file
from plainspoken.store.mirror import Mirror
from plainspoken.store.points import ClosedError, Counts, Match, Point, Vector, match_of, payload

if TYPE_CHECKING:
    from qdrant_edge import EdgeShard, Record
    from qdrant_edge import Point as EdgePoint

DENSE, SPARSE = "dense", "sparse"  # names of the two vectors of a point
MIRROR = "mirror"  # the file beside the shard
READERS = 2  # at once; more are no faster and starve the writer
BATCH = 1_000  # points per update, some 50 ms in which readers wait
PAGE = 4_000  # points read out of the engine at once
MOST_EDITIONS = 1 << 20  # more than one shard ever holds
ROOM = 64 << 20  # bytes that must be free: a batch takes some 20 MB, and the engine dies of SIGBUS on a full disk


class Shard:
    """A shard in ``folder``, which no other process may have open; made at the first upsert."""

    def __init__(self, folder: Path) -> None:
        """Open what is there.

        Raises:
            UnavailableError: What is there cannot be read.
        """
        self._folder = folder
        self._file = folder.with_name(MIRROR)
        self._turn = threading.Lock()  # a writer keeps it for its whole turn, a reader only to step in
        self._places = threading.Semaphore(READERS)
        self._closed = False
        self._shard = _load(folder) if folder.exists() else None
        self._mirror = None if self._shard else Mirror()  # None: to be read when it is needed
        self._reflecting = threading.Lock()

    def upsert(self, points: Sequence[Point]) -> None:
        """Add or replace points, a batch at a time.

        Raises:
            UnavailableError: The disk is full, or nearly.
        """
        from qdrant_edge import UpdateOperation

        for start in range(0, len(points), BATCH):
            _check_room(self._folder)
            batch = [_native(point) for point in points[start : start + BATCH]]
            with self._writing() as mirror, _engine():
                shard = self._shard or self._make(len(points[0].vector))
                shard.update(UpdateOperation.upsert_points(batch))
                if mirror:
                    mirror.add(points[start : start + BATCH])

    def delete(self, editions: Sequence[str]) -> None:
        """Remove every point of these editions."""
        from qdrant_edge import FieldCondition, Filter, MatchAny, UpdateOperation

        if not editions:
            return
        gone = Filter(must=[FieldCondition("edition", match=MatchAny(list(editions)))])
        with self._writing() as mirror, _engine():
            if self._shard:
                self._shard.update(UpdateOperation.delete_points_by_filter(gone))
            if mirror:
                mirror.remove(editions)

    def clear(self) -> None:
        """Remove the whole shard."""
        with self._writing(), _engine():
            if self._shard:
                self._shard.close()
            self._shard = None
            shutil.rmtree(self._folder, ignore_errors=True)

    def flush(self) -> None:
        """Sync to disk; updates alone survive a killed process, not a loss of power."""
        with self._exclusive(), _engine():
            if self._shard:
                self._shard.flush()

    def counts(self, scope: Scope, terms: Sequence[int]) -> Counts:
        """Return exact document frequencies."""
        with self._mirrored() as mirror:
            return mirror.counts(scope, terms)

    def dense(self, vector: Vector, scope: Scope, limit: int) -> list[Match]:
        """Return the nearest passages; exact, since an approximate graph would tell of hidden points."""
        with self._mirrored() as mirror:
            return mirror.dense(vector, scope, limit)

    def sparse(self, weights: Mapping[int, float], scope: Scope, limit: int) -> list[Match]:
        """Return the passages that share the heaviest terms."""
        with self._mirrored() as mirror:
            return mirror.sparse(weights, scope, limit)

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
        with self._reading() as shard, _engine():
            return _size(shard)

    def close(self) -> None:
        """Flush, keep the mirror for the next process, and let go of the folder."""
        if self._closed:
            return
        with self._exclusive(), _engine():
            if self._shard:
                self._shard.flush()
                self._keep_mirror(self._shard)
                self._shard.close()
            self._shard, self._closed = None, True

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
    def _mirrored(self) -> Iterator[Mirror]:
        with self._reading() as shard:
            yield self._reflected(shard)

    def _reflected(self, shard: "EdgeShard | None") -> Mirror:
        """Return the mirror: the one in memory, else the one on disk, else what the engine holds."""
        with self._reflecting, _engine():
            if self._mirror is None:
                kept = mirror_file.load(self._file) if shard else None
                is_whole = kept is not None and len(kept[0]) == _size(shard)  # not put there from another index
                self._mirror = Mirror(*kept) if kept and is_whole else _mirror_of(shard)
            return self._mirror

    def _keep_mirror(self, shard: "EdgeShard") -> None:
        whole = None if self._file.exists() else self._reflected(shard).whole()
        with contextlib.suppress(OSError):  # a full disk: the next process reads the engine
            if whole:
                mirror_file.save(self._file, *whole)

    @contextmanager
    def _writing(self) -> Iterator[Mirror | None]:
        """Keep everybody out, and the mirror in step; where a write fails, it is read from the engine again."""
        with self._exclusive():
            if self._file.exists():
                self._reflected(self._shard)
                mirror_file.take_away(self._file)
            mirror, self._mirror = self._mirror, None
            yield mirror
            self._mirror = mirror if self._shard else None

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """Wait for a turn, then for the readers inside to leave; keep new ones out until done."""
        with self._turn:
            for _ in range(READERS):
                self._places.acquire()
            try:
                self._look()
                yield
            finally:
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


def _check_room(folder: Path) -> None:
    """Raise where the engine could not write: it maps files that have no blocks yet, so it would not come back."""
    free = shutil.disk_usage(next(place for place in folder.parents if place.exists())).free
    if free < ROOM:
        raise UnavailableError(
            f"the disk of {str(folder.parent)!r} has {free >> 20} MB left, {ROOM >> 20} MB are needed; "
            "nothing more was indexed"
        )


def _load(folder: Path) -> "EdgeShard":
    from qdrant_edge import EdgeShard

    try:
        return EdgeShard.load(str(folder))
    except Exception as error:  # the engine raises bare ``Exception``
        if "WouldBlock" in str(error):
            raise LockedError(f"another process has the index in {str(folder)!r} open") from error
        raise UnavailableError(f"the index in {str(folder)!r} cannot be read; it was left as it is") from error


def _size(shard: "EdgeShard | None") -> int:
    from qdrant_edge import CountRequest

    return int(shard.count(CountRequest(exact=True))) if shard else 0


def _index_fields(shard: "EdgeShard") -> None:
    """Give the field that points are deleted by an index; what a scope asks about is answered from the mirror."""
    from qdrant_edge import PayloadSchemaType, UpdateOperation

    shard.update(UpdateOperation.create_field_index("edition", PayloadSchemaType.Keyword))


def _native(point: Point) -> "EdgePoint":
    from qdrant_edge import Point as EdgePoint
    from qdrant_edge import SparseVector

    terms = sorted(point.terms)
    weights = SparseVector(terms, [point.terms[term] for term in terms])
    return EdgePoint(str(UUID(point.id)), {DENSE: point.vector.tolist(), SPARSE: weights}, payload(point))


def _mirror_of(shard: "EdgeShard | None") -> Mirror:
    """Return a mirror of everything in the shard, read page by page."""
    from qdrant_edge import ScrollRequest

    mirror, place = Mirror(), None
    while shard:
        page = ScrollRequest(limit=PAGE, offset=place, with_payload=True, with_vector=True)
        records, place = shard.scroll(page)
        if records:
            mirror.add([_point(record) for record in records])
        if place is None:
            break
    return mirror


def _point(record: "Record") -> Point:
    """Return a point as it was handed in."""
    facts: dict[str, Any] = record.payload or {}
    vectors: dict[str, Any] = record.vector  # type: ignore[assignment]  # named vectors come as a dictionary
    words = vectors.get(SPARSE)
    terms = dict(zip(words.indices, words.values, strict=True)) if words else {}
    vector = np.array(vectors[DENSE], np.float32)
    days = facts["first"], facts["last"]
    return Point(match_of(record.id, 0).id, vector, terms, facts["rule"], facts["corpus"], facts["edition"], days)
