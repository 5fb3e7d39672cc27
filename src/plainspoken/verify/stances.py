"""What is forbidden, left free, a duty or a choice: a modal says one of them together with its "not"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from plainspoken.verify.findings import CONTRADICTED, MONTH_OF_MAY, Veto, tokens
from plainspoken.verify.kinship import stems

_NOBODY = r"(?:no|nobody|none|neither|nothing)"
_MIDDLE = r"(?: (?!and\b|or\b|but\b)\S+){0,4}?"
_IS = r"(?:(?:is|are|was|were|be|being|been) )?"
_NOT = r"(?:not |never |(?:is|are|was|were)n't )"
_BOUND = r"(?:(?:have|has|had|needs?) to|required|obliged|mandatory|compulsory|obligatory)"
PHRASE = re.compile(
    rf"\b(?:(?P<forbidden>(?:must|may|can|shall) (?:not|never)|cannot|(?:ca|mus|sha)n't|mustn't"
    rf"|{_IS}{_NOT}(?:\w+ly )?(?:allowed|permitted)(?: to)?|{_IS}(?:forbidden|prohibited|disallowed)(?: (?:to|from))?"
    rf"|{_NOBODY}(?P<who>{_MIDDLE}) (?:may|can|must|shall|{_IS}(?:allowed|permitted) to))"
    rf"|(?P<free>(?:do|does|did)(?: not|n't) (?:have|need) to|need not|needn't|no need to"
    rf"|{_IS}{_NOT}(?:necessary|{_BOUND})(?: to)?|{_IS}(?:optional|voluntary)"
    rf"|{_NOBODY}(?P<whoever>{_MIDDLE}) {_IS}{_BOUND}(?: to)?)"
    rf"|(?P<duty>must|shall|{_IS}{_BOUND}(?: to)?)"
    rf"|(?P<choice>may|can|{_IS}(?:allowed|permitted) to|free to))(?![\w'-])",
    re.IGNORECASE,
)
SORTS = ("forbidden", "free", "duty", "choice")
ADJECTIVE = re.compile(r"(?:ed|al|ory|ary|den)$", re.IGNORECASE)  # "Signing is optional."
NOT_ACTS = frozenset("be been being also then always only still".split())
ALIKE = ({"free", "choice"},)


@dataclass(frozen=True, slots=True)
class _Stance:
    """One modal: what it makes of an act, and the stems that may name the act."""

    sort: str
    said: str
    acts: frozenset[str]


def stances(claim: str, quote: str) -> Iterator[Veto]:
    """Yield a finding when the claim forbids, frees, demands or allows what the quote treats otherwise."""
    pairs = _facing(claim, quote)
    if pairs and not any(_agree(one, other) for one, other in pairs):
        one, other = pairs[0]
        yield Veto(CONTRADICTED, f"{one.said!r} where the quote has {other.said!r}")


def without_modals(claim: str, quote: str) -> tuple[str, str]:
    """Return both texts without their modals where these agree: their "not" is then no difference; else as given."""
    pairs = _facing(claim, quote)
    if not pairs or not all(_agree(one, other) for one, other in pairs):
        return claim, quote
    return _bare(claim), _bare(quote)


def _agree(one: _Stance, other: _Stance) -> bool:
    return one.sort == other.sort or {one.sort, other.sort} in ALIKE


def _facing(claim: str, quote: str) -> list[tuple[_Stance, _Stance]]:
    """Return the modals of both texts that fall upon the same act."""
    return [(one, other) for one, other in product(_read(claim), _read(quote)) if one.acts & other.acts]


def _read(text: str) -> list[_Stance]:
    plain, found = _plain(text), []
    for match in PHRASE.finditer(plain):
        after = [word for word in tokens(plain[match.end() :]) if word not in NOT_ACTS and stems(word)]
        is_before = not after or bool(ADJECTIVE.search(match.group()))
        acts = stems(" ".join(after[:1])) + (stems(plain[: match.start()]) if is_before else ())
        sort = next(sort for sort in SORTS if match[sort])
        found.append(_Stance(sort, match.group().lower(), frozenset(acts)))
    return found


def _bare(text: str) -> str:
    return PHRASE.sub(lambda match: match["who"] or match["whoever"] or "", _plain(text))


def _plain(text: str) -> str:
    return MONTH_OF_MAY.sub("May-month", text).replace("’", "'")
