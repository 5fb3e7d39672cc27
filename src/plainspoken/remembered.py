"""What was asked for last, for whoever asks for it next."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Remembered(Generic[Key, Value]):
    """Values by their keys, for any number of threads: those that nobody asked for the longest go first.

    Args:
        most: How many of them.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._turn = threading.Lock()

    def known(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """Return what is remembered under those of ``keys`` under which something is."""
        with self._turn:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        return found

    def add(self, found: Mapping[Key, Value]) -> None:
        """Remember these too."""
        with self._turn:
            self._kept.update(found)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
