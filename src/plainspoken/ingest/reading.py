"""One file, already in memory, into a ``Document``. Runs inside the child process."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from plainspoken.access import NOBODY
from plainspoken.errors import DocumentError
from plainspoken.ingest import declared, kinds
from plainspoken.ingest.blocks import Extracted, Secret
from plainspoken.ingest.decoding import decode
from plainspoken.ingest.frontmatter import FrontMatter, front_matter, locate
from plainspoken.ingest.inference import infer
from plainspoken.ingest.metadata import access_of, build_metadata, restricted_of
from plainspoken.ingest.readers import card, docx, html, jsonl, markdown, notebook, pdf, plain, pptx, rst, separated, slack, xlsx
from plainspoken.ingest.restriction import Hidden, Restrictions, Slice, cut, find_hidden, restrictions, unsaid
from plainspoken.ingest.splitting import Splitter
from plainspoken.passages import Document, Metadata, Passage

ID_DIGITS = 16
PASSAGE_ID_DIGITS = 32
MOST_CHARACTERS = 20_000_000


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
    folders: declared.Declared
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
class _Opened:
    """What is known before the format's own reader runs."""

    text: str
    notes: tuple[str, ...]
    matter: FrontMatter
    parsed: Any = None


def document_id(corpus: str, path: str) -> str:
    """Return the id of a document, equal wherever its folder lies."""
    return hashlib.sha256(f"{corpus}\0{unicodedata.normalize('NFC', path)}".encode()).hexdigest()[:ID_DIGITS]


def read(source: Source, *, count: Callable[[str], int]) -> Document:
    """Return the document.

    Args:
        source: The file.
        count: Tokens of a text, the encoder's special ones included.

    Raises:
        DocumentError: Broken, hostile, lying or empty.
        NotForUsError: JSON that is neither a card nor Slack's, JSON Lines without feedback.
    """
    if not source.data:
        raise DocumentError("is empty (0 bytes)")
    opened = _open(source)
    values = declared.over(opened.matter.values, source.folders)
    groups, unreadable = restricted_of(values.get("restricted"))
    rules = restrictions(groups)
    extracted = _extract(source, opened, rules.secret)
    extracted = replace(extracted, notes=opened.notes + extracted.notes)
    if not extracted.text[opened.matter.end :].strip() and not extracted.blocks:
        raise DocumentError("holds no text")
    if len(extracted.text) > MOST_CHARACTERS:
        raise DocumentError(f"holds more than {MOST_CHARACTERS:,} characters of text")
    hidden = find_hidden(extracted, locate(opened.matter, rules.secret), rules)
    metadata = _metadata(source, opened, extracted, values, (rules, hidden))
    if unreadable:
        closed = not isinstance(values.get("restricted"), dict)
        metadata = replace(metadata, problems=(*metadata.problems, unreadable), rule=NOBODY if closed else metadata.rule)
    return _document(source, opened.matter, extracted, metadata, hidden, count)


def _open(source: Source) -> _Opened:
    """Decode what is text, and read its front matter or, for JSON, its keys."""
    if source.suffix in {".pdf", ".docx", ".pptx", ".xlsx"}:
        return _Opened("", (), FrontMatter())
    text, notes = decode(source.data)
    if not text.strip():
        raise DocumentError("holds nothing but white space")
    if source.suffix == ".json":
        return _open_json(text, notes)
    with_matter = source.suffix in {".md", ".markdown", ".rst", ".txt", ".html", ".htm"}
    return _Opened(text, notes, front_matter(text) if with_matter else FrontMatter())


def _open_json(text: str, notes: tuple[str, ...]) -> _Opened:
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"is broken or truncated JSON ({error})") from error
    values = {re.sub(r"[\s\-]+", "_", key.casefold()): one for key, one in parsed.items()} if isinstance(parsed, dict) else {}
    details = values.get("model_details")
    if isinstance(details, dict) and isinstance(details.get("name"), str):
        values.setdefault("model_name", details["name"])
    return _Opened("", notes, FrontMatter(values), parsed)


def _extract(source: Source, opened: _Opened, secret: Secret) -> Extracted:
    """Run the reader of this kind."""
    data, text, body = source.data, opened.text, opened.matter.end
    match source.suffix:
        case ".md" | ".markdown":
            return _with_matter(markdown.read(text, body, secret), opened.matter)
        case ".rst":
            return _with_matter(rst.read(text, body, secret), opened.matter)
        case ".txt":
            return _with_matter(plain.read(text, body, secret), opened.matter)
        case ".html" | ".htm":
            return html.read(text[body:], secret)
        case ".pdf":
            return pdf.read(data, secret)
        case ".docx":
            return docx.read(data, secret)
        case ".pptx":
            return pptx.read(data, secret)
        case ".ipynb":
            return notebook.read(text, secret)
        case ".json":
            return _json(source, opened.parsed, secret)
    return _entries(source, text, secret)


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


