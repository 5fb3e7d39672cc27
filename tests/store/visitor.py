"""Another process on the same index: ``python -m tests.store.visitor HOME COMMAND``."""

import sys
import time
from pathlib import Path

from plainspoken.errors import PlainspokenError
from plainspoken.store import open_store
from tests.store.invented import direction, identity, point, scope

FOREVER_S = 60


def hold(home):
    """Hold the index until killed."""
    store = open_store(home=home)
    store.upsert([point(n, seed=n, terms=[7]) for n in range(10)])
    tell(f"holding {store.holds}")
    time.sleep(FOREVER_S)


def ask(home):
    """Ask the index of another process."""
    store = open_store(home=home)
    found = store.dense(direction(3), scope(), 1)
    store.upsert([point("from afar", seed=3, terms=[8])])
    tell(f"holding {store.holds} found {found[0].id == identity(3)} size {store.size()}")
    store.close()


def write(home):
    """Add batches of 20 until killed, telling of each that was acknowledged."""
    store = open_store(home=home)
    for batch in range(10_000):
        store.upsert([point(f"{batch}/{n}", seed=n, terms=[7], edition=f"b{batch}") for n in range(20)])
        tell(f"{batch}")


def tell(words):
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        {"hold": hold, "ask": ask, "write": write}[sys.argv[2]](Path(sys.argv[1]))
    except PlainspokenError as error:
        tell(type(error).__name__)
