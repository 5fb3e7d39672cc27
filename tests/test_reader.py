"""The reader marks the words of a passage that answer, and says the same whatever else it reads."""

import numpy as np
import pytest

from plainspoken import weights
from plainspoken.embedding import open_reader
from plainspoken.embedding.packaged import onnxruntime
from plainspoken.embedding.reader import MOST_TOKENS, PackagedReader
from plainspoken.embedding.tokens import packaged_tokenizer
from plainspoken.readings import Reading

NEARLY = 1.0  # log-odds, which run from about -8 to 4
FELL = "Its recall fell to 0.71 in May because two sensors were swapped."
LAMPS = (
    "The lamp model is retrained every Monday. Ana Ruiz answers for it. Its recall fell to 0.71 in May because two "
    "sensors were swapped. Replacing a lamp costs 14 crowns."
)


@pytest.fixture(scope="module")
def reader():
    return open_reader(checked=weights.checked)


def best(reading: Reading, text: str) -> str:
    at = int(np.argmax(reading.tokens))
    stops = [0, *(i + 1 for i, letter in enumerate(text) if letter == "." and text[i + 1 : i + 2] in (" ", ""))]
    start = max(stop for stop in stops if stop <= reading.starts[at])
    return text[start : min(stop for stop in stops if stop > start)].strip()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        pytest.param("How often is the lamp model retrained?", "The lamp model is retrained every Monday.", id="words"),
        pytest.param("Why did recall drop?", FELL, id="why"),
        pytest.param("How much money does a new lamp cost?", "Replacing a lamp costs 14 crowns.", id="how-much"),
    ],
)  # fmt: skip
def test_the_sentence_that_answers_is_marked(reader, question, answer):
    (reading,) = reader.read(question, [("Lamps", LAMPS)])

    assert best(reading, LAMPS) == answer


def test_a_passage_that_answers_reads_better_than_one_that_does_not(reader):
    other = "The canteen opens at noon. Bicycles may be left in the yard behind the eastern gate."

    answering, idle = reader.read("How often is the lamp model retrained?", [("Lamps", LAMPS), ("House rules", other)])

    assert answering.passage > 0 > idle.passage


def test_a_passage_reads_the_same_whatever_is_read_with_it(reader):
    passages = [("Lamps", LAMPS), ("", "One."), ("A head", LAMPS[:60]), ("Lamps", LAMPS * 9)]

    together = reader.read("Who answers for it?", passages)
    alone = [reader.read("Who answers for it?", [one])[0] for one in passages]

    for one, other in zip(together, alone, strict=True):
        assert one.passage == other.passage
        assert np.array_equal(one.tokens, other.tokens)


def test_whole_numbers_read_nearly_as_single_precision_does():
    single = PackagedReader(packaged_tokenizer(weights.checked), onnxruntime(weights.checked("reader_float.onnx")))
    rounded = PackagedReader(packaged_tokenizer(weights.checked), onnxruntime(weights.checked("reader.onnx")))
    passages = [("Lamps", LAMPS), ("House rules", "The canteen opens at noon."), ("", FELL)]

    for question in ("How often is the lamp model retrained?", "Who answers for it?", "Why did recall drop?"):
        pairs = zip(single.read(question, passages), rounded.read(question, passages), strict=True)
        for one, other in pairs:
            assert abs(one.passage - other.passage) < NEARLY
            assert float(np.abs(one.tokens - other.tokens).mean()) < NEARLY


def test_what_is_too_long_is_read_up_to_the_limit_and_marked_as_unread_beyond(reader):
    (reading,) = reader.read("Who?", [("", LAMPS * 30)])

    assert len(reading.tokens) < MOST_TOKENS
    assert reading.over(len(LAMPS) * 29, len(LAMPS) * 30) is None


def test_an_empty_passage_answers_nothing(reader):
    (reading,) = reader.read("Who?", [("", "")])

    assert reading.passage < -5
    assert reading.over(0, 1) is None


def test_a_stretch_reads_as_the_tokens_that_it_touches():
    reading = Reading(1.0, np.array([0, 4, 9]), np.array([3, 8, 12]), np.array([-1.0, 2.0, 3.0], dtype=np.float32))

    assert reading.over(4, 12) == (2.5, 3.0)
    assert reading.over(3, 4) is None
    assert reading.over(2, 5) == (0.5, 2.0)
