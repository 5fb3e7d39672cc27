"""What private data sits where, and what of it went to a model: counts, never values."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from plainspoken.access import Principal
from plainspoken.ledger import Egress, Holding, Ledger
from plainspoken.levels import is_above, strictest
from plainspoken.passages import Edition

MOST_DAYS = 12  # points of the trend: a year of monthly ingests, or two weeks of daily ones


@dataclass(frozen=True, slots=True)
class Held:
    """What one document holds, in the version that is current.

    Attributes:
        corpus, document, title, owner: As in the document.
        level: Of its corpus; the stricter one where the settings say another than at ingest.
        private: Entity type → how many.
        above: The part of it that is more than a corpus of that level should hold.
        older: How many private things its older versions hold.
        is_evaluated: Whether it was looked for in every passage; if not, nothing of it goes to a model.
    """

    corpus: str
    document: str
    title: str
    owner: str | None
    level: str
    private: Mapping[str, int]
    above: Mapping[str, int]
    older: int
    is_evaluated: bool


@dataclass(frozen=True, slots=True)
class Inventory:
    """What private data there is for one reader, or for whoever keeps the house.

    Attributes:
        documents: Those of which any version holds some, or was not evaluated; the most above its level first.
        counted: How many documents were looked at.
        trend: (day, entity type → how many) of what was current then, of the documents that are there today.
        egress: What was sent to a model, oldest first.
        kept: How many conversations, answers and remarks are kept, redacted, their placeholders sealed; and how many
            evaluated cases and reviews, as they are.
        is_masked: Whether private fields are replaced in what a model is sent, as the settings are now.
    """

    documents: tuple[Held, ...] = ()
    counted: int = 0
    trend: tuple[tuple[date, Mapping[str, int]], ...] = ()
    egress: tuple[Egress, ...] = ()
    kept: Mapping[str, int] = field(default_factory=dict)
    is_masked: bool = True

    @property
    def holding(self) -> int:
        """Return how many documents hold any in their current version."""
        return sum(any(each.private.values()) for each in self.documents)

    @property
    def older(self) -> int:
        """Return how many private things the older versions of all documents hold."""
        return sum(each.older for each in self.documents)

    @property
    def types(self) -> dict[str, int]:
        """Return entity type → how many in all current versions, most first."""
        return _summed(each.private for each in self.documents)

    @property
    def above(self) -> dict[str, int]:
        """Return the same for what is above its corpus's level."""
        return _summed(each.above for each in self.documents)

    @property
    def owners(self) -> dict[str, int]:
        """Return owner → how many in their documents, most first; the empty name is nobody."""
        return _summed({each.owner or "": sum(each.private.values())} for each in self.documents)


def inventory(
    ledger: Ledger, *, level: Callable[[str], str], viewer: Principal | None = None, corpus: str | None = None
) -> Inventory:
    """Return what private data there is.

    Args:
        ledger: Where it is.
        level: Name of a corpus → its level by today's settings.
        viewer: Only what passages hold that they may see, and what was sent for their own answers; None for all.
        corpus: Only this corpus.
    """
    found = ledger.holdings(viewer)
    versions: dict[str, list[Edition]] = {}
    for edition in ledger.editions(viewer, corpus=corpus, current_only=False):
        if edition.id in found:
            versions.setdefault(edition.document_id, []).append(edition)
    held = [_held(each, found, strictest([each[-1].level, level(each[-1].corpus)])) for each in versions.values()]
    telling = [each for each in held if each.private or each.older or not each.is_evaluated]
    telling.sort(key=lambda each: (-sum(each.above.values()), -sum(each.private.values()), each.corpus, each.document))
    return Inventory(
        documents=tuple(telling),
        counted=len(held),
        trend=_trend(versions.values(), found),
        egress=ledger.egress(viewer),
        kept=ledger.counts() if viewer is None else {},
    )


def _held(versions: Sequence[Edition], found: Mapping[str, Holding], level: str) -> Held:
    """Return what the last of a document's versions holds."""
    current = versions[-1]
    holding = found[current.id]
    return Held(
        corpus=current.corpus,
        document=current.path,
        title=current.title,
        owner=current.owner,
        level=level,
        private=holding.private,
        above={type_: count for type_, count in holding.private.items() if is_above(type_, level)},
        older=sum(sum(found[edition.id].private.values()) for edition in versions[:-1]),
        is_evaluated=holding.is_evaluated,
    )


def _trend(
    documents: Iterable[Sequence[Edition]], found: Mapping[str, Holding]
) -> tuple[tuple[date, Mapping[str, int]], ...]:
    """Return what was current on each of the last days on which something was published."""
    published = [[found[edition.id] for edition in versions] for versions in documents]
    days = sorted({holding.published_on for versions in published for holding in versions})[-MOST_DAYS:]
    points = []
    for day in days:
        current = [[each for each in versions if each.published_on <= day][-1:] for versions in published]
        points.append((date.fromordinal(day), _summed(each.private for one in current for each in one)))
    return tuple(points)


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return {name: count for name, count in sorted(total.items(), key=lambda one: (-one[1], one[0])) if count}
