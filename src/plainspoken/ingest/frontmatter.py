"""YAML front matter: its values, and where each key stands in the text."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from plainspoken.ingest.blocks import Block, Field, Secret
from plainspoken.ingest.lines import Line, lines_of

OPENING = re.compile(r"\s*---[ \t]*(?:\r\n|\n|\r)")
TOML = re.compile(r"\s*\+\+\+[ \t]*(?:\r\n|\n|\r)")
CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$")
HOLDS_ACCESS = re.compile(r"(?im)^[\s{,\"']*(?:access|restricted)[\"']?\s*[:=]")
LAST_OF_SEVERAL = re.compile(r"\"\"\"|'''|\]")  # what the last line of a TOML value of several lines holds
LONGEST = 1_500_000  # characters: a model card with all its results on a benchmark's tasks holds up to a million
LONGEST_TOML = 64_000  # characters: values of several lines are told apart by trying
MOST_TRIES = 200  # at the end of a value of several lines: each is a parse of all of it so far
NODES = 200_000  # such a card holds half of them; an alias bomb has more, and is told at once
HEAD = 4_000  # characters in which an access line counts though the front matter is not closed
NOT_FOR_READERS = frozenset({"access", "restricted"})


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands between the two ``---`` lines.

    Attributes:
        values: Key, lower case with underscores → value as YAML reads it.
        end: Where the body begins.
        blocks: One per top-level key, so that each can be cited.
        fields: Every key's value, nested ones included.
        problem: Why it could not be read; the document is then visible to nobody if it may hold access.
        closed: Whether access must be refused because of ``problem``.
    """

    values: Mapping[str, object] = field(default_factory=dict)
    end: int = 0
    blocks: tuple[Block, ...] = ()
    fields: tuple[Field, ...] = ()
    problem: str | None = None
    closed: bool = False


def canonical(key: object) -> str:
    """Return a key as keys are compared."""
    return re.sub(r"[\s\-]+", "_", str(key).strip().casefold())


def said_twice(keys: Iterable[object], fields: Iterable[str] = ()) -> str | None:
    """Return what stands twice: a key that tells who may see a document, or one of the fields it restricts."""
    said = (key for key in map(canonical, keys) if key in NOT_FOR_READERS)
    counts = [*Counter(said).items(), *Counter(fields).items()]
    return next((name for name, count in counts if count > 1), None)


def front_matter(text: str) -> FrontMatter:
    """Return the front matter of ``text``, empty if it has none. Never raises: what cannot be read is a problem."""
    opening, mark = OPENING.match(text), CLOSING
    if not opening:
        opening, mark = TOML.match(text), re.compile(r"^\+\+\+[ \t]*$")
    if not opening:
        return FrontMatter()
    lines = lines_of(text, opening.end())
    last = next((i for i, line in enumerate(lines) if mark.match(line.text)), None)
    if last is None:
        unclosed = bool(HOLDS_ACCESS.search(text[:HEAD]))
        problem = "front matter is not closed: visible to nobody" if unclosed else None
        return FrontMatter(problem=problem, closed=unclosed)
    inner = text[opening.end() : lines[last].start]
    after = lines[last + 1].start if last + 1 < len(lines) else len(text)
    return _read(text, inner, lines[:last], after, toml=mark is not CLOSING)


def _read(text: str, inner: str, lines: list[Line], after: int, *, toml: bool) -> FrontMatter:
    try:
        values, twice, fields = _loaded(inner, toml=toml)
    except _UnreadableError as error:
        if not toml and not HOLDS_ACCESS.search(inner) and not re.search(r"(?m)^[\w\- ]+:(?:\s|$)", inner):
            return FrontMatter()  # two rules across the page, no front matter
        return FrontMatter({}, after, problem=f"front matter cannot be read ({error}): visible to nobody", closed=True)
    if values is None:
        closed = bool(HOLDS_ACCESS.search(inner))
        return FrontMatter(
            problem="front matter is not a mapping: visible to nobody" if closed else None, closed=closed
        )
    blocks = tuple(_blocks(text, lines))
    shift = lines[0].start if lines else 0
    fields = tuple(Field(one.name, one.start + shift, one.end + shift) for one in fields)
    if twice:
        problem = f"{twice!r} stands twice in the front matter: visible to nobody"
        return FrontMatter(values, after, blocks, fields, problem, closed=True)
    return FrontMatter(values, after, blocks, fields)


class _UnreadableError(Exception):
    """This is no YAML (or TOML) that can be trusted."""


Loaded = tuple[dict[str, object] | None, str | None, tuple[Field, ...]]
"""The values, which key stands twice that must not, and where the values stand."""


def _loaded(inner: str, *, toml: bool) -> Loaded:
    if len(inner) > (LONGEST_TOML if toml else LONGEST):
        raise _UnreadableError(f"{len(inner):,} characters are no metadata")
    if toml:
        return _toml(inner)
    return _yaml(inner)


