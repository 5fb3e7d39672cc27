import numpy as np
import pytest

from plainspoken.pii.tagger import load_tagger
from plainspoken.pii.words_of import rows, shape, string_hash, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("reviews/maria_lopez.md", ["reviews", "/", "maria", "_", "lopez", ".", "md"], id="path"),
        pytest.param("Qureshi-Holt's 0.91", ["Qureshi", "-", "Holt", "'s", "0.91"], id="possessive"),
        pytest.param("a\n\nb", ["a", "\n\n", "b"], id="lines"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_text_falls_into_words_and_marks(text, words):
    assert [text[start:end] for start, end in words_of(text)] == words


def test_words_are_numbered_as_the_starting_models_tables_are():
    spacy_strings = pytest.importorskip("spacy.strings")
    ops = pytest.importorskip("thinc.api").NumpyOps()
    words = ["Ada", "a", "Kyriakopoulou", "São", "x" * 33]
    numbers = np.array([string_hash(word) for word in words], dtype=np.uint64)

    assert numbers.tolist() == [spacy_strings.hash_string(word) for word in words]
    assert (rows(numbers, seed=9) == ops.hash(numbers, 9)).all()


def test_the_shape_of_a_word_has_short_runs():
    assert [shape(word) for word in ("Ada", "GPT", "abcdefgh", "12345")] == ["Xxx", "XXX", "xxxx", "dddd"]


def test_no_text_sees_its_neighbours_in_a_batch():
    texts = ["Ada Quill signed.", "", "The kappa was 0.71.", "Ask Nakagiri or Okwuosa."]
    tagger = load_tagger()

    assert list(tagger.tag(texts)) == [next(iter(tagger.tag([text]))) for text in texts]
