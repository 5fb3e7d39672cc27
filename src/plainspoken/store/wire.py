"""How a call to the index travels between two processes of this machine: a JSON head and a body of plain numbers."""

import json
import socket
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from plainspoken.passages import Scope
from plainspoken.store.points import Point, Vector

VERSION = 2  # of this format; the two sides must agree
SIZES = struct.Struct("!II")
LARGEST = 1 << 28  # bytes of one message; a batch of points has under 5 MB
FLOAT, WHOLE = np.dtype("<f4"), np.dtype("<u4")


class GoneError(ConnectionError):
    """The other side is no longer there."""


@dataclass(frozen=True, slots=True)
class Message:
    """One call, or one reply.

    Attributes:
        head: What is asked or answered, as JSON takes it.
        body: Vectors and weights, little-endian.
    """

    head: Mapping[str, Any] = field(hash=False)
    body: bytes = b""


def send(line: socket.socket, message: Message) -> None:
    """Put a message on the line."""
    head = json.dumps(message.head, ensure_ascii=False).encode()
    line.sendall(SIZES.pack(len(head), len(message.body)) + head + message.body)


def receive(line: socket.socket, *, largest: int = LARGEST) -> Message:
    """Take the next message from the line.

    Raises:
        GoneError: The other side hung up, or speaks something else.
    """
    sizes = SIZES.unpack(_exactly(line, SIZES.size))
    if sum(sizes) > largest:
        raise GoneError("a message of the index is larger than any we send")
    head, body = (_exactly(line, size) for size in sizes)
    try:
        said = json.loads(head)
    except (ValueError, RecursionError) as error:
        raise GoneError("the other side of the index does not speak our format") from error
    if not isinstance(said, dict):
        raise GoneError("the other side of the index does not speak our format")
    return Message(said, body)


def _exactly(line: socket.socket, size: int) -> bytes:
    parts: list[bytes] = []
    while size:
        part = line.recv(min(size, 1 << 20))
        if not part:
            raise GoneError("the process that holds the index hung up")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def from_scope(scope: Scope) -> dict[str, Any]:
    """Return a scope as JSON takes it."""
    return {
        "rules": sorted(scope.rules),
        "as_of": scope.as_of.toordinal(),
        "corpora": None if scope.corpora is None else sorted(scope.corpora),
        "without": sorted(scope.without),
        "lapsed": scope.lapsed,
    }


def to_scope(said: Mapping[str, Any]) -> Scope:
    """Return the scope that ``from_scope`` wrote."""
    return Scope(
        rules=frozenset(said["rules"]),
        as_of=date.fromordinal(said["as_of"]),
        corpora=None if said["corpora"] is None else frozenset(said["corpora"]),
        without=frozenset(said["without"]),
        lapsed=said["lapsed"],
    )


def from_vector(vector: Vector) -> bytes:
    """Return the numbers of a vector."""
    return vector.astype(FLOAT).tobytes()


def to_vector(body: bytes) -> Vector:
    """Return the vector that ``from_vector`` wrote."""
    return np.frombuffer(body, FLOAT)


def from_points(points: Sequence[Point]) -> Message:
    """Return the message that upserts ``points``, which have vectors of one size."""
    rows = [[point.id, point.rule, point.corpus, point.edition, *point.days, len(point.terms)] for point in points]
    vectors = np.stack([point.vector for point in points]).astype(FLOAT)
    terms = np.array([term for point in points for term in point.terms], WHOLE)
    weights = np.array([weight for point in points for weight in point.terms.values()], FLOAT)
    head = {"call": "upsert", "rows": rows, "size": vectors.shape[1]}
    return Message(head, vectors.tobytes() + terms.tobytes() + weights.tobytes())


def to_points(message: Message) -> list[Point]:
    """Return the points that ``from_points`` wrote."""
    rows, size = message.head["rows"], message.head["size"]
    vectors = np.frombuffer(message.body, FLOAT, len(rows) * size).reshape(len(rows), size)
    held = sum(row[-1] for row in rows)
    terms = np.frombuffer(message.body, WHOLE, held, offset=vectors.nbytes).tolist()
    weights = np.frombuffer(message.body, FLOAT, held, offset=vectors.nbytes + 4 * held).tolist()
    points, at = [], 0
    for vector, (point_id, rule, corpus, edition, first, last, count) in zip(vectors, rows, strict=True):
        own = dict(zip(terms[at : at + count], weights[at : at + count], strict=True))
        points.append(Point(point_id, vector, own, rule, corpus, edition, (first, last)))
        at += count
    return points
