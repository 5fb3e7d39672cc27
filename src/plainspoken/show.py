"""Shows a kept answer to one viewer: quotes from the ledger, placeholders restored where they may see the source."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from plainspoken.access import Principal
from plainspoken.answers import Abstention, Answer, Citation, Claim, Kept
from plainspoken.cite import cite, marked, quoted, with_markers
from plainspoken.errors import NotFoundError
from plainspoken.ladder import Attempt
from plainspoken.passages import ScoredPassage
from plainspoken.placeholders import Placeholders, is_spoken
from plainspoken.restore import restore
from plainspoken.trip import Trip

Look = Callable[[Sequence[str]], Sequence[ScoredPassage]]
May = Callable[[str], bool]


def show(kept: Kept, *, viewer: Principal, issued: Placeholders, look: Look) -> Answer:
    """Return the answer as ``viewer`` may read it.

    Args:
        kept: As the ledger keeps it.
        viewer: Who reads.
        issued: Placeholders of its conversation.
        look: Passage ids → passages with their editions; ids that are gone are left out.

    Raises:
        NotFoundError: A document it quotes is gone, or no longer for this viewer.
    """
    answer = kept.answer
    passages = [found for found in look(answer.passport.passages) if found.passage.rule.allows(viewer)]
    may = _opened_by(passages)

    def told(text: str) -> str:
        return restore(text, issued, may=may).text

    citations = tuple(words(citation, passages) for citation in answer.citations)
    claims = tuple(replace(c, text=as_quoted(c, citations, issued, may)) for c in answer.claims)
    return replace(
        answer,
        question=restore(answer.question, issued.as_asked(len(kept.history)), may=may).text,
        text=marked(claims) if claims else told(answer.text),
        claims=claims,
        citations=citations,
        abstention=_abstention(answer.abstention, passages, told),
        candidates=tuple(
            show(replace(kept, answer=each), viewer=viewer, issued=issued, look=look) for each in answer.candidates
        ),
        restored=restore(answer.text, issued, may=may).counts,
    )


def as_quoted(claim: Claim, citations: Sequence[Citation], issued: Placeholders, may: May) -> str:
    """Return a claim's text with each private value as its own quotes write it: no first name becomes a full one."""
    quotes = [citation.quote for citation in citations if citation.n in claim.citations]
    return restore(claim.text, issued.as_written_in(quotes), may=may).text


def spoken(attempt: Attempt, trip: Trip, known: Sequence[Citation]) -> tuple[str, tuple[Citation, ...]]:
    """Return the last of the sentences found so far as the asker reads it, with its markers, and all citations so far.

    Args:
        attempt: What was found.
        trip: From what, and for whom.
        known: Citations of the sentences before it.
    """
    shown = attempt.asked.passages if attempt.asked else ()
    (last,), citations = cite(attempt.judged[-1:], passages=trip.found, shown=shown, known=known)
    text = as_quoted(last, citations, trip.issued, _opened_by(trip.found))
    return with_markers(text, last.citations), citations


def words(citation: Citation, passages: Sequence[ScoredPassage]) -> Citation:
    """Return the citation with its words, read from the one of ``passages`` that it points into."""
    for found in passages:
        passage = found.passage
        inside = passage.start <= citation.start and citation.end <= passage.end
        if inside and (passage.document_id, passage.version) == (citation.document_id, citation.version):
            again = quoted(found, citation.start - passage.start, citation.end - passage.start, n=citation.n)
            return replace(again, valid_from=citation.valid_from, valid_to=citation.valid_to)
    raise NotFoundError("no such answer")


def _abstention(
    given: Abstention | None, passages: Sequence[ScoredPassage], told: Callable[[str], str]
) -> Abstention | None:
    if given is None:
        return None
    closest = tuple(words(citation, passages) for citation in given.closest)
    owner = next((citation.owner for citation in closest if citation.owner), None)
    return Abstention(given.reason, told(given.missing), closest, owner)


def _opened_by(passages: Sequence[ScoredPassage]) -> May:
    """Return whether a placeholder's source may be read by who sees ``passages``: one of them, or what was spoken."""
    visible = {found.passage.id for found in passages}
    return lambda source: source in visible or is_spoken(source)
