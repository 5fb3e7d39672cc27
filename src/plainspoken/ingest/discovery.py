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

LOCK = "~$"  # Word's, Excel's, PowerPoint's; those of LibreOffice are hidden files
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
class Refused:
    """A file or folder that could not be read.

    Attributes:
        path: As cited.
        why: In plain words, without the file's content.
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
        refused: What cannot be opened or has no valid name, sorted.
    """

    files: tuple[Found, ...]
    skipped: tuple[Skipped, ...]
    refused: tuple[Refused, ...]


def discover(paths: Iterable[Path]) -> Discovery:
    """Find the files under ``paths``.

    Raises:
        UsageError: One of the paths does not exist.
    """
    found: dict[Path, Found] = {}
    passed: dict[str, Skipped | Refused] = {}
    for given in paths:
        if not os.path.lexists(given):
            raise UsageError(f"{str(given)!r} does not exist: nothing was ingested")
        for one in _under(Path(given)):
            if isinstance(one, Found):
                found.setdefault(one.path, one)
            else:
                passed.setdefault(one.source, one)
    files = sorted(found.values(), key=lambda one: (one.relative, str(one.path)))
    others = sorted(passed.values(), key=lambda one: (one.path, one.source))
    skipped = tuple(one for one in others if isinstance(one, Skipped))
    return Discovery(tuple(files), skipped, tuple(one for one in others if isinstance(one, Refused)))


def _under(given: Path) -> Iterator[Found | Skipped | Refused]:
    top = Path(os.path.realpath(given))
    if given.is_symlink() and not os.path.lexists(top):
        yield Skipped(given.name, "a link to nothing", str(given.absolute()))
    else:
        yield from _at(top, top if os.path.isdir(top) else top.parent)


def _at(path: Path, root: Path) -> Iterator[Found | Skipped | Refused]:
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        yield _refused(path, root, f"cannot be examined ({error.strerror})")
        return
    if stat.S_ISLNK(mode):
        yield _link(path, root)
    elif stat.S_ISDIR(mode):
        yield from _folder(path, root)
    else:
        yield _file(path, root, mode)


def _folder(folder: Path, root: Path) -> Iterator[Found | Skipped | Refused]:
    if not _is_text(folder):
        yield _refused(folder, root, "its name is no valid text: nothing in it was read")
        return
    try:
        entries = sorted(folder.iterdir(), key=lambda one: one.name)
    except OSError as error:
        yield _refused(folder, root, f"cannot be opened: nothing in it was read ({error.strerror})")
        return
    for entry in entries:
        if entry.name.startswith("."):
            yield Skipped(_relative(entry, root), "hidden", str(entry))
        else:
            yield from _at(entry, root)


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


def _file(path: Path, root: Path, mode: int) -> Found | Skipped | Refused:
    reasons = (
        (not stat.S_ISREG(mode), "a device, pipe or socket, not a file"),
        (path.name == FOLDER_FILE, "metadata of its folder"),
        (path.suffix.lower() not in SUFFIXES, f"unknown kind of file ({_written(path.suffix).lower() or 'no ending'})"),
        (path.name in SLACK_INDEX, "index of a Slack export"),
        (path.name.startswith(LOCK), "lock of a document that is open"),
    )
    why = next((why for holds, why in reasons if holds), None)
    if why:
        return Skipped(_relative(path, root), why, str(path))
    if not _is_text(path):
        return _refused(path, root, "its name is no valid text")
    return Found(path, root, _relative(path, root))


def _refused(path: Path, root: Path, why: str) -> Refused:
    return Refused(_relative(path, root) if path != root else _written(path.name), why, str(path))


def _is_text(path: Path) -> bool:
    """Return whether every name on the way is UTF-8; whatever keeps or shows it would fail otherwise."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _relative(path: Path, root: Path) -> str:
    return _written(unicodedata.normalize("NFC", path.relative_to(root).as_posix()))


def _written(name: str) -> str:
    r"""Return a name with bytes that are no UTF-8 written out: ``caf\xe9``."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
