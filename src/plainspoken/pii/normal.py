"""Read a text as a person does: disguises off, every character still knowing where it came from."""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

DISGUISED = re.compile(
    r"&(?:#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5}|amp|lt|gt|quot|apos|nbsp|commat|period|lowbar|hyphen|shy|zwnj|zwj);"
    r"|%(?:40|2[EeBbDd]|5[Ff]|3[Aa])|(?<=[A-Za-z])%20(?=[A-Za-z])"
    r"|[^\x00-\x7f]"
)
ORDINARY = re.compile(r"[\u00a1-\u00ac\u00ae-\u024f\u0370-\u03ff\u0400-\u04ff‘’“”–—…€•→×≥≤≈]")
"""Characters that are what they look like; they are only looked at when a combining mark follows."""
COMBINING = re.compile(r"[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without disguises.

    Attributes:
        text: What is searched.
        starts, ends: For each character of ``text``, the stretch of the original it stands for; None
            where the two are the same.
    """

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original behind ``text[start:end]``."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def plain(text: str) -> Plain:
    """Return ``text`` with invisible characters dropped and encoded, full-width and decomposed ones made plain."""
    if text.isascii() and "&" not in text and "%" not in text:
        return Plain(text)
    pieces = list(_changes(text))
    if not pieces:
        return Plain(text)
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for start, end, new in [*pieces, (len(text), len(text), "")]:
        letters.append(text[done:start])
        starts.extend(range(done, start))
        ends.extend(range(done + 1, start + 1))
        letters.append(new)
        starts.extend([start] * len(new))
        ends.extend([end] * len(new))
        done = end
    return Plain("".join(letters), tuple(starts), tuple(ends))


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, replacement) for each disguise, left to right."""
    combining = bool(COMBINING.search(text))
    done = 0
    for match in DISGUISED.finditer(text):
        start, end, found = match.start(), match.end(), match.group()
        if start < done or (not combining and ORDINARY.match(found)):
            continue
        if combining and COMBINING.match(found) and start:
            new = unicodedata.normalize("NFC", text[start - 1 : end])
            if len(new) == 1 and start - 1 >= done:
                yield start - 1, end, new
                done = end
            continue
        new = _decoded(found)
        if new != found:
            yield start, end, new
            done = end


def _decoded(found: str) -> str:
    if found[0] == "&":
        decoded = html.unescape(found)
        return decoded if decoded != "\u00ad" else ""
    if found[0] == "%" and len(found) == 3:  # noqa: PLR2004  # a percent sign and two digits
        return chr(int(found[1:], 16))
    if unicodedata.category(found) == "Cf":
        return ""
    folded = unicodedata.normalize("NFKC", found)
    return folded if folded.isascii() and folded.isprintable() else found
