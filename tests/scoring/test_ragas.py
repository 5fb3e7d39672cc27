"""The measures of ragas that need no model, where ragas is installed (extra ``ragas``; too large for CI)."""

from dataclasses import replace

import numpy as np
import pytest

from plainspoken.scoring import ragas
from plainspoken.scoring.grading import grade
from plainspoken.scoring.measures import BY_NAME, figures
from tests.scoring.invented import QUOTE, SOURCE, a_case, a_statement, abstained, answered, failed

pytestmark = [
    pytest.mark.skipif(not ragas.is_installed(), reason="ragas is not installed: pip install -e '.[ragas]'"),
    pytest.mark.filterwarnings("ignore"),  # of ragas
]
GRADES = (
    grade(a_case("q1"), answered(found=("card.md", "other.md"))),
    grade(a_case("q2"), answered(a_statement("It was so.", "words that stand nowhere"), found=("other.md",))),
    grade(a_case("q3"), abstained()),
    grade(a_case("q4"), failed()),
    grade(a_case("u1", answerable=False), abstained()),
)


def embed(texts):
    """Return the letters of each text, counted."""
    return np.array([[text.count(letter) for letter in "abcdefghijklmnopqrstuvwxyz "] for text in texts], np.float32)


def test_each_measure_is_taken_where_it_applies_and_a_failure_counts_0():
    one, two, silent, broken, refused = (each.observed for each in ragas.with_ragas(GRADES, embed))

    assert (one[ragas.QUOTED], two[ragas.QUOTED]) == ((1.0, 1.0), (0.0, 1.0))
    assert (one[ragas.RECALL], one[ragas.PRECISION]) == ((1.0, 1.0), (0.5, 1.0))
    assert two[ragas.RECALL] == broken[ragas.RECALL] == (0.0, 1.0)
    assert silent[ragas.SIMILAR] == broken[ragas.SIMILAR] == (0.0, 1.0)
    assert 0 < one[ragas.SIMILAR][0] <= 1
    assert not any(name.startswith("ragas") for name in refused)


def test_their_figures_stand_beside_ours_over_every_question_that_they_apply_to():
    found = figures(ragas.with_ragas(GRADES, embed))

    assert found[ragas.SIMILAR].n == 4
    assert {ragas.QUOTED, ragas.RECALL, ragas.PRECISION, ragas.SIMILAR} <= set(BY_NAME)


def test_what_is_no_number_counts_0():
    grades = (replace(GRADES[0], case=replace(GRADES[0].case, reference="...")),)

    observed = ragas.with_ragas(grades, lambda texts: np.zeros((len(texts), 3), np.float32))[0].observed

    assert observed[ragas.SIMILAR] == (0.0, 1.0)


def test_quotes_with_quotation_marks_in_them_are_whole_spans():
    marked = replace(
        a_statement().quotes[0],
        text='He said "Recall was 0.83" on it',
        source=f'He said "Recall was 0.83" on it {SOURCE}',
    )
    graded = grade(a_case(), answered(replace(a_statement(QUOTE), quotes=(marked,))))

    assert ragas.with_ragas((graded,), embed)[0].observed[ragas.QUOTED] == (1.0, 1.0)
