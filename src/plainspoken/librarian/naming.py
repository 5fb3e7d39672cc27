"""What documents say about each other and nobody answers to."""

from collections.abc import Collection, Iterator, Sequence

from plainspoken.ledger import Claim, Known, folded, links_of, names_of
from plainspoken.librarian.report import Finding
from plainspoken.validity import cycles


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


def circular(known: Sequence[Known], covered: Collection[str]) -> Iterator[Finding]:
    """Yield a finding for each circle of documents that are said to replace each other.

    Args:
        known: Every document of one corpus.
        covered: Paths of those to look at.
    """
    claims = [_claim(each) for each in known]
    path_of = {claim.document_id: claim.path for claim in claims}
    for group in cycles(links_of(claims, names_of(claims), is_visible=lambda _: True)):
        first, *others = sorted(path_of[each] for each in group)
        if others and not {first, *others}.isdisjoint(covered):
            yield Finding(
                first, f"said to replace {', '.join(map(repr, others))} and to be replaced by it: all are shown"
            )


def _said(claim: Claim) -> list[tuple[str, str]]:
    replaces = [("supersedes", name) for name in claim.replaces]
    return replaces + [("superseded_by", name) for name in claim.replaced_by]


def _claim(each: Known) -> Claim:
    told = each.metadata
    titles = frozenset({folded(told.title)})
    return Claim(each.id, each.corpus, each.path, titles, told.supersedes, told.superseded_by)
