"""``access.toml``: who is who, and who may see what."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from plainspoken.access import Directory, Principal
from plainspoken.errors import SettingsError

FIELDS = ("groups", "slack", "api_keys")
DIGEST = re.compile(r"sha256:([0-9a-f]{64})")


def read_access(path: Path) -> Directory:
    """Return who is who as the file says now; without a file everybody is anonymous.

    Read anew at each call, so that what is revoked is gone with the next question.

    Raises:
        SettingsError: The file is malformed: then nobody is let in.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Directory()
    except OSError as error:
        raise SettingsError(f"{str(path)!r} cannot be read: {error.strerror}; nobody is let in") from error
    return _parsed(content, str(path))


def key_digest(key: str) -> str:
    """Return the SHA-256 of an API key in hex, as ``access.toml`` keeps it."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def principal_for_key(directory: Directory, key: str) -> Principal | None:
    """Return whose API key this is; None when it is nobody's."""
    name = directory.keys.get(key_digest(key))
    return None if name is None else directory.named(name)


@lru_cache(maxsize=4)
def _parsed(content: bytes, path: str) -> Directory:
    try:
        table = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        where = re.search(r"\(at .*\)", str(error))  # the position only: the rest may repeat the file
        raise SettingsError(f"{path!r} is not valid TOML {where[0] if where else ''}; nobody is let in") from error
    people = table.pop("principals", {})
    if table or not isinstance(people, dict):
        raise SettingsError(f"{path!r} may hold [principals.NAME] tables only, not {sorted(table)}; nobody is let in")
    principals: dict[str, Principal] = {}
    keys: dict[str, str] = {}
    slack: dict[str, str] = {}
    for name, entry in people.items():
        groups, members, digests = _fields(entry, f"{path}: principals.{name}")
        principals[name] = Principal(name=name, groups=frozenset(groups))
        _add(slack, members, name, f"{path}: a Slack id")
        _add(
            keys,
            [_digest(text, f"{path}: principals.{name}.api_keys") for text in digests],
            name,
            f"{path}: an API key",
        )
    return Directory(principals=principals, keys=keys, slack=slack)


def _fields(entry: object, where: str) -> tuple[list[str], list[str], list[str]]:
    if not isinstance(entry, Mapping):
        raise SettingsError(f"{where} is no table; nobody is let in")
    if unknown := sorted(set(entry) - set(FIELDS)):
        raise SettingsError(f"{where} has unknown {unknown}; allowed: {', '.join(FIELDS)}; nobody is let in")
    lists = [entry.get(name, []) for name in FIELDS]
    for name, value in zip(FIELDS, lists, strict=True):
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise SettingsError(f"{where}.{name} is no list of texts; nobody is let in")
    return lists[0], lists[1], lists[2]


def _digest(text: str, where: str) -> str:
    found = DIGEST.fullmatch(text)
    if not found:
        raise SettingsError(f"{where} holds no 'sha256:' with 64 lower-case hex digits; nobody is let in")
    return found[1]


def _add(owners: dict[str, str], new: list[str], name: str, what: str) -> None:
    for item in new:
        if owners.setdefault(item, name) != name:
            raise SettingsError(f"{what} belongs to {owners[item]!r} and to {name!r}; nobody is let in")
