"""What takes over from what: editions of one document in time, and documents that replace others."""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

from plainspoken.validity import FIRST_DAY, Window, cycles, superseded

NEVER = Window(date.max, date.min)
"""The window of an edition that a later one corrected: it holds no day."""
DAY = timedelta(days=1)
SUPERSEDED = "superseded"
UNDECIDED = ("draft", "proposed", "deferred", "rejected", "withdrawn")
"""What the status of a document begins with that is not, or no longer, decided: what it would replace is in force."""


def windows(declared: Sequence[tuple[Window, date]]) -> list[Window]:
    """Return when each of a document's editions is in force, oldest publication first.

    Args:
        declared: The window that each edition gives itself, and the day on which it was published.

    An edition lasts until a later one takes over: on the later one's first day, or on its day of
    publication where it is undated. One that would begin on that day or after it is never in force.
    """
    starts = [window.first or (published if index else None) for index, (window, published) in enumerate(declared)]
    ordinals = [start.toordinal() if start else FIRST_DAY for start in starts]
    ends = list(accumulate(reversed(ordinals[1:]), min))[::-1]
    held = [_cut(window, start, end) for (window, _), start, end in zip(declared, starts, ends, strict=False)]
    last = declared[-1][0]
    follows = last.first is None and any(window is not NEVER for window in held)
    return [*held, Window(starts[-1], last.last) if follows else last]


def _cut(window: Window, start: date | None, end: int) -> Window:
    """Return ``window`` from ``start``, ended on the day before the ordinal ``end``."""
    if (start.toordinal() if start else FIRST_DAY) >= end:
        return NEVER
    cut = date.fromordinal(end) - DAY
    return Window(start, min(window.last, cut) if window.last else cut)


RECORD = re.compile(r"(?:([A-Za-z]{1,10})[ ._#-]{0,2}|#)?0*(\d{1,4})(?:\.\w{2,4})?")
NUMBERED_FILE = re.compile(r"(?:([A-Za-z]{1,10})[ ._-]?)?0*(\d{1,4})(?=[ ._-])")
"""A record's name in running text, and the file it stands in: ``ADR 12``, ``SLEP006``; ``0012-dns.md``."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one document says about its place among others.

    Attributes:
        document_id, corpus, path: Who says it.
        titles: Every title it has had, folded.
        replaces: Names of what it replaces.
        replaced_by: Names of what replaced it.
        is_replaced: Whether it calls itself superseded.
    """

    document_id: str
    corpus: str
    path: str
    titles: frozenset[str] = frozenset()
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    is_replaced: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """Finds documents by the names that others use for them.

    Attributes:
        by_path: (corpus, path) → document ids.
        by_title: (corpus, folded title) → document ids.
        by_number: (corpus, folder, number in the file's name) → the letters before it, folded, and document ids.
    """

    by_path: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    by_title: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    by_number: Mapping[tuple[str, str, int], frozenset[tuple[str, str]]] = field(default_factory=dict)

    def find(self, name: str, *, said_by: Claim, is_visible: Callable[[str], bool]) -> frozenset[str]:
        """Return the visible documents that ``name`` means.

        By path from the file, from the folder, by title, or as a numbered record beside it: ``ADR 12`` is
        ``0012-….md`` or ``adr-12-….md`` of the same folder, if no other is.

        What the caller may not see is no candidate, so it cannot stand in the way of what they may see.
        """

        def seen(candidates: frozenset[str]) -> frozenset[str]:
            return frozenset(each for each in candidates if each != said_by.document_id and is_visible(each))

        folder, root = posixpath.dirname(said_by.path), said_by.path.split("/")[0]
        paths = [posixpath.normpath(posixpath.join(base, name)) for base in (folder, "", root)]
        found = [self.by_path.get((said_by.corpus, path), frozenset()) for path in paths]
        found.append(self.by_title.get((said_by.corpus, folded(name)), frozenset()))
        named = next(filter(None, map(seen, found)), None)
        if named is not None:
            return named
        records = seen(self._records(name, said_by.corpus, folder))
        return records if len(records) == 1 else frozenset()

    def _records(self, name: str, corpus: str, folder: str) -> frozenset[str]:
        """Return the documents beside it of the number in ``name``, under the same letters if both have any."""
        record = RECORD.fullmatch(name.strip())
        if record is None:
            return frozenset()
        letters = (record[1] or "").casefold()
        numbered = self.by_number.get((corpus, folder, int(record[2])), frozenset())
        return frozenset(each for theirs, each in numbered if not (letters and theirs) or letters == theirs)


