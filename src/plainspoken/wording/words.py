"""Words of a text: where they stand, what they stem from, how rare they are."""

import json
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from plainspoken.months import month_named
from plainspoken.shapes import OURS

WORD = re.compile(
    rf"{OURS.pattern}|"
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?%?|[^\W_]+(?:[._+#@/&-][^\W_]+)*(?:['’](?!s\b)[^\W\d_]+)?%?",
    re.UNICODE,
)


def lexicon(text: str) -> frozenset[str]:
    """Return the words of a list that is written as text."""
    return frozenset(text.split())


STOPWORDS = lexicon(
    """a an the and or but nor so if then than that this these those there here it its itself he him his she her hers
    they them their theirs we us our ours you your yours i me my mine who whom whose which what when where why how
    is are was were be been being am do does did done doing have has had having will would shall should can could may
    might must of in on at by for from to into onto with without within as about over under between through during
    before after above below up down out off again further once also just only very too not no yes any some all both
    each few more most other such own same s t d ll re ve m don now please tell give say says said let get got
    many much long old often mean means meant there's what's etc e.g i.e via per one ones us"""
)
MAY = "May"  # so written, the month
SYNONYMS = (
    "own owner responsible accountable maintain maintainer lead charge",
    "launch release ship rollout golive deploy live",
    "cost price pay budget spend expense charge fee",
    "begin start commence open",
    "end finish stop close cease",
    "reason because cause due",
    "purpose aim goal objective intend",
    "member teammate employee colleague staff",
    "create make build found establish",
    "drop fall decrease decline reduce lower shrink",
    "rise increase grow raise gain improve",
    "show display present",
    "big large huge",
    "forbid prohibit ban disallow",
    "need require necessary",
    "limit limitation restriction constraint",
    "choose select pick decide",
    "delete remove erase",
    "error mistake fault failure bug",
    "document doc documentation",
    "author write writer wrote written",
    "retire deprecate sunset decommission",
    "replace supersede",
    "allow permit let",
    "buy purchase acquire",
    "kind type sort",
    "define definition mean",
    "retrain refit",
    "frequency frequent often",
)
_ENDINGS = (
    ("ational", "at"), ("ization", "iz"), ("isation", "iz"), ("fulness", "ful"), ("ousness", "ous"), ("iveness", "iv"),
    ("ations", "at"), ("ation", "at"), ("ators", "at"), ("ator", "at"), ("ments", ""), ("ment", ""), ("ities", ""),
    ("ity", ""), ("ical", "ic"), ("ally", "al"), ("ions", ""), ("ion", ""), ("ings", ""), ("ing", ""), ("iest", "i"),
    ("ised", "iz"), ("ises", "iz"), ("ise", "iz"), ("ized", "iz"), ("izes", "iz"), ("ize", "iz"), ("ness", ""),
    ("ance", ""), ("ence", ""), ("able", ""), ("ible", ""), ("ers", ""), ("er", ""), ("ors", ""), ("or", ""),
    ("ies", "i"), ("ied", "i"), ("ed", ""), ("ly", ""), ("es", ""), ("s", ""), ("e", ""), ("y", "i"),
)  # fmt: skip
SHORTEST_STEM = 3
IRREGULAR = {
    "ran": "run", "wrote": "writ", "written": "writ", "began": "begin", "begun": "begin", "went": "go", "gone": "go",
    "made": "mak", "built": "build", "held": "hold", "kept": "keep", "sold": "sell", "bought": "buy", "paid": "pai",
    "won": "win", "led": "lead", "fell": "fall", "fallen": "fall", "rose": "ris", "risen": "ris", "grew": "grow",
    "grown": "grow", "chose": "choos", "chosen": "choos", "took": "tak", "taken": "tak", "gave": "giv", "found": "find",
    "met": "meet", "sent": "send", "spent": "spend", "lost": "los", "left": "leav", "children": "child", "men": "man",
    "women": "woman", "people": "person", "indices": "index", "data": "data", "sang": "sing", "sung": "sing",
    "modelling": "model", "modelled": "model", "labelling": "label", "labelled": "label", "decision": "decid",
    "decisions": "decid", "decide": "decid", "decided": "decid", "modeling": "model", "ownership": "own",
    "overridden": "overrid", "overrode": "overrid", "driven": "driv", "drove": "driv", "hidden": "hid", "hid": "hid",
    "broken": "break", "broke": "break", "spoken": "speak", "spoke": "speak", "known": "know", "knew": "know",
    "shown": "show", "drawn": "draw", "drew": "draw", "thrown": "throw", "threw": "throw", "brought": "bring",
    "thought": "think", "taught": "teach", "caught": "catch", "told": "tell", "stood": "stand",
    "criteria": "criterion", "using": "us", "used": "us", "uses": "us", "use": "us", "users": "user", "user": "user",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """One word and where it stands.

    Attributes:
        text: As written.
        start, end: Code points, end exclusive.
    """

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Return the words of ``text`` in order; versions, placeholders and hyphenated names stay whole."""
    return [Word(found.group(), found.start(), found.end()) for found in WORD.finditer(text)]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return what ``word`` shares with its inflections and derivations."""
    low = word.lower().replace("’", "'")
    low = low.removesuffix("'s")
    if low in IRREGULAR:
        return IRREGULAR[low]
    if not low.isalpha() or len(low) <= SHORTEST_STEM:
        return low.removesuffix("s") if low.isalpha() and len(low) == SHORTEST_STEM and low[0] != low[-1] else low
    for _ in range(2):
        low = _shortened(low)
    return low


def _shortened(low: str) -> str:
    for ending, instead in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) + len(instead) >= SHORTEST_STEM and not low.endswith("ss"):
            low = low[: -len(ending)] + instead
            double = len(low) > SHORTEST_STEM and low[-1] == low[-2] and low[-1] not in "lsz"
            return low[:-1] if double else low
    return low


@lru_cache(maxsize=100_000)
def terms_of(word: str) -> tuple[str, ...]:
    """Return the stems that ``word`` stands for: itself, its parts where it is hyphenated or joined, a day's month."""
    if word.lower() in STOPWORDS and word != MAY:
        return ()
    if OURS.fullmatch(word):
        return (word.lower(),)  # no part of it names anybody
    parts = [part for part in re.split(r"[-/_&+@]", word) if part]
    whole = stem(word)
    if parts == [word] or not parts:
        return (whole,)
    named = (stem(month) for month in month_named(word))
    return (whole, *(stem(part) for part in parts if part.lower() not in STOPWORDS), *named)


def terms(text: str) -> list[str]:
    """Return the stems of the content words of ``text``, in order, repeated as they are."""
    return [term for word in WORD.findall(text) for term in terms_of(word)]


@cache
def _kin() -> dict[str, frozenset[str]]:
    """Return stem → stems that can stand for it."""
    kin: dict[str, set[str]] = {}
    for line in SYNONYMS:
        group = {stem(word) for word in line.split()}
        for member in group:
            kin.setdefault(member, set()).update(group)
    return {member: frozenset(group) for member, group in kin.items()}


def kin(term: str) -> frozenset[str]:
    """Return the stems that can stand for ``term``, itself included."""
    return _kin().get(term, frozenset()) | {term}


@cache
def _background() -> tuple[int, dict[str, int]]:
    loaded = json.loads(files("plainspoken.wording").joinpath("background.json").read_text(encoding="utf-8"))
    return int(loaded["paragraphs"]), {str(term): int(count) for term, count in loaded["counts"].items()}


@lru_cache(maxsize=100_000)
def rarity(term: str) -> float:
    """Return how telling ``term`` is: its inverse document frequency in open project documentation.

    A fixed background, never the user's documents: a score must not change with what a caller may not see.
    """
    total, counts = _background()
    return math.log(1 + (total - counts.get(term, 0) + 0.5) / (counts.get(term, 0) + 0.5))


def weight(terms: Iterable[str]) -> float:
    """Return the summed rarity of distinct ``terms``."""
    return sum(rarity(term) for term in set(terms))


def covered(
    wanted: Iterable[str], given: frozenset[str] | set[str], *, relatives: Callable[[str], frozenset[str]] = kin
) -> float:
    """Return the share of the weight of ``wanted`` that ``given`` holds, relatives of a word counting seven tenths."""
    total = kept = 0.0
    for term in set(wanted):
        value = rarity(term)
        total += value
        if term in given:
            kept += value
        elif not given.isdisjoint(relatives(term)):
            kept += value * KIN_SHARE
    return kept / total if total else 0.0


KIN_SHARE = 0.7  # a synonym is weaker evidence than the word itself; flat between .5 and .9 on the development sets
