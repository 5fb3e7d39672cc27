"""The embedded index: one shard of Qdrant's own engine in this process, and a mirror of it to answer from."""

import contextlib
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.errors import ClosedError, PlainspokenError, UnavailableError, UsageError
from plainspoken.passages import Scope
from plainspoken.store import mirror_file, native
from plainspoken.store.mirror import Mirror
from plainspoken.store.points import Counts, Match, Point, Vector

if TYPE_CHECKING:
    from qdrant_edge import EdgeShard

MIRROR = "mirror"  # the file beside the shard
READERS = 2  # at once; more are no faster and starve the writer
BATCH = 1_000  # points per update, some 50 ms in which readers wait
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
        self._fresh, self._aside = (folder.with_name(folder.name + ending) for ending in (".new", ".old"))
        self._put_back()
        self._shard = native.loaded(folder) if folder.exists() else None
        self._mirror = None if self._shard else Mirror()  # None: to be read when it is needed
        self._reflecting = threading.Lock()

    def upsert(self, points: Sequence[Point]) -> None:
        """Add or replace points, a batch at a time.

        Raises:
            UnavailableError: The disk is full, or nearly.
        """
        for start in range(0, len(points), BATCH):
            _check_room(self._folder)
            batch = points[start : start + BATCH]
            with self._writing() as mirror, _engine():
                native.put(self._shard or self._make(len(batch[0].vector)), batch)
                if mirror:
                    mirror.add(batch)

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

    def compact(self) -> None:
        """Write what is left anew, in which readers wait: the engine keeps what was replaced or deleted for long."""
        with self._writing(), _engine():
            if self._shard:
                self._shard = self._rewritten(self._shard)

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
            return native.size_of(shard)

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
        shard = native.created(self._fresh, size)
        shard.flush()
        shard.close()
        self._fresh.rename(self._folder)
        self._shard = native.loaded(self._folder)
        return self._shard

    def _rewritten(self, old: "EdgeShard") -> "EdgeShard | None":
        """Put the points of ``old`` into a new shard and that in its place; a crash leaves one of them whole."""
        new = None
        for points in native.pages_of(old):
            _check_room(self._folder)
            new = new or native.created(self._fresh, len(points[0].vector))
            native.put(new, points)
        old.close()
        if new:
            new.flush()
            new.close()
        self._folder.rename(self._aside)
        if new:
            self._fresh.rename(self._folder)
        shutil.rmtree(self._aside)
        return native.loaded(self._folder) if new else None

    def _put_back(self) -> None:
        """Undo, or finish, a rewriting that a crash ended."""
        if self._aside.exists() and self._folder.exists():
            shutil.rmtree(self._aside)
        elif self._aside.exists():
            self._aside.rename(self._folder)

    @contextmanager
    def _mirrored(self) -> Iterator[Mirror]:
        with self._reading() as shard:
            yield self._reflected(shard)

    def _reflected(self, shard: "EdgeShard | None") -> Mirror:
        """Return the mirror: the one in memory, else the one on disk, else what the engine holds."""
        with self._reflecting, _engine():
            if self._mirror is None:
                kept = mirror_file.load(self._file) if shard else None
                is_whole = kept is not None and len(kept[0]) == native.size_of(
                    shard
                )  # not put there from another index
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


def _mirror_of(shard: "EdgeShard | None") -> Mirror:
    """Return a mirror of everything in the shard."""
    mirror = Mirror()
    for points in native.pages_of(shard):
        mirror.add(points)
    return mirror
