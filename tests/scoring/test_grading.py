"""Grades counted by hand."""

from dataclasses import replace

import pytest

from plainspoken.scoring.grading import grade
from plainspoken.scoring.ranking import ranking
from plainspoken.scoring.responses import Quoted, Statement
from tests.scoring.invented import QUOTE, a_case, a_statement, abstained, answered, failed

TWO = ("0.83", "Ilse")


@pytest.mark.parametrize(
    ("case", "response", "expected", "worth"),
    [
        pytest.param(a_case(), answered(), "right", 1.0, id="every-fact"),
        pytest.param(a_case(facts=TWO), answered(), "partly", 0.5, id="one-of-two-facts"),
        pytest.param(a_case(), answered(a_statement("Ilse owns it.")), "wrong", 0.0, id="no-fact"),
        pytest.param(a_case(), abstained(), "abstained", 0.0, id="silent-though-there-is-an-answer"),
        pytest.param(a_case(answerable=False), abstained(), "abstained", 1.0, id="rightly-silent"),
        pytest.param(a_case(answerable=False), answered(), "wrong", 0.0, id="answers-what-has-none"),
        pytest.param(a_case(facts=()), answered(), "not judged", 0.6, id="no-fact-named"),
        pytest.param(replace(a_case(facts=("0.9",)), alternatives=("1,240 test baskets", "0.9")), answered(), "right",
                     1.0, id="any-right-answer-will-do"),
        pytest.param(a_case(), failed(), "wrong", 0.0, id="failed"),
        pytest.param(a_case(answerable=False), failed(), "wrong", 0.0, id="failed-is-no-abstention"),
    ],
)  # fmt: skip
def test_an_answer_is_worth_what_it_holds(case, response, expected, worth):
    graded = grade(case, response)

    assert graded.correctness == expected
    assert graded.observed["score"] == (pytest.approx(worth), 1.0)


def test_a_failed_question_counts_as_the_worst_and_is_not_dropped():
    observed = grade(a_case(), failed()).observed

    for name in ("right", "answer_rate", "token_f1", "quote_validity", "citation_recall", "ndcg@10", "recall@5"):
        assert observed[name] == (0.0, 1.0), name
    assert observed["wrong"] == (1.0, 1.0)


@pytest.mark.parametrize(
    ("statement", "measure", "expected"),
    [
        pytest.param(a_statement(), "citation_recall", (1, 1), id="carried"),
        pytest.param(a_statement("Recall was 0.93."), "citation_recall", (0, 1), id="not-carried"),
        pytest.param(a_statement(QUOTE, QUOTE, "Ilse owns it."), "citation_precision", (1, 2), id="one-needless"),
        pytest.param(a_statement("Recall was 0.83; Ilse owns it.", QUOTE, "Ilse owns it."), "citation_precision",
                     (2, 2), id="both-needed"),
        pytest.param(a_statement("Recall was 0.93."), "hallucination_rate", (1, 1), id="number-nowhere"),
        pytest.param(a_statement("Brook predicts bread returns."), "hallucination_rate", (0, 1), id="around-the-quote"),
        pytest.param(a_statement(is_verbatim=False), "quote_validity", (0, 1), id="not-at-its-place"),
        pytest.param(a_statement(is_stale=True), "superseded_use", (1, 1), id="not-in-force"),
        pytest.param(a_statement(), "unsupported_by_reference", (0, 1), id="reference-quote"),
        pytest.param(a_statement("Ilse owns it.", "Ilse owns it.", document="other.md"), "unsupported_by_reference",
                     (1, 1), id="another-document"),
        pytest.param(a_statement(), "verbatim", (1, 1), id="word-for-word"),
    ],
)  # fmt: skip
def test_statements_are_judged_by_their_quotes_and_the_reference(statement, measure, expected):
    assert grade(a_case(), answered(statement)).observed[measure] == expected


def test_a_citation_that_the_rest_carries_with_the_header_of_its_table_is_needless():
    row = Quoted("t.csv", "Brook, 0.83", "Brook, 0.83", header="Model, Recall")
    noise = Quoted("t.csv", "Ilse owns it.", "Ilse owns it.", header="Owners")
    statement = Statement("Brook, recall 0.83", (row, noise))

    assert grade(a_case(), answered(statement)).observed["citation_precision"] == (1, 2)


def test_a_header_that_is_cited_itself_is_needed_by_the_row_below_it():
    row = Quoted("t.csv", "Brook, 0.83", "Brook, 0.83", header="Model, Recall")
    header = Quoted("t.csv", "Model, Recall", "Model, Recall")
    statement = Statement("Brook, recall 0.83", (header, row))

    assert grade(a_case(), answered(statement)).observed["citation_precision"] == (2, 2)


def test_every_statement_on_an_unanswerable_question_is_beside_the_reference():
    assert grade(a_case(answerable=False), answered()).observed["unsupported_by_reference"] == (1, 1)


def test_leaks_are_counted_and_an_abstention_can_leak_too():
    observed = grade(
        a_case(answerable=False), abstained(leaks=("48,200",), exposed=("555-0121", "x@y.example"))
    ).observed

    assert observed["access_leaks"] == (1, 1)
    assert observed["privacy_leaks"] == (2, 1)


@pytest.mark.parametrize(
    ("relevant", "expected"),
    [
        pytest.param({"card.md": 2, "b.md": 1}, 1.0, id="the-quote-alone"),
        pytest.param({"card.md": 3, "b.md": 2}, 0.5, id="higher-grades"),
        pytest.param({"card.md": 1, "b.md": 1}, 0.5, id="grade-one-only"),
        pytest.param({"card.md": 1, "b.md": 0}, 1.0, id="nothing-for-what-is-not-relevant"),
        pytest.param({"b.md": 0}, 0.0, id="none-relevant"),
    ],
)
def test_recall_counts_what_holds_a_quote_or_else_the_highest_grade_there_is(relevant, expected):
    assert ranking(relevant, ("card.md", "x.md"))["recall@5"] == expected


def test_documents_are_ranked_by_the_literatures_measures():
    observed = grade(a_case(relevant=("card.md", "b.md")), answered(found=("x.md", "card.md"))).observed

    assert observed["mrr@10"] == (0.5, 1)
    assert observed["recall@5"] == (0.5, 1)
    assert 0.3 < observed["ndcg@10"][0] < 0.5
