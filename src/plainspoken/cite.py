"""Turns judged sentences into claims and numbered citations with verbatim quotes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from plainspoken.answers import Citation, Claim, Judgement, Sentence
from plainspoken.passages import ScoredPassage
from plainspoken.redacted import RedactedText

LITERAL = re.compile(r"(?<!\w)\[(\d+(?:\s*[,;–-]\s*\d+)*)\]")
"""A number in brackets in a document's own words; an index such as ``x[0]`` is not meant."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence that was found supported, and the judgement that says so."""

    sentence: Sentence
    judgement: Judgement


def cite(
    judged: Sequence[Judged],
    *,
    passages: Sequence[ScoredPassage],
    shown: Sequence[RedactedText],
    known: Sequence[Citation] = (),
) -> tuple[tuple[Claim, ...], tuple[Citation, ...]]:
    """Return the claims with the numbers of their citations, and all citations in order of first use.

    Args:
        judged: Supported sentences in the order in which they are read.
        passages: What the answerer was given; ``passages[0]`` is its ``[1]``.
        shown: The same passages as redacted; judgements point into these.
        known: Citations of the sentences before these.

    The claims stay redacted; quotes are the ledger's own words.
    """
    citations = list(known)
    claims: list[Claim] = []
    for item in judged:
        numbers: list[int] = []
        for n, start, end in item.judgement.quotes:
            quote = quoted(passages[n - 1], *shown[n - 1].original(start, end), n=len(citations) + 1)
            first = next((c for c in citations if _same(c, quote)), quote)
            if first is quote:
                citations.append(quote)
            number = first.n
            if number not in numbers:
                numbers.append(number)
        text = LITERAL.sub(r"(\1)", item.sentence.text)  # else it would read as a marker of ours
        claims.append(Claim(text, tuple(numbers), item.judgement.verdict, round(item.judgement.score, 4)))
    return tuple(claims), tuple(citations)


def quoted(found: ScoredPassage, start: int, end: int, *, n: int) -> Citation:
    """Return citation ``n`` of ``found.passage.text[start:end]``, without white space around it."""
    words = found.passage.text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    passage, edition = found.passage, found.edition
    return Citation(
        n=n,
        document=edition.path,
        document_id=edition.document_id,
        version=passage.version,
        title=edition.title,
        section=" > ".join(passage.section),
        page=passage.page,
        quote=words,
        start=passage.start + start,
        end=passage.start + start + len(words),
        owner=edition.owner,
        valid_from=edition.window.first,
        valid_to=edition.window.last,
        dates_inferred=edition.dates_inferred,
    )


def blank(citation: Citation) -> Citation:
    """Return the citation without words: offsets are what is kept, words are read from the ledger again."""
    return replace(citation, quote="", document="", title="", section="", owner=None)


def marked(claims: Sequence[Claim]) -> str:
    """Return the claims' texts with their markers, in order: ``… [1]. … [1][2].``."""
    return " ".join(with_markers(claim.text, claim.citations) for claim in claims)


def with_markers(text: str, numbers: Sequence[int]) -> str:
    """Return ``text`` with ``[n]`` before its closing full stop, or at its end where it has none."""
    markers = "".join(f"[{n}]" for n in numbers)
    if text and text[-1] in ".!?":
        return f"{text[:-1]} {markers}{text[-1]}"
    return f"{text} {markers}"


def _same(one: Citation, other: Citation) -> bool:
    return (one.document_id, one.version, one.start, one.end) == (
        other.document_id,
        other.version,
        other.start,
        other.end,
    )
