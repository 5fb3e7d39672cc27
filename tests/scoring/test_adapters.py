"""Other people's sets are read as they mean them."""

import json

import pytest

from plainspoken.errors import UsageError
from plainspoken.scoring.adapters import read_claims, read_questions
from plainspoken.scoring.grading import grade
from plainspoken.scoring.responses import ANSWERED, Response

LONG = "the Normans who came to Normandy in the tenth century"


def a_squad(tmp_path, *answers):
    asked = [{"id": "1", "question": "Who came?", "answers": [{"text": each} for each in answers]}]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"paragraphs": [{"context": "So it was.", "qas": asked}]}]}))
    return path


@pytest.mark.parametrize(
    ("answers", "said", "expected"),
    [
        pytest.param(("Normans", "the Norsemen"), "The Norsemen", "right", id="the-second"),
        pytest.param(("the Norsemen", "Normans"), "Normans came", "right", id="the-shorter"),
        pytest.param((LONG, "Normans"), "Normans", "right", id="the-first-is-a-sentence"),
        pytest.param(("Normans", "the Norsemen"), "Danes", "wrong", id="none"),
    ],
)
def test_any_one_of_several_right_answers_will_do(tmp_path, answers, said, expected):
    (given,) = read_questions(a_squad(tmp_path, *answers))

    assert grade(given.case, Response(ANSWERED, said)).correctness == expected


def test_the_best_f1_over_the_right_answers_counts(tmp_path):
    (given,) = read_questions(a_squad(tmp_path, LONG, "the Norsemen", "Normans"))

    assert [grade(given.case, Response(ANSWERED, said)).observed["token_f1"] for said in ("Norsemen", "Normans")] == [
        (1.0, 1.0),
        (1.0, 1.0),
    ]


@pytest.mark.parametrize("text", ["[]", "[[]]", "1", "{", '{"data": 1}', "\xff"])
def test_what_is_no_set_is_refused_and_named(tmp_path, text):
    for name in ("set.json", "set.jsonl"):
        (tmp_path / name).write_text(text, encoding="latin-1")

    with pytest.raises(UsageError, match=r"set\.json' is neither"):
        read_questions(tmp_path / "set.json")
    with pytest.raises(UsageError, match=r"set\.jsonl' holds no labelled claims"):
        read_claims(tmp_path / "set.jsonl")
