"""Documents, their versions, and the passages that answers cite."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from plainspoken.access import NOBODY, Rule
from plainspoken.redacted import PrivateSpan
from plainspoken.validity import Window

DEFAULTED = "access"
"""Among the inferred attributes where a document says nothing of its access: its rule is the corpus's default."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document besides its text.

    Attributes:
        title: Declared, else the first heading, else the file's name.
        owner: Whom to ask.
        rule: Who may see it.
        window: When it is in force, as declared or inferred.
        supersedes: Names of what it replaces, as written: paths or titles.
        superseded_by: Names of what replaced it, as it says itself: paths or titles.
        status: E.g. ``accepted``, ``superseded``, ``draft``.
        stage: Lifecycle stage: poc, pilot, production, retired …
        restricted: Field name → groups that may see the field's values.
        inferred: Names of the attributes above that were inferred, not declared.
        problems: Plain sentences for the ingest report ("access is empty: visible to nobody").
    """

    title: str
    owner: str | None = None
    rule: Rule = NOBODY
    window: Window = Window()
    supersedes: tuple[str, ...] = ()
    status: str | None = None
    stage: str | None = None
    restricted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inferred: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one document, small enough to cite.

    Attributes:
        id: Stable across re-indexing (32 hex digits): as parsed, document id, version, offsets and rule, hashed;
            as the ledger keeps it, that and the edition, hashed once more.
        document_id: Id of its document.
        version: ``sha256:…`` of the file's bytes.
        text: Exactly ``document.text[start:end]``, never redacted.
        start: First code point in the document's text.
        end: One past the last.
        kind: prose, list, table, code, metadata or feedback.
        section: Headings above it, outermost first.
        page: Page or slide number from 1; None where the format has none.
        context: Words that belong to it but stand elsewhere (a table's header row); embedded
            and indexed beside it, shown to the model, never quoted.
        rule: Who may see it; at least as narrow as the document's. Restricted values that the document's rule
            alone does not open are cut out; a passage that holds one carries the narrower rule.
        spans: Private spans in ``text``; None while not evaluated, and then it is sent nowhere.
        torn: Whether a value was cut out of its first sentence or row, and of its last: what is left is no statement.
        beside: Private spans in its heading (``heading``) and in ``context``; None where that is not known: they are
            looked for when it is found.
    """

    id: str
    document_id: str
    version: str
    text: str
    start: int
    end: int
    kind: str = "prose"
    section: tuple[str, ...] = ()
    page: int | None = None
    context: str = ""
    rule: Rule = NOBODY
    spans: tuple[PrivateSpan, ...] | None = None
    torn: tuple[bool, bool] = (False, False)
    beside: tuple[tuple[PrivateSpan, ...], tuple[PrivateSpan, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Hidden:
    """A stretch of a text that holds a restricted value; a stretch that two fields claim stands twice.

    Attributes:
        start: First code point.
        end: One past the last.
        groups: Who may see it: one of them is needed, for each field that claims the stretch.
    """

    start: int
    end: int
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One source file as read, at one content hash.

    Attributes:
        id: 16 hex digits of the SHA-256 of corpus and path.
        corpus: Name of its corpus.
        path: As cited: relative to the ingested folder, with forward slashes.
        source: Absolute path of the file it was read from.
        version: ``sha256:…`` of the file's bytes.
        kind: document, feedback or card.
        text: What offsets index; the decoded file itself for plain-text formats.
        metadata: What is known about it.
        passages: In reading order.
        hidden: Stretches of ``text`` that hold restricted values, and who may see them.
        notes: Findings for the ingest report (broken characters, empty pages …).
    """

    id: str
    corpus: str
    path: str
    source: str
    version: str
    kind: str
    text: str
    metadata: Metadata
    passages: tuple[Passage, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a document with one reading of its metadata: what is staged, published and filtered.

    Attributes:
        id: 16 hex digits over document id, version and metadata; the store filters by it.
        document_id, corpus, path, version, kind, title, owner, status, stage: As in the document.
        rule: Who may see it (the current edition's rule governs all older ones).
        window: When this edition is in force, cut short where the next edition takes over.
        dates_inferred: Whether an end of ``window`` was inferred.
        level: Confidentiality level of its corpus.
        current: Whether it is its document's newest published edition.
        detector: Name of what found the private spans of its passages.
    """

    id: str
    document_id: str
    corpus: str
    path: str
    version: str
    kind: str
    title: str
    owner: str | None
    status: str | None
    stage: str | None
    rule: Rule
    window: Window
    dates_inferred: bool = False
    level: str = "internal"
    current: bool = True
    detector: str = ""


def heading(title: str, section: Sequence[str]) -> str:
    """Return what stands above a passage: its document's title, then its section path."""
    return " > ".join(part for part in (title, *section) if part)


def only(corpus: str | None) -> frozenset[str] | None:
    """Return the corpora that are asked about: this one alone; all of them, which is None, where none is named."""
    return None if corpus is None else frozenset({corpus})


@dataclass(frozen=True, slots=True)
class Scope:
    """What one question may reach. Every leg of retrieval carries it.

    Attributes:
        rules: Keys of the access rules that let the caller in; empty reaches nothing.
        as_of: The day asked about.
        corpora: Names of the corpora asked about; None for all.
        without: Edition ids to leave out: not yet published, superseded for this caller on this day.
        lapsed: Whether what was in force on an earlier day, and is no more, is reached as well.
    """

    rules: frozenset[str]
    as_of: date
    corpora: frozenset[str] | None = None
    without: frozenset[str] = frozenset()
    lapsed: bool = False


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage, where it is from, and why it ranked.

    Attributes:
        passage: The passage itself.
        edition: The edition of the document it stands in.
        score: Higher is better; comparable within one ranking only.
        why: Name of each leg or reason → its contribution (e.g. dense, sparse, rerank).
    """

    passage: Passage
    edition: Edition
    score: float
    why: Mapping[str, float] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """Return what stands above the passage: title and section path."""
        return heading(self.edition.title, self.passage.section)

    @property
    def days(self) -> str:
        """Return the days on which its document is in force, where they are known."""
        window = self.edition.window
        return f" ({window.first or '…'} to {window.last or '…'})" if window.first or window.last else ""
