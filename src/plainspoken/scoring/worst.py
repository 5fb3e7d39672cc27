"""The cases that cost most, and where their road was lost."""

from collections.abc import Mapping, Sequence

from plainspoken.scoring.grading import Grade
from plainspoken.scoring.losses import CAUSES, UNLIKE
from plainspoken.scoring.responses import FAILED

WORST = 20
CHECKS = ("Found", "Read", "Among the best", "Right document told", "Silent, because")
ORDER = "Worst first: no answer, a leak, a wrong answer, half of one, silence; of equals the lower id."
COSTS: Mapping[str, float] = {"wrong": 3.0, "partly": 1.5}  # else 1: silence


def worst(grades: Sequence[Grade], limit: int = WORST) -> list[Grade]:
    """Return the cases that cost most, worst first, as ORDER says."""
    bad = [grade for grade in grades if cost(grade) > 0]
    return sorted(bad, key=lambda grade: (-cost(grade), grade.case.id))[:limit]


def cost(grade: Grade) -> float:
    """Return what a case costs: 0 where it is worth all it can be, 10 where there was no answer at all."""
    response = grade.response
    if response.status == FAILED:
        return 10.0
    leaked = 8.0 * bool(response.leaks) + 4.0 * bool(response.exposed)
    return leaked + COSTS.get(grade.correctness, 1.0) * (1.0 - grade.observed["score"][0])


def causes(grades: Sequence[Grade]) -> dict[str, int]:
    """Return cause → how many of the cases that cost something were lost there, in the order of the road."""
    found = [cause_of(grade) for grade in grades if cost(grade) > 0]
    return {cause: found.count(cause) for cause in CAUSES if cause in found}


def cause_of(grade: Grade) -> str:
    """Return where a case was lost."""
    return grade.loss.cause if grade.loss else UNLIKE


def checks(grade: Grade) -> list[str]:
    """Return the answers to CHECKS: yes, no, or a dash where it does not apply or nobody looked."""
    loss = grade.loss
    if loss is None:
        return ["–"] * len(CHECKS)
    seen = [loss.found, loss.read, loss.ranked, loss.right_document]
    return [*({None: "–", True: "yes", False: "no"}[each] for each in seen), loss.abstained or "–"]


def what_happened(grade: Grade) -> str:
    """Return in a few words what a case came to, and where the road was lost."""
    response = grade.response
    if response.status == "failed":
        return f"failed: {response.text}"
    if not grade.case.is_answerable:
        return "abstained, rightly" if response.status == "abstained" else "answered what the documents do not answer"
    found = grade.observed.get("recall@5", (1.0, 1.0))[0]
    where = "" if found >= 1 else "; its document was not among the first five found"
    if response.status == "abstained":
        return f"abstained, though there is an answer{where}"
    if grade.missing:
        return f"{grade.correctness}: without {', '.join(grade.missing)}{where}"
    return grade.correctness
