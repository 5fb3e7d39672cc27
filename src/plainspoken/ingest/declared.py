"""What is declared about a file: its front matter, and the ``_plainspoken.toml`` of its folder and those above."""

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from plainspoken.ingest.blocks import normalised
from plainspoken.ingest.frontmatter import canonical

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
LARGEST = 256_000


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
    """Return what the folder files from ``root`` down to the folder of ``path`` say of it; the nearest wins."""
    values: dict[str, object] = {}
    problems: list[str] = []
    closed = False
    folders = [folder for folder in reversed(path.parents) if folder == root or root in folder.parents]
    for folder in folders:
        try:
            tables = _tables(folder / FOLDER_FILE)
        except _UnreadableError as error:
            where = "/".join((*folder.relative_to(root).parts, FOLDER_FILE))
            problems.append(f"{where} cannot be read ({error}): visible to nobody")
            closed = True
            continue
        name = path.relative_to(folder).as_posix()
        found = _matching(tables, name)
        problems += [f"unknown key {key!r} in {FOLDER_FILE}" for key in sorted(found) if key not in KEYS]
        restricted = _union(values.get("restricted"), found.get("restricted"))
        values |= {key: value for key, value in found.items() if key in KEYS}
        if restricted is not None:
            values["restricted"] = restricted
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
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise _UnreadableError("not a plain file")
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _UnreadableError(f"larger than {LARGEST:,} bytes")
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _UnreadableError(str(error)) from error


def _matching(tables: Mapping[str, object], name: str) -> dict[str, object]:
    """Return the keys that hold for the file ``name``: those of the folder, then of each matching glob in turn."""
    found: dict[str, object] = {}
    for key, value in tables.items():
        if canonical(key) in KEYS:
            found[canonical(key)] = value
    for glob, table in tables.items():
        if canonical(glob) in KEYS or not isinstance(table, dict):
            continue
        if matches(glob, name):
            restricted = _union(found.get("restricted"), table.get("restricted"))
            found |= {canonical(key): value for key, value in table.items()}
            if restricted is not None:
                found["restricted"] = restricted
    return found


def matches(glob: str, name: str) -> bool:
    """Return whether a file matches; a glob without a slash is about names at any depth, as in ``.gitignore``."""
    glob = glob.removeprefix("./")
    if "/" not in glob:
        name = name.rsplit("/", 1)[-1]
    pattern = "".join(_translated(part) for part in re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]/]+\])", glob.lstrip("/")))
    return re.fullmatch(pattern, name) is not None


def _translated(part: str) -> str:
    if part in {"**/", "**", "*", "?"}:
        return {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}[part]
    if part.startswith("[") and part.endswith("]") and len(part) > len("[]"):
        inner = part[1:-1].replace("\\", "\\\\")
        return f"[^{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
    return re.escape(part)
