"""What is declared about a file: its front matter, and the ``_plainspoken.toml`` of its folder and those above."""

import os
import re
import stat
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from plainspoken.ingest.blocks import normalised
from plainspoken.ingest.frontmatter import canonical, said_twice

FOLDER_FILE = "_plainspoken.toml"
KEYS = frozenset(
    [
        "title",
        "owner",
        "access",
        "valid_from",
        "valid_to",
        "supersedes",
        "superseded_by",
        "status",
        "stage",
        "restricted",
    ]
)
GLOB = re.compile(r"[*?\[/.]")
"""Tells a glob from a key of ours that is spelled wrong."""
LARGEST = 256_000
ROOT = 0  # the number of the machine's own user


@dataclass(frozen=True, slots=True)
class Declared:
    """Raw values by key, and what was wrong.

    Attributes:
        values: Key → value as TOML or YAML reads it; keys are ours.
        problems: Sentences for the report.
        closed: Whether nobody may see the file because access could not be read.
    """

    values: Mapping[str, object] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    closed: bool = False


def from_folders(path: Path, root: Path) -> Declared:
    """Return what the folder files say of ``path``, from the topmost folder down to its own; the nearest wins.

    Those above ``root``, the ingested folder, count too: whoever ingests a part of a folder opens nothing by it.
    """
    values: dict[str, object] = {}
    problems: list[str] = []
    closed = False
    for folder in reversed(path.parents):
        file = folder / FOLDER_FILE
        where = Path(os.path.relpath(file, root)).as_posix()
        try:
            found = _matching(_tables(file), path.relative_to(folder).as_posix(), where)
        except _UnreadableError as error:
            problems.append(f"{where} cannot be read ({error}): visible to nobody")
            closed = True
            continue
        problems += found.problems
        closed = closed or found.closed
        values = over(found.values, Declared(values))
    return Declared(values, tuple(problems), closed)


def over(nearer: Mapping[str, object], farther: Declared) -> dict[str, object]:
    """Return the values of both, ``nearer`` winning; restrictions add up."""
    merged = {**farther.values, **nearer}
    restricted = _union(farther.values.get("restricted"), nearer.get("restricted"))
    if "restricted" in merged:
        merged["restricted"] = restricted
    return merged


def _union(farther: object, nearer: object) -> object:
    """Return both: of a field in both, the groups that both name. What is no mapping wins and is reported."""
    told = [one for one in (farther, nearer) if one is not None]
    wrong = [one for one in told if not isinstance(one, dict)]
    if wrong or not told:
        return next(iter(wrong), None)
    found: dict[str, tuple[object, object]] = {}
    for name, groups in (pair for one in told if isinstance(one, dict) for pair in one.items()):
        key = normalised(str(name))
        found[key] = (name, _common(found[key][1], groups) if key in found else groups)
    return dict(found.values())


def _common(one: object, other: object) -> list[object]:
    """Return the groups that both declarations name: never more than either lets in."""
    listed = [[groups] if isinstance(groups, str) else groups for groups in (one, other)]
    first, second = (groups if isinstance(groups, list) else [] for groups in listed)
    return [group for group in first if group in second]


class _UnreadableError(Exception):
    """This folder file cannot be trusted."""


def _tables(path: Path) -> dict[str, object]:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _UnreadableError(error.strerror or "not readable") from error
    with os.fdopen(handle, "rb") as file:
        opened = os.fstat(handle)
        if not stat.S_ISREG(opened.st_mode):
            raise _UnreadableError("not a plain file")
        if opened.st_uid not in {ROOT, os.geteuid()} and _is_open_to_all(path.parent):
            raise _UnreadableError("somebody else's, in a folder that anyone writes in")
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _UnreadableError(f"larger than {LARGEST:,} bytes")
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _UnreadableError(str(error)) from error


def _is_open_to_all(folder: Path) -> bool:
    """Return whether anyone may leave a file there, as in ``/tmp``."""
    mode = folder.stat().st_mode
    return bool(mode & stat.S_ISVTX and mode & stat.S_IWOTH)


def _matching(tables: Mapping[str, object], name: str, where: str) -> Declared:
    """Return what holds for the file ``name``: the keys of the folder, then those of each matching glob in turn."""
    own = {key: value for key, value in tables.items() if canonical(key) in KEYS}
    layers: list[Mapping[str, object]] = [own]
    problems = []
    closed = False
    for glob, table in tables.items():
        if glob in own:
            continue
        is_meant = matches(glob, name)
        if is_meant and isinstance(table, dict):
            layers.append(table)
        elif is_meant:
            problems.append(f"{glob!r} in {where} is no table of keys: visible to nobody")
            closed = True
        elif not isinstance(table, dict) and not GLOB.search(glob):
            problems.append(f"unknown key {glob!r} in {where}")
    values: dict[str, object] = {}
    for layer in layers:
        if twice := said_twice(layer):
            problems.append(f"{twice!r} stands twice in {where}: visible to nobody")
            closed = True
        values = over({canonical(key): value for key, value in layer.items()}, Declared(values))
    problems += [f"unknown key {key!r} in {where}" for key in sorted(values) if key not in KEYS]
    return Declared({key: value for key, value in values.items() if key in KEYS}, tuple(problems), closed)


def idle(file: Path, names: Sequence[str]) -> list[str]:
    """Return the globs of a folder file that match none of ``names``, the files below its folder.

    What cannot be read tells nothing here: the files below say so.
    """
    try:
        tables = _tables(file)
    except _UnreadableError:
        return []
    globs = [glob for glob, table in tables.items() if canonical(glob) not in KEYS]
    meant = [glob for glob in globs if isinstance(tables[glob], dict) or GLOB.search(glob)]
    return [glob for glob in meant if not any(matches(glob, name) for name in names)]


def matches(glob: str, name: str) -> bool:
    """Return whether a file matches; a glob without a slash is about names at any depth, as in ``.gitignore``."""
    name = unicodedata.normalize("NFC", name)
    if "/" not in glob.removeprefix("./"):
        name = name.rsplit("/", 1)[-1]
    return _compiled(glob).fullmatch(name) is not None


@lru_cache(maxsize=1_000)
def _compiled(glob: str) -> re.Pattern[str]:
    glob = unicodedata.normalize("NFC", glob.removeprefix("./"))
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]/]+\])", glob.lstrip("/"))
    return re.compile("".join(_translated(part) for part in parts))


def _translated(part: str) -> str:
    if part in {"**/", "**", "*", "?"}:
        return {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}[part]
    if part.startswith("[") and part.endswith("]") and len(part) > len("[]"):
        inner = part[1:-1].replace("\\", "\\\\")
        return f"[^{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
    return re.escape(part)
