"""The shard's own types: how it is made, opened and read, and points as it takes and gives them."""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np

from plainspoken.errors import LockedError, UnfitIndexError
from plainspoken.store.points import Point, match_of, payload

if TYPE_CHECKING:
    from qdrant_edge import EdgeShard, Record
    from qdrant_edge import Point as EdgePoint

DENSE, SPARSE = "dense", "sparse"  # names of the two vectors of a point
PAGE = 4_000  # points read out of the engine at once


def created(folder: Path, size: int) -> "EdgeShard":
    """Return an empty shard for vectors of that size, made in ``folder`` in place of what is there."""
    from qdrant_edge import (
        Distance,
        EdgeConfig,
        EdgeShard,
        EdgeSparseVectorParams,
        EdgeVectorParams,
        PayloadSchemaType,
        UpdateOperation,
    )

    config = EdgeConfig(
        vectors={DENSE: EdgeVectorParams(size=size, distance=Distance.Cosine)},
        sparse_vectors={SPARSE: EdgeSparseVectorParams()},
    )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shard = EdgeShard.create(str(folder), config)
    # The field that points are deleted by gets an index; what a scope asks about is answered from the mirror.
    shard.update(UpdateOperation.create_field_index("edition", PayloadSchemaType.Keyword))
    return shard


def loaded(folder: Path) -> "EdgeShard":
    """Return the shard in ``folder``, opened."""
    from qdrant_edge import EdgeShard

    try:
        return EdgeShard.load(str(folder))
    except Exception as error:  # the engine raises bare ``Exception``
        if "WouldBlock" in str(error):
            raise LockedError(
                f"another process has the index in {str(folder)!r} open; nothing was done: "
                "stop the other process, or wait"
            ) from error
        raise UnfitIndexError(
            f"the index in {str(folder)!r} cannot be read; it was left as it is: "
            "restore the folder, or remove it and ingest again"
        ) from error


def size_of(shard: "EdgeShard | None") -> int:
    """Return how many points a shard holds."""
    from qdrant_edge import CountRequest

    return int(shard.count(CountRequest(exact=True))) if shard else 0


def pages_of(shard: "EdgeShard | None") -> Iterator[list[Point]]:
    """Yield every point of a shard, page by page."""
    from qdrant_edge import ScrollRequest

    place = None
    while shard:
        page = ScrollRequest(limit=PAGE, offset=place, with_payload=True, with_vector=True)
        records, place = shard.scroll(page)
        if records:
            yield [_point(record) for record in records]
        if place is None:
            return


def put(shard: "EdgeShard", points: Iterable[Point]) -> None:
    """Add or replace points."""
    from qdrant_edge import UpdateOperation

    shard.update(UpdateOperation.upsert_points([_native(point) for point in points]))


def _native(point: Point) -> "EdgePoint":
    from qdrant_edge import Point as EdgePoint
    from qdrant_edge import SparseVector

    terms = sorted(point.terms)
    weights = SparseVector(terms, [point.terms[term] for term in terms])
    return EdgePoint(str(UUID(point.id)), {DENSE: point.vector.tolist(), SPARSE: weights}, payload(point))


def _point(record: "Record") -> Point:
    """Return a point as it was handed in."""
    facts: dict[str, Any] = record.payload or {}
    vectors: dict[str, Any] = record.vector  # type: ignore[assignment]  # named vectors come as a dictionary
    words = vectors.get(SPARSE)
    terms = dict(zip(words.indices, words.values, strict=True)) if words else {}
    vector = np.array(vectors[DENSE], np.float32)
    days = facts["first"], facts["last"]
    return Point(match_of(record.id, 0).id, vector, terms, facts["rule"], facts["corpus"], facts["edition"], days)
