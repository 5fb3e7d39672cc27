"""Invented cases and answers, to be graded by hand."""

from datetime import date

from plainspoken.scoring.cases import Case, ReferenceQuote
from plainspoken.scoring.grading import Grade, grade
from plainspoken.scoring.responses import ABSTAINED, ANSWERED, FAILED, Quoted, Response, Statement

DAY = date(2026, 11, 22)
QUOTE = "Recall was 0.83 on 1,240 test baskets."
SOURCE = f"Brook card\nBrook predicts bread returns. {QUOTE} Ilse owns it."


def a_case(name="q1", *, answerable=True, slice_="single_fact", facts=("0.83",), relevant=("card.md",)):
    return Case(
        id=name,
        question="What is the recall?",
        reference="The recall was 0.83." if answerable else "Nowhere.",
        facts=facts if answerable else (),
        quotes=(ReferenceQuote("card.md", QUOTE),) if answerable else (),
        slice=slice_,
        kind="answerable" if answerable else "unanswerable:nonsense",
        principal="anonymous",
        as_of=DAY,
        relevant=dict.fromkeys(relevant, 2) if answerable else {},
    )


def a_statement(text=QUOTE, *quotes, document="card.md", score=0.9, is_verbatim=True, is_stale=False):
    quoted = tuple(Quoted(document, quote, SOURCE, "", is_verbatim, is_stale) for quote in quotes or (QUOTE,))
    return Statement(text, quoted, score)


def answered(*statements, **known):
    statements = statements or (a_statement(),)
    known.setdefault("found", ("card.md",))
    return Response(ANSWERED, " ".join(s.text for s in statements), statements, milliseconds=20.0, **known)


def abstained(**known):
    return Response(ABSTAINED, "The documents do not say.", milliseconds=10.0, **known)


def failed():
    return Response(FAILED, "UnavailableError: gone")


def a_run(right=140, wrong=10, silent=34, refused=110, answered_anyway=17) -> tuple[Grade, ...]:
    """Return the grades of a run of the demo's size."""
    grades = []

    def add(count, response, *, answerable):
        for _ in range(count):
            name = f"q{len(grades):03}"
            case = a_case(name, answerable=answerable, relevant=(f"{len(grades) % 60}.md",))
            grades.append(grade(case, response))

    add(right, answered(), answerable=True)
    add(wrong, answered(a_statement("Ilse owns it.")), answerable=True)
    add(silent, abstained(), answerable=True)
    add(refused, abstained(), answerable=False)
    add(answered_anyway, answered(), answerable=False)
    return tuple(grades)
