"""What documents say about each other and nobody answers to."""

from collections.abc import Collection, Iterator, Sequence

from plainspoken.ledger import Claim, Known, folded, names_of
from plainspoken.librarian.report import Finding


def dangling(known: Sequence[Known], covered: Collection[str]) -> Iterator[Finding]:
    """Yield a finding for each name in a ``supersedes`` or ``superseded_by`` that no document of the corpus has.

    Args:
        known: Every document of one corpus.
        covered: Paths of those to look at.
    """
    claims = [_claim(each) for each in known]
    names = names_of(claims)
    for claim in claims:
        for key, name in _said(claim) if claim.path in covered else ():
            if not names.find(name, said_by=claim, is_visible=lambda _: True):
                yield Finding(claim.path, f"{key}: no document of this corpus has the path or title {name!r}")


def _said(claim: Claim) -> list[tuple[str, str]]:
    replaces = [("supersedes", name) for name in claim.replaces]
    return replaces + [("superseded_by", name) for name in claim.replaced_by]


def _claim(each: Known) -> Claim:
    told = each.metadata
    titles = frozenset({folded(told.title)})
    return Claim(each.id, each.corpus, each.path, titles, told.supersedes, told.superseded_by)
