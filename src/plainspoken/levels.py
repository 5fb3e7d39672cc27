"""How confidential a corpus is: what may leave this machine, and what private data it may hold."""

from plainspoken.entities import ENTITIES

LEVELS = ("public", "internal", "confidential", "local-only")
"""From the least to the most confidential."""
LOCAL_ONLY = "local-only"
CONTACT = frozenset(entity.type for entity in ENTITIES if entity.is_contact)
"""Types that people at work know of each other: at home in an internal document, not in a public one."""
NOWHERE = frozenset({"SECRET"})
"""Types that belong into no document at all."""


def strictest(levels: list[str]) -> str:
    """Return the most confidential of some levels; ``public`` where there is none."""
    return max(levels, key=LEVELS.index, default=LEVELS[0])


def may_leave(level: str, *, is_masked: bool) -> bool:
    """Return whether a text of that level may be sent to a model on another machine.

    Args:
        level: Of its corpus.
        is_masked: Whether private fields are replaced in it: nothing confidential leaves as it is.
    """
    return level in LEVELS[: LEVELS.index(LOCAL_ONLY if is_masked else "confidential")]


def is_above(type_: str, level: str) -> bool:
    """Return whether private data of that type is more than a corpus of that level should hold."""
    if type_ in NOWHERE or level == "public":
        return True
    return level == "internal" and type_ not in CONTACT
