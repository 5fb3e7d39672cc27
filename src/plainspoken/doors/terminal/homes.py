"""The homes in which sets are examined: which one fits the documents and the code, and which are left over."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import plainspoken

KEPT = 2  # homes of earlier states of the documents and the code that are left in place
SHAPES_INDEX = ("embedding", "ingest", "ledger", "librarian", "pii", "store", "weights.py")
"""Code that decides what is in a home; when it changes, a home is filled anew."""


def digest(documents: Path) -> str:
    """Return a digest of the documents and of the code that reads and indexes them."""
    source = Path(plainspoken.__file__).parent
    code = [path for name in SHAPES_INDEX for path in _files(source / name)]
    found = hashlib.sha256(str(documents).encode())
    for path in [*_files(documents), *code]:
        found.update(f"{path}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:16]


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(each for each in path.rglob("*") if each.is_file() and "__pycache__" not in each.parts)


def drop_older(root: Path, name: str, current: Path) -> None:
    """Remove the homes of a corpus but the current one and the newest of the others."""
    older: list[Path] = [each for each in root.glob(f"{name}-*") if each.is_dir() and each != current]
    newest: Callable[[Path], float] = lambda each: each.stat().st_mtime  # noqa: E731  # a key, nothing more
    for each in sorted(older, key=newest, reverse=True)[KEPT - 1 :]:
        shutil.rmtree(each, ignore_errors=True)
