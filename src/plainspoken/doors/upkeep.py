"""What a door that stays open owes the documents: upkeep at its start, and every day after that."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from plainspoken.doors.apology import noted
from plainspoken.doors.terms import terms_of
from plainspoken.librarian import tend
from plainspoken.settings import Settings
from plainspoken.wiring import Engines

LOG = logging.getLogger("plainspoken.upkeep")
A_DAY_S = 24 * 60 * 60.0  # terms are counted in days
PATIENCE_S = 5.0  # for a round under way when the door closes: the next start begins it anew


@contextmanager
def upkeep(engines: Engines, settings: Settings, *, every_s: float = A_DAY_S) -> Iterator[None]:
    """Bring the documents up to today's detector and terms in the background, again and again until the block ends."""
    over = threading.Event()
    work = partial(tend, engines, terms_of(settings))
    thread = threading.Thread(target=_repeated, args=(work, every_s, over), name="plainspoken-upkeep", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(PATIENCE_S)


def _repeated(work: Callable[[], None], every_s: float, over: threading.Event) -> None:
    while not over.is_set():
        try:
            work()
        except Exception as error:  # noqa: BLE001  a door: it stays open, and the next round tries again
            LOG.warning("upkeep was not finished: %s", noted(error))
        over.wait(every_s)
