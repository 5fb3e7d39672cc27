"""What a text says about itself without declaring it: dates, status, owner, what it replaces."""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from plainspoken.ingest.blocks import Block, Stretch, pipe_cells
from plainspoken.ingest.dates import day_of
from plainspoken.ingest.lines import Line, lines_of
from plainspoken.ingest.replacing import is_replaced, replaced_by, replaces

HEAD_LINES = 60
HEAD = 6_000  # characters
_MARKS = r"[\s>*_#|:\-•]*"
_FIELD = re.compile(
    rf"^{_MARKS}(?P<name>[A-Za-z][A-Za-z \-]{{1,30}}?)[*_]*\s*(?::|\bis\b)[\s*_]*(?P<value>\S.*?)[\s|]*$"
)
_FENCE = re.compile(r"^\s*(?:[-*+]\s+|\d+[.)]\s+)?(?P<mark>`{3,}|~{3,})")
_ITSELF = (  # what a text calls itself; "the" would be any: "the coupon", "the token"
    r"[Tt]his (?:\w+ ){0,2}?(?:adr|agreement|card|contract|decision|document|edition|guide|guidelines?|handbook|memo"
    r"|note|notice|page|policy|procedure|record|report|rules?|runbook|standard|statement|text|version)"
    r"(?: (?:is|are|was|remains))?"
)
_SENTENCE = re.compile(
    rf"(?:^{_MARKS}(?=[A-Z])|(?:^{_MARKS}|[.!?]\s+){_ITSELF} )"
    r"(?i:(?P<first>effective(?: from| as of| since| on)?|valid from|in force (?:from|since)|applies from"
    r"|takes effect on)"
    r"|(?P<last>valid (?:until|to|through)|in force until|expires on|lapses on))[:\s]+(?P<value>\w.*)"
)
"""A sentence of validity: it opens its line, or it is about the text itself. In passing it is about something else."""
FIRST = {  # name of a field line → how strongly it says "in force from here on"
    "effective": 0, "effective date": 0, "effective from": 0, "effective as of": 0, "valid from": 0, "in force from": 0,
    "in force since": 0, "applies from": 0, "date": 1, "dated": 1, "decision date": 1, "decided": 1, "decided on": 1,
    "approved": 1, "approved on": 1, "published": 1, "report date": 1, "week of": 1, "week": 1, "week ending": 3,
    "date of incident": 1, "incident date": 1, "meeting date": 1, "created": 3, "created on": 3, "last updated": 4,
    "updated": 4, "last modified": 4, "last reviewed": 4, "as of": 4,
}  # fmt: skip
IN_A_SENTENCE = 2  # as in FIRST: after a field that dates the text, before one that tells when it was written
LAST = frozenset({
    "valid until", "valid to", "valid through", "expires", "expires on", "expiry", "expiry date", "expiration",
    "expiration date", "in force until",
})  # fmt: skip
OWNER = {"owner": 0, "document owner": 0, "owned by": 0, "maintainer": 1, "contact": 2, "author": 3, "authors": 3}
MOST_WORDS = 6  # of one owner's name: more are a sentence
LONGEST_NAME = 120
_MAIL = re.compile(r"\s*<[^<>\s]*@[^<>]*>")
STAGES = frozenset(["idea", "scoping", "poc", "pilot", "production", "retired", "deprecated", "sunset"])
_STATUS_WORD = re.compile(
    r"(?i)^\W*(partly superseded|partially superseded|accepted|proposed|rejected|superseded|deprecated|draft|final|"
    r"active|"
    r"withdrawn|deferred|approved|implemented|obsolete|retired|in review|under review|replaced|archived)\b"
)
_FILE_DATE = re.compile(
    r"(?<!\d)(20\d{2}-\d{2}-\d{2}|20\d{2}-W\d{2}|20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|20\d{2}-(?:0[1-9]|1[0-2]))(?!\d)"
)
PAIR = 2  # cells of a row that holds a name and its value


@dataclass(frozen=True, slots=True)
class Inferred:
    """What was found, None or empty where nothing was.

    Attributes:
        first, last: Days in force.
        owner: Whom to ask.
        status, stage: As the text says, lower case.
        supersedes, superseded_by: Names as written, the target of a link where there is one.
    """

    first: datetime.date | None = None
    last: datetime.date | None = None
    owner: str | None = None
    status: str | None = None
    stage: str | None = None
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()


class _Told(NamedTuple):
    """A name and its value, as a line or a row of two cells holds them."""

    name: str
    value: str


