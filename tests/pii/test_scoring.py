import importlib.util
import sys
from pathlib import Path

import pytest

FILE = Path(__file__).parents[2] / "benchmarks" / "pii_scoring.py"


@pytest.fixture(scope="module")
def scoring():
    spec = importlib.util.spec_from_file_location("pii_scoring", FILE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["pii_scoring"] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


TEXT = "Mr. Ada Quill lives at 9 Elm Court Street, Leeds."
NAME, STREET, TOWN = (4, 13, "PERSON"), (23, 34, "STREET_ADDRESS"), (43, 48, "GPE")


@pytest.mark.parametrize(
    ("found", "counts"),
    [
        pytest.param([NAME, STREET], (2, 2, 2, 2), id="both"),
        pytest.param([(0, 13, "PERSON"), (23, 41, "ID")], (2, 2, 2, 2), id="skip words at the edge, another type"),
        pytest.param([NAME], (2, 1, 1, 1), id="one missed"),
        pytest.param([(4, 7, "PERSON"), STREET], (2, 1, 2, 1), id="half a name is no find"),
        pytest.param([NAME, STREET, (14, 19, "PERSON")], (2, 0, 1, 0), id="one run over skip words is one span"),
        pytest.param([NAME, STREET, TOWN], (2, 2, 2, 2), id="what is private to some is held against nobody"),
    ],
)
def test_spans_are_compared_as_presidio_research_does(scoring, found, counts):
    case = scoring.Case("1", TEXT, (NAME, STREET), (TOWN,), "1")

    result = scoring.score([case], [found])

    assert (result.total.gold, result.total.found, result.total.predicted, result.total.right) == counts


def test_a_sentence_is_clean_when_every_letter_is_covered(scoring):
    case = scoring.Case("1", TEXT, (NAME,), (), "1")

    assert scoring.score([case], [[(4, 13, "ID")]]).clean == 1.0
    assert scoring.score([case], [[(4, 12, "ID")]]).clean == 0.0
