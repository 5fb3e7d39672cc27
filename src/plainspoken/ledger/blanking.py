"""Blanks what was forgotten in JSON, as the ledger keeps what it knows of documents, runs and reviews."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from plainspoken.forgotten import Forgotten, blanked
from plainspoken.redacted import PrivateSpan
from plainspoken.shapes import PERSON

KEPT_AS_IS = frozenset({"rule", "restricted", "window", "kind"})
"""Fields of a document's metadata that are no text about anybody, or decide who may see it."""


def blanked_json(text: str, forgotten: Forgotten) -> str:
    """Return JSON with what was forgotten blanked in its texts; the very same text where nothing was."""
    data = read_json(text)
    fresh = _blanked(data, forgotten)
    if isinstance(data, str):
        return str(fresh)
    return text if fresh == data else _dumped(fresh)


def titled(metadata: str, beside: Forgotten) -> str:
    """Return a document's metadata with its title blanked as what stands above the text; the very same otherwise."""
    known = json.loads(metadata)
    title = beside.blank(known["title"])
    return metadata if title == known["title"] else _dumped({**known, "title": title})


def _blanked(value: Any, forgotten: Forgotten, name: str = "") -> Any:
    if isinstance(value, str) and not isinstance(read_json(value), str):
        return blanked_json(value, forgotten)
    if isinstance(value, str):
        whole = [PrivateSpan(0, len(value), PERSON)] if name == "owner" else []
        return blanked(value, forgotten.stretches(value, whole))
    if isinstance(value, list):
        return [_blanked(item, forgotten, name) for item in value]
    if isinstance(value, Mapping):
        return {key: item if key in KEPT_AS_IS else _blanked(item, forgotten, key) for key, item in value.items()}
    return value


def read_json(text: str) -> Any:
    """Return what a text says in JSON; the text itself where it is none."""
    try:
        return json.loads(text) if text[:1] in "{[" else text
    except ValueError:
        return text


def _dumped(data: Any) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"))


def strings(value: Any) -> Iterator[str]:
    """Yield every text in what JSON says, names of fields and JSON within texts included."""
    if isinstance(value, str):
        yield value
        if not isinstance(inner := read_json(value), str):
            yield from strings(inner)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from strings(item)
