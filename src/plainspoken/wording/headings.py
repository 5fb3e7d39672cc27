"""Headings that do not assert their items: "Out of scope" denies them, "Ideas" and "Open questions" leave them open."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from plainspoken.wording.sentences import Unit, units

# A heading counts only where all of it says so: "Rejected alternatives", not "Why the offer was rejected".
_NUMBER = r"^\W*(?:\d[\d.]*\W+|[A-Z][.)]\s+)?(?:(?:explicitly|currently|already|other|our|the)\s+)?"
_END = r"\W*$"
_WAYS = r"(?:alternatives?|options?|ideas?|approach(?:es)?|proposals?|designs?|solutions?|variants?)"
_THINGS = (
    rf"(?:\s+(?:{_WAYS}|models?|methods?|uses?|use[ -]cases?|features?|requirements?|items?|topics?|data|things|"
    r"by design|(?:from|for|in|by) (?:\w+ ){0,2}\w+)){0,4}"
)
_TURNED_DOWN = (
    r"(?:rejected|discarded|dismissed|abandoned|declined|excluded|ruled[ -]out|disallowed|forbidden|prohibited|banned)"
)
_NOT = (
    r"not (?:in scope|goals|included|covered|supported|implemented|done|allowed|permitted|approved|intended|planned|"
    r"chosen)"
)
DENYING = re.compile(
    rf"{_NUMBER}(?:(?:out|outside)[ -](?:of[ -])?(?:the[ -])?scope|non[ -]?goals?|anti[ -]?goals?|no goals|misuses?|"
    rf"myths|exclusions?|don['’]ts?|unsupported|{_TURNED_DOWN}|{_NOT}|"
    rf"{_WAYS} (?:considered (?:and|but) )?{_TURNED_DOWN}){_THINGS}{_END}",
    re.IGNORECASE,
)
OPEN = re.compile(
    rf"{_NUMBER}(?:(?:considered|possible|open|unresolved)(?: (?:and|or) \w+)?\s+(?:{_WAYS}|questions?|points?|issues?|"
    r"tasks?)|options? considered|alternatives?(?: considered)?|ideas?|brainstorming|proposals|future work|"
    rf"wish[ -]?list|backlog|to[ -]?dos?){_END}",
    re.IGNORECASE,
)
BOLD = re.compile(r"(\*\*|__)([^*_\n:]+)\1")
LONGEST = 120  # characters of a heading that are read; a longer one says more than this
BELOW_ALL = 9  # level of a bold line: every heading ends its reign
UNDERLINED = 2  # level of a heading without number signs
PATH = " > "


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that does not assert the items under it.

    Attributes:
        words: As written, without marks.
        place: Where it stands in the text; None where it stands above it.
        is_denial: Whether it denies them; else it leaves them open.
    """

    words: str
    place: tuple[int, int] | None
    is_denial: bool


@dataclass(frozen=True, slots=True)
class _Above:
    level: int
    heading: Heading | None


@lru_cache(maxsize=2_000)
def unasserted(text: str, above: str = "") -> Mapping[int, Heading]:
    """Return where each list item begins that is not asserted → the heading that says so.

    Args:
        text: Markdown or plain text.
        above: The headings over all of it, outermost first, joined by " > ".
    """
    path = [_Above(0, _read(part, None)) for part in above.split(PATH)]
    found: dict[int, Heading] = {}
    for unit in units(text):
        level, words = _level(unit, text)
        if level:
            path = [*(one for one in path if one.level < level), _Above(level, _read(words, (unit.start, unit.end)))]
        elif unit.kind == "item":
            over = [one.heading for one in path if one.heading]
            found.update({unit.start: over[-1]} if over else {})
        else:  # what is said below a bold line ends it
            path = [one for one in path if one.level < BELOW_ALL]
    return found


def _level(unit: Unit, text: str) -> tuple[int, str]:
    """Return how deep a heading is, and its words; 0 for what is none."""
    words = text[unit.start : unit.end]
    if unit.kind == "heading":
        return len(words) - len(words.lstrip("#")) or UNDERLINED, words
    bold = BOLD.fullmatch(words) if unit.kind == "sentence" else None
    return (BELOW_ALL, bold.group(2)) if bold else (0, "")


def _read(words: str, place: tuple[int, int] | None) -> Heading | None:
    plain = words.strip("# \t*_:")[:LONGEST]
    if DENYING.search(plain):
        return Heading(plain, place, is_denial=True)
    return Heading(plain, place, is_denial=False) if OPEN.search(plain) else None
