"""The cases of a run, as a reviewer is shown them."""

from collections.abc import Sequence

from plainspoken.access import ANONYMOUS
from plainspoken.ledger import Examined
from plainspoken.scoring.cases import Case
from plainspoken.scoring.grading import Grade
from plainspoken.scoring.record import Record
from plainspoken.scoring.worst import what_happened, worst


def cases_of(record: Record, whole: Sequence[Case]) -> tuple[Examined, ...]:
    """Return the cases of a run as reviewers are shown them, worst first.

    Args:
        record: Of the run, which may have asked a part of its set.
        whole: Every case of the set: the twin of one that was asked need not have been asked.
    """
    bad = [grade.case.id for grade in worst(record.grades, len(record.grades))]
    order = {case_id: place for place, case_id in enumerate(bad)}
    asking = {case.id: case.principal or ANONYMOUS for case in whole}
    return tuple(
        _shown(grade, record, order.get(grade.case.id, len(order)), asking.get(grade.case.twin, ""))
        for grade in record.grades
    )


def _shown(grade: Grade, record: Record, place: int, twin: str) -> Examined:
    case, got = grade.case, grade.response
    beside = f"; {len(grade.unsupported)} sentences beside the reference" if grade.unsupported else ""
    return Examined(
        set=record.run.name,
        case_id=case.id,
        subject=record.run.subject,
        place=place,
        at=record.run.started,
        question=case.question,
        principal=case.principal,
        as_of=case.as_of,
        twin=twin,
        slice=case.slice,
        kind=case.kind,
        reference=case.reference,
        facts=case.facts,
        proofs=tuple((quote.document, quote.text) for quote in case.quotes),
        status=got.status,
        answer=got.text,
        quotes=tuple((quoted.document, quoted.text) for each in got.statements for quoted in each.quotes),
        removed=got.removed,
        measured=what_happened(grade) + beside,
    )
