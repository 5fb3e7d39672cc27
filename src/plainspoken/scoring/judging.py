"""Whether what was shown is in what it cites, and does not contradict the reference: never by ``verify``.

A judge that runs anywhere and can be checked by hand. How far it agrees with a labelled sample is measured on
``evals/demo/judged.jsonl`` (docs/reference/evaluation.md).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from plainspoken.months import MONTHS
from plainspoken.scoring.overlap import MOST_OF_IT, NAME, content, stem, tokens, verbatim
from plainspoken.scoring.polarity import opposed

SUPPORTED, ABSENT, CONTRADICTED = "supported", "absent", "contradicted"
WIDEST = 3  # neighbouring sentences that together may carry a claim
MOST_PLACES = 3  # places in the documents that one sentence may draw on
BESIDE_A_NUMBER = 0.5  # share of the words around a number that must stand where the number stands
SAME_SENTENCE = 0.75  # share of words, numbers aside, from which on two sentences differ in their numbers only
FEWEST_WORDS = 3  # of such a sentence
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\d(\"“])|\n+")
PART = re.compile(r"\s(?:and|but|while)\s")  # a row of a table, "A: b; C: d", is one part
SPELLED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
NUMBERS = {stem(word): str(value) for value, word in enumerate(SPELLED.split())}
UNITS = frozenset(
    map(stem, "year month week day hour minute second time page store contract point cent dollar".split())
)
SHORT = {"min": stem("minute"), "h": stem("hour"), "hr": stem("hour"), "s": stem("second")}
RULE = re.compile(r"\|?\s*:?-{3,}[-:|\s]*")  # under the header row of a table
CELL = re.compile(r"\||,(?=\S)")
FEWEST_CELLS = 3
DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


@dataclass(frozen=True, slots=True)
class Proof:
    """A stretch of a document.

    Attributes:
        text: Its words.
        labels: Words that stand elsewhere and label it: title, section, the header row of its table.
    """

    text: str
    labels: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the judge finds.

    Attributes:
        verdict: supported, absent or contradicted.
        why: In a few words.
    """

    verdict: str
    why: str = ""

    @property
    def is_supported(self) -> bool:
        """Return whether what was shown may stand."""
        return self.verdict == SUPPORTED


def found_in(claim: str, proofs: Sequence[Proof]) -> Finding:
    """Return whether ``proofs`` hold ``claim``: its numbers where its words stand, its names, most of it, no denial."""
    wanted = _words(claim)
    have = frozenset().union(*(_words(each.text) | _words(each.labels) for each in proofs)) if proofs else frozenset()
    names = {word for name in NAME.findall(claim) for word in content(name)}
    missing = {word for word in wanted if word[0].isdigit() or word in names} - have
    if missing:
        return Finding(ABSENT, f"{_listed(missing)} stands nowhere in what is cited")
    if not wanted or len(wanted & have) < MOST_OF_IT * len(wanted):
        return Finding(ABSENT, f"not in what is cited: {_listed(wanted - have)}")
    findings = (_sentence(sentence, proofs) for sentence in SENTENCE.split(claim) if _words(sentence))
    return next((finding for finding in findings if not finding.is_supported), Finding(SUPPORTED))


def against(claim: str, references: Sequence[str]) -> Finding:
    """Return whether ``claim`` contradicts what is held to be right: the same sentence denied or renumbered."""
    known = frozenset().union(*(_numbers(each) for each in references)) if references else frozenset()
    for sentence in SENTENCE.split(claim):
        ours = _words(sentence) - _numbers(sentence)
        strange = _numbers(sentence) - known
        for reference in (part for each in references for part in SENTENCE.split(each)):
            theirs = _words(reference) - _numbers(reference)
            if len(ours) < FEWEST_WORDS or len(ours & theirs) < SAME_SENTENCE * max(len(ours), len(theirs)):
                continue
            if strange and _numbers(reference):
                return Finding(CONTRADICTED, f"the reference has other numbers than {_listed(strange)}")
            if opposed(sentence, [reference]):
                return Finding(CONTRADICTED, "the reference says the opposite")
    return Finding(SUPPORTED)


def _sentence(sentence: str, proofs: Sequence[Proof]) -> Finding:
    """Return whether the words of a sentence, which all stand somewhere, stand there together and in the same sense."""
    for part in PART.split(sentence):
        stray = _stray(part, proofs)
        if stray:
            return Finding(CONTRADICTED, f"{stray} stands in what is cited, but not of this")
        if sum(_is_data(place) for place in _places(part, proofs)) > 1:
            return Finding(CONTRADICTED, "one statement is made of several rows of a table")
    texts = [place.text for place in _places(sentence, proofs)]
    if not any(verbatim(sentence, text) for text in texts) and opposed(sentence, texts):
        return Finding(CONTRADICTED, "what is cited says the opposite")
    return Finding(SUPPORTED)


