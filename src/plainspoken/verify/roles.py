"""Who does it to whom, and which of two is more: told the other way round, by order, voice or an opposite word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plainspoken.verify.denials import denials
from plainspoken.verify.findings import CONTRADICTED, TOKEN, Veto
from plainspoken.verify.kinship import stems
from plainspoken.verify.oppositions import OPPOSITES
from plainspoken.wording.quantities import quantities
from plainspoken.wording.words import lexicon, stem

VERBS = """
    outperform beat surpass defeat exceed outrank | replace supersede | depend rely | follow | precede | require | own |
    manage supervise | train | trigger | block | override | extend | contain include | consume | call invoke | feed |
    import | send | buy acquire | sell | hire employ | inform notify | approve | reject | audit | review | validate |
    monitor | host | wrap | sponsor | teach | evaluate | predict | affect influence | cover | protect | inherit |
    subsume | cause | lead | use
"""
BASES = lexicon(VERBS) - {"|"}
ACTS = {stem(word): line.split()[0] for line in VERBS.split("|") for word in line.split()}
"""Stems of verbs whose two sides cannot change places, and the first of those that say the same."""
TURNED = frozenset({"follow", "precede"})
REPLACE, INCLUDE = "replace", "contain"
BEING = lexicon("is are was were be been being gets got")
BEFORE_NOUNS = lexicon(
    "the a an its their his her our your this that these those of in on for by with under per no each"
)
CIRCUMSTANCE = lexicon("in on at during for since until within")
NOUNS = ("er", "ers", "or", "ors", "ment", "ments", "ion", "ions", "ance", "ence", "ship", "al", "als", "able", "ive")
BARE = lexicon("old own")
HALF_DENIALS = lexicon("rather instead unless except until other only hardly nor want lack")
"""Words that deny without a negation, or half."""
"""Words without a stem that tell two sides apart."""
THAN = re.compile(r"\bthan\s+(?:about\s+|some\s+|a\s+)?\Z", re.IGNORECASE)
RESUMING = lexicon("the a an its their our")
NO_COMPARATIVES = lexicon("rather other another whether either neither number order later sooner under over never ever")
SHORTEST = 5  # letters of a comparative: older
REACH = 5  # words between a comparative and its "than"
VOICE = 3  # words between a form of "be" and its verb


@dataclass(frozen=True, slots=True)
class Relation:
    """What one sentence says of two sides.

    Attributes:
        kind: The act or the quality, the same for all words that say it.
        word: The word that tells it.
        doing: Telling stems of who does it, or has more of it.
        done: Telling stems of the other side.
    """

    kind: str
    word: str
    doing: frozenset[str]
    done: frozenset[str]

    def turned(self) -> "Relation":
        """Return the same with its sides exchanged."""
        return Relation(self.kind, self.word, self.done, self.doing)


def reversed_roles(claim: str, quote: str) -> Iterator[Veto]:
    """Yield a finding when claim and quote say one thing of the same two sides, the other way round."""
    if _is_unfit(claim, quote):
        return
    for mine, theirs, _ in _told_of_both(claim, quote):
        if _is_crossed(mine, theirs):
            yield Veto(CONTRADICTED, f"{mine.word!r} is told the other way round")
            return


def without_turned(claim: str, quote: str) -> str:
    """Return ``claim`` without a comparative whose opposite the quote has with exchanged sides: two turns cancel."""
    if _is_unfit(claim, quote):
        return claim
    for mine, theirs, is_opposite in _told_of_both(claim, quote):
        is_same = mine.doing & theirs.doing and mine.done & theirs.done
        if is_opposite and is_same and not _is_crossed(mine, theirs):
            return re.sub(rf"\b{re.escape(mine.word)}\b", "", claim, flags=re.IGNORECASE)
    return claim


def _is_unfit(claim: str, quote: str) -> bool:
    """Return whether a row, a denial or a half denial stands in the way: of these nothing follows the other way."""
    low = [word.lower() for word in (*_words(claim), *_words(quote))]
    return "|" in quote or any(True for _ in denials(low)) or bool(HALF_DENIALS & set(low))


def _is_crossed(mine: Relation, theirs: Relation) -> bool:
    """Return whether each side of the one holds something of the other side of the other."""
    return bool(mine.doing & theirs.done and mine.done & theirs.doing)


def _told_of_both(claim: str, quote: str) -> Iterator[tuple[Relation, Relation, bool]]:
    """Yield the relations that both tell, the claim's turned where it has the opposite word, and whether it has."""
    ours, others = _relations(claim), _relations(quote)
    for mine in ours:
        for theirs in others:
            if mine.kind == theirs.kind:
                yield mine, theirs, False
            elif _is_opposite(mine.kind, theirs.kind):
                yield mine.turned(), theirs, True


def _is_opposite(mine: str, theirs: str) -> bool:
    if frozenset((mine, theirs)) == TURNED or theirs == f"less {mine}" or mine == f"less {theirs}":
        return True
    return any(
        (mine in one and theirs in other) or (mine in other and theirs in one)
        for one, other in (sides for sides in OPPOSITES if len(sides) == 2)  # noqa: PLR2004  # a pair
    )


