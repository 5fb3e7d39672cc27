"""What was forgotten: known again wherever it is written, without being kept.

A value is recognised by its words, in any order, case and accents, with any marks between them and
whatever is invisible within: a name also in e-mail addresses, handles and with an initial. Only
digests of these words are kept, so the list of what was forgotten does not tell what it was.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise

from plainspoken.redacted import PrivateSpan
from plainspoken.shapes import PERSON

BLANK = "█"
"""Stands for one character that nobody may read any more: offsets stay what they were."""
WORD = re.compile(r"[^\W_]+")
WRITTEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u00ad])*")
"""A word as it is written, with the marks on its letters."""
POSSESSIVE = re.compile(r"['’]s?$")
WIDEST_GAP = 3  # characters between two words of one value: ", " and " - ", no more
MOST_NAMES = 4  # words of a name; what has more is a sentence
SHORTEST_JOINED = 6  # letters of a handle; a shorter one may be a word
LONGEST_PERSON = 6  # words of a tagged person that are tried in every combination

Stretch = tuple[int, int]
Tag = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Words:
    """The forms by which one value is recognised, as words in alphabetical order with blanks between.

    Attributes:
        whole: Forms that mean it wherever they stand.
        part: Forms that mean it only in a document where it stands whole: a first name, an initial with a surname.
    """

    whole: frozenset[str]
    part: frozenset[str] = frozenset()

    def tagged(self, tag: Tag) -> "Words":
        """Return the same as digests, each after the number of its words."""
        return Words(*(frozenset(_tagged(form, tag) for form in forms) for forms in (self.whole, self.part)))

    def __or__(self, other: "Words") -> "Words":
        return Words(self.whole | other.whole, self.part | other.part)


def words_of(value: str) -> Words:
    """Return the forms of a value; none where it holds no word."""
    folded = _folded(value).text
    words = WORD.findall(folded)
    if not words:
        return Words(frozenset())
    whole = _form(words)
    if not 1 < len(words) <= MOST_NAMES or not re.fullmatch(r"[^\d_@/]+", value):
        return Words(frozenset({whole}))
    given, _, after = folded.partition(",")
    ordered = WORD.findall(after) + WORD.findall(given) if after else words
    first, last = ordered[0], ordered[-1]
    joined = {f"{first}{last}", f"{last}{first}", f"{first[0]}{last}", "".join(ordered)}
    telling = {word for word in joined if len(word) >= SHORTEST_JOINED}
    short = {_form([first[0], last]), *(word for word in words if len(word) > 1)}
    return Words(frozenset({whole, _form([first, last]), *telling}), frozenset(short))


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Everything that was forgotten.

    Attributes:
        words: As digests.
        tag: A word form → its digest.
        said: Words that mean it in one document, as they are written there.
    """

    words: Words
    tag: Tag
    said: frozenset[str] = frozenset()

    def beside(self, text: str, stretches: Sequence[Stretch]) -> "Forgotten":
        """Return this for what stands above and beside a document's text, in which nobody looks for people.

        Args:
            text: Of the document.
            stretches: What is blanked there: it is blanked beside it too, and so is each name of a person.
        """
        gone = {POSSESSIVE.sub("", text[start:end]) for start, end in stretches}
        words = {word for each in gone for word in WRITTEN.findall(each) if not word[0].islower()}
        names = {word for word in words if self._tagged([_folded(word).text]) in self.words.part}
        return replace(self, said=frozenset(each for each in gone | names if len(each) > 1))

    def stretches(self, text: str, private: Sequence[PrivateSpan] = ()) -> list[Stretch]:
        """Return where ``text`` holds something forgotten, in order, none overlapping.

        Args:
            text: A whole document, or one field of it.
            private: Its private spans: one that holds something forgotten is forgotten as a whole.
        """
        if not self.words.whole or not text:
            return []
        folded = _folded(text)
        people = [(s.start, s.end, _folded(text[s.start : s.end]).text) for s in private if s.type == PERSON]
        found = [*self._windows(folded, self.words.whole), *self._within(people, self.words.whole)]
        found += [match.span() for match in re.finditer(_any_of(self.said), text)] if self.said else []
        if found:
            pairs = frozenset(form for form in self.words.part if not form.startswith("1 "))
            found += [*self._windows(folded, pairs), *self._bare(people)]
        whole = [(s.start, s.end) for s in private if any(s.start < end and start < s.end for start, end in found)]
        return _joined([*found, *whole])

    def holds(self, text: str) -> bool:
        """Return whether ``text`` holds something forgotten."""
        return bool(self.stretches(text))

    def blank(self, text: str) -> str:
        """Return ``text`` with what was forgotten blanked."""
        return blanked(text, self.stretches(text))

    def _windows(self, folded: "_Folded", forms: frozenset[str]) -> Iterator[Stretch]:
        """Yield the runs of neighbouring words that are one of ``forms``."""
        words = [(match.start(), match.end(), match.group()) for match in WORD.finditer(folded.text)]
        for length in _lengths(forms):
            for at in range(len(words) - length + 1):
                run = words[at : at + length]
                close = all(after[0] - before[1] <= WIDEST_GAP for before, after in pairwise(run))
                if close and self._tagged([word for _, _, word in run]) in forms:
                    yield folded.places[run[0][0]], folded.places[run[-1][1]]

    def _within(self, people: Sequence[tuple[int, int, str]], forms: frozenset[str]) -> Iterator[Stretch]:
        """Yield the tagged people whose names hold a form with other words between: a middle name, a title."""
        for start, end, person in people:
            names = WORD.findall(person)[:LONGEST_PERSON]
            runs = [run for length in _lengths(forms) if length > 1 for run in combinations(names, length)]
            if any(self._tagged(run) in forms for run in runs):
                yield start, end

    def _bare(self, people: Sequence[tuple[int, int, str]]) -> Iterator[Stretch]:
        """Yield the tagged people who are called by nothing but parts of the name."""
        for start, end, person in people:
            names = [name for name in WORD.findall(person) if len(name) > 1 or name == person]
            if names and all(self._tagged([name]) in self.words.part for name in names if name != "s"):
                yield start, end

    def _tagged(self, words: Sequence[str]) -> str:
        return _tagged(_form(words), self.tag)


