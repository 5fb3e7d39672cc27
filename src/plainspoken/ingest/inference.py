"""What a text says about itself without declaring it: dates, status, owner, what it replaces."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from plainspoken.ingest.blocks import Stretch
from plainspoken.ingest.dates import day_of
from plainspoken.ingest.lines import Line, lines_of

HEAD_LINES = 60
HEAD = 6_000  # characters
_MARKS = r"[\s>*_#|:\-•]*"
_FIELD = re.compile(
    rf"^{_MARKS}(?P<name>[A-Za-z][A-Za-z \-]{{1,30}}?)[*_]*\s*(?:[:|]|\bis\b)[\s*_|]*(?P<value>\S.*?)[\s|]*$"
)
_SENTENCE = re.compile(
    r"(?i)\b(?:(?P<first>effective(?: from| as of| since| on)?|valid from|in force (?:from|since)|applies from"
    r"|takes effect on)"
    r"|(?P<last>valid (?:until|to|through)|in force until|expires on|lapses on))[:\s]+(?P<value>\w.*)"
)
FIRST = {  # name of a field line → how strongly it says "in force from here on"
    "effective": 0, "effective date": 0, "effective from": 0, "effective as of": 0, "valid from": 0, "in force from": 0,
    "in force since": 0, "applies from": 0, "date": 1, "dated": 1, "decision date": 1, "decided": 1, "decided on": 1,
    "approved": 1, "approved on": 1, "published": 1, "report date": 1, "week of": 1, "week": 1, "week ending": 2,
    "date of incident": 1, "incident date": 1, "meeting date": 1, "created": 2, "created on": 2, "last updated": 3,
    "updated": 3, "last modified": 3, "last reviewed": 3, "as of": 3,
}  # fmt: skip
LAST = frozenset({
    "valid until", "valid to", "valid through", "expires", "expires on", "expiry", "expiry date", "expiration",
    "expiration date", "in force until",
})  # fmt: skip
OWNER = {"owner": 0, "document owner": 0, "owned by": 0, "maintainer": 1, "contact": 2, "author": 3, "authors": 3}
STAGES = frozenset(["idea", "scoping", "poc", "pilot", "production", "retired", "deprecated", "sunset"])
_STATUS_WORD = re.compile(
    r"(?i)^\W*(partly superseded|partially superseded|accepted|proposed|rejected|superseded|deprecated|draft|final|"
    r"active|"
    r"withdrawn|deferred|approved|implemented|obsolete|retired|in review|under review|replaced|archived)\b"
)
_BY = re.compile(
    r"(?i)(?<!partly )(?<!partially )(?<!in part )\b(?:superseded|replaced|obsoleted) by\b:?\s*(?P<what>.+)"
)
_OF = re.compile(
    r"(?i)^\W*(?:this (?:adr|document|decision|record|note|version|page) )?(?:supersedes|replaces|obsoletes)\b:?\s+"
    r"(?P<what>.+)"
)
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
_ROLE = re.compile(r":\w+:`([^`<]*?)\s*(?:<[^>`]*>)?`")
_FILE_DATE = re.compile(
    r"(?<!\d)(20\d{2}-\d{2}-\d{2}|20\d{2}-W\d{2}|20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|20\d{2}-(?:0[1-9]|1[0-2]))(?!\d)"
)
LONGEST_NAME = 120


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


def infer(text: str, body: int, file_name: str, hidden: tuple[Stretch, ...] = ()) -> Inferred:
    """Return what the head of ``text[body:]`` and the file's name tell; restricted stretches tell nothing."""
    lines = [line for line in lines_of(text, body, min(len(text), body + HEAD)) if not line.blank][:HEAD_LINES]
    lines = [line for line in lines if not any(a < line.end and line.start < b for a, b in hidden)]
    pairs = list(_pairs(lines))
    stage = next((value.lower().strip(".") for name, value in pairs if name in {"stage", "lifecycle stage"}), None)
    status = _status(lines, pairs)
    return Inferred(
        first=_first(lines, pairs, file_name),
        last=_last(lines, pairs),
        owner=_owner(pairs),
        status=_word(status),
        stage=stage if stage in STAGES else None,
        supersedes=_replaces(lines, pairs),
        superseded_by=_names(match.group("what"))
        if (match := _BY.search(status or ""))
        else _headers(pairs, "replaced-by", "superseded by"),
    )


