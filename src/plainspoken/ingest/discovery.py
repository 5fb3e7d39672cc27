"""Which files of the given paths are to be read, and which are passed over and why."""

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from plainspoken.errors import UsageError
from plainspoken.ingest.declared import FOLDER_FILE
from plainspoken.ingest.kinds import SUFFIXES

SLACK_INDEX = frozenset(
    [
        "users.json",
        "channels.json",
        "groups.json",
        "dms.json",
        "mpims.json",
        "integration_logs.json",
        "canvases.json",
        "lists.json",
    ]
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read.

    Attributes:
        path: Where it is, absolute.
        root: The ingested folder, absolute; for a file argument the folder it is in.
        relative: Its path as cited: below ``root``, forward slashes, NFC.
    """

    path: Path
    root: Path
    relative: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is passed over.

    Attributes:
        path: As cited.
        why: In plain words.
        source: Absolute path.
    """

    path: str
    why: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the given paths hold.

    Attributes:
        files: To be read, sorted, each once.
        skipped: Passed over, sorted.
    """

    files: tuple[Found, ...]
    skipped: tuple[Skipped, ...]


def discover(paths: Iterable[Path]) -> Discovery:
    """Find the files under ``paths``.

    Raises:
        UsageError: One of the paths does not exist.
    """
    found: dict[Path, Found] = {}
    skipped: dict[str, Skipped] = {}
    for given in paths:
        if not os.path.lexists(given):
            raise UsageError(f"{str(given)!r} does not exist: nothing was ingested")
        for one in _under(Path(given)):
            if isinstance(one, Found):
                found.setdefault(one.path, one)
            else:
                skipped.setdefault(one.source, one)
    files = sorted(found.values(), key=lambda one: (one.relative, str(one.path)))
    return Discovery(tuple(files), tuple(sorted(skipped.values(), key=lambda one: (one.path, one.source))))


def _under(given: Path) -> Iterator[Found | Skipped]:
    top = given.resolve()
    if top.is_dir():
        yield from _folder(top, top)
    elif given.is_symlink() and not top.exists():
        yield Skipped(given.name, "a link to nothing", str(given.absolute()))
    else:
        yield _file(top, top.parent)


def _folder(folder: Path, root: Path) -> Iterator[Found | Skipped]:
    try:
        entries = sorted(folder.iterdir(), key=lambda one: one.name)
    except OSError as error:
        yield Skipped(_relative(folder, root), f"folder cannot be opened ({error.strerror})", str(folder))
        return
    for entry in entries:
        if entry.name.startswith("."):
            yield Skipped(_relative(entry, root), "hidden", str(entry))
        elif entry.is_symlink():
            yield _link(entry, root)
        elif entry.is_dir():
            yield from _folder(entry, root)
        else:
            yield _file(entry, root)


def _link(entry: Path, root: Path) -> Found | Skipped:
    """Follow no link: inside the folder its target is read anyway, outside it is not ours."""
    try:
        target = entry.resolve(strict=True)
    except (OSError, RuntimeError):
        return Skipped(_relative(entry, root), "a link to nothing", str(entry))
    inside = root == target or root in target.parents
    return Skipped(
        _relative(entry, root), "a link within the folder" if inside else "a link out of the folder", str(entry)
    )


def _file(path: Path, root: Path) -> Found | Skipped:
    relative = _relative(path, root)
    why = _why_not(path)
    if why:
        return Skipped(relative, why, str(path))
    return Found(path, root, relative)


def _why_not(path: Path) -> str | None:
    try:
        path.name.encode("utf-8")
        mode = path.lstat().st_mode
    except UnicodeEncodeError:
        return "its name is no valid text"
    except OSError as error:
        return f"cannot be examined ({error.strerror})"
    reasons = (
        (not stat.S_ISREG(mode), "a device, pipe or socket, not a file"),
        (path.name == FOLDER_FILE, "metadata of its folder"),
        (path.suffix.lower() not in SUFFIXES, f"unknown kind of file ({path.suffix.lower() or 'no ending'})"),
        (path.name in SLACK_INDEX, "index of a Slack export"),
    )
    return next((why for holds, why in reasons if holds), None)


def _relative(path: Path, root: Path) -> str:
    words = unicodedata.normalize("NFC", path.relative_to(root).as_posix())
    return words.encode("utf-8", "replace").decode("utf-8")
