"""Open a file of any kind we read, and run the reader that knows it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from plainspoken.errors import DocumentError
from plainspoken.ingest import kinds
from plainspoken.ingest.blocks import Extracted, Secret
from plainspoken.ingest.declared import Declared
from plainspoken.ingest.decoding import decode
from plainspoken.ingest.frontmatter import FrontMatter, canonical, front_matter, said_twice
from plainspoken.ingest.readers import (
    card,
    docx,
    html,
    jsonl,
    markdown,
    notebook,
    pdf,
    plain,
    pptx,
    rst,
    separated,
    slack,
    xlsx,
)

PACKED: dict[str, Callable[[bytes, Secret], Extracted]] = {".pdf": pdf.read, ".docx": docx.read, ".pptx": pptx.read}
WRITTEN: dict[str, Callable[[str, int, Secret], Extracted]] = {
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".rst": rst.read,
    ".txt": plain.read,
}
PAGES = (".html", ".htm")
NO_MATTER = FrontMatter()


class NotForUsError(Exception):
    """The file is sound but of no kind we read: it is skipped."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    Attributes:
        data: Its bytes.
        path: As cited.
        source: Absolute path.
        root: Name of the ingested folder.
        corpus: Name of its corpus.
        folders: What the folder files say of it.
        default_access: Groups of the corpus.
        users: Bytes of the ``users.json`` of a Slack export, empty elsewhere.
    """

    data: bytes
    path: str
    source: str
    root: str
    corpus: str
    folders: Declared
    default_access: tuple[str, ...]
    users: bytes = b""

    @property
    def suffix(self) -> str:
        """Return the ending that tells the kind."""
        return PurePosixPath(self.path).suffix.lower()

    @property
    def under_feedback(self) -> bool:
        """Return whether the file lives in a folder for feedback."""
        return kinds.lives_in(kinds.FEEDBACK_FOLDERS, self.root, self.path)


@dataclass(frozen=True, slots=True)
class Opened:
    """What is known before the format's own reader runs.

    Attributes:
        text: The decoded file; empty for formats that pack their words.
        notes: On its encoding.
        matter: Front matter, or the top-level keys of a JSON card.
        parsed: What JSON holds.
    """

    text: str = ""
    notes: tuple[str, ...] = ()
    matter: FrontMatter = NO_MATTER
    parsed: Any = None


def open_file(source: Source) -> Opened:
    """Decode what is text, and read its front matter or, for JSON, its keys.

    Raises:
        DocumentError: No text, or broken JSON.
    """
    if source.suffix in {*PACKED, ".xlsx"}:
        return Opened()
    text, notes = decode(source.data)
    if not text.strip():
        raise DocumentError("holds nothing but white space")
    if source.suffix == ".json":
        return _open_json(text, notes)
    if source.suffix in WRITTEN:
        return Opened(text, notes, front_matter(text))
    if source.suffix in PAGES:
        matter = front_matter(text)
        return Opened(text[matter.end :], notes, replace(matter, end=0, blocks=(), fields=()))
    return Opened(text, notes)


def _open_json(text: str, notes: tuple[str, ...]) -> Opened:
    repeating: list[tuple[dict[str, Any], list[str]]] = []

    def noted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            repeating.append((made, [key for key, _ in pairs]))
        return made

    try:
        parsed = json.loads(text, object_pairs_hook=noted)
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"is broken or truncated JSON ({error})") from error
    values = {canonical(key): one for key, one in parsed.items()} if isinstance(parsed, dict) else {}
    twice = said_twice(_keys(parsed, repeating), _keys(values.get("restricted"), repeating))
    details = values.get("model_details")
    if isinstance(details, dict) and isinstance(details.get("name"), str):
        values.setdefault("model_name", details["name"])
    problem = f"{twice!r} stands twice: visible to nobody" if twice else None
    return Opened("", notes, FrontMatter(values, problem=problem, closed=bool(twice)), parsed)


def _keys(value: object, repeating: Iterable[tuple[dict[str, Any], list[str]]]) -> list[str]:
    """Return the keys of a JSON object, each as often as it was written."""
    written = next((keys for made, keys in repeating if made is value), None)
    return written or (list(value) if isinstance(value, dict) else [])


def extract(source: Source, opened: Opened, secret: Secret) -> Extracted:
    """Run the reader of this kind.

    Raises:
        DocumentError: Broken, lying or hostile.
        NotForUsError: Sound, but nothing we read.
    """
    if source.suffix in PACKED:
        return PACKED[source.suffix](source.data, secret)
    if source.suffix in WRITTEN:
        extracted = WRITTEN[source.suffix](opened.text, opened.matter.end, secret)
        return replace(extracted, blocks=(*opened.matter.blocks, *extracted.blocks))
    if source.suffix in PAGES:
        return html.read(opened.text, secret)
    if source.suffix == ".ipynb":
        return notebook.read(opened.text, secret)
    if source.suffix == ".json":
        return _json(source, opened.parsed, secret)
    return _entries(source, opened.text, secret)


def _entries(source: Source, text: str, secret: Secret) -> Extracted:
    if source.suffix == ".csv":
        return separated.read(text, 0, secret, under_feedback=source.under_feedback)
    if source.suffix == ".xlsx":
        return xlsx.read(source.data, secret, under_feedback=source.under_feedback)
    if source.suffix == ".jsonl":
        try:
            return jsonl.read(text, secret, under_feedback=source.under_feedback)
        except jsonl.NotFeedbackError as error:
            raise NotForUsError(str(error)) from error
    raise NotForUsError("unknown kind of file")


def _json(source: Source, parsed: Any, secret: Secret) -> Extracted:
    if slack.is_day(parsed):
        try:
            names = slack.names_of(json.loads(source.users)) if source.users else {}
        except ValueError:
            names = {}
        return slack.read(parsed, names, PurePosixPath(source.source).parent.name, secret)
    in_folder = kinds.lives_in(kinds.CARD_FOLDERS, source.root, source.path)
    if isinstance(parsed, dict) and parsed and (in_folder or kinds.is_card(parsed)):
        return card.read(parsed, secret)
    raise NotForUsError("JSON that is neither a model card nor a Slack export")
