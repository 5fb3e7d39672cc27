"""Leaves out of a document what was forgotten before: it does not come back with the next version of the file."""

from collections.abc import Sequence
from dataclasses import replace

from plainspoken.forgotten import Forgotten, Stretch, blanked
from plainspoken.librarian.indexing import Engines
from plainspoken.passages import Document
from plainspoken.redacted import PrivateSpan
from plainspoken.shapes import PERSON


def forgotten_before(engines: Engines) -> Forgotten:
    """Return what was forgotten, for whoever reads documents in."""
    return Forgotten(engines.ledger.eraser.words(), engines.tag)


def omit(document: Document, forgotten: Forgotten) -> Document:
    """Return a document, its private spans found, with what was forgotten blanked."""
    private = [
        PrivateSpan(passage.start + span.start, passage.start + span.end, span.type, span.score)
        for passage in document.passages
        for span in passage.spans or ()
    ]
    stretches = forgotten.stretches(document.text, private)
    known, near = document.metadata, forgotten.beside(document.text, stretches)
    owner = known.owner or ""
    whole = [PrivateSpan(0, len(owner), PERSON)] if owner else []
    fresh = replace(
        known,
        title=near.blank(known.title),
        owner=blanked(owner, forgotten.stretches(owner, whole)) or None,
    )
    if not stretches and fresh == known:
        return document
    text = blanked(document.text, stretches)
    passages = tuple(
        replace(
            passage,
            text=text[passage.start : passage.end],
            section=tuple(map(near.blank, passage.section)),
            context=near.blank(passage.context),
            spans=_left(passage.spans, passage.start, stretches),
            beside=None,
        )
        for passage in document.passages
    )
    return replace(document, text=text, passages=passages, metadata=fresh)


def _left(
    spans: tuple[PrivateSpan, ...] | None, start: int, stretches: Sequence[Stretch]
) -> tuple[PrivateSpan, ...] | None:
    """Return the private spans of a passage that are not blanked."""
    if spans is None:
        return None
    return tuple(
        span
        for span in spans
        if not any(span.start + start < end and begin < span.end + start for begin, end in stretches)
    )
