"""A mirror on disk, so that the next process need not read it out of the engine.

The file is there only while it holds what the engine holds: whoever is about to write to the engine takes it away
first, and it is written anew when the index is let go of. A process that is killed leaves none.
"""

import json
import math
import os
import struct
from pathlib import Path
from typing import Any

import numpy as np

from plainspoken.store.slab import Postings, Slab

FORM = 1  # of this file
ALIGNED = 64  # bytes; where each array begins
SIZE = struct.Struct("<I")


def save(path: Path, slab: Slab, names: list[str]) -> None:
    """Write a slab and the names of its codes, whole or not at all."""
    arrays = _arrays(slab)
    shapes = {name: [array.dtype.str, list(array.shape)] for name, array in arrays.items()}
    head = json.dumps({"form": FORM, "names": names, "arrays": shapes}).encode()
    fresh = path.with_name(path.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(SIZE.pack(len(head)) + head)
        for array in arrays.values():
            file.write(bytes(_gap(file.tell())))
            file.write(np.ascontiguousarray(array).data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    _sync(path.parent)


def load(path: Path) -> tuple[Slab, list[str]] | None:
    """Return what ``save`` wrote, read when it is looked at; None where there is no such file."""
    try:
        with path.open("rb") as file:
            length = SIZE.unpack(file.read(SIZE.size))[0]
            head = json.loads(file.read(length))
        found = _mapped(path, head["arrays"], SIZE.size + length) if head["form"] == FORM else None
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return None  # none there, or another's: the engine holds it all
    return (_slab(found), head["names"]) if found else None


def take_away(path: Path) -> None:
    """Remove the file, and return when it is gone for good."""
    path.unlink(missing_ok=True)
    _sync(path.parent)


def _arrays(slab: Slab) -> dict[str, np.ndarray[Any, Any]]:
    words = slab.postings
    own = {"ids": slab.ids, "facts": slab.facts, "vectors": slab.vectors}
    return own | {"terms": words.terms, "starts": words.starts, "rows": words.rows, "weights": words.weights}


def _slab(arrays: dict[str, np.ndarray[Any, Any]]) -> Slab:
    words = Postings(arrays["terms"], arrays["starts"], arrays["rows"], arrays["weights"])
    return Slab(arrays["ids"], arrays["facts"], arrays["vectors"], words)


def _mapped(path: Path, shapes: dict[str, Any], at: int) -> dict[str, np.ndarray[Any, Any]]:
    whole = np.memmap(path, np.uint8, "r")
    found: dict[str, np.ndarray[Any, Any]] = {}
    for name, (kind, shape) in shapes.items():
        at += _gap(at)
        end = at + np.dtype(kind).itemsize * math.prod(shape)
        found[name] = np.asarray(whole[at:end]).view(kind).reshape(shape)
        at = end
    if at != len(whole):
        raise ValueError("the file is cut short")
    return found


def _gap(at: int) -> int:
    return -at % ALIGNED


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