def names_of(claims: Iterable[Claim]) -> Names:
    """Return the index of every path and title."""
    by_path: dict[tuple[str, str], frozenset[str]] = {}
    by_title: dict[tuple[str, str], frozenset[str]] = {}
    by_number: dict[tuple[str, str, int], frozenset[tuple[str, str]]] = {}
    for claim in claims:
        by_path[claim.corpus, claim.path] = frozenset({claim.document_id})
        for title in claim.titles:
            key = claim.corpus, title
            by_title[key] = by_title.get(key, frozenset()) | {claim.document_id}
        folder, file = posixpath.split(claim.path)
        if numbered := NUMBERED_FILE.match(file):
            place = claim.corpus, folder, int(numbered[2])
            letters = (numbered[1] or "").casefold()
            by_number[place] = by_number.get(place, frozenset()) | {(letters, claim.document_id)}
    return Names(by_path, by_title, by_number)


def folded(title: str) -> str:
    """Return ``title`` as it is compared: case and runs of white space make no difference."""
    return " ".join(title.split()).casefold()


def replaced(
    claims: Sequence[Claim],
    names: Names,
    *,
    is_visible: Callable[[str], bool],
    is_in_force: Callable[[str], bool],
    has_begun: Callable[[str], bool],
) -> frozenset[str]:
    """Return the documents that are superseded, judged among the visible ones alone.

    Args:
        claims: What visible documents say; those that say nothing may be left out.
        names: Index of all documents.
        is_visible: Whether the caller may see a document.
        is_in_force: Whether a document holds on the day asked about.
        has_begun: Whether a document holds then, or held before.

    A document that calls itself superseded is, unless everything that replaces it begins later, or is replaced by
    it in turn.
    """
    links = links_of(claims, names, is_visible=is_visible)
    successors: dict[str, set[str]] = {}
    for newer, olds in links.items():
        for old in olds:
            successors.setdefault(old, set()).add(newer)
    in_force = frozenset(newer for newer in links if is_in_force(newer))
    group_of = {each: group for group in cycles(links) for each in group}
    lapsed = {
        me
        for claim in claims
        for me in [claim.document_id]
        if claim.is_replaced and _is_over(successors.get(me, set()), group_of.get(me, frozenset()), has_begun)
    }
    return superseded(links, in_force) | lapsed


def links_of(claims: Iterable[Claim], names: Names, *, is_visible: Callable[[str], bool]) -> dict[str, set[str]]:
    """Return each document that replaces others → these, by all that the visible ones say."""
    links: dict[str, set[str]] = {}
    for claim in claims:
        for newer, older in _pairs(claim, names, is_visible):
            links.setdefault(newer, set()).add(older)
    return links


def _pairs(claim: Claim, names: Names, is_visible: Callable[[str], bool]) -> list[tuple[str, str]]:
    """Return (newer, older) for everything that one document says."""
    me = claim.document_id
    olds = {old for name in claim.replaces for old in names.find(name, said_by=claim, is_visible=is_visible)}
    news = {new for name in claim.replaced_by for new in names.find(name, said_by=claim, is_visible=is_visible)}
    return [(me, old) for old in sorted(olds)] + [(new, me) for new in sorted(news)]


def _is_over(successors: set[str], circle: frozenset[str], has_begun: Callable[[str], bool]) -> bool:
    return not successors or any(has_begun(each) for each in successors - circle)
