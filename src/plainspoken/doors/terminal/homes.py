"""The homes in which sets are examined: which one fits the documents and the code, and which are left over."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from plainspoken.provenance import code_version

KEPT = 2  # homes of earlier states of the documents and the code that are left in place


def digest(documents: Path) -> str:
    """Return a digest of the documents and of all code: a list of what decides what a home holds would go stale."""
    found = hashlib.sha256(f"{documents}\0{code_version()}".encode())
    for path in sorted(each for each in documents.rglob("*") if each.is_file()):
        found.update(f"{path}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:16]


def drop_older(root: Path, name: str, current: Path) -> None:
    """Remove the homes of a corpus but the current one and the newest of the others."""
    older: list[Path] = [each for each in root.glob(f"{name}-*") if each.is_dir() and each != current]
    newest: Callable[[Path], float] = lambda each: each.stat().st_mtime  # noqa: E731  # a key, nothing more
    for each in sorted(older, key=newest, reverse=True)[KEPT - 1 :]:
        shutil.rmtree(each, ignore_errors=True)
