"""What a text says it replaces, and what it says it was replaced by."""

import re
from collections.abc import Iterable, Sequence

_BY = re.compile(
    r"(?i)(?:^|[.,;:(–—-]|\band\b)\W{0,5}(?:(?:it|this \w+) )?(?:(?:now|since|later|has been|is|was) )*"
    r"(?:superseded|replaced|obsoleted|deprecated) by\b:?\s*(?P<what>.+)"
)
"""Opens its clause: in "section 3 was superseded by …" something else is the subject."""
_OF = re.compile(
    r"^\W*(?:[Tt]his (?:adr|ADR|document|decision|record|note|version|page) "
    r"(?P<itself>supersedes|replaces|obsoletes)|(?P<verb>Supersedes|Replaces|Obsoletes))\b:?\s+(?P<what>.+)"
)
_BULLET = re.compile(r"^\s*(?:[-*+•]|\d+[.)])\s")
_REST = re.compile(r"(?i)\s(?:with|by|in|of)\s")  # after it stands what came instead, where, or of what it was a part
_IN_PART = re.compile(r"(?i)\b(?:in part|partly|partially)\b")
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
_ROLE = re.compile(r":\w+:`([^`<]*?)\s*(?:<[^>`]*>)?`")
LONGEST_NAME = 120


def is_replaced(status: str) -> bool:
    """Return whether a status says of its document that it was replaced, and by what."""
    return bool(_BY.search(status))


def replaced_by(status: str, pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the names of what replaced the document: by its status, else by a field of its own."""
    match = _BY.search(status)
    return _names(match.group("what")) if match else _declared(pairs, "replaced-by", "superseded by")


def replaces(lines: Iterable[str], pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the names of what the document replaces: by fields of its own, and by sentences that point at it."""
    declared = _declared(pairs, "supersedes", "replaces", "obsoletes")
    return tuple(dict.fromkeys((*declared, *(name for line in lines for name in _told(line)))))


def _told(line: str) -> tuple[str, ...]:
    """Return what a sentence names as replaced by this very document.

    Without a subject it may be one of a list of changes (in a bullet) or tell of a swap ("replaces A with B").
    """
    match = _OF.match(line)
    if not match or _IN_PART.search(match.group("what")):
        return ()
    what, rest = _parted(match.group("what"))
    is_change = bool(_BULLET.match(line)) or (match.group("verb") == "Replaces" and rest in {"with", "by"})
    if (is_change and match.group("itself") is None) or not _pointing(what):
        return ()
    return _names(what)


def _parted(words: str) -> tuple[str, str]:
    """Return ``words`` up to what does not name the replaced any more, and the word that follows, empty if none."""
    masked = _ROLE.sub(lambda one: "-" * len(one.group()), _LINK.sub(lambda one: "-" * len(one.group()), words))
    rest = _REST.search(masked)
    return (words[: rest.start()], rest.group().strip().lower()) if rest else (words, "")


def _pointing(words: str) -> bool:
    """Return whether these words point at a document, and do not merely say that something replaces something."""
    named = r"(?i)(?:the )?(?:adr|slep|rfc|decision|dr)[\s#-]*\d+|\S+\.(?:md|rst|txt|html|pdf|docx)\b"
    return bool(_LINK.search(words) or _ROLE.search(words) or re.match(named, words))


def _declared(pairs: Iterable[tuple[str, str]], *wanted: str) -> tuple[str, ...]:
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
