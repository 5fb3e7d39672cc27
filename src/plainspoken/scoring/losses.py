"""Where the road to a right answer was lost, in terms that a machine can check: found, read, ranked, told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from plainspoken.answers import Considered, Stretch
from plainspoken.scoring.cases import Case
from plainspoken.scoring.overlap import holds, plain
from plainspoken.scoring.responses import ABSTAINED, FAILED, Response

FAILURE, LEAK, ANYWAY, UNFOUND, UNREAD, UNRANKED, WITHHELD, DECLINED, REMOVED, ELSEWHERE, BESIDE, UNLIKE = (
    *("failed", "leaked", "answered_anyway", "not_found", "not_read", "not_ranked", "withheld", "declined", "removed"),
    *("wrong_document", "wrong_stretch", "unlike"),
)
CAUSES: Mapping[str, str] = {
    FAILURE: "no answer at all",
    LEAK: "something closed or private was shown or sent",
    ANYWAY: "answered, though the documents do not",
    UNFOUND: "the needed passage is not among those found",
    UNREAD: "found, but not among what was read",
    UNRANKED: "read, but not among the best stretches",
    WITHHELD: "among the best stretches, but held back by the threshold of abstention",
    DECLINED: "held back by a rule: a forecast, a conflict, a lapsed document or an unsafe text",
    REMOVED: "proposed, but removed by verification",
    ELSEWHERE: "among the best stretches, but another document was told",
    BESIDE: "among the best stretches, but other words of the right document were told",
    UNLIKE: "told otherwise than the reference",
}
"""Cause → in words, in the order in which a road can be lost; the first one that holds is a case's cause."""
SHOWN = 8  # passages that a language model is shown

Needed = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Loss:
    """Why a case is worth less than it could be. What was not looked at is None.

    Attributes:
        cause: One of CAUSES.
        found: Whether what was needed stands in the passages that were found.
        read: Whether it is among what was read closely.
        ranked: Whether it is among the best stretches, from which an answer is made.
        abstained: The reason that was given for silence; empty where something was told.
        right_document: Whether a document with the answer was cited.
    """

    cause: str
    found: bool | None = None
    read: bool | None = None
    ranked: bool | None = None
    abstained: str = ""
    right_document: bool | None = None


def is_traced(case: Case, response: Response, missing: Sequence[str]) -> bool:
    """Return whether it takes what an answer was made from to say where a case was lost."""
    return case.is_answerable and response.status != FAILED and bool(missing or response.status == ABSTAINED)


def lost(case: Case, response: Response, missing: Sequence[str], considered: Considered | None) -> Loss:
    """Return where the road to the right answer of a case was lost that is worth less than it could be.

    Args:
        case: The question.
        response: What it got.
        missing: The required facts that the answer does not hold.
        considered: What an answer was made from; None where nobody looked.
    """
    if response.status == FAILED:
        return Loss(FAILURE)
    if response.leaks or response.exposed:
        return Loss(LEAK, abstained=response.reason)
    if not case.is_answerable:
        return Loss(ANYWAY)
    if considered is None or not is_traced(case, response, missing):
        return Loss(UNLIKE, abstained=response.reason)
    needed = [_by(considered, case, fact) for fact in missing] or [_quotes(case)]
    losses = [_of(need, case, response, considered) for need in needed]
    return min(losses, key=lambda loss: [*CAUSES].index(loss.cause))


def _by(considered: Considered, case: Case, fact: str) -> Needed:
    """Return what tells a text with a fact; where no passage has it word for word, one with a reference quote."""
    if any(holds(each.text, fact) for each in _relevant(considered.found, case)):
        return lambda text: holds(text, fact)
    return _quotes(case) if case.quotes else lambda _: False


def _quotes(case: Case) -> Needed:
    """Return what tells a text that holds a reference quote, or is a good part of one."""
    quotes = [plain(quote.text) for quote in case.quotes]
    return lambda text: any(each in plain(text) or plain(text).strip() in each for each in quotes if text.strip())


def _of(needed: Needed, case: Case, response: Response, considered: Considered) -> Loss:
    found = [each for each in considered.found if _is_relevant(each, case)]
    is_found = any(needed(each.text) for each in found)
    if response.path == "llm":
        is_read = any(needed(each.text) for each in _relevant(considered.found[:SHOWN], case))
        is_ranked = is_read
    else:
        is_read = any(needed(each.text) for each in _relevant(considered.read, case))
        is_ranked = any(needed(each.text) for each in _relevant(considered.ranked, case))
    cited = {quoted.document for statement in response.statements for quoted in statement.quotes}
    is_right = bool(cited & case.relevant.keys()) if cited else None
    cause = _cause(is_found, is_read, is_ranked) or _told(needed, response, is_right=is_right)
    return Loss(cause, is_found, is_read, is_ranked, response.reason, is_right)


def _cause(is_found: bool, is_read: bool, is_ranked: bool) -> str:  # in the order of the road
    if not is_found:
        return UNFOUND
    if is_ranked:
        return ""
    return UNRANKED if is_read else UNREAD


def _told(needed: Needed, response: Response, *, is_right: bool | None) -> str:
    if any(needed(text) for text, _ in response.removed):
        return REMOVED
    if response.status == ABSTAINED:
        return WITHHELD if response.reason in ("", "no_evidence") else DECLINED
    return BESIDE if is_right else ELSEWHERE


def _relevant(stretches: Sequence[Stretch], case: Case) -> list[Stretch]:
    return [each for each in stretches if _is_relevant(each, case)]


def _is_relevant(stretch: Stretch, case: Case) -> bool:
    return not case.relevant or stretch.document in case.relevant
