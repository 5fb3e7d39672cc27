"""How many questions are answered at once, and how many may wait."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from plainspoken.errors import FullError

AT_ONCE = 8  # answering is bound by the processor; more threads only make each slower
WAITING = 256
LONGEST_WAIT_S = 30.0  # longer than a person waits


class Room:
    """Lets a bounded number of questions in; the rest wait a while, or are told to come back."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._most = at_once + waiting
        self._here = 0
        self._places = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place during the block.

        Raises:
            FullError: Too many wait already, or no place got free in time.
        """
        if self._here >= self._most:
            raise FullError("too many questions at once; nothing was answered")
        self._here += 1
        try:
            await self._entered()
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._here -= 1

    async def _entered(self) -> None:
        try:
            await asyncio.wait_for(self._places.acquire(), LONGEST_WAIT_S)
        except TimeoutError as error:
            raise FullError("no place got free in time; nothing was answered") from error
