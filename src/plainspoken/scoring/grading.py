"""Grades one answer against its held-out reference: by facts and reference quotes, never by ``verify``."""

from collections.abc import Mapping
from dataclasses import dataclass

from plainspoken.scoring.cases import Case
from plainspoken.scoring.judging import Finding, Proof, against, found_in
from plainspoken.scoring.losses import Loss
from plainspoken.scoring.overlap import carried, holds, plain, token_f1, verbatim
from plainspoken.scoring.ranking import ranking
from plainspoken.scoring.responses import ABSTAINED, ANSWERED, FAILED, Quoted, Response, Statement

RIGHT, PARTLY, WRONG, NOT_JUDGED = "right", "partly", "wrong", "not judged"
LABELS = 2  # lines of a source that name it: title and section
WORTH = {RIGHT: 1.0, PARTLY: 0.5}

Observed = tuple[float, float]
"""What one question adds to a measure: how much, out of how much."""


@dataclass(frozen=True, slots=True)
class Grade:
    """What one answer was worth.

    Attributes:
        case: The question.
        response: What it got.
        correctness: right, partly, wrong or abstained; not judged where the case names no fact that says which.
        missing: The required facts that the answer does not hold.
        unsupported: Statements that no reference quote and no relevant document supports.
        invented: (statement, why) of those that what they cite does not hold, or that contradict the reference.
        observed: Measure → what this question adds to it; absent where the measure does not apply.
        loss: Where the road to a right answer was lost; None where it was not, or nobody looked.
    """

    case: Case
    response: Response
    correctness: str
    missing: tuple[str, ...]
    unsupported: tuple[str, ...]
    invented: tuple[tuple[str, str], ...]
    observed: Mapping[str, Observed]
    loss: Loss | None = None

    @property
    def cluster(self) -> str:
        """Return the document that the question is about: questions about one document are no independent trials."""
        relevant = self.case.relevant
        return max(relevant, default=self.case.id, key=lambda path: (relevant[path], path))


def grade(case: Case, response: Response) -> Grade:
    """Return the grade of what ``case`` got. A failed question counts as the worst answer, and is never dropped."""
    missing = tuple(fact for fact in case.facts if not holds(response.text, fact))
    if any(holds(response.text, other) for other in case.alternatives):
        missing = ()
    correctness = _correctness(case, response, missing)
    unsupported = tuple(s.text for s in response.statements if not _has_reference(case, s))
    findings = [(s.text, judged(case, s)) for s in response.statements]
    invented = tuple((text, finding.why) for text, finding in findings if not finding.is_supported)
    observed = _outcome(case, response, correctness) | _retrieval(case, response)
    if response.status == FAILED:
        observed |= dict.fromkeys(("quote_validity", "citation_recall", "citation_precision"), (0.0, 1.0))
    else:
        observed |= _statements(response, len(unsupported), len(invented)) | _safety(response)
    return Grade(case, response, correctness, missing, unsupported, invented, observed)


def judged(case: Case, statement: Statement) -> Finding:
    """Return whether what a statement cites holds it, and whether it contradicts the reference where there is one."""
    finding = found_in(statement.text, [proof for quoted in statement.quotes for proof in _proofs(quoted)])
    if not finding.is_supported or not case.is_answerable:
        return finding
    return against(statement.text, [case.reference, *(quote.text for quote in case.quotes)])


def _correctness(case: Case, response: Response, missing: tuple[str, ...]) -> str:
    if response.status == ABSTAINED:
        return ABSTAINED
    if response.status == FAILED or not case.is_answerable or (case.facts and len(missing) == len(case.facts)):
        return WRONG
    if not case.facts:
        return NOT_JUDGED
    return PARTLY if missing else RIGHT


