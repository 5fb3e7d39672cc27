"""Says what an extract is made from, stretch by stretch: for whoever wants to know where an answer was lost."""

from plainspoken.answer import LOOKED_AT, Read, rank, sought
from plainspoken.answers import Considered, Stretch
from plainspoken.redacted import Redacted
from plainspoken.restore import restore
from plainspoken.trip import Trip


def consider(trip: Trip, asked: Redacted, *, read: Read) -> Considered:
    """Return what the extract for a trip is made from, as its asker may read it.

    Args:
        trip: With what was found.
        asked: The same, redacted.
        read: Marks what in a passage answers the question.
    """
    code = trip.question.audience == "engineer"
    ranked = rank(asked, sought(asked.question.text), read=read, code=code)

    def stretch(n: int, text: str) -> Stretch:
        told = restore(text, trip.issued, may=lambda _: True).text  # all of it was found in the asker's right
        return Stretch(trip.found[n - 1].edition.path, told)

    return Considered(
        found=tuple(Stretch(each.edition.path, _whole(each.passage.context, each.passage.text)) for each in trip.found),
        read=tuple(stretch(one.candidate.n, one.candidate.text) for one in ranked if one.evidence.is_read),
        ranked=tuple(stretch(one.candidate.n, one.candidate.text) for one in ranked[:LOOKED_AT]),
    )


def _whole(context: str, text: str) -> str:
    return f"{context}\n{text}" if context else text
