"""How a door that stays open is told to stop."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _ToldToStop(BaseException):
    """SIGTERM came: no failure, and nothing that a handler of failures may catch."""


@contextmanager
def until_sigterm() -> Iterator[None]:
    """End the block at SIGTERM, which is how services are stopped, with everything in it closed; go on behind it."""
    if threading.current_thread() is not threading.main_thread():  # which alone hears signals
        yield
        return

    def stop(*_: object) -> None:
        raise _ToldToStop

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except _ToldToStop:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
