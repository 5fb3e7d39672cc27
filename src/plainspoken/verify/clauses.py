"""Divides claims and passages into clauses, and finds for each clause of a claim the clause that says most of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from plainspoken.verify.evidence import Evidence, Stretch
from plainspoken.verify.kinship import covered, stems
from plainspoken.verify.naming import names
from plainspoken.wording.quantities import agrees, quantities
from plainspoken.wording.sentences import spans

CUT = re.compile(
    r"[;:]\s+|,?\s+(?:and|or|but|while|whereas|although|though|because|since|so|yet|unless|except|compared|against)\s+"
    r"|,(?!\s\d{4}\b)\s+(?:and\s+|but\s+)?|\s[–—]\s|\s?\(|\)\s?|\s+(?=which\b|who\b|when\b|where\b|after\b|before\b|if\b)",
    re.IGNORECASE,
)
JOINED = re.compile(
    r"[;:]\s+|,?\s+(?:but|while|whereas|although|though)\s+|,\s+and\s+|,\s+(?=which\b|who\b)", re.IGNORECASE
)
MARK = re.compile(r"(?:^|(?<=\s))(?P<number>\d{1,2})[.)](?=\s|$)")
BULLET = re.compile(r"^\s*[-*•]\s+", re.MULTILINE)
REPLY = re.compile(r"^\s*(?:Yes|No)[.,]\s+(?=\S)")  # a reply's first word is no negation of what follows
AND = re.compile(r"\s+and\s+", re.IGNORECASE)
RELATIVE = re.compile(r"(?:which|who|whom|whose|where)\b", re.IGNORECASE)
PRONOUN = re.compile(r"\b(?:he|she|it|they|his|her|its|their|this|these)\b", re.IGNORECASE)
FEWEST_JOINED = 3  # telling words that both sides of an "and" must have to be two clauses
FEWEST = 2  # telling words without which a piece is no clause of its own
NUMBER_HELD = 0.3  # what a number of the claim counts when its nearest clause is chosen
WHOLE_AT = 0.15  # share that a whole sentence must add over its best clause before it is taken instead
MOST = 400  # clauses of one stretch: a table pasted as one line must not cost seconds


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch that says one thing.

    Attributes:
        text: As written.
        bag: Its stems.
        sentence: The sentence that it is part of.
    """

    text: str
    bag: frozenset[str]
    sentence: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause of a claim, and the clause of the passages that says most of it.

    Attributes:
        claim: The claim's clause.
        quote: The passage's; a whole sentence where no clause of it says nearly as much.
        sentence: The sentence around ``quote``.
        share: Share of the claim's weight that the quote holds.
        narrow, narrow_share: The best piece between commas and conjunctions, and its share.
    """

    claim: str
    quote: str
    sentence: str
    share: float
    narrow: str
    narrow_share: float


def statements(claim: str) -> list[str]:
    """Return the sentences of a claim that say something, without list marks and a reply's first word."""
    plain = BULLET.sub("", _unnumbered(REPLY.sub("", claim)))
    found = [line[a:b] for line in plain.split("\n") for a, b in spans(line)]
    return [one for one in found if stems(one)] or [claim]


def _unnumbered(text: str) -> str:
    """Return ``text`` with a break for each list mark; marks count up from one, other numbers are the claim's own."""
    marks: list[re.Match[str]] = []
    for match in MARK.finditer(text):
        if int(match["number"]) == len(marks) + 1:
            marks.append(match)
    if len(marks) < FEWEST:
        return text
    for mark in reversed(marks):
        text = f"{text[: mark.start()]}\n{text[mark.end() :]}"
    return text


@lru_cache(maxsize=4_000)
def fragments(text: str) -> tuple[Clause, ...]:
    """Return the finest pieces of ``text``: between commas, conjunctions and brackets."""
    found = []
    for start, end in [span for line in _lines(text) for span in line]:
        sentence = text[start:end]
        found += [Clause(part, frozenset(stems(part)), sentence) for part in parts(sentence, CUT)]
    return tuple(found[:MOST])


