"""Judges one claim against the passages that it cites."""

from collections.abc import Sequence
from dataclasses import replace

from plainspoken.answers import Judgement, Sentence, Verdict
from plainspoken.verify.clauses import pairs, statements
from plainspoken.verify.evidence import Case, gather
from plainspoken.verify.findings import CONTRADICTED, UNPROVEN, Veto, tokens
from plainspoken.verify.replies import NO, YES, proposition, says_nothing
from plainspoken.verify.support import signs, support
from plainspoken.verify.turning import is_denied
from plainspoken.verify.vetoes import SHORT_ANSWER, vetoes

__all__ = ["SHORT_ANSWER", "WORD_FOR_WORD", "verify"]

SUPPORTED = 0.5  # calibrated probability; benchmarks/verifier.py shows what other thresholds cost
CONTRADICTED_AT_MOST = 0.1  # share of its score left to a claim that a veto contradicts: the last of any ranking
UNPROVEN_AT_MOST = 0.4  # the same where a veto finds it unproven: below SUPPORTED, whatever words it shares
VERBATIM = 0.99  # of a whole sentence of the passage: above whatever only resembles one
GRAVEST: tuple[Verdict, ...] = (CONTRADICTED, UNPROVEN)
SAYS_NOTHING = "says nothing by itself"
WORD_FOR_WORD = "word for word in the passage"


def verify(
    sentence: Sentence,
    passages: Sequence[str],
    *,
    question: str = "",
    beside: Sequence[str] = (),
) -> Judgement:
    """Return what the cited passages say of ``sentence``: vetoes first, then a score.

    Args:
        sentence: The claim; its own quotes are kept where it has any.
        passages: Redacted; ``passages[n - 1]`` is ``[n]``.
        question: Read with the claim where the claim is a short answer.
        beside: Title, section and header row of each passage: they may name the claim's subject, and are never quoted.
    """
    cited = [n for n in sentence.cites if 1 <= n <= len(passages)]
    if not cited or len(cited) < len(sentence.cites):
        return Judgement("unproven", 0.0, ("no such passage",))
    case = Case(sentence, tuple(cited), tuple(passages), tuple(beside), question)
    judged = [_judge(part, case) for part in statements(sentence.text)]
    return judged[0] if len(judged) == 1 else _together(judged)


def _judge(claim: str, case: Case) -> Judgement:
    """Return the judgement on one sentence of the claim."""
    evidence = gather(claim, case)
    if evidence.is_verbatim:
        return Judgement("supported", VERBATIM, (WORD_FOR_WORD,), evidence.quotes)
    if says_nothing(claim):
        return _replied(claim, case)
    near = pairs(claim, evidence)
    is_answer = len(case.sentence.text.split()) <= SHORT_ANSWER
    against = vetoes(claim, evidence, near, case.question if is_answer else "")
    short = bool(case.question) and len(claim.split()) <= SHORT_ANSWER
    seen = signs(claim, evidence, near, question=case.question, vetoes=len(against))
    score = support(seen, short=short)
    verdict = _verdict(score, against)
    most = {CONTRADICTED: CONTRADICTED_AT_MOST, UNPROVEN: UNPROVEN_AT_MOST}.get(verdict, 1.0)
    reasons = tuple(veto.reason for veto in against) or (f"support {score:.2f}",)
    return Judgement(verdict, round(score * most if against else score, 4), reasons, evidence.quotes)


def _replied(claim: str, case: Case) -> Judgement:
    """Return the judgement on a bare yes or no by what its question asks; any other empty claim is unproven."""
    said = proposition(case.question)
    is_no = bool(NO.match(claim))
    if not said or not (is_no or YES.match(claim)):
        return Judgement("unproven", 0.0, (SAYS_NOTHING,))
    asked = _judge(said, replace(case, question="", sentence=replace(case.sentence, text=said)))
    if not is_no:
        return asked
    if asked.verdict == "supported":
        return replace(asked, verdict="contradicted", score=round((1 - asked.score) * CONTRADICTED_AT_MOST, 4))
    quoted = " ".join(case.passages[n - 1][start:end] for n, start, end in asked.quotes)
    if asked.verdict == "contradicted" and is_denied(tokens(quoted)):
        return replace(asked, verdict="supported", score=round(1 - asked.score, 4))
    return replace(asked, verdict="unproven", score=min(asked.score, UNPROVEN_AT_MOST))


def _verdict(score: float, against: Sequence[Veto]) -> Verdict:
    """Return the gravest finding's verdict, else what the score says."""
    if any(veto.verdict == CONTRADICTED for veto in against):
        return CONTRADICTED
    return UNPROVEN if against or score < SUPPORTED else "supported"


def _together(judged: Sequence[Judgement]) -> Judgement:
    """Return one judgement on a claim of several sentences: it stands only where all of them do."""
    verdicts = [one.verdict for one in judged]
    verdict: Verdict = next((name for name in GRAVEST if name in verdicts), "supported")
    scores = [one.score for one in judged]
    score = sum(scores) / len(
        scores
    )  # people's marks of whole answers follow the mean (Spearman .59), not the least (.44)
    reasons = tuple(dict.fromkeys(reason for one in judged if one.verdict == verdict for reason in one.reasons))
    quotes = tuple(sorted({quote for one in judged for quote in one.quotes}))
    return Judgement(verdict, round(score, 4), reasons, quotes)
