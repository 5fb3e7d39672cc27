"""Judges one claim against the passages that it cites."""

from collections.abc import Sequence

from plainspoken.answers import Judgement, Sentence, Verdict
from plainspoken.verify.clauses import pairs, statements
from plainspoken.verify.evidence import Case, gather
from plainspoken.verify.findings import CONTRADICTED, UNPROVEN, Veto
from plainspoken.verify.support import signs, support
from plainspoken.verify.vetoes import SHORT_ANSWER, vetoes

__all__ = ["SHORT_ANSWER", "WORD_FOR_WORD", "verify"]

SUPPORTED = 0.5  # calibrated probability; benchmarks/verifier.py shows what other thresholds cost
CONTRADICTED_AT_MOST = 0.1  # share of its score left to a claim that a veto contradicts: the last of any ranking
UNPROVEN_AT_MOST = 0.4  # the same where a veto finds it unproven: below SUPPORTED, whatever words it shares
VERBATIM = 0.99  # of a whole sentence of the passage: above whatever only resembles one
GRAVEST: tuple[Verdict, ...] = (CONTRADICTED, UNPROVEN)
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
