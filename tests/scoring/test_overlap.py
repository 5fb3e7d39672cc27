"""The lexical judge: same words and numbers, whatever the dress."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.scoring.overlap import carried, holds, token_f1, verbatim


@pytest.mark.parametrize(
    ("text", "fact", "expected"),
    [
        pytest.param("It runs 127 stores.", "127", True, id="number"),
        pytest.param("It runs 1270 stores.", "127", False, id="number-inside-a-number"),
        pytest.param("It is 12.7 %.", "12.7%", True, id="space-before-percent"),
        pytest.param("It is 0.127.", "127", False, id="after-a-point"),
        pytest.param("It costs $12,345 a quarter.", "12345", True, id="thousands"),
        pytest.param("From **Harrow\nGate**", "harrow gate", True, id="case-emphasis-and-line-break"),
        pytest.param("the 2026–11–30", "2026-11-30", True, id="dashes"),
        pytest.param("Nothing.", "127", False, id="absent"),
        pytest.param("2026-08-16,2.0,184,31.6%", "31.6", True, id="cell"),
        pytest.param("2026-08-16,2.0,184,31.6%", "184", True, id="cell-that-looks-like-a-thousand"),
        pytest.param("5,184,31.6%", "184", True, id="cell-behind-the-first"),
        pytest.param("2026-08-16,2.0,184,31.6%", "2", False, id="part-of-a-cell"),
        pytest.param("2026-08-16,2.0,184,31.6%", "184 31.6%", False, id="across-cells"),
        pytest.param('Gate,"12,345",31.6%', "12345", True, id="cell-in-quotes"),
        pytest.param("Harrow Gate,31.6", "31.6", True, id="second-of-two-cells"),
        pytest.param("It costs 1,234,567 a year.", "234", False, id="inside-thousands"),
        pytest.param("It is 31,6 %.", "31", False, id="decimal-comma"),
        pytest.param("It is 31,6 %.", "6 %", False, id="behind-a-decimal-comma"),
        pytest.param("It changed by -5 %.", "5 %", False, id="minus"),
        pytest.param("It changed by −5 %.", "5 %", False, id="minus-sign"),
        pytest.param("It changed by −5 %.", "-5 %", True, id="minus-on-both-sides"),
        pytest.param("It changed by 5 %.", "-5 %", False, id="minus-in-the-fact-alone"),
        pytest.param("−5 %", "5 %", False, id="minus-at-the-start"),
        pytest.param("a,b,-5", "5", False, id="minus-in-a-cell"),
        pytest.param("From 3–5 stores, 3%-5%", "5 stores", True, id="from-which-to-which"),
        pytest.param("From 3%-5%", "5%", True, id="from-which-to-which-with-units"),
        pytest.param("In week-7, or FB-0010", "0010", True, id="hyphen"),
        pytest.param("- 127 stores", "127", True, id="item-of-a-list"),
    ],
)
def test_a_fact_is_held_whatever_its_dress(text, fact, expected):
    assert holds(text, fact) is expected


@pytest.mark.parametrize(
    ("claim", "proofs", "expected"),
    [
        pytest.param("Recall was 0.83.", ["The recall was 0.83 in May."], True, id="all-there"),
        pytest.param("Recall was 0.84.", ["The recall was 0.83 in May."], False, id="another-number"),
        pytest.param("Recall was 0.83 in May.", ["Recall was 0.83.", "In May."], True, id="together"),
        pytest.param("Retraining happens weekly on Tuesday night.", ["Retraining happens."], False, id="too-little"),
        pytest.param("id: FB-0010; date: 2025-11-10", ["id,date\nFB-0010,2025-11-10"], True, id="row-of-a-csv-file"),
        pytest.param("Recall was 0.83, says Ada Brook.", ["Recall was 0.83, says Ada."], False, id="another-name"),
        pytest.param("The of and.", ["The of and."], False, id="nothing-said"),
    ],
)
def test_a_claim_is_carried_by_all_its_numbers_and_most_of_its_words(claim, proofs, expected):
    assert carried(claim, proofs) is expected


def test_verbatim_ignores_case_and_punctuation_but_not_words():
    assert verbatim("recall was 0.83", "In May, Recall was 0.83!")
    assert not verbatim("recall is 0.83", "In May, Recall was 0.83!")


@given(st.text(max_size=60), st.text(max_size=60))
def test_token_f1_is_symmetric_and_between_nothing_and_all(one, other):
    assert token_f1(one, other) == token_f1(other, one)
    assert 0 <= token_f1(one, other) <= 1


def test_token_f1_of_equal_words_is_one():
    assert token_f1("The recall was 0.83.", "recall was 0.83") == 1.0
