"""What is said where nothing was proved."""

from datetime import date

import pytest

from plainspoken.access import NOBODY
from plainspoken.answers import Abstention
from plainspoken.compose import NOT_PROVED, SENTENCES, closest, notice, superseded
from plainspoken.conversations import Question
from plainspoken.ladder import Attempt, Rung
from plainspoken.passages import Edition, Passage, Scope, ScoredPassage
from plainspoken.trip import Trip
from plainspoken.validity import Window

DAY = date(2026, 11, 26)


def found(text, name="a"):
    edition = Edition(name, name, "c", f"{name}.md", "sha256:0", "document", name, None, None, None, NOBODY, Window())
    return ScoredPassage(Passage(name, name, "sha256:0", text, 0, len(text)), edition, 1.0)


@pytest.mark.parametrize(
    ("now", "is_said"),
    [
        pytest.param([], True, id="nothing in force was found"),
        pytest.param(["The office opens at eight."], True, id="what is in force speaks of something else"),
        pytest.param(["The pump is blue."], True, id="what is in force shares a word"),
        pytest.param(["The pump limit is 30 bar."], False, id="what is in force speaks of the same"),
    ],
)
def test_only_lapsed_documents_are_said_to_speak_of_it_only_where_no_other_does(now, is_said):
    trip = Trip("ans", Question("What is the pump limit?", DAY), "", Scope(frozenset(), DAY), "")
    trip.found = tuple(map(found, now))
    trip.lapsed = (found("The pump limit is 10 bar.", "old"),)
    missing = superseded(trip)

    assert (missing is not None) == is_said
    assert not missing or missing.closest[0].document == "old.md"


@pytest.mark.parametrize("reason", SENTENCES)
def test_the_notice_fits_the_reason_for_which_nothing_is_told(reason):
    attempt = Attempt(Rung("extractive", "extractive"))
    quotes = closest([found("The pump is blue.")])
    told = notice(attempt, missing=Abstention(reason, "an answer", quotes))

    assert (told == NOT_PROVED) == (reason == "no_evidence")
    assert ("quotes" in told) == (reason != "no_evidence")
    assert notice(attempt, missing=Abstention(reason, "an answer", ())) == NOT_PROVED
