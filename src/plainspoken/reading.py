"""Reads a document, or passages handed in, in somebody's right."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from plainspoken.access import EVERYONE, Principal, rule_for
from plainspoken.errors import NotFoundError, RedactionError
from plainspoken.forgotten import blanked
from plainspoken.ledger import Ledger
from plainspoken.passages import Edition, Passage, ScoredPassage
from plainspoken.redacted import PrivateSpan
from plainspoken.validity import Window


@dataclass(frozen=True, slots=True)
class View:
    """A document as one person may read it.

    Attributes:
        edition: Which version, and what is known about it.
        text: What offsets index; restricted values are blanked, letter by letter.
    """

    edition: Edition
    text: str


def view(ledger: Ledger, document_id: str, viewer: Principal, version: str | None = None) -> View:
    """Return one version of a document, the current one by default.

    Raises:
        NotFoundError: There is none, or ``viewer`` may not see it: the two read the same.
    """
    found = ledger.document(document_id, version)
    if not found.edition.rule.allows(viewer):
        raise NotFoundError(f"no such document {document_id!r}")
    hidden = sorted((one.start, one.end) for one in found.hidden if not viewer.groups.intersection(one.groups))
    return View(found.edition, blanked(found.text, hidden))


def given(
    passages: Sequence[tuple[str, str]],
    *,
    find: Callable[[Sequence[str]], list[tuple[PrivateSpan, ...]]],
    finder: str,
) -> tuple[ScoredPassage, ...]:
    """Return passages that were handed in as (id, text), each a document of its own that everybody may see.

    Args:
        passages: As handed in.
        find: Finds private spans.
        finder: Its name.
    """
    try:
        spans: Sequence[tuple[PrivateSpan, ...] | None] = find([text for _, text in passages])
    except RedactionError:
        spans = [None] * len(passages)  # not evaluated: a model is not asked
    return tuple(_given(name, text, private, finder) for (name, text), private in zip(passages, spans, strict=True))


def snapshot_of(found: Sequence[ScoredPassage]) -> str:
    """Return ``sha256:…`` over passages that were handed in."""
    digest = hashlib.sha256("\0".join(scored.passage.id for scored in found).encode())
    return f"sha256:{digest.hexdigest()}"


def _given(name: str, text: str, spans: tuple[PrivateSpan, ...] | None, finder: str) -> ScoredPassage:
    version = "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    passage_id = hashlib.sha256(f"{name}\0{version}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    rule = rule_for(EVERYONE)
    passage = Passage(passage_id, name, version, text, 0, len(text), rule=rule, spans=spans)
    edition = Edition(passage_id[:16], name, "", name, version, "document", "", None, None, None, rule, Window())
    return ScoredPassage(passage, replace(edition, detector=finder), 0.0)
