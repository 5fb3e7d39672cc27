"""What happens in the tab for experts, called as the page calls it."""

import json
import warnings
from datetime import date
from types import SimpleNamespace

import pytest

from plainspoken.access import Directory, Principal
from plainspoken.ledger import Ledger
from plainspoken.reviewer import Reviews, Words

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of gradio
    from plainspoken.doors.web.reviewing import Room

pytestmark = pytest.mark.filterwarnings("ignore")  # as above
EXPERT = Principal("ilse", frozenset({"reviewers"}))
DAY = date(2026, 11, 22)


def calling(principal):
    return SimpleNamespace(request=SimpleNamespace(state=SimpleNamespace(principal=principal)))


@pytest.fixture
def reviews(tmp_path):
    ledger = Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite")
    yield Reviews(ledger, lambda: Directory({"ilse": EXPERT}))
    ledger.close()


def test_a_question_that_is_proposed_and_approved_stands_there_as_a_line_of_a_set(reviews):
    room, expert = Room(reviews), calling(EXPERT)

    assert room.asked("Who signs?", "Nobody yet.", "Nobody; yet", False, expert) == ("", "", "", False)
    ((_, proposal_id),) = room.waiting(expert)[0].choices
    assert room.chosen(proposal_id, expert) == ("Who signs?", "Nobody yet.", "Nobody; yet")
    left, *_, lines = room.approved(proposal_id, "Who signs it?", "", "Nobody", expert)

    row = json.loads(lines)
    assert left.choices == []
    assert (row["question"], row["reference"], row["facts"]) == ("Who signs it?", "Nobody yet.", ["Nobody"])
    assert row["author"].startswith("ilse, ")


def test_a_refused_proposal_waits_no_longer_and_is_no_case(reviews):
    room, expert = Room(reviews), calling(EXPERT)
    proposal_id = reviews.ask(EXPERT, Words("Who signs?", "Nobody."), name="review", as_of=DAY)

    left, *_, lines = room.refused(proposal_id, "", "", "", expert)

    assert (left.choices, lines) == ([], "")


def test_a_stranger_sees_no_proposal_and_settles_none(reviews):
    proposal_id = reviews.ask(EXPERT, Words("Who signs?", "Nobody."), name="review", as_of=DAY)
    room, stranger = Room(reviews), calling(Principal())

    room.approved(proposal_id, "", "", "", stranger)

    assert room.waiting(stranger)[0].choices == []
    assert room.chosen(proposal_id, stranger) == ("", "", "")
    assert reviews.candidates(EXPERT) == []
