"""One file, already in memory, into a ``Document``. Runs inside the child process."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from plainspoken.access import NOBODY
from plainspoken.errors import DocumentError
from plainspoken.ingest import declared, kinds
from plainspoken.ingest.blocks import Block, Extracted, Field, Stretch
from plainspoken.ingest.counting import WordCounter
from plainspoken.ingest.formats import Opened, Source, extract, open_file
from plainspoken.ingest.frontmatter import FrontMatter, locate
from plainspoken.ingest.inference import Inferred, dated_by, infer
from plainspoken.ingest.metadata import access_of, build_metadata, restricted_of
from plainspoken.ingest.restriction import (
    Restrictions,
    Slice,
    cut,
    find_fields,
    find_hidden,
    is_said,
    restrictions,
    unfound,
    unsaid,
)
from plainspoken.ingest.splitting import Splitter
from plainspoken.passages import DEFAULTED, Document, Hidden, Metadata, Passage

ID_DIGITS = 16
PASSAGE_ID_DIGITS = 32
MOST_CHARACTERS = 20_000_000
TABLES = (".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class _Read:
    """A file taken apart: all that its document is built from."""

    source: Source
    opened: Opened
    extracted: Extracted
    values: Mapping[str, object]
    rules: Restrictions
    hidden: tuple[Hidden, ...]


def document_id(corpus: str, path: str) -> str:
    """Return the id of a document, equal wherever its folder lies."""
    return hashlib.sha256(f"{corpus}\0{unicodedata.normalize('NFC', path)}".encode()).hexdigest()[:ID_DIGITS]


def read(source: Source, *, count: WordCounter) -> Document:
    """Return the document.

    Args:
        source: The file.
        count: Counts the encoder's tokens.

    Raises:
        DocumentError: Broken, hostile, lying or empty.
        NotForUsError: JSON that is neither a card nor Slack's, JSON Lines without feedback.
    """
    if not source.data:
        raise DocumentError("is empty (0 bytes)")
    opened = open_file(source)
    values = declared.over(opened.matter.values, source.folders)
    groups, unreadable = restricted_of(values.get("restricted"))
    rules = restrictions(groups)
    extracted = extract(source, opened, rules.secret)
    extracted = replace(extracted, notes=opened.notes + extracted.notes)
    if not extracted.text[opened.matter.end :].strip() and not extracted.blocks:
        raise DocumentError("holds no text")
    if len(extracted.text) > MOST_CHARACTERS:
        raise DocumentError(f"holds more than {MOST_CHARACTERS:,} characters of text")
    fields = find_fields(extracted, locate(opened.matter, rules.secret), rules)
    file = _Read(source, opened, extracted, values, rules, find_hidden(extracted.text, fields, rules))
    metadata = _metadata(file)
    missed = _missed(file, unfound(groups, [one for one in fields if not _declares(one, opened.matter)], rules))
    metadata = replace(metadata, problems=(*metadata.problems, *missed))
    if unreadable:
        closed = not isinstance(values.get("restricted"), dict)
        rule = NOBODY if closed else metadata.rule
        metadata = replace(metadata, problems=(*metadata.problems, unreadable), rule=rule)
    return _document(file, metadata, count)


def _declares(one: Field, matter: FrontMatter) -> bool:
    """Return whether a field stands in what the front matter says of access, which is no block to be read."""
    return one.start < matter.end and not any(block.start <= one.start < block.end for block in matter.blocks)


def _missed(file: _Read, names: Sequence[str]) -> list[str]:
    """Return a problem for each field without a value, if the file restricts it itself, is a table, or speaks of it."""
    own = file.opened.matter.values.get("restricted")
    names_itself = frozenset(map(str, own)) if isinstance(own, dict) else frozenset()
    return [
        f"restricted field {name!r}: no value of it was found, so nothing is hidden"
        for name in names
        if name in names_itself or file.source.suffix in TABLES or is_said(file.rules.key(name), file.extracted.text)
    ]


def _metadata(file: _Read) -> Metadata:
    source, matter, text = file.source, file.opened.matter, file.extracted.text
    rule, problem = access_of(file.values, source.default_access)
    problems = [*source.folders.problems, *(one for one in (matter.problem, problem) if one)]
    if source.folders.closed or matter.closed:
        rule = NOBODY
    name = PurePosixPath(source.path)
    inferred = _inferred(file, name.name)
    heading = None if file.rules.secret("title") else file.extracted.title
    title = unsaid(heading or name.stem, text, file.hidden)
    title = title if re.search(r"\w", title) else name.stem
    known = build_metadata(file.values, inferred, title=title, secret=file.rules.secret, rule=rule)
    return replace(
        known,
        title=unsaid(known.title, text, file.hidden),
        owner=unsaid(known.owner, text, file.hidden) if known.owner else None,
        inferred=known.inferred if "access" in file.values else known.inferred | {DEFAULTED},
        problems=(*problems, *known.problems),
    )


def _inferred(file: _Read, name: str) -> Inferred:
    """Return what the file tells of itself; of feedback only its name does, its entries tell of other things."""
    if file.extracted.kind == "feedback":
        return dated_by(name)
    hidden = tuple((one.start, one.end) for one in file.hidden)
    return infer(file.extracted.text, file.opened.matter.end, name, file.extracted.blocks, hidden)


def _document(file: _Read, metadata: Metadata, count: WordCounter) -> Document:
    source, text = file.source, file.extracted.text
    version = "sha256:" + hashlib.sha256(source.data + source.users).hexdigest()
    identity = document_id(source.corpus, source.path)
    splitter = Splitter(text, metadata.title, metadata.rule, count)
    blocks = _safe(file, metadata.title)
    slices = cut(text, splitter.split(blocks), file.hidden)
    notes = file.extracted.notes if slices else (*file.extracted.notes, "holds nothing but markup: no passage")
    return Document(
        id=identity,
        corpus=source.corpus,
        path=source.path,
        source=source.source,
        version=version,
        kind=_kind(source, file.opened.matter, file.extracted),
        text=text,
        metadata=metadata,
        passages=tuple(_passage(identity, version, text, one) for one in _unique(slices)),
        hidden=file.hidden,
        notes=tuple(unsaid(note, text, file.hidden) for note in notes),
    )


def _safe(file: _Read, title: str) -> list[Block]:
    """Return the blocks with section paths and headers without restricted values, the title left out of the paths."""
    text, blocks = file.extracted.text, file.extracted.blocks
    paths = {block.section: block.section[block.section[:1] == (title,) :] for block in blocks}
    if not file.hidden:
        return [replace(block, section=paths[block.section]) for block in blocks]
    paths = {section: tuple(unsaid(name, text, file.hidden) for name in path) for section, path in paths.items()}
    headers = {block.header: _unless_hidden(block.header, file.hidden) for block in blocks}
    return [replace(block, section=paths[block.section], header=headers[block.header]) for block in blocks]


def _unless_hidden(stretch: Stretch | None, hidden: Sequence[Hidden]) -> Stretch | None:
    """Return the stretch of a header row, None if it holds a restricted value."""
    if stretch is None or any(one.start < stretch[1] and stretch[0] < one.end for one in hidden):
        return None
    return stretch


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
        torn=one.torn,
    )
