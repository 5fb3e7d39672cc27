"""Who may see which case, and what is proposed about it: nobody more than what they may see anyway."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from plainspoken.access import Directory, Principal
from plainspoken.examiner import recorded
from plainspoken.ledger import Examined, Ledger, Review
from plainspoken.ledger.erasure import Place
from plainspoken.reviewer import Reviews, Words, cases_of
from plainspoken.reviewer.proposals import NO_ANSWER
from plainspoken.scoring.gates import Gates
from plainspoken.scoring.grading import grade
from plainspoken.scoring.record import Run
from tests.scoring.invented import a_case, answered

WHEN = datetime(2026, 11, 22, tzinfo=UTC)
DAY = date(2026, 11, 22)
REVIEWER = Principal("ilse", frozenset({"reviewers"}))
TREASURER = Principal("uma", frozenset({"reviewers", "finance"}))
ANA = Principal("ana", frozenset({"finance"}))
KNOWN = {each.name: each for each in (REVIEWER, TREASURER, ANA)}


def an_examined(name="q1", principal="anonymous", twin=""):
    return Examined("brook", name, "extractive", 0, WHEN, "What?", principal, DAY, twin, reference="12 %")


@pytest.fixture
def ledger(tmp_path):
    ledger = Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite")
    yield ledger
    ledger.close()


@pytest.mark.parametrize(
    ("principal", "twin", "seen_by"),
    [
        pytest.param("anonymous", "", ["ilse", "uma"], id="anonymous"),
        pytest.param("", "", ["ilse", "uma"], id="not-named"),
        pytest.param("ana", "", ["uma"], id="in-a-right-of-finance"),
        pytest.param("anonymous", "ana", ["uma"], id="the-twin-is-asked-in-it"),
        pytest.param("gone", "", [], id="nobody-by-that-name"),
        pytest.param("anonymous", "gone", [], id="the-twin-is-nobodys"),
    ],
)
def test_a_case_is_shown_to_whoever_may_see_what_its_asker_may(ledger, principal, twin, seen_by):
    ledger.keep_examined([an_examined(principal=principal, twin=twin)])
    reviews = Reviews(ledger, lambda: Directory(KNOWN))

    assert [name for name, who in KNOWN.items() if reviews.cases(who)] == seen_by
    assert len(Reviews(ledger).cases(Principal("operator"))) == 1


def test_a_correction_is_shown_to_whoever_may_see_the_twin_of_its_case_too(ledger):
    ledger.keep_examined([an_examined(twin="ana")])
    reviews = Reviews(ledger, lambda: Directory(KNOWN))
    (case,) = reviews.cases(TREASURER)
    reviews.judge(case, TREASURER, "wrong", Words(reference="It is 13 %."))
    (proposal,) = reviews.proposals(TREASURER)
    reviews.approve(proposal.id, TREASURER, Words())

    assert proposal.twin == "ana"
    assert reviews.proposals(REVIEWER) == []
    assert reviews.candidates(REVIEWER) == []
    assert len(reviews.candidates(TREASURER)) == 1


def test_a_correction_of_an_earlier_release_takes_its_twin_from_the_case(ledger):
    ledger.keep_examined([an_examined(twin="ana")])
    ledger.keep_review(Review("rev_1", "correction", "brook", "q1", "uma", WHEN, reference="13 %", as_of=DAY))
    reviews = Reviews(ledger, lambda: Directory(KNOWN))

    assert [len(reviews.proposals(who)) for who in (REVIEWER, TREASURER)] == [0, 1]


@pytest.fixture
def corrected(ledger):
    """An unanswerable case with an approved correction."""
    case = replace(an_examined(), slice="absent", kind=NO_ANSWER, proofs=(("card.md", "It was 12 %."),))
    ledger.keep_examined([case])
    reviews = Reviews(ledger)
    reviews.judge(case, REVIEWER, "wrong", Words(reference="The margin is nowhere."))
    reviews.approve(reviews.proposals(REVIEWER)[0].id, REVIEWER, Words())
    return reviews


@pytest.mark.parametrize("expired", [pytest.param(0, id="kept"), pytest.param(1, id="expired")])
def test_an_approved_correction_stays_what_its_case_was_also_when_the_run_has_expired(ledger, corrected, expired):
    assert ledger.eraser.drop_older("runs", f"2026-11-{22 + expired}") == expired

    (row,) = corrected.candidates(REVIEWER)
    assert (row["kind"], row["slice"]) == (NO_ANSWER, "absent")
    assert row["quotes"] == [{"document": "card.md", "text": "It was 12 %."}]


def test_what_was_said_of_a_case_goes_with_its_documents_also_when_the_run_has_expired(ledger, corrected):
    ledger.eraser.drop_older("runs", "2026-11-23")
    ledger.eraser.drop(conversations=[], answers=[], documents=[Place("d1", "brook", "card.md", "")])

    assert ledger.reviews() == ()
    assert corrected.candidates(REVIEWER) == []


def test_the_twin_of_a_case_is_looked_up_in_the_whole_set_though_a_part_was_asked():
    asked = replace(a_case("u1", answerable=False), twin="q1")
    whole = (asked, replace(a_case("q1"), principal="ana", twin="u1"))
    run = Run("demo", "extractive", WHEN, 1.0, {})
    record = recorded(run, (grade(asked, answered()),), rivals=(), gates=Gates("none"), accepted=None)

    (case,) = cases_of(record, whole)

    assert case.twin == "ana"
