"""Words as the index sees them."""

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.store import query_terms, query_weights, term_weights
from plainspoken.store.terms import GRID


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        pytest.param("It was running late", "runs", id="stems"),
        pytest.param("recall@5 rose", "recall@5", id="identifier"),
        pytest.param("recall@5 rose", "what is the recall", id="part-of-an-identifier"),
        pytest.param("since v2.3 of it", "v2.3", id="version"),
        pytest.param("set avg_len to 200", "avg_len", id="snake-case"),
        pytest.param("set avg_len to 200", "len", id="part-of-snake-case"),
        pytest.param("the FeatureStore class", "feature store", id="camel-case"),
        pytest.param("the FeatureStore class", "featurestore", id="camel-case-whole"),
        pytest.param("an HTTPServer", "http server", id="acronym-first"),
        pytest.param("rows: 1,200", "1200", id="thousands"),
        pytest.param("it fell to 0.83.", "0.83", id="decimal-before-a-full-stop"),
        pytest.param("the café’s rules", "cafe", id="accent-and-possessive"),
        pytest.param("written in C++", "c++", id="plus"),
        pytest.param("the state-of-the-art model", "art", id="hyphens"),
        pytest.param("decided on 2026-11-22", "2026", id="year-of-a-date"),
        pytest.param("decided on 2026-11-22", "2026-11-22", id="date"),
        pytest.param("2026-05,3940", "how many in May", id="month-in-figures"),
        pytest.param("on 3 November", "2026-11-03", id="month-of-a-day"),
    ],
)
def test_a_query_meets_a_passage(written, asked):
    assert set(query_terms(asked)) & set(term_weights(written))


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        pytest.param("it fell to 0.83", "0.84", id="another-decimal"),
        pytest.param("it fell to 0.83", "83", id="part-of-a-decimal"),
        pytest.param("what is the", "what is the", id="stop-words-only"),
        pytest.param("don't", "do", id="a-stop-word-with-an-apostrophe"),
        pytest.param("", "anything", id="nothing-written"),
        pytest.param("release 2026-13", "in January", id="no-month"),
    ],
)
def test_a_query_misses_a_passage(written, asked):
    assert not set(query_terms(asked)) & set(term_weights(written))


def test_a_term_keeps_its_number_between_machines_and_versions():
    assert dict(query_terms("running recall@5")) == {
        243905464: "running",
        1523439466: "recall@5",
        385392376: "recall@5",
        1394226660: "recall@5",
    }


def test_nothing_but_the_passage_enters_its_weights():
    alone = term_weights("churn churn model")
    expected = 2 * 1.9 / (2 + 0.9 * (0.6 + 0.4 * 3 / 200))

    assert len(alone) == 2
    assert max(alone.values()) == pytest.approx(expected, abs=1 / GRID)


def test_a_rare_word_weighs_more_and_an_absent_one_nothing():
    weights = query_weights(1_000, {1: 900, 2: 3, 3: 0})

    assert weights.keys() == {1, 2}
    assert weights[2] == pytest.approx(math.log(1 + 997.5 / 3.5), abs=1 / GRID)
    assert weights[1] < weights[2]


def test_a_query_as_long_as_a_book_keeps_its_rarest_words():
    weights = query_weights(10_000, {term: term for term in range(1, 2_000)})

    assert sorted(weights) == list(range(1, 129))


def test_a_pasted_page_is_asked_by_its_first_words():
    assert list(query_terms(" ".join(f"word{n}" for n in range(9_000))).values())[-1] == "word255"


@given(st.lists(st.tuples(st.floats(0.05, 1.9), st.integers(1, 100_000)), min_size=1, max_size=128), st.randoms())
def test_sums_are_exact_in_whatever_order_an_engine_adds(pairs, shuffled):
    weights = [round(weight * GRID) / GRID for weight, _ in pairs]
    rarities = list(query_weights(100_000, dict(enumerate(count for _, count in pairs))).values())
    products = [np.float32(a) * np.float32(b) for a, b in zip(weights, rarities, strict=True)]
    expected = float(sum(a * b for a, b in zip(weights, rarities, strict=True)))
    shuffled.shuffle(products)
    total = np.float32(0)
    for product in products:
        total += product

    assert float(total) == expected


@given(st.text(max_size=300))
def test_any_text_has_weights(text):
    assert all(0 < weight < 2 and term >= 0 for term, weight in term_weights(text).items())
    assert set(query_terms(text)) == set(term_weights(text))


def test_a_hostile_text_is_weighed_in_time_linear_in_its_length():
    started = time.monotonic()
    term_weights("a-" * 200_000 + "'" * 200_000 + "A" * 200_000 + "1," * 200_000 + "aB" * 100_000)

    assert time.monotonic() - started < 5
