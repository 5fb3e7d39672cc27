"""A bare yes or no is judged by what its question asks; other empty words follow from nothing."""

import pytest

from plainspoken.answers import Sentence
from plainspoken.verify import verify


@pytest.mark.parametrize(
    ("question", "claim", "passage"),
    [
        ("Is the model approved for Spain?", "Yes.", "The model is approved for Spain."),
        ("Is the model approved for Spain?", "No.", "The model is not approved for Spain."),
        ("Does the pipeline delete old logs?", "Yes", "The pipeline deletes old logs."),
        ("Does the pipeline delete old logs?", "No", "The pipeline does not delete old logs."),
        ("Was the model retrained in May?", "Yes, it was.", "The model was retrained in May."),
        ("Has the score been tested for bias?", "Yes.", "The score has been tested for bias by the audit team."),
        ("Has the score been tested for bias?", "No.", "The score has never been tested for bias."),
        ("Is the recall 0.83?", "Yes.", "The recall is 0.83."),
        ("Is Ana the owner?", "Yes, the owner is Ana.", "The owner is Ana."),
        ("Are there two backups?", "Yes.", "There are two backups."),
        ("Which song is it?", "And There's More", "The song is called And There's More."),
        ("When was it audited?", "It is so.", "It is so."),
    ],
)
def test_a_reply_that_the_passage_gives_to_its_question_is_supported(question, claim, passage):
    found = verify(Sentence(claim, (1,)), [passage], question=question)

    assert found.verdict == "supported", found
    assert found.quotes


@pytest.mark.parametrize(
    ("question", "claim", "passage"),
    [
        ("Is the model approved for Spain?", "Yes.", "The cafeteria opens at nine."),
        ("Is the model approved for Spain?", "No.", "The cafeteria opens at nine."),
        ("Is the model approved for Spain?", "Yes.", "The model is approved for Italy."),
        ("Is the model approved for Spain?", "No.", "The model is approved for Italy."),
        ("Is the model approved for Spain?", "No.", "The model is approved for Spain."),
        ("Is the model approved for Spain?", "Yes.", "The model is not approved for Spain."),
        ("Was the model retrained in June?", "Yes, it was.", "The model was retrained in May."),
        ("", "It is so.", "Fog is common."),
        ("", "Yes.", "Fog is common."),
        ("Must users export the list?", "Yes.", "Users may export the list."),
        ("Does the plan cover fire or flood?", "Yes.", "The plan covers fire."),
        ("Is the recall 0.9?", "Yes.", "The recall is 0.83."),
    ],
)
def test_a_reply_that_the_passage_does_not_give_is_not_supported(question, claim, passage):
    found = verify(Sentence(claim, (1,)), [passage], question=question)

    assert found.verdict != "supported", found
    assert found.score < 0.5
