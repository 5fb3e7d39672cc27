"""People named a second time, or in the company of others, where the words around say nothing."""

# ruff: noqa: E501  # a pattern is read whole, on one line

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from plainspoken.pii.lexicon import METHOD_WORDS, WORD, bare, lexicon
from plainspoken.redacted import PrivateSpan

SHORTEST = 3  # letters; shorter ones are initials, and particles of names
SURE = 0.5  # as the detector keeps: only who counts as a person vouches for others


def echoes(text: str, spans: Sequence[PrivateSpan]) -> Iterator[PrivateSpan]:
    """Yield other places of a text where a person found in it is named by first or last name alone."""
    known = lexicon()
    names: set[str] = set()
    for span in spans:
        words = WORD.findall(text[span.start : span.end]) if span.type == "PERSON" else []
        if len(words) > 1:
            names.update(
                bare(word)
                for word in words
                if len(word) >= SHORTEST and (word[0].isupper() or known.is_rare_name(bare(word)))
            )
    names -= known.ambiguous | known.methods
    if names:
        for match in WORD.finditer(text):
            word = re.sub(r"['’]s$", "", match.group())
            if (
                (word[0].isupper() or known.is_rare_name(bare(word)))
                and bare(word) in names
                and not METHOD_WORDS.match(text[match.start() + len(word) :][:40])
            ):
                yield PrivateSpan(match.start(), match.start() + len(word), "PERSON", 0.5)


BEFORE = re.compile(
    r"(?<![\w.'’-])(?P<name>[^\W\d_a-z][a-zß-ž]{2,14}(?:-[^\W\d_a-z][a-zß-ž]+)?)(?:, | and | & | or |,? und | y )$"
)
AFTER = re.compile(
    r"(?:, | and | & | or |,? und | y )(?P<name>[^\W\d_a-z][a-zß-ž]{2,14}(?:-[^\W\d_a-z][a-zß-ž]+)?)(?![\w'’.-]|, [A-Z]| [A-Z0-9])"
)


def companions(text: str, spans: Sequence[PrivateSpan]) -> Iterator[PrivateSpan]:
    """Yield capitalised words listed beside a person that are no ordinary words: "Ugalde, Benvenuti and Ito"."""
    known = lexicon()
    for span in spans:
        if span.type != "PERSON" or span.score < SURE:
            continue
        near = [BEFORE.search(text[max(0, span.start - 40) : span.start]), AFTER.match(text[span.end : span.end + 40])]
        for match, offset in zip(near, (max(0, span.start - 40), span.end), strict=True):
            word = bare(match["name"]) if match else ""
            if (
                match
                and word not in known.common
                and word not in known.methods
                and not METHOD_WORDS.match(text[offset + match.end() :][:40])
            ):
                yield PrivateSpan(offset + match.start("name"), offset + match.end("name"), "PERSON", 0.5)


SHORT_PHONE = re.compile(r"(?<![\w.+/-])\d{3}-\d{4}(?![\w-])")
STAFF_ID = re.compile(r"(?<![\w-])[A-Z]{1,3}-\d{4,6}(?![\w-])")
DESK = re.compile(
    r"\b(?:desk|hotline|reception|switchboard|phone|call|dial|ring|ext|tel|mobile|landline)\b[^.\n]*$", re.IGNORECASE
)
REACH = 40  # characters between a person and a number that is theirs: a title and a company fit in
BESIDE = 3  # between an address and an id in the same row


def particulars(text: str, spans: Sequence[PrivateSpan]) -> Iterator[PrivateSpan]:
    """Yield numbers that stand beside a person or an address: a phone without its area code, a staff id in a row."""
    owners = sorted((s for s in spans if s.type in ("PERSON", "EMAIL_ADDRESS")), key=lambda s: s.start)
    ends = sorted(span.end for span in owners)
    for match in SHORT_PHONE.finditer(text):
        near = bisect_left(ends, match.start() - REACH) < bisect_right(ends, match.start())
        if near or DESK.search(text[max(0, match.start() - REACH) : match.start()]):
            yield PrivateSpan(match.start(), match.end(), "PHONE_NUMBER", SURE)
    farthest = [0, *accumulate((span.end for span in owners), max)]  # end of any of the first n
    for match in STAFF_ID.finditer(text):
        before = bisect_right(owners, match.end() + BESIDE, key=lambda s: s.start)
        if before and farthest[before] >= match.start() - BESIDE:
            yield PrivateSpan(match.start(), match.end(), "ID", SURE)