def _toml(inner: str) -> Loaded:
    try:
        values = tomllib.loads(inner)
        fields = tuple(_toml_fields(inner))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _UnreadableError(str(error)) from error
    return {canonical(key): value for key, value in values.items()}, said_twice(values), fields


def _toml_fields(inner: str) -> Iterator[Field]:
    """Yield every value up to its last line, under each name that it, a part of it or its table goes by."""
    table: list[str] = []
    for start, end in _statements(inner):
        if not inner[start:end].strip():
            continue
        names = list(_names(tomllib.loads(inner[start:end])))
        if inner[start:end].lstrip().startswith("["):
            table = names
        else:
            value = max(inner.find("=", start, end) + 1, start)  # a comment in a table holds none
            yield from (Field(name, value, end) for name in (*table, *names))


def _statements(inner: str) -> Iterator[tuple[int, int]]:
    """Yield where each statement of a sound TOML text stands: the least lines that are sound on their own."""
    start, failed = None, 0
    for line in lines_of(inner):
        is_first = start is None
        start = line.start if start is None else start
        if not (is_first or LAST_OF_SEVERAL.search(line.text)):
            continue
        if _is_toml(inner[start : line.end]):
            yield start, line.end
            start = None
        elif (failed := failed + 1) > MOST_TRIES:
            raise _UnreadableError("its values of several lines are too many to be told apart")


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _names(value: object) -> Iterator[str]:
    """Yield the keys at every depth."""
    if isinstance(value, dict):
        yield from value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _names(one)


def _yaml(inner: str) -> Loaded:
    import yaml

    try:
        loader = _loader()(inner)
        node = loader.get_single_node()
        if node is None:
            return {}, None, ()
        if not isinstance(node, yaml.MappingNode):
            return None, None, ()
        fields: list[Field] = []
        _walk(node, [NODES], fields)
        keys = [canonical(key.value) if isinstance(key, yaml.ScalarNode) else "" for key, _ in node.value]
        if "<<" in keys:
            raise _UnreadableError("merge keys are not allowed")
        value = loader.construct_document(node)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError, OverflowError, AttributeError) as error:
        first = str(getattr(error, "problem", None) or error).splitlines()
        raise _UnreadableError(first[0] if first else type(error).__name__) from error
    twice = said_twice(keys, _restricted(node))
    return {canonical(key): one for key, one in value.items()}, twice, tuple(fields)


def _restricted(node: Any) -> list[str]:
    """Return the names of the fields under ``restricted``, as often as they stand there."""
    import yaml

    under = [value for key, value in node.value if canonical(key.value) == "restricted"]
    return [str(key.value) for value in under if isinstance(value, yaml.MappingNode) for key, _ in value.value]


@cache
def _loader() -> Any:
    """Return YAML's safe loader, but for days that do not exist: they stay words, which are reported as no date."""
    import yaml

    class Loader(yaml.SafeLoader):
        """Own, so that no other user of the library gets our constructor."""

    def day_or_words(loader: Any, node: Any) -> object:
        try:
            return loader.construct_yaml_timestamp(node)
        except ValueError:
            return loader.construct_scalar(node)

    Loader.add_constructor("tag:yaml.org,2002:timestamp", day_or_words)
    return Loader


def _walk(node: Any, left: list[int], fields: list[Field]) -> None:
    """Walk the tree as it would be written out; an alias bomb runs out of nodes at once."""
    left[0] -= 1
    if left[0] < 0:
        raise _UnreadableError(f"more than {NODES:,} values once its aliases are followed")
    inner = node.value if isinstance(node.value, list) else ()
    for child in inner:
        if not isinstance(child, tuple):
            _walk(child, left, fields)
            continue
        key, value = child
        if isinstance(key.value, str):
            fields.append(Field(key.value, value.start_mark.index, value.end_mark.index))
        _walk(key, left, fields)
        _walk(value, left, fields)


def _blocks(text: str, lines: list[Line]) -> list[Block]:
    """Return a block for every top-level key with its continuation lines."""
    starts = [i for i, line in enumerate(lines) if re.match(r"[^\s#\-\]}][^:=]*[:=]", line.text)]
    found = []
    for first, after in zip(starts, [*starts[1:], len(lines)], strict=True):
        key = canonical(re.split(r"[:=]", lines[first].text, maxsplit=1)[0].strip("\"'"))
        if key in NOT_FOR_READERS:
            continue
        body = [line for line in lines[first:after] if not line.blank and not line.text.lstrip().startswith("#")]
        if not body:
            continue
        end = body[-1].start + len(text[body[-1].start : body[-1].end].rstrip())
        found.append(Block(body[0].start, end, "metadata", (), None, tuple((one.start, one.end) for one in body)))
    return found


def locate(matter: FrontMatter, secret: Secret) -> tuple[Field, ...]:
    """Return the restricted values in the front matter, nested ones included."""
    return tuple(one for one in matter.fields if secret(one.name))
