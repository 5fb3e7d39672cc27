"""Which groups of examples are held back from the neural reader."""

import hashlib

HELD = 5  # one group in so many


def held(group: str) -> bool:
    """Return whether a group is held back: by its hash, so that it stays so whatever else is added."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % HELD == 0
