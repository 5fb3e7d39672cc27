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
    groups = cycles(links)
    group_of = {each: number for number, group in enumerate(groups) for each in group}
    gone: set[int] = set()
    for number, group in enumerate(groups):
        if number in gone or group & in_force:
            gone |= {group_of[old] for newer in group for old in links.get(newer, ())} - {number}
    return frozenset(each for number in gone for each in groups[number])


def cycles(links: Mapping[str, Iterable[str]]) -> list[frozenset[str]]:
    """Return every id in ``links`` with those that it supersedes and that supersede it; mostly it is alone.

    The groups come in an order in which each stands before what it supersedes (Kosaraju; in linear time).
    """
    backwards: dict[str, list[str]] = {}
    for newer, olds in links.items():
        for old in olds:
            backwards.setdefault(old, []).append(newer)
    seen: set[str] = set()
    left = [each for newer in links for each in _walk(newer, links, seen)]
    seen = set()
    return [frozenset(group) for each in reversed(left) if (group := _walk(each, backwards, seen))]


def _walk(start: str, links: Mapping[str, Iterable[str]], seen: set[str]) -> list[str]:
    """Return what is reached from ``start`` and was not seen before, each after what is reached from it."""
    found: list[str] = []
    path = [] if start in seen else [(start, iter(links.get(start, ())))]
    seen.add(start)
    while path:
        here, ahead = path[-1]
        step = next((each for each in ahead if each not in seen), None)
        if step is None:
            found.append(here)
            path.pop()
        else:
            seen.add(step)
            path.append((step, iter(links.get(step, ()))))
    return found
