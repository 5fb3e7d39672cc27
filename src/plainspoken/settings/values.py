"""What kind of value each setting takes, and how text becomes one."""

import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from plainspoken.errors import SettingsError
from plainspoken.levels import LEVELS

LONGEST_DEADLINE_S = 3600.0  # beyond an hour nobody waits for an answer
HOTTEST = 2.0  # the highest temperature that any provider takes
MOST_RUNS = 20  # of a judge; each costs thousands of calls
MOST_DAYS = 36_500  # a hundred years; what is older than the calendar has no day on which its term began
SWITCH_WORDS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


class Kind(Enum):
    """The kind of a setting's value; the text says what is allowed."""

    TEXT = "a text"
    SECRET = "a text of printable ASCII without blanks"  # noqa: S105  # the name of a kind, no secret
    PATH = "a path"
    HTTP_URL = "a URL that begins with http:// or https://"
    DATABASE_URL = "a database URL, e.g. sqlite:///file or postgresql+psycopg://host/name"
    SWITCH = "true or false"
    SECONDS = "a number of seconds above 0, at most 3600"
    COUNT = "a whole number from 0"
    DAYS = f"a whole number of days from 0 to {MOST_DAYS}"
    RUNS = f"a whole number from 1 to {MOST_RUNS}"
    SHARE = "a number from 0 to 1"
    TEMPERATURE = "a number from 0 to 2"
    NAMES = "a list of texts"
    LEVEL = f"one of {', '.join(LEVELS)}"
    PATTERNS = "a table of entity type = regular expression"


def alias(name: str) -> str:
    """Return how a corpus's name is written in the environment, in lower case."""
    return re.sub(r"[^a-z0-9]", "_", unicodedata.normalize("NFC", name).lower())


def convert(key: str, value: object, kind: Kind, folder: Path) -> object:
    """Return ``value`` as its kind; the empty text is "not set".

    Raises:
        SettingsError: The value is not allowed; a secret is not repeated.
    """
    if isinstance(value, str) and not value.strip() and kind is not Kind.NAMES:
        return None
    try:
        return _CONVERTERS[kind](value, folder)
    except (ValueError, TypeError, OverflowError, RuntimeError) as error:  # the last: nobody's ~home, too deep a list
        shown = "the value given" if kind is Kind.SECRET else repr(_without_password(str(value)))
        if not isinstance(value, str) and kind is not Kind.SECRET:
            shown = repr(value)
        raise SettingsError(f"{key} = {shown} is not allowed; allowed: {kind.value}") from error


def hidden(value: object, kind: Kind) -> str:
    """Return ``value`` as ``doctor`` may print it."""
    if kind is Kind.SECRET:
        return "set" if value else "not set"
    if value is None:
        return "not set"
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    return _without_password(str(value)) if not isinstance(value, bool) else str(value).lower()


def _without_password(text: str) -> str:
    """Return ``text`` without the password and the query of a URL in it."""
    text = re.sub(r"(://|^(?![\w+.-]+://))(?!/)\S*@", r"\1…@", text)  # a password may hold an @, a scheme be forgotten
    return re.sub(r"(://[^?\s]*)\?\S*", r"\1?…", text)


def _text(value: object, _folder: Path) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value.strip()


def _secret(value: object, folder: Path) -> str:
    text = _text(value, folder)
    if not re.fullmatch(r"[!-~]+", text):
        raise ValueError("not printable")
    return text


def _path(value: object, folder: Path) -> Path:
    if isinstance(value, Path):
        return folder / value
    text = _text(value, folder)
    if "\0" in text:
        raise ValueError("no path")
    return folder / Path(text).expanduser()


def _http_url(value: object, folder: Path) -> str:
    text = _text(value, folder)
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError("no web address")
    return text


def _database_url(value: object, folder: Path) -> str:
    text = _text(value, folder)
    if not re.match(r"[a-z][a-z0-9_]*(\+[a-z0-9_]+)?://", text):
        raise ValueError("no database address")
    return text


def _switch(value: object, _folder: Path) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in SWITCH_WORDS:
        return SWITCH_WORDS[value.strip().lower()]
    raise ValueError("neither true nor false")


def _number(value: object, *, low: float, high: float, above: bool = False) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError("no number")
    number = float(value)
    if not math.isfinite(number) or not low <= number <= high or (above and number == low):
        raise ValueError("out of range")
    return number


def _count(value: object, _folder: Path) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError("no whole number")
    number = int(value)
    if not 0 <= number < 2**63:
        raise ValueError("out of range")
    return number


def _days(value: object, folder: Path) -> int:
    number = _count(value, folder)
    if number > MOST_DAYS:
        raise ValueError("out of range")
    return number


def _runs(value: object, folder: Path) -> int:
    number = _count(value, folder)
    if not 1 <= number <= MOST_RUNS:
        raise ValueError("out of range")
    return number


def _names(value: object, _folder: Path) -> tuple[str, ...]:
    """Take a list, a JSON list in a text, or a text with commas between."""
    if isinstance(value, str):
        value = (
            json.loads(value) if value.strip().startswith("[") else [part for part in value.split(",") if part.strip()]
        )
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item.strip() for item in value):
        raise ValueError("no list of texts")
    return tuple(item.strip() for item in value)


def _level(value: object, folder: Path) -> str:
    if (text := _text(value, folder)) not in LEVELS:
        raise ValueError("no such level")
    return text


def _patterns(value: object, _folder: Path) -> tuple[tuple[str, str], ...]:
    table = json.loads(value) if isinstance(value, str) else value
    if not isinstance(table, Mapping):
        raise TypeError("no table")
    for name, pattern in table.items():
        if not re.fullmatch(r"[A-Z][A-Z0-9_]*", name) or not isinstance(pattern, str):
            raise ValueError("no entity type and pattern")
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            raise ValueError("no regular expression") from error
        if compiled.match(""):
            raise ValueError("matches the empty text")
    return tuple(sorted(table.items()))


_CONVERTERS: Mapping[Kind, Callable[[object, Path], object]] = {
    Kind.TEXT: _text,
    Kind.SECRET: _secret,
    Kind.PATH: _path,
    Kind.HTTP_URL: _http_url,
    Kind.DATABASE_URL: _database_url,
    Kind.SWITCH: _switch,
    Kind.SECONDS: lambda value, _: _number(value, low=0, high=LONGEST_DEADLINE_S, above=True),
    Kind.COUNT: _count,
    Kind.DAYS: _days,
    Kind.RUNS: _runs,
    Kind.SHARE: lambda value, _: _number(value, low=0, high=1),
    Kind.TEMPERATURE: lambda value, _: _number(value, low=0, high=HOTTEST),
    Kind.NAMES: _names,
    Kind.LEVEL: _level,
    Kind.PATTERNS: _patterns,
}