def _json(source: Source, parsed: Any, secret: Secret) -> Extracted:  # noqa: ANN401 - whatever JSON holds
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


def _with_matter(extracted: Extracted, matter: FrontMatter) -> Extracted:
    return replace(extracted, blocks=(*matter.blocks, *extracted.blocks))


def _metadata(
    source: Source, opened: _Opened, extracted: Extracted, values: dict[str, object], restricted: tuple[Restrictions, tuple[Hidden, ...]]
) -> Metadata:
    rules, hidden = restricted
    rule, problem = access_of(values, source.default_access)
    problems = [*source.folders.problems, *([opened.matter.problem] if opened.matter.problem else []), *([problem] if problem else [])]
    if source.folders.closed or opened.matter.closed:
        rule = NOBODY
    stretches = tuple((one.start, one.end) for one in hidden)
    inferred = infer(extracted.text, 0 if source.suffix == ".json" else opened.matter.end, PurePosixPath(source.path).name, stretches)
    stem = PurePosixPath(source.path).stem
    heading = None if rules.secret("title") else extracted.title
    title = unsaid(heading or stem, extracted.text, hidden)
    known = build_metadata(values, inferred, title=title if re.search(r"\w", title) else stem, secret=rules.secret, rule=rule)
    return replace(
        known,
        title=unsaid(known.title, extracted.text, hidden),
        owner=unsaid(known.owner, extracted.text, hidden) if known.owner else None,
        problems=(*problems, *known.problems),
    )


def _document(
    source: Source, matter: FrontMatter, extracted: Extracted, metadata: Metadata, hidden: Sequence[Hidden], count: Callable[[str], int]
) -> Document:
    version = "sha256:" + hashlib.sha256(source.data + source.users).hexdigest()
    identity = document_id(source.corpus, source.path)
    splitter = Splitter(extracted.text, metadata.title, metadata.rule, count)
    blocks = tuple(
        replace(
            block,
            section=tuple(unsaid(name, extracted.text, hidden) for name in _below(block.section, metadata.title)),
            header=None if _overlaps(block.header, hidden) else block.header,
        )
        for block in extracted.blocks
    )
    slices = cut(extracted.text, splitter.split(blocks), hidden)
    stretches: dict[tuple[int, int], tuple[str, ...]] = {}
    for one in hidden:
        place = (one.start, one.end)
        stretches[place] = tuple(g for g in stretches[place] if g in one.groups) if place in stretches else one.groups
    return Document(
        id=identity,
        corpus=source.corpus,
        path=source.path,
        source=source.source,
        version=version,
        kind=_kind(source, matter, extracted),
        text=extracted.text,
        metadata=metadata,
        passages=tuple(_passage(identity, version, extracted.text, one) for one in _unique(slices)),
        hidden=stretches,
        notes=tuple(unsaid(note, extracted.text, hidden) for note in extracted.notes),
    )


def _overlaps(stretch: tuple[int, int] | None, hidden: Sequence[Hidden]) -> bool:
    return stretch is not None and any(one.start < stretch[1] and stretch[0] < one.end for one in hidden)


def _below(section: tuple[str, ...], title: str) -> tuple[str, ...]:
    """Return the section path without the title it begins with."""
    return section[1:] if section and section[0] == title else section


def _unique(slices: Sequence[Slice]) -> list[Slice]:
    return list({(one.block.start, one.block.end, one.rule.key): one for one in slices}.values())


def _kind(source: Source, matter: FrontMatter, extracted: Extracted) -> str:
    if extracted.kind != "document":
        return extracted.kind
    if source.suffix not in {".md", ".markdown"}:
        return "document"
    in_folder = kinds.lives_in(kinds.CARD_FOLDERS, source.root, source.path)
    sections = frozenset(name for block in extracted.blocks for name in block.section)
    return "card" if in_folder or kinds.is_card(matter.values) or kinds.reads_like_card(sections) else "document"


def _passage(identity: str, version: str, text: str, one: Slice) -> Passage:
    block = one.block
    named = "\0".join((identity, version, str(block.start), str(block.end), one.rule.key))
    return Passage(
        id=hashlib.sha256(named.encode()).hexdigest()[:PASSAGE_ID_DIGITS],
        document_id=identity,
        version=version,
        text=text[block.start : block.end],
        start=block.start,
        end=block.end,
        kind=block.kind,
        section=block.section,
        page=block.page,
        context=one.context,
        rule=one.rule,
    )