@lru_cache(maxsize=4_000)
def whole(text: str) -> tuple[Clause, ...]:
    """Return the sentences of ``text``."""
    spoken = [text[start:end] for line in _lines(text) for start, end in line]
    return tuple(Clause(one, frozenset(stems(one)), one) for one in spoken[:MOST])


def _lines(text: str) -> list[list[tuple[int, int]]]:
    return [[(m.start() + a, m.start() + b) for a, b in spans(m.group())] for m in re.finditer(r"[^\n]*\S[^\n]*", text)]


def parts(sentence: str, cut: re.Pattern[str]) -> list[str]:
    """Return ``sentence`` cut up, a relative clause with the words it hangs on; a row of a table is one piece."""
    if "|" in sentence or "\t" in sentence:
        return [sentence]
    parts = [part.strip() for part in cut.split(sentence) if part and part.strip()]
    return [
        f"{' '.join(parts[at - 1].split()[-2:])} {part}" if at and RELATIVE.match(part) else part
        for at, part in enumerate(parts)
    ]


def spoken(claim: str) -> list[str]:
    """Return the clauses of a claim; what has too few telling words stays with the one before."""
    found: list[str] = []
    for part in [half for joined in parts(claim, JOINED) for half in _halves(joined)]:
        if found and len(set(stems(part))) < FEWEST:
            found[-1] = f"{found[-1]}, {part}"
        else:
            found.append(part)
    return found or [claim]


def _halves(part: str) -> list[str]:
    halves = AND.split(part)
    return halves if all(len(set(stems(half))) >= FEWEST_JOINED for half in halves) else [part]


def pairs(claim: str, evidence: Evidence) -> list[Pair]:
    """Return each clause of ``claim`` with what the evidence says nearest to it."""
    fine = [piece for one in evidence.carrying for piece in _pieces(one, fragments)]
    coarse = [piece for one in evidence.carrying for piece in _pieces(one, whole)]
    named = frozenset(term for name in names(claim) for term in stems(name.lstrip("?")))
    subjects = named & frozenset(stems(evidence.everything))
    return [_pair(part, fine, coarse, subjects) for part in spoken(claim)]


def _pieces(stretch: Stretch, cut) -> Sequence[Clause]:  # type: ignore[no-untyped-def]  # one of the two cached functions above
    return (
        (Clause(stretch.text, frozenset(stems(stretch.text)), stretch.text),)
        if stretch.lead or stretch.under
        else cut(stretch.text)
    )


def _pair(part: str, fine: Sequence[Clause], coarse: Sequence[Clause], subjects: frozenset[str]) -> Pair:
    small, small_share = _nearest(part, fine, subjects)
    large, large_share = _nearest(part, coarse, subjects)
    if small is None or large is None:
        return Pair(part, "", "", 0.0, "", 0.0)
    if large_share - small_share >= WHOLE_AT:
        return Pair(part, large.text, large.text, large_share, small.text, small_share)
    return Pair(part, small.text, small.sentence, small_share, small.text, small_share)


def _nearest(part: str, pieces: Sequence[Clause], subjects: frozenset[str]) -> tuple[Clause | None, float]:
    """Return the piece that holds most of ``part``, its numbers first, the shortest of equals, and the share it holds.

    A pronoun stands for a name of the claim that the passages hold elsewhere, half as surely as the name itself.
    """
    wanted, numbers = stems(part), quantities(part)
    bare = [term for term in wanted if term not in subjects]

    def held(one: Clause) -> float:
        share = covered(wanted, one.bag)
        return max(share, (share + covered(bare, one.bag)) / 2) if bare and PRONOUN.search(one.text) else share

    shares = [held(one) for one in pieces]
    told = [NUMBER_HELD * any(agrees(q, other) for q in numbers for other in quantities(one.text)) for one in pieces]
    best = max(range(len(pieces)), key=lambda at: (shares[at] + told[at], -len(pieces[at].text)), default=None)
    return (None, 0.0) if best is None else (pieces[best], shares[best])
