"""Frozen dataclasses to JSON and back, by their own type hints."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

Noun = TypeVar("Noun")


def dumps(value: object) -> str:
    """Return the canonical JSON of a noun: equal nouns give equal text."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"))


def loads(kind: type[Noun], text: str) -> Noun:
    """Return the noun of type ``kind`` that ``dumps`` wrote; fields it did not know take their defaults."""
    noun: Noun = _noun(kind, json.loads(text))
    return noun


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((_plain(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, date):  # a datetime is a date too; both keep everything in ISO form
        return value.isoformat()
    return value


@lru_cache(maxsize=256)
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _noun(kind: Any, data: Any) -> Any:
    if data is None:
        return None
    if get_origin(kind) is not None:
        return _generic(get_origin(kind), get_args(kind), data)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _noun(hints[name], item) for name, item in data.items() if name in hints})
    return kind.fromisoformat(data) if kind in (date, datetime) else data


def _generic(origin: Any, args: tuple[Any, ...], data: Any) -> Any:
    if origin is Literal:
        return data
    if origin in (Union, UnionType):
        return _noun(next(arg for arg in args if arg is not NoneType), data)
    if origin is tuple:
        kinds = args[:1] * len(data) if args[-1] is Ellipsis else args
        return tuple(_noun(item_kind, item) for item_kind, item in zip(kinds, data, strict=True))
    if origin is frozenset:
        return frozenset(_noun(args[0], item) for item in data)
    return {key: _noun(args[1], item) for key, item in data.items()}  # a mapping with names as keys
