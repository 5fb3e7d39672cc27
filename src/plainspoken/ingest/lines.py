"""A text as lines that know where they stand."""

import re
from dataclasses import dataclass

LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes:
        start: First code point.
        end: One past the last, the newline not counted.
        text: The line without its newline.
    """

    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        """Return whether nothing but white space stands here."""
        return not self.text.strip()

    @property
    def indent(self) -> int:
        """Return the columns of white space before the first word, a tab counting to the next multiple of four."""
        lead = self.text[: len(self.text) - len(self.text.lstrip())]
        return len(lead.expandtabs(4))


def lines_of(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    """Return the lines of ``text[start:end]``; only CR, LF and CRLF part them."""
    stop = len(text) if end is None else end
    found = []
    at = start
    while at < stop:
        match = LINE.match(text, at, stop)
        if match is None or match.end() == at:
            break
        body = match.group().rstrip("\r\n")
        found.append(Line(at, at + len(body), body))
        at = match.end()
    return found
