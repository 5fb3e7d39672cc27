"""How many questions are answered at once, and how many may wait."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from plainspoken.errors import UnavailableError

AT_ONCE = 8  # answering is bound by the processor; more threads only make each slower
WAITING = 24  # with the above fewer than the 40 threads that serve all routes
LONGEST_WAIT_S = 30.0


class FullError(UnavailableError):
    """There is no room now."""


class Room:
    """Lets a bounded number of questions in; the rest wait a while, or are told to come back."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._places = threading.BoundedSemaphore(at_once)
        self._queue = threading.BoundedSemaphore(at_once + waiting)

    def enter(self) -> None:
        """Take a place.

        Raises:
            FullError: Too many wait already, or none got free in time.
        """
        if not self._queue.acquire(blocking=False):
            raise FullError("too many questions at once; nothing was answered")
        if not self._places.acquire(timeout=LONGEST_WAIT_S):
            self._queue.release()
            raise FullError("too many questions at once; nothing was answered")

    def leave(self) -> None:
        """Free a place."""
        self._places.release()
        self._queue.release()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place during the block."""
        self.enter()
        try:
            yield
        finally:
            self.leave()
