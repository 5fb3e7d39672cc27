"""Which groups of examples are held back from the neural reader."""

import hashlib

HELD = 5  # one group in so many
COMPANIES = frozenset({"c01", "c03", "c05", "c09"})
TWINS = frozenset({"t05", "t09", "t12", "t15"})


def held(group: str) -> bool:
    """Return whether a group is held back: by its hash, so that it stays so whatever else is added; a company by name."""
    kind, _, name = group.partition(":")
    if kind == "company":
        return name.split(":")[0] in COMPANIES | TWINS
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % HELD == 0