def blanked(text: str, stretches: Sequence[Stretch]) -> str:
    """Return ``text`` with every letter, digit and mark of the stretches blanked; its length stays.

    Args:
        text: As it is.
        stretches: Sorted by their starts; they may overlap. A table can have thousands.
    """
    parts: list[str] = []
    done = 0
    for start, end in stretches:
        parts += [text[done:start], BLANK * (end - max(start, done))]
        done = max(done, end)
    return "".join([*parts, text[done:]])


def _any_of(said: Iterable[str]) -> str:
    """Return the pattern of any of these words where they are no part of others."""
    longest_first = sorted(said, key=lambda words: (-len(words), words))
    return rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"


def _tagged(form: str, tag: Tag) -> str:
    return f"{form.count(' ') + 1} {tag(form)}"


@lru_cache(maxsize=64)
def _lengths(forms: frozenset[str]) -> tuple[int, ...]:
    return tuple(sorted({int(form.partition(" ")[0]) for form in forms}))


def _form(words: Sequence[str]) -> str:
    return " ".join(sorted(words))


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text without case and accents.

    Attributes:
        text: Letter for letter, without the marks that stand on one and what nobody sees.
        places: Where each letter stands in the original, and last where that ends: what is left out goes with the
            letter before it.
    """

    text: str
    places: Sequence[int]


def _folded(text: str) -> _Folded:
    if text.isascii():
        return _Folded(text.lower(), range(len(text) + 1))
    letters = list(map(_letter, text))
    return _Folded("".join(letters), [*(at for at, letter in enumerate(letters) if letter), len(text)])


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    """Return a letter without case and accents; nothing for a mark on the one before it, or what is invisible."""
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return ""
    return (unicodedata.normalize("NFKD", letter).casefold() or letter)[0]


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    kept: list[Stretch] = []
    for start, end in sorted(stretches):
        if kept and start <= kept[-1][1]:
            kept[-1] = kept[-1][0], max(end, kept[-1][1])
        else:
            kept.append((start, end))
    return kept
