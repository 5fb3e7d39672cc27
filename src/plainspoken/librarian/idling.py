"""What folder files say about no file."""

import hashlib
import json
import os
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice, takewhile
from pathlib import Path

from plainspoken.ingest import FOLDER_FILE, Discovery, idle_globs
from plainspoken.librarian.indexing import Engines
from plainspoken.librarian.planning import digest
from plainspoken.librarian.report import Finding


def idle(discovery: Discovery, corpus: str, engines: Engines) -> list[Finding]:
    """Return what folder files say about no file; compared anew only when one of them, or what is there, changed."""
    files = {Path(one.source): one.path for one in discovery.skipped if Path(one.source).name == FOLDER_FILE}
    if not files:
        return []
    here = sorted(str(found.path) for found in discovery.files)
    named = {file: _below(f"{file.parent}{os.sep}", here) for file in files}
    stock, name = engines.ledger.stock, f"globs {corpus}"
    told = [[str(file), digest(file), *names] for file, names in named.items()]
    seen = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    before, _, globs = stock.note(name).partition(" ")
    if before != seen:
        found = idle_globs(named, model=engines.encoder)
        globs = json.dumps([[files[file], glob] for file in found for glob in found[file]])
        stock.keep_note(name, f"{seen} {globs}")
    return [Finding(path, f"{glob!r} matches no file that is read") for path, glob in json.loads(globs)]


def _below(folder: str, files: Sequence[str]) -> list[str]:
    """Return the sorted files below a folder, as they are named from there."""
    there = takewhile(lambda path: path.startswith(folder), islice(files, bisect_left(files, folder), None))
    return [path.removeprefix(folder) for path in there]
