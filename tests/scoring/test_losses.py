"""Where the road to a right answer was lost, and which cases are the worst."""

from dataclasses import replace

import pytest

from plainspoken.answers import Considered, Stretch
from plainspoken.scoring.cases import ReferenceQuote
from plainspoken.scoring.grading import grade
from plainspoken.scoring.losses import CAUSES, lost
from plainspoken.scoring.worst import WORST, causes, checks, worst
from tests.scoring.invented import QUOTE, a_case, a_run, a_statement, abstained, answered, failed

CASE = a_case()
NEEDED, OTHER, ELSEWHERE = Stretch("card.md", QUOTE), Stretch("card.md", "Ilse owns it."), Stretch("b.md", "0.83 owls.")
BESIDE = a_statement("Ilse owns it.")
STRANGE = a_statement("Owls sleep.", document="b.md")
WELL = Considered((OTHER, NEEDED), (NEEDED,), (OTHER, NEEDED))


def cause(response, considered=WELL, case=CASE):
    return lost(case, response, grade(case, response).missing, considered).cause


@pytest.mark.parametrize(
    ("response", "considered", "expected"),
    [
        pytest.param(failed(), None, "failed", id="no-answer"),
        pytest.param(abstained(leaks=("x",)), WELL, "leaked", id="leak"),
        pytest.param(abstained(), Considered((OTHER, ELSEWHERE), (), ()), "not_found", id="number-of-another-document"),
        pytest.param(abstained(), Considered((NEEDED,), (OTHER,), (OTHER,)), "not_read", id="not-read"),
        pytest.param(abstained(), Considered((NEEDED,), (NEEDED,), (OTHER,)), "not_ranked", id="not-ranked"),
        pytest.param(abstained(), Considered((NEEDED,), (), (NEEDED,)), "withheld", id="ranked-by-words-alone"),
        pytest.param(abstained(reason="no_evidence"), WELL, "withheld", id="threshold"),
        pytest.param(abstained(reason="not_predictable"), WELL, "declined", id="rule"),
        pytest.param(abstained(removed=((QUOTE, "unproven"),)), WELL, "removed", id="removed"),
        pytest.param(answered(BESIDE), WELL, "wrong_stretch", id="other-words"),
        pytest.param(answered(STRANGE), WELL, "wrong_document", id="other-document"),
        pytest.param(
            answered(BESIDE, path="llm"), Considered((NEEDED,), (), ()), "wrong_stretch", id="model-was-shown"
        ),
        pytest.param(
            answered(BESIDE, path="llm"),
            Considered((OTHER,) * 8 + (NEEDED,), (), ()),
            "not_read",
            id="ninth-for-a-model",
        ),
        pytest.param(abstained(), None, "unlike", id="nobody-looked"),
    ],
)
def test_a_case_is_lost_at_the_first_place_where_what_it_needs_is_gone(response, considered, expected):
    assert cause(response, considered) == expected


def test_of_two_missing_facts_the_one_that_was_lost_first_counts():
    case = replace(CASE, facts=("0.83", "9,999"))

    assert cause(abstained(), case=case, considered=replace(WELL, found=(NEEDED,))) == "withheld"
    other = replace(case, quotes=(ReferenceQuote("card.md", "There were 9,999 loaves."),))
    assert cause(abstained(), case=other) == "not_found"


def test_a_fact_in_other_words_than_the_documents_is_followed_by_its_quote():
    case = replace(CASE, facts=("eighty-three in a hundred",))

    assert cause(abstained(), case=case) == "withheld"


def test_an_answer_to_what_nothing_answers_is_a_cause_of_its_own():
    assert cause(answered(), case=a_case(answerable=False)) == "answered_anyway"


def test_the_worst_come_first_and_every_loss_is_counted_once():
    grades = a_run(right=5, wrong=12, silent=9, refused=3, answered_anyway=4)
    graded = []
    for each in (*grades, grade(a_case("z"), failed())):
        here = tuple(Stretch(path, QUOTE) for path in each.case.relevant)
        loss = lost(each.case, each.response, each.missing, Considered(here, here, here))
        graded.append(replace(each, loss=loss))

    listed = worst(graded)

    assert len(listed) == WORST
    assert listed[0].case.id == "z"
    assert [g.correctness for g in listed[1:]] == ["wrong"] * 16 + ["abstained"] * 3
    assert causes(graded) == {"failed": 1, "answered_anyway": 4, "withheld": 9, "wrong_document": 12}
    assert list(causes(graded)) == sorted(causes(graded), key=[*CAUSES].index)
    assert checks(listed[-1]) == ["yes", "yes", "yes", "–", "–"]
    assert checks(grades[0]) == ["–"] * 5