def infer(
    text: str, body: int, file_name: str, blocks: Iterable[Block] = (), hidden: tuple[Stretch, ...] = ()
) -> Inferred:
    """Return what the head of ``text[body:]`` and the file's name tell.

    Listings tell nothing, of tables only rows of a name and its value do, and restricted stretches tell nothing.
    """
    head = [line for line in lines_of(text, body, min(len(text), body + HEAD)) if not line.blank][:HEAD_LINES]
    apart = [one for one in blocks if one.kind in {"code", "table"} and head and one.start < head[-1].end]
    seen = [line for line in head if not any(_touches(line, stretch) for stretch in hidden)]
    lines = [line for line in _unfenced(seen) if not any(_touches(line, (one.start, one.end)) for one in apart)]
    tables = [one for one in apart if one.kind == "table"]
    pairs = [*_fields(lines), *_rows(text, seen, tables)]
    status = _status(lines, pairs)
    stage = next((value.lower().strip(".") for name, value in pairs if name in {"stage", "lifecycle stage"}), None)
    return Inferred(
        first=_first(lines, pairs) or dated_by(file_name).first,
        last=_last(lines, pairs),
        owner=_owner(pairs),
        status=_word(status),
        stage=stage if stage in STAGES else None,
        supersedes=replaces((line.text for line in lines), pairs),
        superseded_by=replaced_by(status or "", pairs),
    )


def dated_by(file_name: str) -> Inferred:
    """Return what the file's name alone tells: all there is where the text is what many people said."""
    named = _FILE_DATE.search(file_name)
    if not named:
        return Inferred()
    words = named.group(1)
    return Inferred(first=day_of(f"{words[:4]}-{words[4:6]}-{words[6:]}" if words.isdigit() else words))


def _touches(line: Line, stretch: Stretch) -> bool:
    return stretch[0] < line.end and line.start < stretch[1]


def _unfenced(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines outside of fenced listings: one inside a list is no block of its own."""
    fence = ""
    for line in lines:
        match = _FENCE.match(line.text)
        if match and not fence:
            fence = match.group("mark")
        elif not fence:
            yield line
        elif match and match.group("mark").startswith(fence):
            fence = ""


def _fields(lines: Iterable[Line]) -> Iterator[_Told]:
    for line in lines:
        match = _FIELD.match(line.text)
        if match:
            yield _Told(match.group("name").strip().lower(), match.group("value").strip().strip("*_` "))


def _rows(text: str, lines: Sequence[Line], tables: Sequence[Block]) -> Iterator[_Told]:
    """Yield the rows of two cells; the head of a table names columns, unless a day stands in it."""
    for line in lines:
        table = next((one for one in tables if _touches(line, (one.start, one.end))), None)
        cells = [cell for cell, _, _ in pipe_cells(text, line.start, line.end)] if table else []
        if len(cells) != PAIR:
            continue
        name, value = cells[0].strip("*_: "), cells[1].strip("*_` ")
        is_head = table and table.header and _touches(line, table.header)
        if value and not (is_head and day_of(value) is None):
            yield _Told(name.lower(), value)


def _first(lines: Sequence[Line], pairs: Sequence[_Told]) -> datetime.date | None:
    found = [(FIRST[name], day) for name, value in pairs if name in FIRST and (day := day_of(value))]
    found += [(IN_A_SENTENCE, day) for words in _said(lines, "first") if (day := day_of(words))]
    return min(found, key=lambda one: one[0])[1] if found else None


def _last(lines: Sequence[Line], pairs: Sequence[_Told]) -> datetime.date | None:
    told = [*(value for name, value in pairs if name in LAST), *_said(lines, "last")]
    return next((day for words in told if (day := day_of(words, last=True))), None)


def _said(lines: Iterable[Line], end: str) -> Iterator[str]:
    """Yield what follows the words of validity in sentences that tell this end of it."""
    for line in lines:
        match = _SENTENCE.search(line.text)
        if match and match.group(end):
            yield match.group("value")


def _owner(pairs: Iterable[_Told]) -> str | None:
    """Return the first of the strongest field's values; where that is no name, those below tell of other things."""
    told: dict[int, str] = {}
    for name, value in pairs:
        if name in OWNER:
            told.setdefault(OWNER[name], _plain(value))
    return next((told[rank] for rank in sorted(told) if _is_name(told[rank])), None)


def _plain(words: str) -> str:
    """Return ``words`` without addresses, link targets and a full stop that ends more than an initial."""
    named = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", _MAIL.sub("", words)).strip()
    return re.sub(r"(?<=\w\w)\.$", "", named)


def _is_name(words: str) -> bool:
    """Return whether these words can name people or a team, and are neither a sentence nor a gap to be filled."""
    each = re.split(r",|;|&| and ", words)
    is_gap = not words or "<" in words or words.lower().startswith(("tbd", "n/a", "none"))
    return not is_gap and len(words) <= LONGEST_NAME and all(len(one.split()) <= MOST_WORDS for one in each)


def _status(lines: Sequence[Line], pairs: Sequence[_Told]) -> str | None:
    """Return what stands after ``Status:`` or under a heading of that name."""
    for name, value in pairs:
        if name == "status":
            return value
    for at, line in enumerate(lines[:-1]):
        if re.fullmatch(r"\W*status\W*", line.text, re.IGNORECASE):
            below = [one for one in lines[at + 1 : at + 4] if not re.fullmatch(r"[=\-~^#*]+", one.text.strip())]
            below = below[: next((i for i, one in enumerate(below) if one.text.startswith("#")), len(below))]
            told = next((one.text for one in below if is_replaced(one.text)), None)
            return told or (below[0].text if below else None)
    return None


def _word(status: str | None) -> str | None:
    match = _STATUS_WORD.match(status or "")
    return match.group(1).lower() if match and "|" not in (status or "") else None
