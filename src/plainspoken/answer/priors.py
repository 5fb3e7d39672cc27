"""What reason says before any training: of fields, rows, identifiers and headings, which can be about what is asked."""

import re
from collections.abc import Sequence

from plainspoken.answer.candidates import Candidate
from plainspoken.answer.features import bag, share_marked
from plainspoken.answer.question import Sought
from plainspoken.wording.words import kin, rarity

OTHER_MARK = 0.1  # what is left of the score of a stretch that lacks the identifiers which another one has
OTHER_ROW = 0.3  # the same for a row when another row of its table holds more of the question
NO_ROW = 0.6  # the same for every row of a table when none holds anything of it
OTHER_FIELD = 0.3  # the same for a short field whose name was not asked for
SHORT_FIELD = 10  # words; a longer field reads like a sentence
KEYS = {
    "who": re.compile(
        r"owner|author|decider|contact|lead|team|by|approv|sponsor|manager|attend|present", re.IGNORECASE
    ),
    "when": re.compile(r"date|valid|since|until|due|when|time|start|end|updated|created", re.IGNORECASE),
}


def standing(found: Sequence[Candidate], sought: Sought, titles: Sequence[str]) -> list[float]:
    """Return for each candidate what is left of its score, 1 for all of it.

    Args:
        found: All candidates.
        sought: What the question asks for.
        titles: What stands above and beside each passage.
    """
    shares = [share_marked(sought, f"{one.text} {one.around} {titles[one.n - 1]}") for one in found]
    most = max(shares, default=1.0)
    hits = [row_hits(one, sought) if one.kind == "row" else 0.0 for one in found]
    best: dict[tuple[int, str], float] = {}
    for one, hit in zip(found, hits, strict=True):
        if one.kind == "row":
            best[one.n, one.around] = max(best.get((one.n, one.around), 0.0), hit)
    left = []
    for one, share, hit in zip(found, shares, hits, strict=True):
        value = OTHER_MARK ** (most - share)
        if one.kind == "row":
            top = best[one.n, one.around]
            value *= NO_ROW if not top else 1.0 if hit >= top else OTHER_ROW
        if one.kind == "field" and not _asked_for(one, sought):
            value *= OTHER_FIELD
        left.append(value)
    return left


def row_hits(row: Candidate, sought: Sought) -> float:
    """Return the weight of the question's words that stand in the row's cells and not in its header."""
    cells = bag(row.text) - bag(row.around)
    marks = share_marked(sought, row.text) if sought.marks else 0.0
    return sum(rarity(term) for term in sought.terms if term in cells) + marks


def _asked_for(field: Candidate, sought: Sought) -> bool:
    name, _, value = field.text.partition(":")
    if len(value.split()) > SHORT_FIELD:
        return True
    wanted = frozenset(sought.terms)
    if any(wanted & kin(term) for term in bag(name)):
        return True
    key = KEYS.get(sought.kind)
    return bool(key and key.search(name))
