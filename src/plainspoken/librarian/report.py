"""What a round of the librarian is told, and what it tells afterwards; what it tells of forgetting."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Corpus:
    """Where documents belong, and what holds for those that say nothing of their own.

    Attributes:
        name: Its name.
        access: Groups that may see a document that declares no access.
        level: public, internal, confidential or local-only.
    """

    name: str
    access: tuple[str, ...] = ("everyone",)
    level: str = "internal"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about one file.

    Attributes:
        path: As cited.
        why: In one plain sentence.
    """

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """What one round did, and what the ingested paths hold now. Paths are as cited, sorted.

    Attributes:
        added, changed, unchanged, removed: Documents by what happened to them.
        skipped: Files that are of no kind we read, and links, devices and pipes.
        refused: Files and folders that could not be read; an older version of theirs keeps serving.
        passages: How many passages the documents have.
        private: Entity type → how many private things stand in them.
        undated: Documents without a first and a last day.
        unowned: Documents without an owner.
        duplicates: Groups of documents with the same bytes, or nearly the same words.
        problems: What is odd about documents that were kept.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[Finding, ...] = ()
    refused: tuple[Finding, ...] = ()
    passages: int = 0
    private: Mapping[str, int] = field(default_factory=dict)
    undated: tuple[str, ...] = ()
    unowned: tuple[str, ...] = ()
    duplicates: tuple[tuple[str, ...], ...] = ()
    problems: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the object that ``ingest --json`` prints."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "removed": len(self.removed),
            "skipped": [finding.path for finding in self.skipped],
            "refused": [{"path": finding.path, "why": finding.why} for finding in self.refused],
            "passages": self.passages,
            "private": dict(sorted(self.private.items())),
            "undated": list(self.undated),
            "unowned": list(self.unowned),
            "duplicates": [list(group) for group in self.duplicates],
            "problems": [{"path": finding.path, "why": finding.why} for finding in self.problems],
            "paths": {
                "added": list(self.added),
                "changed": list(self.changed),
                "unchanged": list(self.unchanged),
                "removed": list(self.removed),
            },
        }


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What was forgotten, or would be.

    Attributes:
        removed: Documents that went as a whole, as corpus and path.
        blanked: Document, as corpus and path → how many of its stretches were blanked.
        conversations, answers, feedback: How many of each went.
        records: How many records of evaluations, and reviews of these, were blanked where the value stood in them.
        files: Files outside of this home that hold it still: they are not ours to change.
    """

    removed: tuple[str, ...] = ()
    blanked: dict[str, int] = field(default_factory=dict)
    conversations: int = 0
    answers: int = 0
    feedback: int = 0
    records: int = 0
    files: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Return whether there was nothing to forget."""
        counts = self.conversations, self.answers, self.feedback, self.records
        return not (self.removed or self.blanked or any(counts))

    def as_json(self) -> dict[str, object]:
        """Return the object that ``forget --json`` prints."""
        return {
            "removed": list(self.removed),
            "blanked": dict(sorted(self.blanked.items())),
            "conversations": self.conversations,
            "answers": self.answers,
            "feedback": self.feedback,
            "records": self.records,
            "files": list(self.files),
        }
