import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.placeholders import Placeholders
from plainspoken.restore import Restoring, restore


def issued(*values, source="question"):
    known = Placeholders()
    for type_, value in values:
        known, _ = known.issue(type_, value, source)
    return known


ELEVEN = issued(*[("PERSON", f"Person{letter} Nr{letter}") for letter in string.ascii_lowercase[:11]])
ADA = issued(("PERSON", "Ada Quill"), ("EMAIL_ADDRESS", "ada@quill.example"), ("PHONE_NUMBER", "+49 30 1234567"))


def everybody(_source):
    return True


def nobody(_source):
    return False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<PERSON_1> asked.", "Ada Quill asked.", id="as-issued"),
        pytest.param("<person_1> asked.", "Ada Quill asked.", id="lower-case"),
        pytest.param("<Person 1> and < PERSON_1 > asked.", "Ada Quill and Ada Quill asked.", id="spacing"),
        pytest.param("PERSON_1 asked person_1.", "Ada Quill asked Ada Quill.", id="brackets-lost"),
        pytest.param("[PERSON_1] or {PERSON_1}", "Ada Quill or Ada Quill", id="other-brackets"),
        pytest.param("<PERSON_1>'s plan", "Ada Quill's plan", id="possessive-outside"),
        pytest.param("<PERSON_1's> plan", "Ada Quill's plan", id="possessive-inside"),
        pytest.param("<PERSONS_1> plan", "Ada Quill plan", id="plural"),
        pytest.param(
            "**<PERSON_1>** and <**PERSON_1**> and `<PERSON_1>`",
            "**Ada Quill** and Ada Quill and `Ada Quill`",
            id="markdown",
        ),
        pytest.param(r"\<PERSON\_1\> asked", "Ada Quill asked", id="markdown-escapes"),
        pytest.param("&lt;PERSON_1&gt; asked", "Ada Quill asked", id="html-escaped"),
        pytest.param("<PERSONA_1> preguntó a <CORREO_1>", "Ada Quill preguntó a ada@quill.example", id="spanish"),
        pytest.param("Ruf <TELEFONNUMMER_1> an", "Ruf +49 30 1234567 an", id="german"),
        pytest.param("<EMAIL_1> <EMAIL ADDRESS 1>", "ada@quill.example ada@quill.example", id="shortened-type"),
        pytest.param("<PERSON_2> <PERSON_11> <PERSON_01>", "<PERSON_2> <PERSON_11> <PERSON_01>", id="never-issued"),
        pytest.param("<MODEL_1> [1] <unused_1> a<1", "<MODEL_1> [1] <unused_1> a<1", id="not-ours"),
        pytest.param("TEXPERSON_1 PERSON_1x", "TEXPERSON_1 PERSON_1x", id="inside-a-word"),
    ],
)
def test_placeholders_come_back_however_a_model_writes_them(text, expected):
    assert restore(text, ADA, may=everybody).text == expected


def test_one_is_never_taken_for_eleven():
    assert restore("<PERSON_11>, <PERSON_1>.", ELEVEN, may=everybody).text == "Personk Nrk, Persona Nra."


def test_what_a_viewer_may_not_see_stays_a_placeholder():
    restored = restore("<PERSON_1>", ADA, may=nobody)

    assert (restored.text, restored.counts) == ("<PERSON_1>", {})


def test_a_viewer_gets_the_fullest_form_among_the_sources_they_may_see():
    known, _ = Placeholders().issue("PERSON", "Quill", "open")
    known, _ = known.issue("PERSON", "Ada Quill", "secret")

    assert restore("<PERSON_1>", known, may=lambda source: source == "open").text == "Quill"
    assert restore("<PERSON_1>", known, may=everybody).text == "Ada Quill"


def test_counts_are_of_distinct_things():
    assert restore("<PERSON_1> <person_1> <EMAIL_1>", ADA, may=everybody).counts == {"EMAIL_ADDRESS": 1, "PERSON": 1}


def test_a_restored_value_is_never_read_again():
    tricky = issued(("TEXT", "<PERSON_1>"), ("PERSON", "Ada Quill"))

    assert restore("<TEXT_1> <PERSON_1>", tricky, may=everybody).text == "<PERSON_1> Ada Quill"


BITS = st.sampled_from(
    [
        *("<PERSON_1>", "<PERSON_11>", "PERSON_1", "person_1's", "&lt;PERSON_2&gt;", "<", ">", "&lt;", "[PERSON 3]"),
        *(" ", "1", "_", "s", "PERSON", "Person", "**", "\\", "\n", "a", "plain words ", "<PERSONA_2>", "é", "[1]"),
        *("{", "<PERSON_1", "PERSON 1"),
    ]
)
TEXTS = st.lists(BITS, max_size=14).map("".join)


@given(text=TEXTS, data=st.data())
def test_every_split_of_a_stream_reads_as_the_whole(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    stream = Restoring(ELEVEN, may=everybody)

    pieces = [stream.feed(text[a:b]) for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]

    assert "".join([*pieces, stream.close()]) == restore(text, ELEVEN, may=everybody).text


@given(text=TEXTS)
def test_a_stream_of_single_characters_reads_as_the_whole(text):
    stream = Restoring(ELEVEN, may=everybody)

    assert "".join([*map(stream.feed, text), stream.close()]) == restore(text, ELEVEN, may=everybody).text


def test_plain_words_are_not_held_back():
    stream = Restoring(ADA, may=everybody)

    assert stream.feed("The recall rose. ") == "The recall rose. "
