"""What a sentence only frames: targets, duties, plans, others' words, open questions, conditions; none is the fact."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plainspoken.verify.clauses import Pair, whole
from plainspoken.verify.evidence import Evidence
from plainspoken.verify.findings import UNPROVEN, Veto, tokens
from plainspoken.verify.kinship import covered, stems

GOVERNED = 0.5  # share of a clause's weight that must stand in what a frame governs
_DOCUMENT = (
    r"(?:polic|rule|report|contract|card|document|guideline|law|act|regulation|specification|paper|study|note|section|"
    r"table|test|result|analys|data|log|standard|license|agreement|manual|record|figure|plan|schedule|measure)"
)
_HOPED = (
    r"plan|aim|intend|intent|hope|want|wish|expect|propos|suggest|consider|assum|attempt|tr(?:y|ies|ied)\b|seek|idea|"
    r"option"
)
_AHEAD = (
    r"will|would|shall|should|could|may|might|to be|future|later|next|soon|target|goal|objective|budget|purpose|meant|"
    r"design"
)
_DUE = (
    r"must|should|shall|needs?\b|needed|requir|mandatory|oblig|(?:has|have|had) to|(?:is|are|be) to\b|rule|polic|"
    r"condition|minimum|at least|ensure|necessary|can\b|may\b|cannot|not\b|never|no\b|only|allowed|recommend|advis|"
    r"please|forbid|prohibit|responsib"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A way to speak of something without saying that it is so.

    Attributes:
        opens: What it opens with; it governs what follows.
        kept: What a claim says that keeps it.
        is_for_short: Whether it also holds against a short answer, which has no room to keep it.
    """

    opens: re.Pattern[str]
    kept: re.Pattern[str]
    is_for_short: bool = True


def _frame(opens: str, kept: str, *, is_for_short: bool = True) -> Frame:
    return Frame(
        re.compile(rf"\b(?:{opens})", re.IGNORECASE), re.compile(rf"\b(?:{kept})", re.IGNORECASE), is_for_short
    )


DUTY = _frame(
    r"(?:should|must|shall|needs?\s+to|(?:has|have)\s+to)\b(?!\s+(?:not|have)\b)",
    rf"{_DUE}|{_HOPED}|{_AHEAD}",
    is_for_short=False,
)
FRAMES = (
    _frame(
        r"(?:targets?|goals?|objectives?|aims?|budget)\b(?:\s+(?:for|of)\s+(?:\w+\s+){1,4}?)?\s*(?:(?:is|are|was|were|remains)\b|:)"
        r"(?!\s+(?:met|reached|achieved|missed|hit|exceeded|spent|used)\b)"
        r"|(?:aims?|aimed|aiming)\s+(?:to|at|for)\b|target(?:s|ed)?\s+(?:an?|the)\b",
        rf"{_HOPED}|{_AHEAD}|{_DUE}",
    ),
    DUTY,
    _frame(
        r"(?:plan(?:s|ned)?|intend(?:s|ed)?|hope[sd]?|tr(?:y|ies|ied)|attempt(?:s|ed)?|propose[sd]?|"
        r"expect(?:s|ed)?|wish(?:es|ed)?)\s+(?:\w+\s+)?to\b"
        r"|(?:assume[sd]?|expect(?:s|ed)?|hope[sd]?|propose[sd]?)\s+that\b"
        r"|(?:consider(?:s|ed|ing)?|propose[sd]?|suggest(?:s|ed)?)\s+(?:\w+ly\s+)?\w+ing\b",
        rf"{_HOPED}|{_AHEAD}|{_DUE}",
        is_for_short=False,
    ),
    _frame(
        rf"according to (?!(?:\w+\s+){{0,3}}{_DOCUMENT})[^,]{{1,60}},"
        r"|(?:claim(?:s|ed)?|believe[sd]?|argue[sd]?|think[s]?|thought|insist(?:s|ed)?|alleg(?:es|ed)|fear(?:s|ed)?|"
        r"promise[sd]?|guess(?:es|ed)?)\s+that\b|(?:vendor|supplier|provider|customer|client|user|consultant|press)s?\s+"
        r"(?:says?|said|states?|stated|reports?|reported|told\s+us)\s+(?:that\b)?",
        r"according|say|said|claim|believ|argu|stat|report|think|thought|insist|alleg|fear|promis|told|guess|view|opinion",
    ),
    _frame(
        r"(?<!regardless of )(?<!matter )whether\b(?! or not\b)",
        r"whether|if\b|unclear|unknown|uncertain|open|question|check|decid|undecided|test|investigat|examin|discuss|ask|"
        r"verif|evaluat|assess|determin|measur|depend|both|either|or\b",
    ),
    _frame(
        r"no\s+(?:clear\s+|hard\s+)?(?:evidence|indications?|signs?|proof|hints?|guarantees?|"
        r"reason to (?:believe|think))\s+(?:that|of|for)\b",
        r"no\b|not\b|without|lack|evidence|indication|sign|proof|proven|hint|guarantee|unproven|unclear|never",
    ),
)
ENDS = re.compile(r"[,;]\s|\s(?:but|because|since|although|though|while|whereas)\s", re.IGNORECASE)
CLOSED = re.compile(
    r"^\W*(?:Q\W+)?(?:is|are|was|were|do|does|did|can|could|will|would|has|have|had|may|might|must|should)\b(?!\s+you\b)",
    re.IGNORECASE,
)
YES = re.compile(
    r"[\s*_>A:.-]*(?:yes|yeah|correct|right|indeed|of course|certainly|it (?:is|does|can|has))\b", re.IGNORECASE
)
ASKED = re.compile(r"\?|\b(?:whether|ask|question|unclear|open|discuss)", re.IGNORECASE)
IF = re.compile(
    r"(?<!even )(?<!as )(?<!what )\b(?:only (?:if|when|after|once)|if|unless|provided(?: that)?|as long as|"
    r"on condition that)\s+(?!(?:you|your|one)\b|(?:necessary|needed|possible|any|available|"
    r"applicable|required|not|so|otherwise|desired)\b)",
    re.IGNORECASE,
)
CONDITIONAL = re.compile(
    r"\b(?:if|unless|when|whenever|where|provided|once|only|as long as|condition\w*|in case|in the event|subject to|"
    r"until|before|after|without|with|upon|depend\w*|can|may|might|could|would|should|need\w*|requir\w*|sometimes|whose|"
    r"except\w*|otherwise)\b",
    re.IGNORECASE,
)


