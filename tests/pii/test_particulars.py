"""Numbers that are private because of whom they stand beside."""

import pytest

from plainspoken.pii import open_detector

DETECTOR = open_detector()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Questions: Ingrid Salvesen, 555-0127.", ["555-0127"], id="after-a-name"),
        pytest.param("TB-19862,ingrid.salvesen@brook.example,555-0127,2021", ["TB-19862", "555-0127"], id="in-a-row"),
        pytest.param("The range 100-2000 was searched.", [], id="a-range"),
        pytest.param("See ADR-0012 and SLEP-0006 for the decision.", [], id="records"),
    ],
)
def test_a_number_beside_a_person_is_private(text, expected):
    [spans] = DETECTOR.find([text])
    numbers = [text[s.start : s.end] for s in spans if s.type in ("PHONE_NUMBER", "ID")]

    assert numbers == expected
