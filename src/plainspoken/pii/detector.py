"""One detector: every recognizer over every text, overlaps settled, in batches."""

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from plainspoken.errors import RedactionError, WeightsError
from plainspoken.pii.addresses import addresses, town_codes
from plainspoken.pii.company import companions, echoes, particulars
from plainspoken.pii.contacts import emails, phones
from plainspoken.pii.dates import dates
from plainspoken.pii.handles import handles
from plainspoken.pii.keys import keys
from plainspoken.pii.national import proven
from plainspoken.pii.network import network
from plainspoken.pii.normal import Plain, plain
from plainspoken.pii.numbers import numbers
from plainspoken.pii.people import people
from plainspoken.pii.screen import screened
from plainspoken.pii.secrets import secrets
from plainspoken.pii.tagger import SHA256, tagged
from plainspoken.redacted import PrivateSpan

REVISION = 8
"""Raised whenever a rule changes what is found."""

RECOGNIZERS = (emails, phones, numbers, proven, secrets, network, handles, addresses, dates, people)
THRESHOLD = 0.5  # what the rules give by themselves is above; what the screen doubts is not
PIECE = 20_000
"""Longer texts are searched in pieces of this many characters that overlap; nothing is skipped."""
OVERLAP = 400

WORDS = re.compile(r"\w(?:.*\w)?", re.DOTALL)

TAGS = {"PERSON": "PERSON"}
TOWNS = ("GPE", "LOC")
ON_REQUEST = {
    "GPE": "LOCATION",
    "LOC": "LOCATION",
    "ORG": "ORGANIZATION",
    "NORP": "NRP",
    "DATE": "DATE_TIME",
    "TIME": "DATE_TIME",
}
"""Tagger labels of types that are not private by default, looked for where the settings name them."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the settings say is private.

    Attributes:
        entities: Types to look for; None for those that are private by default.
        threshold: Scores below it are dropped.
        allow: Words that are never private, without case.
        patterns: (type, compiled expression) pairs; the deny list is among them.
    """

    entities: frozenset[str] | None
    threshold: float
    allow: frozenset[str]
    patterns: tuple[tuple[str, re.Pattern[str]], ...]

    def wants(self, span: PrivateSpan, text: str) -> bool:
        """Return whether a span counts."""
        return (
            span.score >= self.threshold
            and (self.entities is None or span.type in self.entities)
            and text[span.start : span.end].casefold() not in self.allow
        )

    @property
    def labels(self) -> dict[str, str]:
        """Return tagger label → type, for the types that are wanted."""
        return TAGS | {label: type_ for label, type_ in ON_REQUEST.items() if type_ in (self.entities or ())}


