"""Passages as they were read, for whoever reads them next."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from plainspoken.passages import ScoredPassage


class Remembered:
    """The passages that were read last: those that nobody asked for the longest go first.

    Args:
        most: How many of them.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, ScoredPassage] = OrderedDict()
        self._turn = threading.Lock()

    def known(self, ids: Iterable[str]) -> dict[str, ScoredPassage]:
        """Return those of the passages that are remembered."""
        with self._turn:
            found = {each: self._kept[each] for each in ids if each in self._kept}
            for each in found:
                self._kept.move_to_end(each)
        return found

    def add(self, found: Mapping[str, ScoredPassage]) -> None:
        """Remember these too."""
        with self._turn:
            self._kept.update(found)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