def _places(sentence: str, proofs: Sequence[Proof]) -> list[Proof]:
    """Return the few places that together hold most of a sentence, the best first."""
    missing = _words(sentence)
    stretches = [stretch for proof in proofs for stretch in _stretches(proof, WIDEST)]
    chosen: list[Proof] = []
    while missing and len(chosen) < MOST_PLACES:
        best = max(stretches, key=lambda each: _worth(each, missing), default=None)
        if best is None or not _words(best.text) & missing:
            break
        chosen.append(best)
        missing -= _words(best.text) | _words(best.labels)
    return chosen


def _worth(place: Proof, missing: frozenset[str]) -> tuple[int, int, int]:
    """Return how much of what is missing a place holds, how much its labels do, and how little else it holds."""
    words = _words(place.text)
    return len(words & missing), len(_words(place.labels) & missing), -len(words)


def _stray(part: str, proofs: Sequence[Proof]) -> str:
    """Return a number that stands somewhere in ``proofs``, but nowhere beside the words that it stands beside here."""
    beside, units = _words(part) - _numbers(part), _units(part)
    stretches = [stretch for proof in proofs for stretch in _stretches(proof, WIDEST)]
    strays = (n for n in sorted(_numbers(part)) if not any(_is_beside(n, beside, units, each) for each in stretches))
    return next(strays, "")


def _is_beside(number: str, beside: frozenset[str], units: frozenset[tuple[str, str]], place: Proof) -> bool:
    words, labels = _words(place.text), _words(place.labels)
    open_words = beside - labels
    said = {unit for each, unit in units if each == number}
    theirs = {unit for each, unit in _units(place.text) if each == number}
    if said and theirs and not said & theirs:
        return False
    return number in words | labels and len(open_words & words) >= BESIDE_A_NUMBER * len(open_words)


def _units(text: str) -> frozenset[tuple[str, str]]:
    """Return the numbers of a text that a unit follows, with it: ``four minutes`` is ("4", "minut")."""
    stems = [SHORT.get(token, stem(token)) for token in tokens(text)]
    figures = [NUMBERS.get(each, each) for each in stems]
    return frozenset((n, unit) for n, unit in pairwise(figures) if n[0].isdigit() and unit in UNITS)


def _is_data(place: Proof) -> bool:
    """Return whether a place is a row of a table and not the one that labels it."""
    return _is_row(place.text) and bool(_numbers(place.text)) and place.text not in place.labels


def _is_row(text: str) -> bool:
    return "\n" not in text and len(CELL.findall(text)) >= FEWEST_CELLS


@lru_cache(maxsize=1_024)
def _stretches(proof: Proof, widest: int) -> tuple[Proof, ...]:
    """Return up to ``widest`` neighbouring sentences at a time; a row of a table alone, labelled by the first."""
    sentences = [each for each in SENTENCE.split(proof.text) if each.strip() and not RULE.fullmatch(each.strip())]
    found = []
    header = ""
    for start, first in enumerate(sentences):
        if not _is_row(first):
            header = ""
        elif not header and start + 1 < len(sentences) and _is_row(sentences[start + 1]):
            header = first
        found.append(Proof(first, f"{proof.labels}\n{header}"))
        for stop in range(start + 2, min(start + widest, len(sentences)) + 1):
            run = sentences[start:stop]
            if any(map(_is_row, run)):
                break
            found.append(Proof("\n".join(run), proof.labels))
    return tuple(found)


@lru_cache(maxsize=8_192)
def _words(text: str) -> frozenset[str]:
    """Return the content words of a text; numbers that are spelled out, and days, in figures and in words."""
    found = frozenset(SHORT.get(word, word) for word in content(text))
    spelled = {NUMBERS[word] for word in found if word in NUMBERS}
    days = {word for year, month, day in DAY.findall(text) for word in _spelled(year, month, day)}
    return frozenset(word for word in found if word not in NUMBERS) | spelled | days


def _spelled(year: str, month: str, day: str) -> Iterable[str]:
    known = 0 < int(month) <= len(MONTHS)
    return (year, str(int(day)), *(content(MONTHS[int(month) - 1]) if known else ()))


def _numbers(text: str) -> frozenset[str]:
    return frozenset(word for word in _words(text) if word[0].isdigit())


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words)[:5])