class Detector:
    """Find private spans; models load on the first call.

    Attributes:
        name: Changes when what is found may change, so that kept spans can be renewed.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        said = repr(
            (
                REVISION,
                SHA256,
                sorted(policy.entities or ()),
                policy.threshold,
                sorted(policy.allow),
                policy.patterns,
            )
        )
        self.name = f"pii-{REVISION}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"

    def find(self, texts: Sequence[str]) -> list[tuple[PrivateSpan, ...]]:
        """Return the private spans of each text, in order, none overlapping.

        Raises:
            RedactionError: They could not be evaluated.
        """
        try:
            return self._found(texts)
        except WeightsError:
            raise
        except Exception as error:  # whatever broke: not evaluated, so nothing may be sent
            raise RedactionError("private fields could not be evaluated; nothing was sent") from error

    def _found(self, texts: Sequence[str]) -> list[tuple[PrivateSpan, ...]]:
        plains = [plain(text) for text in texts]
        pieces = [(at, start, piece) for at, one in enumerate(plains) for start, piece in _pieces(one.text)]
        spans = [list(keys(one.text)) for one in plains]
        for (at, start, piece), tags in zip(pieces, tagged([piece for _, _, piece in pieces]), strict=True):
            spans[at] += [PrivateSpan(s.start + start, s.end + start, s.type, s.score) for s in self._raw(piece, tags)]
        return [self._settled(one, found) for one, found in zip(plains, spans, strict=True)]

    def _raw(self, text: str, tags: Iterable[tuple[int, int, str]]) -> Iterator[PrivateSpan]:
        """Yield what every recognizer says of one piece, before overlaps are settled."""
        labels, tags = self._policy.labels, list(tags)
        yield from screened(text, [(s, e, labels[label]) for s, e, label in tags if label in labels])
        yield from town_codes(text, [(start, end) for start, end, label in tags if label in TOWNS])
        for recognizer in RECOGNIZERS:
            yield from recognizer(text)
        for type_, pattern in self._policy.patterns:
            for match in pattern.finditer(text):
                if match.start() < match.end():
                    yield PrivateSpan(match.start(), match.end(), type_, 1.0)

    def _settled(self, one: Plain, spans: Iterable[PrivateSpan]) -> tuple[PrivateSpan, ...]:
        """Return the spans that count, each in the original text: of two that overlap the surer, then the longer.

        Of one that gives way what no other covers is kept: no end of anything private is left to read.
        """
        wanted = [span for span in spans if self._policy.wants(span, one.text)]
        for more in (echoes, companions, particulars):
            wanted += [span for span in more(one.text, wanted) if self._policy.wants(span, one.text)]
        kept: list[PrivateSpan] = []  # in order and apart, so what a span overlaps is found without a look at the rest
        for span in sorted(set(wanted), key=lambda s: (-_rank(s), s.start - s.end, s.start, s.type)):
            first = bisect_right(kept, span.start, key=lambda s: s.end)
            last = bisect_left(kept, span.end, key=lambda s: s.start)
            near = kept[first:last]
            if all(other.type == span.type for other in near):
                ends = [span, *near]
                start, end = min(one.start for one in ends), max(one.end for one in ends)
                kept[first:last] = [PrivateSpan(start, end, span.type, max(one.score for one in ends))]
            else:
                kept[first:last] = sorted([*near, *_uncovered(span, near, one.text)], key=lambda s: s.start)
        return tuple(PrivateSpan(*one.original(s.start, s.end), s.type, s.score) for s in kept)


def _rank(span: PrivateSpan) -> float:
    """Order recognizers by how sure they are; a person is the weakest claim on a stretch that is something else too."""
    return span.score + (-0.2 if span.type in ("PERSON", "LOCATION") else 0.5 if span.type == "SECRET" else 0.0)


def _uncovered(span: PrivateSpan, near: Sequence[PrivateSpan], text: str) -> Iterator[PrivateSpan]:
    """Yield what of ``span`` none of ``near`` covers, without the marks and spaces at its ends."""
    starts, ends = [span.start, *(one.end for one in near)], [*(one.start for one in near), span.end]
    for start, end in zip(starts, ends, strict=True):
        if part := WORDS.search(text, start, max(start, end)):
            yield PrivateSpan(part.start(), part.end(), span.type, span.score)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    while True:
        yield start, text[start : start + PIECE]
        if start + PIECE >= len(text):
            return
        start += PIECE - OVERLAP


def open_detector(
    *,
    entities: Sequence[str] | None = None,
    threshold: float | None = None,
    allow: Sequence[str] = (),
    deny: Sequence[str] = (),
    patterns: Sequence[tuple[str, str]] = (),
) -> Detector:
    """Return the detector of these settings.

    Args:
        entities: Types to look for, of those that can be found; None for those that are private by default.
        threshold: Scores below it are dropped; None for the default.
        allow: Words that are never private.
        deny: Words that always are.
        patterns: (type, regular expression) pairs of one's own.
    """
    own = [(type_, re.compile(pattern)) for type_, pattern in patterns]
    own += [("DENIED", re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)) for word in deny]
    types = frozenset(entities) | {type_ for type_, _ in own} if entities is not None else None
    words = frozenset(word.casefold() for word in allow)
    return Detector(Policy(types, THRESHOLD if threshold is None else threshold, words, tuple(own)))