def _relations(text: str) -> list[Relation]:
    """Return the relations that ``text`` tells; a word that it has twice tells none."""
    words = _words(_without_amounts(text))
    found = [*_acts(words), *_comparisons(words)]
    kinds = [one.kind for one in found]
    return [one for one in found if kinds.count(one.kind) == 1 and one.doing and one.done]


def _without_amounts(text: str) -> str:
    """Return ``text`` without how much more or less: two minutes faster, more than 20 lamps."""
    for one in reversed(quantities(text)):
        before = text[: one.start]
        than = THAN.search(before)
        if one.unit or than:
            text = f"{before[: than.start()] if than else before}{text[one.end :]}"
    return text


def _is_act(words: Sequence[str], at: int) -> bool:
    """Return whether a listed word stands as a verb: no noun made of it, and no noun's article before it."""
    low = words[at].lower()
    is_noun = low.endswith(NOUNS) and low not in BASES and low.removesuffix("s") not in BASES
    is_noun |= at == 0 or (words[at - 1].lower() in BEFORE_NOUNS and not _is_label(words, at - 1))
    return stem(low) in ACTS and not is_noun


def _acts(words: Sequence[str]) -> Iterator[Relation]:
    low = [one.lower() for one in words]
    for at, word in enumerate(words):
        if not _is_act(words, at):
            continue
        act = ACTS[stem(word)]
        end = low.index("than", at) if "than" in low[at:] else len(low)  # what is only compared with is no side of it
        marks = {REPLACE: ("with", "by"), INCLUDE: ("in",)}.get(act, ("by",))
        cut = next((n for n in range(at + 1, end) if low[n] in marks), 0)
        is_being = bool(BEING & set(low[max(0, at - VOICE) : at])) and not word.endswith("ing")
        if cut and act == REPLACE:
            yield _relation(act, word, words[cut + 1 : end], words[at + 1 : cut], words[:at])
        elif cut and (is_being or (cut == at + 1 and act != INCLUDE)):
            yield _relation(act, word, words[cut + 1 : end], words[:at])
        elif not is_being:
            yield _relation(act, word, words[:at], words[at + 1 : end])


def _comparisons(words: Sequence[str]) -> Iterator[Relation]:
    low = [word.lower() for word in words]
    for than in (at for at, word in enumerate(low) if word == "than"):
        at = next((n for n in range(than - 1, max(-1, than - REACH), -1) if _is_comparative(low[n])), None)
        if at is None:
            continue
        is_spelled = low[at] in {"more", "less", "fewer"} and at + 1 < than
        quality = low[at + 1] if is_spelled else low[at]
        kind = f"less {quality}" if is_spelled and low[at] != "more" else quality
        ahead = [one for one in words[:at] if not one[0].isdigit() or one is not words[at - 1]]
        doing = _all([*ahead, *words[at + 1 + is_spelled : than]])
        done = _all(words[than + 1 :])
        yield Relation(kind, " ".join(words[at : at + 1 + is_spelled]), doing - done, done - doing)


def _is_comparative(word: str) -> bool:
    regular = word.endswith("er") and len(word) >= SHORTEST and word not in NO_COMPARATIVES
    return regular or word in {"more", "less", "worse"}


def _relation(act: str, word: str, doing: Sequence[str], done: Sequence[str], other: Sequence[str] = ()) -> Relation:
    """Return who does what to whom, circumstances aside where more is told; ``other`` stands in for no ``done``."""
    done = done if _all(done) else other
    for read in (_side, _all):
        one, two = read(doing), read(done)
        if one - two and two - one:
            return Relation(act, word, one - two, two - one)
    return Relation(act, word, frozenset(), frozenset())


def _side(words: Sequence[str]) -> frozenset[str]:
    """Return the telling stems of one side without its circumstances: in May, at the harbour."""
    kept: list[str] = []
    is_aside = False
    for at, word in enumerate(words):
        if word.lower() in CIRCUMSTANCE and (kept or word[:1].isupper()):
            is_aside = True
        elif word.lower() in RESUMING and not kept and not _is_label(words, at):
            is_aside = False
        elif not is_aside:
            kept += _telling(words, at)
    return frozenset(kept)


def _all(words: Sequence[str]) -> frozenset[str]:
    return frozenset(term for at in range(len(words)) for term in _telling(words, at))


def _telling(words: Sequence[str], at: int) -> tuple[str, ...]:
    low = words[at].lower()
    return (low,) if low in BARE or _is_label(words, at) else stems(words[at])


def _is_label(words: Sequence[str], at: int) -> bool:
    """Return whether a word is a capital that stands alone, but for an A that opens the sentence and an I."""
    word = words[at]
    return len(word) == 1 and word.isupper() and word != "I" and (at > 0 or word != "A" or len(words) == 1)


def _words(text: str) -> list[str]:
    return TOKEN.findall(text)
