"""When a document is in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

FIRST_DAY = date.min.toordinal()
LAST_DAY = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which something is in force, both ends inclusive.

    Attributes:
        first: First day in force; None for "always was".
        last: Last day in force; None for "until further notice".
    """

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Return whether ``day`` lies in this window."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    @property
    def days(self) -> tuple[int, int]:
        """Return both ends as proleptic ordinals, open ends at the calendar's limits."""
        first = self.first.toordinal() if self.first else FIRST_DAY
        last = self.last.toordinal() if self.last else LAST_DAY
        return first, last


def superseded(links: Mapping[str, Iterable[str]], in_force: frozenset[str]) -> frozenset[str]:
    """Return the ids that something in force supersedes, directly or down a chain.

    Args:
        links: Newer document id → ids it supersedes.
        in_force: Ids of the documents that the caller may see and that hold on the day asked about.

    A cycle (each says it replaces the other) supersedes nothing within itself: what
    documents claim of each other then cannot be decided, and both are shown.
    """
    reach: dict[str, frozenset[str]] = {newer: _reach(newer, links) for newer in links if newer in in_force}
    return frozenset(old for newer, olds in reach.items() for old in olds if newer not in _reach(old, links))


def _reach(start: str, links: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return every id that can be reached from ``start``, itself included only through a cycle."""
    seen: set[str] = set()
    todo = list(links.get(start, ()))
    while todo:
        current = todo.pop()
        if current not in seen:
            seen.add(current)
            todo.extend(links.get(current, ()))
    return frozenset(seen)
