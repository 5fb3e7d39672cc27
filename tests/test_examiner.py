"""The examiner, handed an invented assistant."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from plainspoken.answers import Considered, Stretch
from plainspoken.errors import UnavailableError
from plainspoken.examiner import Subject, examine, recorded, response, yardsticks
from plainspoken.scoring.baselines import closed
from plainspoken.scoring.gates import Gate, Gates
from plainspoken.scoring.grading import grade
from plainspoken.scoring.record import Accepted, Run
from tests.doors.invented import ABSTAINED, ANSWER, FOUND, QUOTE, TEXT, TODAY
from tests.scoring.invented import a_case

CASE = replace(a_case(relevant=("reports/w07.md",)), question="What is the WAPE?", facts=("11.3 %",), as_of=TODAY)
CONSIDERED = Considered((Stretch("reports/w07.md", TEXT),), (), ())
CITED = Accepted("the first run", "2026-11-01T00:00:00+00:00", {}, {"score": {"q1": (1.0, 1.0)}})
MADE = Run("demo", "extractive", datetime(2026, 11, 22, tzinfo=UTC), 1.0, {"code": "0"})


def a_subject(answer=ANSWER, **known):
    given = {
        "ask": lambda _: answer,
        "again": lambda _: None,
        "find": lambda _: [FOUND],
        "read": lambda *_: TEXT,
        "is_stale": lambda *_: False,
        "closed": lambda _: (),
        "messages": lambda *_: "What is the WAPE?",
        "considered": lambda _: CONSIDERED,
    }
    return Subject(**given | known)


def gone(_):
    raise UnavailableError("the index is gone")


def test_an_answer_is_taken_apart_into_statements_with_their_quotes():
    got = response(CASE, a_subject())

    (statement,) = got.statements
    assert got.status == "answered"
    assert statement.text == "WAPE fell to 11.3 %."
    assert statement.quotes[0].text == QUOTE
    assert statement.quotes[0].is_verbatim
    assert got.found == ("reports/w07.md",)
    assert got.removed == (("It will fall further.", "unproven"),)


def test_a_quote_that_is_not_at_its_place_is_no_quote():
    got = response(CASE, a_subject(read=lambda *_: "x" + TEXT))

    assert not got.statements[0].quotes[0].is_verbatim


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("name,role\nAda,planner\nBo,cook\n", "name,role", id="first-line-of-a-file"),
        pytest.param("# A\n\n| store | fee |\n|---|---|\n| 7 | 12 |\n| 8 | Bo |\n", "| store | fee |", id="table"),
        pytest.param("Bo alone", "", id="one-line"),
    ],
)
def test_a_row_is_read_with_its_header(text, expected):
    citation = replace(ANSWER.citations[0], quote="Bo", start=text.index("Bo"), end=text.index("Bo") + 2)

    got = response(CASE, a_subject(replace(ANSWER, citations=(citation,)), read=lambda *_: text))

    assert got.statements[0].quotes[0].header == expected


def test_a_question_that_fails_is_graded_and_the_others_go_on():
    grades = examine([CASE, CASE], a_subject(ask=gone))

    assert [g.response.status for g in grades] == ["failed", "failed"]
    assert [g.correctness for g in grades] == ["wrong", "wrong"]


def test_what_was_answered_before_is_graded_and_not_asked_again():
    known = {CASE.id: response(CASE, a_subject())}
    told = []

    grades = examine([CASE], a_subject(ask=gone), known=known, progress=lambda *got: told.append(got))

    assert [g.response for g in grades] == [known[CASE.id]]
    assert told == [(CASE.id, known[CASE.id])]


@pytest.mark.parametrize(
    ("answer", "closed", "expected"),
    [
        pytest.param(ANSWER, ("48,200",), (), id="not-there"),
        pytest.param(ANSWER, ("wape FELL to 11.3 %",), ("wape FELL to 11.3 %",), id="in-a-quote"),
        pytest.param(ABSTAINED, ("reports/w07.md",), ("reports/w07.md",), id="path-among-the-closest"),
        pytest.param(ANSWER, ("It will fall further",), ("It will fall further",), id="in-what-was-removed"),
        pytest.param(ANSWER, ("the WAPE",), (), id="said-by-the-asker"),
        pytest.param(ANSWER, ("“WAPE”",), (), id="said-by-the-asker-without-its-quotes"),
        pytest.param(ANSWER, ("| It will fall further |",), ("| It will fall further |",), id="row-of-a-table"),
        pytest.param(ANSWER, ("It will *fall further*",), ("It will *fall further*",), id="emphasis"),
        pytest.param(ANSWER, ('"It will fall further"',), ('"It will fall further"',), id="in-quotes"),
        pytest.param(ANSWER, ("“It will fall further”",), ("“It will fall further”",), id="in-curly-quotes"),
        pytest.param(ANSWER, ("***",), (), id="nothing-but-marks"),
    ],
)
def test_closed_texts_are_looked_for_in_everything_that_the_asker_gets(answer, closed, expected):
    assert response(CASE, a_subject(answer, closed=lambda _: closed)).leaks == expected


@pytest.mark.parametrize(
    ("path", "ladder", "expected"),
    [
        pytest.param("extractive", ("extractive",), (0, 0, 0.0), id="no-model"),
        pytest.param("llm", ("llm",), (100, 11, 1.11), id="the-model-answered"),
        pytest.param("extractive", ("llm: timed out after 20.0 s", "extractive"), (100, 5, 1.05), id="it-failed"),
        pytest.param("llm", ("llm: timed out after 20.0 s", "llm"), (200, 11, 2.11), id="two-were-asked"),
        pytest.param("extractive", ("llm: no time was left; nothing was sent", "extractive"), (0, 0, 0.0), id="unsent"),
    ],
)
def test_tokens_are_counted_of_every_call_of_a_model_and_what_they_cost(path, ladder, expected):
    answer = replace(ANSWER, path=path, passport=replace(ANSWER.passport, ladder=ladder))
    subject = a_subject(answer, messages=lambda *_: "x" * 400, cost=lambda sent, received: (sent + received) / 100)

    got = response(CASE, subject)

    assert (got.sent, got.received, got.cost) == expected


def test_private_values_are_looked_for_in_what_a_model_would_be_sent():
    subject = a_subject(messages=lambda *_: "Call 555-0121 or 555-0122.", private=(re.compile(r"555-01\d\d"),))

    assert response(CASE, subject).exposed == ("555-0121", "555-0122")


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        pytest.param(None, None, id="not-asked-again"),
        pytest.param(replace(ANSWER, id="ans_2", path="cache", conversation="c2"), True, id="only-id-and-path-differ"),
        pytest.param(replace(ANSWER, text="WAPE fell [1]."), False, id="other-words"),
    ],
)
def test_two_answers_are_the_same_but_for_id_path_and_timings(again, expected):
    assert response(CASE, a_subject(again=lambda _: again)).is_repeated is expected


def test_baselines_and_the_accepted_run_answer_the_same_questions():
    grades = examine([CASE], a_subject())

    rivals = yardsticks(grades, sparse=lambda _: [FOUND], nearest=lambda _: [], reply=None, accepted=CITED)

    assert [rival.name for rival in rivals] == ["bm25", "dense", "accepted"]
    assert rivals[0].figures["right"].value == 1.0
    assert rivals[1].figures["answer_rate"].value == 0.0
    assert rivals[1].differences["score"].value == 1.0
    assert rivals[2].differences["score"].value == 0.0


def test_a_run_with_a_question_that_failed_is_red_though_every_gate_is_open():
    gates = Gates("poc", (Gate("wrong", at_most=1.0),))

    record = recorded(MADE, examine([CASE], a_subject(ask=gone)), rivals=(), gates=gates, accepted=None)

    assert record.gates[0].is_open
    assert record.failed == 1
    assert not record.is_passed


@pytest.mark.parametrize(
    ("said", "status", "correctness"),
    [
        pytest.param("It is 11.3 %.", "answered", "right", id="knows"),
        pytest.param("It is 12 %.", "answered", "wrong", id="guesses"),
        pytest.param("I do not know.", "abstained", "abstained", id="silent"),
        pytest.param("", "abstained", "abstained", id="says-nothing"),
    ],
)
def test_the_model_without_documents_is_one_of_the_yardsticks(said, status, correctness):
    grades = examine([CASE], a_subject())

    got = closed(CASE, lambda _: said)
    rivals = yardsticks(grades, sparse=lambda _: [], nearest=lambda _: [], reply=lambda _: said, accepted=None)

    assert (got.status, grade(CASE, got).correctness) == (status, correctness)
    assert [rival.name for rival in rivals] == ["bm25", "dense", "closed"]
    assert rivals[2].figures["right"].value == float(correctness == "right")


def test_a_model_that_fails_without_documents_counts_as_wrong():
    assert grade(CASE, closed(CASE, gone)).observed["wrong"] == (1.0, 1.0)


def test_where_a_case_was_lost_is_looked_up_for_what_went_wrong_alone():
    looked = []
    subject = a_subject(considered=lambda case: looked.append(case.id) or CONSIDERED)
    wanting = replace(CASE, id="q2", facts=("11.3 %", "12,000"))

    right, partly, failing = (
        *examine([CASE, wanting], subject),
        *examine([CASE], replace(subject, ask=gone)),
    )

    assert right.loss is None
    assert (partly.loss.cause, partly.loss.found) == ("not_found", False)
    assert failing.loss.cause == "failed"
    assert looked == ["q2"]


def test_a_look_that_fails_leaves_the_grade_as_it_is():
    (graded,) = examine([CASE], a_subject(ABSTAINED, considered=gone))

    assert (graded.correctness, graded.loss.cause, graded.loss.abstained) == ("abstained", "unlike", "no_evidence")
