"""Private keys of many lines: whole, or the part of one that a passage holds."""

import re
from collections.abc import Iterator

from plainspoken.redacted import PrivateSpan

_LETTERS = "[A-Za-z0-9+/=]"
_GAP = r"(?:\\r|\\n|[\s>|])"  # also where the lines are written as one, quoted, or in a table
_HEADERS = rf"(?:{_GAP}+(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID): [^\n\\]{{0,200}})*"
_KIND = "[A-Z0-9 ]*(?:PRIVATE KEY|PGP MESSAGE|OPENSSH)[A-Z0-9 ]*"
BLOCK = re.compile(
    rf"-----BEGIN {_KIND}-----(?:.{{0,8000}}?-----END [A-Z0-9 ]+-----"
    rf"|{_HEADERS}(?:{_GAP}*{_LETTERS}{{16,}})*(?:{_GAP}*{_LETTERS}+\s*\Z)?)"
    r"|PuTTY-User-Key-File-[0-9]:.{0,4000}?Private-MAC: [0-9a-f]+",
    re.DOTALL,
)
END = re.compile(rf"-----END {_KIND}-----")
LINES_BACK = re.compile(
    rf"(?:(?:r\\|n\\|[\s>|])*(?:{_LETTERS}+(?=[ \t>|]*(?:\n|n\\|[\"'`]|\Z))"
    rf"|(?=\S*[0-9+/=]|\S{{16}}){_LETTERS}+(?=\s)))*"
)
"""What goes before an end, read backwards: whole lines, or what is no word."""
LONGEST = 8000  # characters that are looked back
RUN = re.compile(
    rf"(?:\A[ \t]*{_LETTERS}+{_GAP}*(?:\n|\\n)[ \t]*)?(?<![A-Za-z0-9+/=]){_LETTERS}{{40,}}(?:{_GAP}+{_LETTERS}{{40,}})+"
    rf"(?:{_GAP}+(?:{_LETTERS}+(?=\s*(?:\Z|-----END))|[A-Za-z0-9+/]+={{1,2}}(?!{_LETTERS})))?"
)
"""Two or more lines of base64, with the shorter ones at their ends: the middle of a key that was cut."""
SHOWN_BEFORE = re.compile(r"(?:base64,|-----BEGIN [A-Z0-9 ]+-----)\s*\Z")
PICTURE = re.compile("iVBOR|/9j/|R0lGO|UklGR|PHN2Z|Qk0")
SHOWN_AFTER = re.compile(r"\s*(?:=\w{4}\s+)?-----END ")
MARK = 60  # characters in which a line before a run says what it is


def keys(text: str) -> Iterator[PrivateSpan]:
    """Yield private keys, and whatever is left of one: its text is looked at as a whole, never in pieces."""
    if "-----BEGIN" in text or "PuTTY" in text:
        for match in BLOCK.finditer(text):
            yield PrivateSpan(match.start(), match.end(), "SECRET", 1.0)
    for match in END.finditer(text):
        yield PrivateSpan(_begin(text, match.start()), match.end(), "SECRET", 1.0)
    for match in RUN.finditer(text):
        if not _is_public(text, match):
            yield PrivateSpan(match.start(), match.end(), "SECRET", 0.7)


def _begin(text: str, end: int) -> int:
    """Return where the lines of a key that go before ``end`` begin."""
    back = LINES_BACK.match(text[max(0, end - LONGEST) : end][::-1])
    return end - back.end() if back else end


def _is_public(text: str, run: re.Match[str]) -> bool:
    """Return whether a run is a list of hashes or of words, a picture, a certificate or a public key."""
    body = run.group()
    mixed = all(re.search(kind, body) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    return (
        not mixed
        or PICTURE.match(body) is not None
        or SHOWN_BEFORE.search(text, max(0, run.start() - MARK), run.start()) is not None
        or SHOWN_AFTER.match(text, run.end()) is not None
    )
