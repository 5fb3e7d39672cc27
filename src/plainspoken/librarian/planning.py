"""What a round has to do: which files are read under which path, and which are as they were."""

import hashlib
import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from plainspoken.ingest import EXTRACTION, FOLDER_FILE, Found
from plainspoken.ledger import Known
from plainspoken.librarian.report import Corpus, Finding

SLACK_USERS = "users.json"
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Task:
    """One file and the path that it is cited by.

    Attributes:
        found: The file; ``found.relative`` is the path.
        inputs: Fingerprint of everything that reading it depends on; empty where it cannot be read.
        known: Its document as published; None for a new one.
    """

    found: Found
    inputs: str
    known: Known | None

    @property
    def is_unchanged(self) -> bool:
        """Return whether reading the file again would give what is published."""
        return self.known is not None and bool(self.inputs) and self.known.inputs == self.inputs


def tasks_for(
    files: Sequence[Found], known: Sequence[Known], *, corpus: Corpus, reader: str
) -> tuple[list[Task], list[Finding]]:
    """Return a task for each file, and the files for which no path is free.

    Args:
        files: As discovered, sorted.
        known: The published documents of this corpus.
        corpus: What holds for files that say nothing of their own.
        reader: Names what else reading depends on, e.g. whose tokens are counted.
    """
    by_source = {document.source: document for document in known}
    by_path = {document.path: document for document in known}
    here = {str(found.path) for found in files}
    taken = {document.path: document.source for document in known if _exists(document.source)}
    fingerprints = Fingerprints(corpus, reader)
    tasks, refused = [], []
    for found in files:
        source = str(found.path)
        path = by_source[source].path if source in by_source and source in here else _free(found, taken)
        if path is None:
            taken_path = f"{found.root.name}/{found.relative}"
            refused.append(Finding(taken_path, "another document of this corpus has this path: it was not read"))
            continue
        taken[path] = source
        cited = replace(found, relative=path)
        tasks.append(Task(cited, fingerprints.of(cited), by_path.get(path)))
    return tasks, refused


def vanished(known: Iterable[Known], paths: Sequence[Path], tasks: Iterable[Task]) -> list[Known]:
    """Return the documents whose file lay under one of the paths and is no more."""
    kept = {task.known.id for task in tasks if task.known}
    roots = [Path(os.path.realpath(path)) for path in paths]
    gone = []
    for document in known:
        parents = {Path(document.source), *Path(document.source).parents}
        if document.id not in kept and parents.intersection(roots) and not _exists(document.source):
            gone.append(document)
    return gone


def _free(found: Found, taken: dict[str, str]) -> str | None:
    wanted = (found.relative, f"{found.root.name}/{found.relative}")
    return next((path for path in wanted if path not in taken), None)


def _exists(source: str) -> bool:
    """Return whether there is, or may be, a file: one that cannot be looked at has not vanished."""
    try:
        os.lstat(source)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


class Fingerprints:
    """Tells whether reading a file would give what it gave before, without parsing it.

    Args:
        corpus: What holds for files that say nothing of their own.
        reader: Names what else reading depends on.
    """

    def __init__(self, corpus: Corpus, reader: str) -> None:
        self._told = [str(EXTRACTION), corpus.name, corpus.level, repr(corpus.access), reader]
        self._beside: dict[Path, str] = {}

    def of(self, found: Found) -> str:
        """Return the fingerprint; empty where the file cannot be read."""
        content = digest(found.path)
        if not content:
            return ""
        beside = [
            f"{found.path.relative_to(folder)}: {there}"
            for folder in found.path.parents
            if (there := self._digest_beside(folder / FOLDER_FILE))
        ]
        users = self._digest_beside(found.path.parent.parent / SLACK_USERS) if found.path.suffix == ".json" else ""
        told = [*self._told, found.root.name, found.relative, content, users, *beside]
        return hashlib.sha256("\0".join(told).encode()).hexdigest()[:32]

    def _digest_beside(self, path: Path) -> str:
        if path not in self._beside:
            self._beside[path] = digest(path) or ("cannot be read" if os.path.lexists(path) else "")
        return self._beside[path]


def digest(path: Path) -> str:
    """Return the SHA-256 of a plain file; empty for anything else."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return ""
    found = hashlib.sha256()
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return ""
        while piece := file.read(PIECE):
            found.update(piece)
    return found.hexdigest()
