"""A run as one HTML file. The template escapes every text: questions and documents are other people's words."""

from collections.abc import Sequence
from functools import partial
from importlib.resources import files

from plainspoken.scoring.gates import Outcome
from plainspoken.scoring.grading import Grade
from plainspoken.scoring.losses import CAUSES
from plainspoken.scoring.measures import BY_NAME, MEASURES
from plainspoken.scoring.record import Record
from plainspoken.scoring.report.charts import Past, bar, charts
from plainspoken.scoring.report.markdown import IN_SLICES
from plainspoken.scoring.summary import SIDE_BY_SIDE, headline, judged, number, shown, signed, verdict
from plainspoken.scoring.worst import CHECKS, ORDER, WORST, cause_of, causes, checks, what_happened, worst

TEMPLATE = "page.html.jinja"


def page(record: Record, past: Sequence[Past]) -> str:
    """Return the report of a run as one self-contained HTML page."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = files("plainspoken.scoring.report").joinpath(TEMPLATE).read_text(encoding="utf-8")
    lost = worst(record.grades, len(record.grades))
    bad = {grade.case.id: place for place, grade in enumerate(lost)}
    return environment.from_string(source).render(
        record=record,
        headline=headline(record),
        verdict=verdict(record),
        measures=[measure for measure in MEASURES if record.figures[measure.name].n],
        by_name=BY_NAME,
        in_slices=IN_SLICES,
        side_by_side=SIDE_BY_SIDE,
        charts=charts(record, past),
        grades=sorted(record.grades, key=lambda g: (bad.get(g.case.id, len(bad)), g.case.id)),
        judged=judged(record.judge),
        shown=shown,
        number=number,
        signed=signed,
        bar=bar,
        what_happened=what_happened,
        lost=lost,
        worst=lost[:WORST],
        order=ORDER,
        causes=causes(record.grades),
        in_full=CAUSES,
        cause_of=cause_of,
        asked=CHECKS,
        checks=checks,
        supported=partial(_supported, record),
        of=partial(_graded, record),
        in_words=_in_words,
        worse=lambda rival: sum(each.now < each.before for each in rival.changes),
        better=lambda rival: sum(each.now > each.before for each in rival.changes),
    )


def _supported(record: Record, case_id: str, text: str) -> bool:
    """Return whether the reference supports a statement of a case."""
    return text not in _graded(record, case_id).unsupported


def _graded(record: Record, case_id: str) -> Grade:
    return next(grade for grade in record.grades if grade.case.id == case_id)


def _in_words(gate: Outcome) -> str:
    """Return a gate with its measure's title in place of its name."""
    return gate.name.replace(gate.measure, BY_NAME[gate.measure].title, 1)
