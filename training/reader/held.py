"""Which groups of examples are held back from the neural reader."""

import hashlib

HELD = 5  # one group in so many
COMPANIES = frozenset({"c01", "c03", "c05", "c09"})
TWINS = frozenset({"t05", "t09", "t12", "t15"})
WEIGHED = frozenset({"fells", "dales"})  # writers of small folders from which the coefficients learn
MEASURED = frozenset({"moors", "lochs"})  # and of those from which nothing does


def held(group: str) -> bool:
    """Return whether a group is held back: by its hash, so that it stays so whatever else is added; a company by name."""
    kind, _, name = group.partition(":")
    if kind == "company":
        return is_held(name.split(":")[0])
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % HELD == 0


def is_held(folder: str) -> bool:
    """Return whether a company, a folder of twins or a small folder is held back."""
    return folder in COMPANIES | TWINS or folder.partition("-")[0] in WEIGHED | MEASURED
