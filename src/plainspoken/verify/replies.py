"""A bare yes or no: what it says is what its question asks."""

import re

from plainspoken.verify.denials import denials
from plainspoken.verify.findings import tokens
from plainspoken.verify.kinship import stems
from plainspoken.verify.naming import names
from plainspoken.wording.quantities import quantities

AUXILIARY = re.compile(r"^\W*(?:is|are|was|were|do|does|did|has|have|had)\s+(?=\w)", re.IGNORECASE)
CHOICE = re.compile(r"\bor\b", re.IGNORECASE)
YES = re.compile(r"^\W*(?:yes|yeah|yep|correct|right|true)\b", re.IGNORECASE)
NO = re.compile(r"^\W*(?:no|nope|not|never|false)\b", re.IGNORECASE)


def says_nothing(claim: str) -> bool:
    """Return whether ``claim`` has no telling word, number or name: alone it follows from anything or nothing."""
    named = [name for name in names(claim) if not name.startswith("?")]  # a title may be made of common words
    return not stems(claim) and not quantities(claim) and (not named or bool(YES.match(claim) or NO.match(claim)))


def proposition(question: str) -> str:
    """Return what a closed question asks, as a statement; nothing where that takes more than leaving out its verb.

    Questions with a modal, a choice or a negation take more.
    """
    opened = AUXILIARY.match(question)
    said = question[opened.end() :].strip(" ?\"'”’)*_") if opened else ""
    if not stems(said) or "?" in said or CHOICE.search(said) or any(True for _ in denials(tokens(question))):
        return ""
    return f"{said[:1].upper()}{said[1:]}."
