"""Prompt templates: their sections, and the slots that are filled in."""

import re
from collections.abc import Mapping

SECTION = re.compile(r"^## +([a-z]+) *\n", re.MULTILINE)
SLOT = re.compile(r"\{([a-z_]+)\}")


def sections(template: str) -> list[tuple[str, str]]:
    """Return (role, text) of every section; a template without sections is one user message."""
    heads = list(SECTION.finditer(template))
    if not heads:
        return [("user", template.strip())]
    ends = [head.start() for head in heads[1:]] + [len(template)]
    return [(head[1], template[head.end() : end].strip()) for head, end in zip(heads, ends, strict=True)]


def slots_of(body: str) -> list[str]:
    """Return the names of the slots in ``body``, in order."""
    return SLOT.findall(body)


def filled(body: str, slots: Mapping[str, str]) -> str:
    """Return ``body`` with its slots filled in one pass: what is filled in is never read as a slot."""
    return SLOT.sub(lambda slot: slots[slot[1]], body)
