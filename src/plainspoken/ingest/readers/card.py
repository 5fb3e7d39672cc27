"""Model cards in JSON: keys and values as a reader would write them down."""

from typing import Any

from plainspoken.ingest.blocks import Extracted, Field, Rendering, Secret
from plainspoken.ingest.readers.jsonl import shown

NOT_FOR_READERS = frozenset({"access", "restricted"})
DEEPEST = 12


def read(card: dict[str, Any], secret: Secret) -> Extracted:
    """Return the card as headings, ``key: value`` lines, lists and tables."""
    out = Rendering(secret)
    _mapping({key: value for key, value in card.items() if key.lower() not in NOT_FOR_READERS}, out, 1)
    rendered = out.done("card")
    return Extracted(rendered.text, rendered.blocks, rendered.fields, None, "card", rendered.notes)


def _simple(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str | int | float) for one in value) and sum(len(str(one)) for one in value) < 120  # noqa: PLR2004 - one line
    return not isinstance(value, dict)


def _mapping(card: dict[str, Any], out: Rendering, level: int) -> None:
    lines = [(key, shown(value)) for key, value in card.items() if _simple(value) and shown(value).strip()]
    _lines(lines, out)
    for key, value in card.items():
        if _simple(value) or not value:
            continue
        before = out.headings
        out.heading(level, str(key))
        started = out.length
        _nested(value, out, level)
        out.headings = before
        if out.secret(str(key)) and out.length > started:
            out.fields.append(Field(str(key), started, out.length))


def _nested(value: object, out: Rendering, level: int) -> None:
    if level >= DEEPEST:
        out.block(shown(value), "code")
    elif isinstance(value, dict):
        _mapping(value, out, level + 1)
    elif (
        isinstance(value, list)
        and value
        and all(isinstance(one, dict) and all(map(_simple, one.values())) for one in value)
    ):
        columns = list(dict.fromkeys(str(name) for one in value for name in one))
        out.table([columns, *([shown(one.get(name)) for name in columns] for one in value)])
    elif isinstance(value, list):
        plain = ["- " + " ".join(shown(one).split()) for one in value if _simple(one)]
        if plain:
            out.lines(plain, "list")
        for one in value:
            if not _simple(one):
                _nested(one, out, level + 1)


def _lines(pairs: list[tuple[str, str]], out: Rendering) -> None:
    """Append ``key: value`` lines, each a block of its own so that it can be cited alone."""
    for key, value in pairs:
        body = f"{key}: {value}"
        start = out.length
        out.block(body, "metadata")
        if out.secret(key):
            out.fields.append(Field(key, start + len(key) + 2, start + len(body.rstrip())))