def framed(near: Pair, claim: str, evidence: Evidence, question: str) -> Iterator[Veto]:
    """Yield a finding when a clause says outright what its quote only aims at, demands, plans, reports or asks.

    Args:
        near: The clause and its quote.
        claim: All of the claim: a frame anywhere in it holds for all.
        evidence: Another sentence there may say the same without a frame.
        question: Read with a short answer.
    """
    told, wanted = f"{question} {claim}", stems(near.claim)
    frames = [one for one in FRAMES if not question or one.is_for_short]
    for frame in frames:
        opened = frame.opens.search(near.sentence)
        if (
            not opened
            or frame.kept.search(told)
            or (frame is DUTY and _is_order(near.claim, near.sentence[opened.end() :]))
        ):
            continue
        governed = ENDS.split(near.sentence[opened.end() :].lstrip(), maxsplit=1)[0]
        subject = frozenset(stems(near.sentence[: opened.start()]))
        said = [term for term in wanted if term not in subject] or wanted
        if covered(said, frozenset(stems(governed))) >= GOVERNED and not _is_said_elsewhere(near, evidence):
            yield Veto(UNPROVEN, f"{opened.group().strip(', ').lower()!r} of the quote is left out")
            return


def asked(near: Pair, claim: str, evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding when the passages only ask what a clause says; a yes that follows answers it."""
    sentence = near.sentence.rstrip(" *_\"'”’)")
    if not sentence.endswith("?") or not CLOSED.search(sentence) or ASKED.search(claim):
        return
    follows = evidence.everything.partition(sentence)[2]
    if not YES.match(follows.lstrip("?")) and not _is_said_elsewhere(near, evidence):
        yield Veto(UNPROVEN, "the quote only asks it")


def conditional(near: Pair, claim: str, evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding when a clause leaves out the condition on which its quote says it, or says only that."""
    opened = IF.search(near.sentence)
    if not opened:
        return
    before = near.sentence[: opened.start()].rpartition("; ")[2]
    after = near.sentence[opened.end() :].partition("; ")[0]
    condition = ENDS.split(after, maxsplit=1)[0]
    needed, outside = stems(condition), frozenset(stems(before + after[len(condition) :]))
    kept = set(CONDITIONAL.findall(claim.lower())) - set(tokens(before + after[len(condition) :]))
    if kept or not needed or not outside:
        return
    is_left_out = covered(needed, frozenset(stems(claim))) < GOVERNED <= covered(stems(near.claim), outside)
    is_taken_for_it = covered(stems(near.claim), frozenset(needed)) > covered(stems(near.claim), outside)
    if (is_left_out or is_taken_for_it) and not _is_said_elsewhere(near, evidence):
        yield Veto(UNPROVEN, f"{opened.group().strip().lower()!r} of the quote is left out")


def _is_order(part: str, governed: str) -> bool:
    """Return whether a clause tells to do what the quote demands: "Clean the filter." for "It should be cleaned."."""
    first = stems(" ".join(part.split()[:1]))
    return bool(first) and first[:1] == stems(governed)[:1]


def _is_said_elsewhere(near: Pair, evidence: Evidence) -> bool:
    """Return whether another sentence of the passages says as much of the clause, and that outright."""
    wanted = stems(near.claim)
    least = covered(wanted, frozenset(stems(near.sentence)))
    return any(
        covered(wanted, one.bag) >= least and not _is_framed(one.text)
        for one in whole(evidence.everything)
        if one.text != near.sentence and near.sentence not in one.text
    )


def _is_framed(sentence: str) -> bool:
    return sentence.endswith("?") or bool(IF.search(sentence)) or any(one.opens.search(sentence) for one in FRAMES)
