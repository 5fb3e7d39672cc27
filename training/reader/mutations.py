"""True sentences made false in one place, by kind: what a verifier must notice."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plainspoken.verify.naming import names
from plainspoken.wording.quantities import quantities

SWAPS = {
    "antonym": [("increase", "decrease"), ("higher", "lower"), ("before", "after"), ("more", "less"), ("largest", "smallest"),
                ("first", "last"), ("better", "worse"), ("above", "below"), ("enabled", "disabled"), ("supports", "rejects"),
                ("required", "optional"), ("internal", "external"), ("maximum", "minimum"), ("start", "end"), ("fast", "slow"),
                ("increased", "decreased"), ("accepted", "rejected"), ("public", "private"), ("best", "worst"), ("training", "testing")],
    "quantifier": [("all", "some"), ("some", "all"), ("most", "all"), ("many", "all"), ("often", "always"), ("usually", "always"), ("several", "all")],
    "modality": [("may", "must"), ("can", "must"), ("must", "may"), ("should", "must"), ("could", "must")],
    "unit": [("ms", "s"), ("seconds", "minutes"), ("days", "weeks"), ("weeks", "months"), ("months", "years"), ("hours", "minutes"),
             ("minutes", "hours"), ("GB", "MB"), ("MB", "GB"), ("%", " points"), ("$", "€"), ("km", "miles"), ("kg", "tonnes"), ("years", "months"), ("million", "billion")],
}  # fmt: skip
AUXILIARY = re.compile(r"\b(is|are|was|were|can|will|should|must|does|has|have)\b(?! not\b)")


@dataclass(frozen=True)
class Mutation:
    """A changed sentence, and the kind of change."""

    kind: str
    text: str


def mutations(sentence: str, others: Sequence[str], random_: random.Random) -> Iterator[Mutation]:
    """Yield ``sentence`` changed in one place, once for every kind that it allows; ``others`` lend names."""
    yield from _number(sentence, random_)
    yield from _name(sentence, others, random_)
    found = AUXILIARY.search(sentence)
    if found:
        yield Mutation("negation", sentence[: found.end()] + " not" + sentence[found.end() :])
    elif re.search(r"\bnot\s", sentence):
        yield Mutation("negation", re.sub(r"\bnot\s", "", sentence, count=1))
    for kind, pairs in SWAPS.items():
        for one, other in pairs:
            if kind != "unit":
                pattern = rf"\b{re.escape(one)}\b"
            else:
                pattern = re.escape(one) if one in "$%" else rf"(?<=\d)([\s-]?){re.escape(one)}\b"
            if re.search(pattern, sentence):
                yield Mutation(
                    kind,
                    re.sub(pattern, lambda m, to=other: (m.group(1) if m.groups() else "") + to, sentence, count=1),
                )
                break


def _number(sentence: str, random_: random.Random) -> Iterator[Mutation]:
    found = quantities(sentence)
    dates = [one for one in found if one.date or (1900 <= one.value <= 2100 and not one.unit)]
    plain = [one for one in found if one not in dates]
    for kind, some in (("number", plain), ("date", dates)):
        if not some:
            continue
        one = random_.choice(some)
        said = sentence[one.start : one.end]
        digits = re.search(r"\d+", said)
        if digits:
            value = int(digits.group())
            new = str(value + random_.choice([1, 2, 3, 5, 10]))
            yield Mutation(
                kind, sentence[: one.start] + said[: digits.start()] + new + said[digits.end() :] + sentence[one.end :]
            )


def _name(sentence: str, others: Sequence[str], random_: random.Random) -> Iterator[Mutation]:
    mine = [name for name in names(sentence) if not name.startswith("?") and name.isalpha()]
    lent = sorted({name for other in others for name in names(other) if name.isalpha() and name not in sentence})
    if mine and lent:
        name = random_.choice(mine)
        yield Mutation("name", re.sub(rf"\b{re.escape(name)}\b", random_.choice(lent), sentence, count=1))
