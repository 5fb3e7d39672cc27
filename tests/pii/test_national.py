import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.pii.national import PROVEN, mod97, proven


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        pytest.param("12345678Z", "ID", id="Spanish DNI"),
        pytest.param("X1234567L", "ID", id="Spanish NIE"),
        pytest.param("86 095 742 719", "ID", id="German tax id"),
        pytest.param("2341 2341 2346", "ID", id="Aadhaar"),
        pytest.param("529.982.247-25", "ID", id="Brazilian CPF"),
        pytest.param("RSSMRA85T10A562S", "ID", id="Italian codice fiscale"),
        pytest.param("S1234567D", "ID", id="Singaporean NRIC"),
        pytest.param("811218-9876", "ID", id="Swedish personnummer"),
        pytest.param("BB1388568", "MEDICAL_LICENSE", id="US DEA number"),
        pytest.param("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "CRYPTO", id="Bitcoin"),
    ],
)
def test_a_number_counts_when_its_check_digit_holds(value, type_):
    text = f"noted {value} yesterday"
    (digit,) = [at for at, letter in enumerate(value) if letter.isdigit()][-1:]
    wrong = value[:digit] + str((int(value[digit]) + 1) % 10) + value[digit + 1 :]

    assert [(text[s.start : s.end], s.type) for s in proven(text)] == [(value, type_)]
    assert list(proven(f"noted {wrong} yesterday")) == []


@given(st.one_of(*(st.from_regex(pattern, fullmatch=False) for pattern, _, _ in PROVEN)))
@settings(max_examples=300, deadline=None)
def test_nothing_of_such_a_shape_breaks_the_proof(text):
    assert all(0 <= span.start < span.end <= len(text) for span in proven(text))


@pytest.mark.parametrize("text", ["build 20260503-1200", "1,240,512 rows", "0.91 0.92 0.93", "epoch 12 of 4096", ""])
def test_ordinary_numbers_prove_nothing(text):
    assert list(proven(text)) == []


def test_an_ibans_check_digits_hold():
    assert mod97("GB82WEST12345698765432")
    assert not mod97("GB83WEST12345698765432")
