"""Editions as they are kept, and how those of one document stand to each other."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from plainspoken.access import EVERYONE, NOBODY, Rule, rule_for
from plainspoken.ledger.codec import dumps
from plainspoken.ledger.succession import DAY, windows
from plainspoken.passages import Document, Edition, Hidden, Metadata
from plainspoken.validity import Window

STAGED, PUBLISHED, RETIRED = "staged", "published", "retired"
Clauses = frozenset[frozenset[str]]
FIRST_DAY, LAST_DAY = frozenset({"validfrom"}), frozenset({"validto"})
"""Restricted fields that an edition's days are told by."""


class DocumentText(NamedTuple):
    """One version of a document to read: its edition, its text, and where restricted values stand in it."""

    edition: Edition
    text: str
    hidden: tuple[Hidden, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as the librarian hands it in.

    Attributes:
        document: The document, with the private spans of its passages.
        id: Equal for equal document, version, metadata, level and extraction (``reading_of``).
        level: Confidentiality level of its corpus.
        inputs: Fingerprint of what was read, so that an unchanged file need not be parsed again.
        detector: Name of what found the private spans.
    """

    document: Document
    id: str
    level: str
    inputs: str = ""
    detector: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A published document, as the librarian needs to know it without opening it.

    Attributes:
        id, corpus, path, source: As in the document.
        edition_id, reading, inputs, version, detector: Of its current edition.
        metadata: Of its current edition.
        passages: How many it has.
        private: Entity type → how many private things stand in it.
        evaluated: Whether private things were looked for in all of its passages.
        notes: Findings at its last parse.
    """

    id: str
    corpus: str
    path: str
    source: str
    edition_id: str
    reading: str
    inputs: str
    version: str
    detector: str
    metadata: Metadata
    passages: int = 0
    private: Mapping[str, int] = field(default_factory=dict)
    evaluated: bool = True
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One edition as the ledger holds it.

    Attributes:
        base: With the window and rule that its own metadata declare.
        metadata: As declared or inferred.
        reading: Equal for equal version, metadata, level and extraction.
        status: staged, published or retired.
        sequence: Order of publication within the document.
        published_on: Day of publication, in UTC.
        narrowings: Distinct sets of clauses that its passages add to its rule.
        indexed: Rules and days as they stand in the index; None when it holds no point.
        default: Groups that see its corpus by default today, where it declares none and they are known.
    """

    base: Edition
    metadata: Metadata
    reading: str
    status: str
    sequence: int
    published_on: date
    narrowings: frozenset[Clauses]
    indexed: str | None
    default: frozenset[str] | None = None

    @property
    def is_overtaken(self) -> bool:
        """Return whether its corpus has another default access today than when it was read, and it has no own."""
        return self.default is not None and self.metadata.rule != rule_for(*self.default)

    @property
    def rule(self) -> Rule:
        """Return who may see it: by a default of today that leaves out any of those who saw it, today's."""
        if self.default is None or EVERYONE in self.default:
            return self.metadata.rule
        seen_by = frozenset[str]().union(*self.metadata.rule.clauses)
        return self.metadata.rule if seen_by <= self.default else rule_for(*self.default)


@dataclass(frozen=True, slots=True)
class Standing:
    """One edition as it stands among the others of its document.

    Attributes:
        entry: The edition.
        edition: With the window and rule that are in force.
        shown: The same as it is listed: what a new restriction may mean of its own metadata is not told any more.
        narrowed: Clauses that today's metadata add to every passage of it.
        is_read_again: Whether a later edition is the same version under the same metadata: that one is found in its
            place, and this one is only kept for the answers that quote it.
    """

    entry: Entry
    edition: Edition
    shown: Edition
    narrowed: Clauses
    is_read_again: bool = False

    def rule(self, extra: Clauses) -> Rule:
        """Return the rule of a passage that adds ``extra`` clauses: never open where the document is not."""
        return Rule(self.edition.rule.clauses | extra | self.narrowed) if self.edition.rule.clauses else NOBODY

    @property
    def rules(self) -> frozenset[Rule]:
        """Return every rule that a passage of it carries."""
        return frozenset(self.rule(extra) for extra in self.entry.narrowings)

    @property
    def imprint(self) -> str:
        """Return the rules and days that the index must hold for it."""
        return dumps([sorted(rule.key for rule in self.rules), *self.edition.window.days])

    @property
    def is_dirty(self) -> bool:
        """Return whether the index holds other rules or days than the truth, or what it need not hold."""
        return self.entry.indexed is not None and (self.is_read_again or self.entry.indexed != self.imprint)

    @property
    def is_indexable(self) -> bool:
        """Return whether there is a day on which it is found."""
        first, last = self.edition.window.days
        return first <= last and not self.is_read_again


def reading_of(document: Document, *, level: str, extraction: str) -> str:
    """Return the identity of one reading of a document: 16 hex digits, equal on every machine."""
    told = [document.id, document.version, document.kind, level, extraction, dumps(document.metadata)]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:16]


def standings(entries: Iterable[Entry]) -> list[Standing]:
    """Return how a document's editions stand if all of them are published, oldest publication first.

    The same version read again, by other logic or under other settings, holds on the days of its earlier reading too,
    if what is declared of it is the same: the document itself did not change.
    """
    ordered = sorted(entries, key=lambda entry: entry.sequence)
    runs = [list(run) for _, run in groupby(ordered, key=_version)]
    held = windows([(run[-1].metadata.window, run[0].published_on) for run in runs])
    begun = frozenset(run[-1].metadata.window.first for run in runs if not run[-1].base.dates_inferred)
    return [
        replace(_standing(entry, ordered[-1], window, begun), is_read_again=entry is not run[-1])
        for run, window in zip(runs, held, strict=True)
        for entry in run
    ]


def _version(entry: Entry) -> tuple[str, str]:
    return entry.base.version, dumps(entry.metadata)


def _standing(entry: Entry, current: Entry, window: Window, begun: Collection[date | None]) -> Standing:
    """Return ``entry`` under the access rule of ``current``, where editions declare to begin on the days ``begun``.

    A restriction that only the current edition declares closes the whole of an older one: where its
    values stand in there was never looked for.
    """
    newly = set(current.metadata.restricted.items()) - set(entry.metadata.restricted.items())
    narrowed = frozenset(frozenset(groups) for _, groups in newly)
    is_inferred = entry.base.dates_inferred or _is_by_publication(window, entry.metadata.window, begun)
    edition = replace(
        entry.base, rule=current.rule, window=window, current=entry is current, dates_inferred=is_inferred
    )
    shown = _unsaid(edition, current.base, {re.sub(r"[\s_-]", "", name.casefold()) for name, _ in newly})
    return Standing(entry, edition, shown, narrowed)


def _is_by_publication(window: Window, declared: Window, begun: Collection[date | None]) -> bool:
    """Return whether an end of ``window`` was told by a day of publication, or by one that was inferred itself."""
    if window.first is not None and declared.first is None:
        return True
    return window.last is not None and window.last != declared.last and window.last + DAY not in begun


def _unsaid(edition: Edition, current: Edition, newly: Collection[str]) -> Edition:
    """Return an edition with what the current one says of itself in place of what may be restricted now."""
    if not newly:
        return edition
    first = None if FIRST_DAY & set(newly) else edition.window.first
    last = None if LAST_DAY & set(newly) else edition.window.last
    told = {name: getattr(current, name) for name in ("title", "owner", "status", "stage")}
    return replace(edition, window=Window(first, last), **told)
