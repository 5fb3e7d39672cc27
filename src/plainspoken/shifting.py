"""Moves the dates of a prompt by the whole weeks of its conversation, and back again in what a model replies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from plainspoken.placeholders import Placeholders
from plainspoken.shapes import DATE, mentions
from plainspoken.written_dates import WrittenDate, is_in_reach, months_and_years, rewritten, written_dates

_Edit = tuple[int, int, int, int]  # start and end in the original, and in what is sent
UNTOLD = "(a date)"
"""Stands for a date of a reply that is none of those sent: nobody can tell which day it means."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A text with the dates of the documents again.

    Attributes:
        text: With ``UNTOLD`` for a date that could not be told.
        is_whole: Whether all of them could.
        is_coarse: Whether it tells a year or a month alone that it may have taken from a moved date.
    """

    text: str
    is_whole: bool
    is_coarse: bool = False


class Shifting:
    """The dates of one prompt: each as written in the documents, and as sent.

    A day is written in the same form as another day. What tells no single day, and what would read like another
    date once it is moved, becomes a placeholder; so the way back is exact.

    Args:
        issued: The conversation's placeholders, with the days of its shift.
    """

    def __init__(self, issued: Placeholders) -> None:
        self.issued = issued
        self._days = timedelta(days=issued.shift)
        self._sent: dict[str, str] = {}
        self._written: dict[str, str] = {}
        self._hidden: dict[int, str] = {}
        self._originals: set[date] = set()

    @property
    def hidden(self) -> int:
        """Return how many dates became placeholders."""
        return len(self._hidden)

    def move(self, text: str, source: str) -> str:
        """Return ``text`` as it is sent."""
        dates = written_dates(text)
        while True:
            sent, edits = self._replaced(text, dates, source)
            stray = next((one for one in written_dates(sent) if not any(_is(one, edit) for edit in edits)), None)
            if stray is None:
                return sent
            dates = _joined(text, dates, edits, stray)

    def _replaced(self, text: str, dates: Sequence[WrittenDate], source: str) -> tuple[str, list[_Edit]]:
        """Return ``text`` with these dates as they are sent, and where they stand in both."""
        parts: list[str] = []
        edits: list[_Edit] = []
        done = length = 0
        for one in dates:
            sent = self._sent.get(one.text) or self._send(one, source)
            parts += [text[done : one.start], sent]
            length += one.start - done
            edits.append((one.start, one.end, length, length + len(sent)))
            length += len(sent)
            done = one.end
        return "".join([*parts, text[done:]]), edits

    def back(self, text: str) -> Returned:
        """Return a text that was written by who saw what ``move`` returned, with the dates of the documents."""
        parts: list[str] = []
        between: list[str] = []
        done, is_whole = 0, True
        for start, end, value in sorted(self._values(text), key=lambda found: found[0]):
            is_whole = is_whole and value is not None
            between.append(text[done:start])
            parts += [text[done:start], UNTOLD if value is None else value]
            done = end
        coarse = any(
            months_and_years("\n".join([*between, text[done:]])) & self._coarse(day) for day in self._originals
        )
        return Returned("".join([*parts, text[done:]]), is_whole, coarse)

    def _coarse(self, day: date) -> set[int]:
        """Return the month and the year of a day as sent, where they are others than its own."""
        sent = day + self._days
        return {sent.month, sent.year} - {day.month, day.year}

    def _send(self, one: WrittenDate, source: str) -> str:
        sent = self._moved(one, self._days)
        if sent is None or sent in self._written:
            self.issued, sent = self.issued.issue(DATE, one.text, source)
            self._hidden[int(sent.rpartition("_")[2].rstrip(">"))] = one.text
        else:
            self._written[sent] = one.text
            self._originals |= {one.day} if one.day else set()
        self._sent[one.text] = sent
        return sent

    def _values(self, text: str) -> Iterator[tuple[int, int, str | None]]:
        """Yield every stretch that stands for a date, and the date as the documents write it."""
        ours = [mention for mention in mentions(text, frozenset({DATE})) if mention.number in self._hidden]
        for mention in ours:
            yield mention.start, mention.end, self._hidden[mention.number]
        for one in written_dates(text):
            if not any(one.start < mention.end and mention.start < one.end for mention in ours):
                yield one.start, one.end, self._written.get(one.text) or self._original(one)

    def _original(self, one: WrittenDate) -> str | None:
        """Return a date that the reply writes in its own way, as the day of the documents."""
        if one.day:
            return self._moved(one, -self._days)
        meant = [day for day in self._originals if one.in_year == _in_year(day + self._days)]
        return rewritten(one, meant[0]) if len(meant) == 1 and one.in_year else None

    @staticmethod
    def _moved(one: WrittenDate, by: timedelta) -> str | None:
        """Return the date so many days on; None where it is not known for what it is then."""
        if one.day is None or not is_in_reach(one.day):
            return None
        day = one.day + by
        text = rewritten(one, day)
        again = written_dates(text)
        same = len(again) == 1 and again[0].text == text and again[0].day == day
        return text if same and is_in_reach(day) else None


def _is(one: WrittenDate, edit: _Edit) -> bool:
    return (one.start, one.end) == edit[2:]


def _joined(text: str, dates: Sequence[WrittenDate], edits: Sequence[_Edit], stray: WrittenDate) -> list[WrittenDate]:
    """Return the dates with one in place of all that a stray one touches.

    Stray is what reads as a date only since its neighbour has other words: dates written without a space between.
    """
    near = [edit for edit in edits if edit[2] <= stray.end and stray.start <= edit[3]]
    start = min([_original(stray.start, edits), *(edit[0] for edit in near)])
    end = max([_original(stray.end, edits), *(edit[1] for edit in near)])
    whole = WrittenDate(start, end, text[start:end], None, None, ())
    return [*(one for one in dates if one.end <= start), whole, *(one for one in dates if one.start >= end)]


def _original(offset: int, edits: Sequence[_Edit]) -> int:
    """Return where in the original a place stands that lies in no edit."""
    return offset + next((edit[1] - edit[3] for edit in reversed(edits) if edit[3] <= offset), 0)


def _in_year(day: date) -> tuple[int, int]:
    return day.month, day.day


@dataclass(frozen=True, slots=True)
class Shifted:
    """What was sent with its dates moved, beside the same with its own dates.

    Attributes:
        question, passages, beside: As sent; ``beside`` is the title and the context of each passage.
        shifting: The way back.
    """

    question: str
    passages: tuple[str, ...]
    beside: tuple[str, ...]
    shifting: Shifting

    def back(self, text: str) -> Returned:
        """Return what a model wrote with the dates of the documents."""
        return self.shifting.back(text)
