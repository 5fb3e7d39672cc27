"""A run in Markdown, short enough for a CI summary."""

from plainspoken.scoring.grading import Grade
from plainspoken.scoring.measures import BY_NAME, MEASURES
from plainspoken.scoring.record import Record
from plainspoken.scoring.summary import SIDE_BY_SIDE, headline, number, shown, signed, verdict

WORST = 20
IN_SLICES = ("score", "right", "wrong", "false_abstention", "abstention_recall", "recall@5")


def markdown(record: Record) -> str:
    """Return the verdict, the gates, the figures, the baselines, the slices and the worst cases."""
    gates = [
        [gate.name, shown(BY_NAME[gate.measure], gate.figure), "ok" if gate.is_open else "**FAIL**"]
        for gate in record.gates
    ]
    figures = [[m.title, shown(m, record.figures[m.name])] for m in MEASURES if record.figures[m.name].n]
    bad = [[g.case.id, g.case.slice, g.case.question, what_happened(g)] for g in worst(record)]
    parts = [
        f"# {headline(record)} {record.run.name}",
        verdict(record),
        _table(["Gate", "Reached", ""], gates) if gates else "",
        "## Figures\n\n" + _table(["Measure", "Value [95 % interval] (n)"], figures),
        "## Is it worth it\n\n" + _worth(record),
        "## By slice\n\n" + _slices(record),
        "## Worst cases\n\n" + _table(["Case", "Slice", "Question", "What happened"], bad),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def worst(record: Record, limit: int = WORST) -> list[Grade]:
    """Return the cases that cost most, worst first: failures, leaks, wrong answers, half of one, silence."""
    bad = [grade for grade in record.grades if _cost(grade) > 0]
    return sorted(bad, key=lambda grade: (-_cost(grade), grade.case.id))[:limit]


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


def _cost(grade: Grade) -> float:
    response = grade.response
    if response.status == "failed":
        return 10.0
    leaked = 8.0 * bool(response.leaks) + 4.0 * bool(response.exposed)
    score = grade.observed["score"][0]
    weight = {"wrong": 3.0, "abstained": 1.0, "partly": 1.5}.get(grade.correctness, 1.0)
    return leaked + weight * (1.0 - score)


def _worth(record: Record) -> str:
    titles = [BY_NAME[name].title for name in SIDE_BY_SIDE]
    rows = [["**this run**", *(number(BY_NAME[n], record.figures.get(n)) for n in SIDE_BY_SIDE), ""]]
    for rival in record.rivals:
        score = rival.differences.get("score")
        ahead = signed(score) if score is not None and score.n else "–"
        rows.append([rival.title, *(number(BY_NAME[n], rival.figures.get(n)) for n in SIDE_BY_SIDE), ahead])
    return _table(["Subject", *titles, "This run's score above it"], rows)


def _slices(record: Record) -> str:
    rows = []
    for name, figures in record.groups["slice"].items():
        rows.append([name, *(shown(BY_NAME[measure], figures[measure]) for measure in IN_SLICES)])
    return _table(["Slice", *(BY_NAME[measure].title for measure in IN_SLICES)], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in row) + " |" for row in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
