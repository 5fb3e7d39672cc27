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
from plainspoken.ingest.blocks import Block, Extracted
from plainspoken.ingest.counting import WordCounter
from plainspoken.ingest.formats import Opened, Source, extract, open_file
from plainspoken.ingest.frontmatter import FrontMatter, locate
from plainspoken.ingest.inference import infer
from plainspoken.ingest.metadata import access_of, build_metadata, restricted_of
from plainspoken.ingest.restriction import Hidden, Restrictions, Slice, cut, find_hidden, restrictions, unsaid
from plainspoken.ingest.splitting import Splitter
from plainspoken.passages import Document, Metadata, Passage

ID_DIGITS = 16
PASSAGE_ID_DIGITS = 32
MOST_CHARACTERS = 20_000_000


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
    hidden = find_hidden(extracted, locate(opened.matter, rules.secret), rules)
    file = _Read(source, opened, extracted, values, rules, hidden)
    metadata = _metadata(file)
    if unreadable:
        closed = not isinstance(values.get("restricted"), dict)
        rule = NOBODY if closed else metadata.rule
        metadata = replace(metadata, problems=(*metadata.problems, unreadable), rule=rule)
    return _document(file, metadata, count)


def _metadata(file: _Read) -> Metadata:
    source, matter, text = file.source, file.opened.matter, file.extracted.text
    rule, problem = access_of(file.values, source.default_access)
    problems = [*source.folders.problems, *(one for one in (matter.problem, problem) if one)]
    if source.folders.closed or matter.closed:
        rule = NOBODY
    name = PurePosixPath(source.path)
    inferred = infer(text, matter.end, name.name, tuple((one.start, one.end) for one in file.hidden))
    heading = None if file.rules.secret("title") else file.extracted.title
    title = unsaid(heading or name.stem, text, file.hidden)
    title = title if re.search(r"\w", title) else name.stem
    known = build_metadata(file.values, inferred, title=title, secret=file.rules.secret, rule=rule)
    return replace(
        known,
        title=unsaid(known.title, text, file.hidden),
        owner=unsaid(known.owner, text, file.hidden) if known.owner else None,
        problems=(*problems, *known.problems),
    )


def _document(file: _Read, metadata: Metadata, count: WordCounter) -> Document:
    source, text = file.source, file.extracted.text
    version = "sha256:" + hashlib.sha256(source.data + source.users).hexdigest()
    identity = document_id(source.corpus, source.path)
    splitter = Splitter(text, metadata.title, metadata.rule, count)
    blocks = [_safe(block, file, metadata.title) for block in file.extracted.blocks]
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
        hidden=_stretches(file.hidden),
        notes=tuple(unsaid(note, text, file.hidden) for note in notes),
    )


def _safe(block: Block, file: _Read, title: str) -> Block:
    """Return the block with a section path and header that hold no restricted value, the title left out of the path."""
    names = block.section[1:] if block.section and block.section[0] == title else block.section
    section = tuple(unsaid(name, file.extracted.text, file.hidden) for name in names)
    return replace(block, section=section, header=None if _overlaps(block.header, file.hidden) else block.header)


def _stretches(hidden: Sequence[Hidden]) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return stretch → groups; where two fields claim one stretch, only groups of both may see it."""
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for one in hidden:
        place = (one.start, one.end)
        found[place] = tuple(g for g in found[place] if g in one.groups) if place in found else one.groups
    return found


def _overlaps(stretch: tuple[int, int] | None, hidden: Sequence[Hidden]) -> bool:
    return stretch is not None and any(one.start < stretch[1] and stretch[0] < one.end for one in hidden)


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