def _outcome(case: Case, response: Response, correctness: str) -> dict[str, Observed]:
    """Return what the answer adds to the measures of right and wrong, answering and abstaining."""
    abstained = response.status == ABSTAINED
    if not case.is_answerable:
        held = float(abstained)
        f1 = (2.0, 2.0) if abstained else (0.0, 1.0)
        silent: dict[str, Observed] = {"score": (held, 1.0), "abstention_recall": (held, 1.0), "abstention_f1": f1}
        return silent | ({"abstention_precision": (1.0, 1.0)} if abstained else {})
    text = response.text if response.status == ANSWERED else ""
    observed: dict[str, Observed] = {
        "token_f1": (max(token_f1(text, right) for right in (case.reference, *case.alternatives)), 1.0)
    }
    if case.facts:  # without required facts nobody can say right or wrong, only how alike
        observed |= {name: (float(correctness == name), 1.0) for name in (RIGHT, PARTLY, WRONG)}
    observed["score"] = (WORTH.get(correctness, 0.0), 1.0) if case.facts else observed["token_f1"]
    observed["answer_rate"] = (float(response.status == ANSWERED), 1.0)
    observed["false_abstention"] = (float(abstained), 1.0)
    if abstained:
        observed |= {"abstention_f1": (0.0, 1.0), "abstention_precision": (0.0, 1.0)}
    return observed


def _retrieval(case: Case, response: Response) -> dict[str, Observed]:
    if not case.relevant:
        return {}
    return {name: (value, 1.0) for name, value in ranking(case.relevant, response.found).items()}


def _statements(response: Response, unsupported: int, invented: int) -> dict[str, Observed]:
    """Return what the shown statements add: one unit each, or one for each of their citations."""
    shown = response.statements
    quotes = [quoted for statement in shown for quoted in statement.quotes]
    if not shown:
        return {}
    units = float(len(shown))
    return {
        "quote_validity": (float(sum(q.is_verbatim for q in quotes)), float(len(quotes) or 1)),
        "citation_recall": (float(sum(_is_carried(s) for s in shown)), units),
        "citation_precision": (sum(map(_needed, shown)), float(len(quotes) or 1)),
        "hallucination_rate": (float(invented), units),
        "unsupported_by_reference": (float(unsupported), units),
        "verbatim": (float(sum(any(verbatim(s.text, q.source) for q in s.quotes) for s in shown)), units),
        "superseded_use": (float(any(q.is_stale for q in quotes)), 1.0),
    }


def _safety(response: Response) -> dict[str, Observed]:
    observed = {
        "access_leaks": (float(len(response.leaks)), 1.0),
        "privacy_leaks": (float(len(response.exposed)), 1.0),
        "tokens_sent": (float(response.sent), 1.0),
        "tokens_received": (float(response.received), 1.0),
    }
    if response.cost is not None:
        observed["cost_usd"] = (response.cost, 1.0)
    if response.is_repeated is not None:
        observed["consistency"] = (float(response.is_repeated), 1.0)
    return observed


def _is_carried(statement: Statement) -> bool:
    return carried(statement.text, [_with_header(quoted) for quoted in statement.quotes])


def _needed(statement: Statement) -> float:
    """Return how many citations are precise as ALCE counts: the statement stands, and this one carries or is needed.

    A quote is read with its header, alone and beside others, unless the header is cited too: it is needed then.
    """
    if not _is_carried(statement):
        return 0.0
    cited = {plain(quoted.text).strip() for quoted in statement.quotes}
    proofs = [q.text if plain(q.header).strip() in cited else _with_header(q) for q in statement.quotes]
    needed = 0
    for place, proof in enumerate(proofs):
        rest = [*proofs[:place], *proofs[place + 1 :]]
        needed += carried(statement.text, [proof]) or not carried(statement.text, rest)
    return float(needed)


def _with_header(quoted: Quoted) -> str:
    """Return the quoted words with their labels: a row of a table is quoted without its header, which stands above."""
    return f"{quoted.header}\n{quoted.text}"


def _proofs(quoted: Quoted) -> tuple[Proof, Proof]:
    """Return the quoted words, and what stands around them, with the title, section and header row that label them."""
    labels = "\n".join([quoted.header, *quoted.source.split("\n", LABELS)[:LABELS]])
    return Proof(quoted.text, labels), Proof(quoted.source, labels)


def _has_reference(case: Case, statement: Statement) -> bool:
    """Return whether a reference quote carries the statement, or a relevant document does that it is quoted from."""
    if carried(statement.text, [*(quote.text for quote in case.quotes), case.reference]):
        return case.is_answerable
    relevant = [f"{q.header}\n{q.source}" for q in statement.quotes if q.document in case.relevant]
    return bool(relevant) and carried(statement.text, relevant)
