"""A run in Markdown, short enough for a CI summary."""

from plainspoken.scoring.losses import CAUSES
from plainspoken.scoring.measures import BY_NAME, MEASURES
from plainspoken.scoring.record import Record
from plainspoken.scoring.summary import SIDE_BY_SIDE, headline, judged, number, shown, signed, verdict
from plainspoken.scoring.worst import CHECKS, ORDER, cause_of, causes, checks, what_happened, worst

IN_SLICES = ("score", "right", "wrong", "false_abstention", "abstention_recall", "recall@5")


def markdown(record: Record) -> str:
    """Return the verdict, the gates, the figures, the baselines, the slices and the worst cases."""
    gates = [
        [gate.name, shown(BY_NAME[gate.measure], gate.figure), "ok" if gate.is_open else "**FAIL**"]
        for gate in record.gates
    ]
    figures = [[m.title, shown(m, record.figures[m.name])] for m in MEASURES if record.figures[m.name].n]
    parts = [
        f"# {headline(record)} {record.run.name}",
        verdict(record),
        _table(["Gate", "Reached", ""], gates) if gates else "",
        "## Figures\n\n" + _table(["Measure", "Value [95 % interval] (n)"], figures),
        _judged(record),
        "## Is it worth it\n\n" + _worth(record),
        "## By slice\n\n" + _slices(record),
        _worst(record),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _worst(record: Record) -> str:
    """Return how many cases were lost where, and the worst of them; nothing where none was."""
    counts, bad = causes(record.grades), worst(record.grades)
    if not bad:
        return ""
    lost = _table(["Cases", "Where they were lost"], [[str(count), CAUSES[name]] for name, count in counts.items()])
    rows = [[g.case.id, g.case.slice, g.case.question, what_happened(g), CAUSES[cause_of(g)], *checks(g)] for g in bad]
    head = ["Case", "Slice", "Question", "What happened", "Lost", *CHECKS]
    all_of = f"All {sum(counts.values())} that are worth less than they could be; each counts once, at the first place."
    return f"## Worst cases\n\n{all_of}\n\n{lost}\n\n{ORDER}\n\n{_table(head, rows)}"


def _judged(record: Record) -> str:
    """Return what a model that grades says; nothing where none is named."""
    name, *lines = judged(record.judge) or [""]
    return "\n\n".join(filter(None, [f"## {name}" if name else "", "\n".join(f"- {line}" for line in lines)]))


def _worth(record: Record) -> str:
    titles = [BY_NAME[name].title for name in SIDE_BY_SIDE]
    rows = [["**this run**", *(number(BY_NAME[n], record.figures.get(n)) for n in SIDE_BY_SIDE), ""]]
    for rival in record.rivals:
        score = rival.differences.get("score")
        ahead = signed(score) if score is not None and score.n else "–"
        rows.append([rival.title, *(number(BY_NAME[n], rival.figures.get(n)) for n in SIDE_BY_SIDE), ahead])
    notes = [f"Of the run {rival.title}: {_cell(rival.note)}" for rival in record.rivals if rival.note]
    return "\n\n".join([_table(["Subject", *titles, "This run's score above it"], rows), *notes])


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
