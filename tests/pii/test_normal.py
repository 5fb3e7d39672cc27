import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.pii.normal import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("plain", "plain", id="as-is"),
        pytest.param("a\u200bb\u00adc", "abc", id="invisible"),
        pytest.param("ａ＠ｂ", "a@b", id="full-width"),
        pytest.param("a&#64;b&amp;c&#x2e;d", "a@b&c.d", id="entities"),
        pytest.param("a%40b%2Ecom 50%20 off", "a@b.com 50%20 off", id="percent"),
        pytest.param("Jose\u0301", "José", id="decomposed"),
        pytest.param("50 % of €3 — “so”", "50 % of €3 — “so”", id="ordinary-marks"),
    ],
)
def test_disguises_come_off(text, expected):
    assert plain(text).text == expected


@given(st.text(alphabet=st.sampled_from(list("ab@. &#64;%40\u200b\u0301éＡ＠\n;")), max_size=40))
def test_every_stretch_leads_back_into_the_original(text):
    read = plain(text)
    for at in range(len(read.text)):
        start, end = read.original(at, at + 1)
        assert 0 <= start < end <= len(text)
    if read.text:
        assert read.original(0, len(read.text))[0] <= read.original(len(read.text) - 1, len(read.text))[0]