def _pairs(lines: list[Line]) -> Iterator[tuple[str, str]]:
    for line in lines:
        match = _FIELD.match(line.text)
        if match:
            yield match.group("name").strip().lower(), match.group("value").strip().strip("*_` ")


def _first(lines: list[Line], pairs: list[tuple[str, str]], file_name: str) -> datetime.date | None:
    found = [(FIRST[name], day) for name, value in pairs if name in FIRST and (day := day_of(value))]
    for line in lines:
        match = _SENTENCE.search(line.text)
        if match and match.group("first") and (day := day_of(match.group("value"))):
            found.append((0, day))
    if found:
        return min(found, key=lambda one: one[0])[1]
    named = _FILE_DATE.search(file_name)
    if not named:
        return None
    words = named.group(1)
    return day_of(f"{words[:4]}-{words[4:6]}-{words[6:]}" if words.isdigit() else words)


def _last(lines: list[Line], pairs: list[tuple[str, str]]) -> datetime.date | None:
    for name, value in pairs:
        if name in LAST and (day := day_of(value, last=True)):
            return day
    for line in lines:
        match = _SENTENCE.search(line.text)
        if match and match.group("last") and (day := day_of(match.group("value"), last=True)):
            return day
    return None


def _owner(pairs: list[tuple[str, str]]) -> str | None:
    found = [(OWNER[name], value) for name, value in pairs if name in OWNER and len(value) <= LONGEST_NAME]
    found = [one for one in found if "<" not in one[1] and not one[1].lower().startswith(("tbd", "n/a", "none"))]
    return _plain(min(found, key=lambda one: one[0])[1]) if found else None


def _plain(words: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", words).strip().rstrip(".")


def _status(lines: list[Line], pairs: list[tuple[str, str]]) -> str | None:
    """Return what stands after ``Status:`` or under a heading of that name."""
    for name, value in pairs:
        if name == "status":
            return value
    for at, line in enumerate(lines[:-1]):
        if re.fullmatch(r"\W*status\W*", line.text, re.IGNORECASE):
            below = [one for one in lines[at + 1 : at + 4] if not re.fullmatch(r"[=\-~^#*]+", one.text.strip())]
            below = below[: next((i for i, one in enumerate(below) if one.text.startswith("#")), len(below))]
            told = next((one.text for one in below if _BY.search(one.text)), None)
            return told or (below[0].text if below else None)
    return None


def _word(status: str | None) -> str | None:
    match = _STATUS_WORD.match(status or "")
    return match.group(1).lower() if match and "|" not in (status or "") else None


def _replaces(lines: list[Line], pairs: list[tuple[str, str]]) -> tuple[str, ...]:
    declared = _headers(pairs, "supersedes", "replaces", "obsoletes")
    told = [
        _names(match.group("what"))
        for line in lines
        if (match := _OF.match(line.text)) and _pointing(match.group("what"))
    ]
    return tuple(dict.fromkeys((*declared, *(name for names in told for name in names))))


def _pointing(words: str) -> bool:
    """Return whether these words point at a document, and do not merely say that something replaces something."""
    named = r"(?i)(?:the )?(?:adr|slep|rfc|decision|dr)[\s#-]*\d+|\S+\.(?:md|rst|txt|html|pdf|docx)\b"
    return bool(_LINK.search(words) or _ROLE.search(words) or re.match(named, words))


def _headers(pairs: list[tuple[str, str]], *wanted: str) -> tuple[str, ...]:
    return tuple(
        one for name, value in pairs if name in wanted and "<" not in value.split("`")[0] for one in _names(value)
    )


def _names(words: str) -> tuple[str, ...]:
    """Return the documents that ``words`` name: link targets, else roles, else the words up to the full stop."""
    found = [one.removeprefix("./") for one in _LINK.findall(words)] or _ROLE.findall(words)
    if not found:
        plain = re.split(r"(?<!\d)\.(?:\s|$)|[;)]|,? (?:on|since|because|which) ", words)[0].strip(" *_`.\"'")
        found = [one.strip() for one in re.split(r",\s*| and (?=(?:adr|slep|rfc|\d))", plain, flags=re.IGNORECASE)]
    return tuple(
        dict.fromkeys(
            one for one in found if one and len(one) <= LONGEST_NAME and one.lower() not in {"none", "n/a", "-"}
        )
    )
