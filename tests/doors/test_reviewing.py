"""``review`` as typed: what went worst is judged, corrected, approved and exported as a set that ``eval`` reads."""

import io
import json
import sys
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from plainspoken import cli
from plainspoken.answers import Kept
from plainspoken.ledger import Examined, Feedback, Ledger
from plainspoken.scoring.cases import load
from tests.doors.invented import ANSWER

WHEN = datetime(2026, 11, 22, tzinfo=UTC)
DAY = date(2026, 11, 22)


def a_case(name="q1", place=0, **known):
    given = {"principal": "anonymous", "kind": "answerable", "reference": "It was 0.83.", "answer": "It was 0.80 [1]."}
    given |= {"proofs": (("card.md", "Its recall was 0.83"),), "slice": "single_fact", "status": "answered"}
    return Examined("brook", name, "extractive", place, WHEN, f"What is {name}?", as_of=DAY, **given | known)


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".plainspoken").mkdir()
    ledger = Ledger.open(f"sqlite:///{tmp_path}/.plainspoken/ledger.sqlite")
    yield ledger
    ledger.close()


@pytest.fixture
def run(ledger, capsys, monkeypatch):  # noqa: ARG001  # the commands open the same file
    """Return a runner of the command line: (exit code, standard output, standard error)."""

    def run(*arguments, typed=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = cli.main([str(each) for each in arguments])
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


def test_cases_are_judged_one_by_one_worst_first_and_shown_once(ledger, run):
    ledger.keep_examined([a_case("q2", place=1), a_case("q1", place=0)])

    code, out, _ = run("review", "--as", "ilse", typed="w\nIt was 0.84.\n0.84\nold figure\nr\n\n\n\n")

    said = ledger.reviews()
    assert (code, out.index("q1") < out.index("q2"), "2 judged, 0 left" in out) == (0, True, True)
    assert [(r.kind, r.about, r.verdict, r.reviewer) for r in said] == [
        ("verdict", "q1", "wrong", "ilse"),
        ("correction", "q1", "", "ilse"),
        ("verdict", "q2", "right", "ilse"),
    ]
    assert (said[0].answer, said[1].reference, said[1].facts) == ("It was 0.80 [1].", "It was 0.84.", ("0.84",))
    assert all(r.given.tzinfo for r in said)
    assert "Nothing to review" in run("review", "--as", "ilse")[1]
    assert json.loads(run("review", "--as", "bo", "--json")[1])["cases"][0]["case_id"] == "q1"


def test_a_key_that_means_nothing_is_asked_for_again_and_skips_no_case(ledger, run):
    ledger.keep_examined([a_case("q1"), a_case("q2", place=1)])

    _, out, _ = run("review", "--as", "ilse", typed="x\nr\n\n\n\ns\n")

    assert "1 judged, 1 left" in out
    assert [r.about for r in ledger.reviews()] == ["q1"]


def test_a_correction_that_only_names_facts_is_kept_with_the_reference_as_it_stands(ledger, run, tmp_path):
    ledger.keep_examined([a_case()])

    run("review", "judge", "q1", "partly", "--as", "ilse", "--facts", "0.83; recall")

    _, correction = ledger.reviews()
    assert (correction.kind, correction.reference) == ("correction", "It was 0.83.")
    run("review", "approve", correction.id, "--as", "bo")
    run("review", "export", tmp_path / "out")
    (case,) = load(tmp_path / "out")
    assert (case.reference, case.facts) == ("It was 0.83.", ("0.83", "recall"))


def test_a_case_of_two_subjects_is_judged_only_where_it_is_said_whose(ledger, run):
    ledger.keep_examined([a_case(), replace(a_case(), subject="some-model", answer="It was 0.90 [1].")])

    code, _, err = run("review", "judge", "q1", "wrong", "--as", "ilse")
    run("review", "judge", "q1", "wrong", "--as", "ilse", "--subject", "some-model")

    assert (code, "--set brook --subject some-model" in err) == (2, True)
    assert [r.answer for r in ledger.reviews()] == ["It was 0.90 [1]."]
    waiting = json.loads(run("review", "--as", "bo", "--subject", "extractive", "--json")[1])["cases"]
    assert [case["subject"] for case in waiting] == ["extractive"]


def test_a_folder_that_holds_questions_is_not_written_over(ledger, run, tmp_path):
    ledger.keep_examined([a_case()])
    run("review", "judge", "q1", "wrong", "--as", "ilse", "--reference", "It was 0.84.")
    run("review", "approve", ledger.reviews()[1].id, "--as", "bo")
    (tmp_path / "questions.jsonl").write_text("mine")

    code, _, err = run("review", "export", tmp_path)

    assert (code, "holds a questions.jsonl already" in err) == (2, True)
    assert (tmp_path / "questions.jsonl").read_text() == "mine"
    assert not (tmp_path / "qrels.tsv").exists()


def test_a_case_that_is_answered_otherwise_is_to_be_judged_again(ledger, run):
    ledger.keep_examined([a_case()])
    run("review", "judge", "q1", "wrong", "--as", "ilse")
    ledger.keep_examined([a_case(answer="It was 0.83 [1].")])

    cases = json.loads(run("review", "--as", "ilse", "--json")[1])["cases"]

    assert [case["answer"] for case in cases] == ["It was 0.83 [1]."]


def test_an_approved_correction_and_question_become_a_set_that_eval_reads(ledger, run, tmp_path):
    ledger.keep_examined([a_case()])
    run("review", "judge", "q1", "wrong", "--as", "ilse", "--reference", "It was 0.84.", "--facts", "0.84; recall")
    run("review", "ask", "Which colour?", "--as", "ilse", "--reference", "Nowhere.", "--unanswerable", "--set", "brook")
    run("review", "ask", "Never approved?", "--as", "ilse", "--reference", "x")
    waiting = [row["id"] for row in json.loads(run("review", "proposals", "--json")[1])["proposals"]]
    assert run("review", "export", tmp_path / "out")[0] == 2

    codes = [run("review", "approve", each, "--as", "bo")[0] for each in waiting[:2]]
    run("review", "refuse", waiting[2], "--as", "bo", "--note", "asked already")
    code, _, _ = run("review", "export", tmp_path / "out")

    corrected, new = load(tmp_path / "out")
    assert (codes, code) == ([0, 0], 0)
    assert (corrected.question, corrected.reference, corrected.facts) == (
        "What is q1?",
        "It was 0.84.",
        ("0.84", "recall"),
    )
    assert (corrected.quotes[0].document, corrected.relevant) == ("card.md", {"card.md": 2})
    assert (new.question, new.is_answerable) == ("Which colour?", False)
    assert "approved by bo" in (tmp_path / "out" / "questions.jsonl").read_text()
    assert "refused by bo" in run("review", "proposals")[1]


def test_a_correction_that_came_with_feedback_waits_and_its_placeholders_must_be_written_out(ledger, run, tmp_path):
    ledger.keep_answer(Kept(ANSWER, "ana", "key", (), WHEN))
    ledger.keep_feedback(Feedback("fb_1", ANSWER.id, "ana", "down", WHEN, correction="<PERSON_1> says 12 %."))

    code, _, err = run("review", "approve", "fb_1", "--as", "bo")
    assert (code, "write out" in err) == (2, True)
    run("review", "approve", "fb_1", "--as", "bo", "--reference", "It is 12 %.")
    run("review", "export", tmp_path / "out")

    (case,) = load(tmp_path / "out")
    assert (case.question, case.reference, case.principal, case.slice) == (
        ANSWER.question, "It is 12 %.", "ana", "feedback",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("options", "named"),
    [
        pytest.param(["--set", "demo"], "--set", id="set"),
        pytest.param(["--as", "bo", "--json"], "--as, --json", id="several"),
        pytest.param(["--config", "x.toml"], "--config", id="settings"),
        pytest.param(["--debug"], "--debug", id="debug"),
    ],
)
def test_an_option_before_a_command_is_refused_and_not_passed_over(run, options, named, tmp_path):
    (tmp_path / "x.toml").write_text("", encoding="utf-8")

    code, out, err = run("review", *options, "proposals")

    assert (code, out) == (2, "")
    assert f"give {named} after 'review proposals'; nothing was done" in err
    assert run("review", "proposals")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["review"], "--as is missing", id="nobody-named"),
        pytest.param(["review", "judge", "q1", "fine", "--as", "bo"], "no verdict 'fine'", id="unknown-verdict"),
        pytest.param(["review", "judge", "q9", "right", "--as", "bo"], "no evaluated case 'q9'", id="unknown-case"),
        pytest.param(["review", "approve", "x", "--as", "bo"], "no proposal 'x'", id="unknown-proposal"),
        pytest.param(["review", "ask", "Why?", "--as", "bo"], "a reference", id="no-reference"),
    ],
)
def test_wrong_usage_is_said_and_nothing_is_kept(ledger, run, arguments, said):
    ledger.keep_examined([a_case()])

    code, _, err = run(*arguments)

    assert code in (1, 2)
    assert said in err
    assert ledger.reviews() == ()
