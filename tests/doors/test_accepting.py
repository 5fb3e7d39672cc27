"""``eval accept`` takes a run that can be compared with, and says what was wrong with it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from plainspoken import cli
from plainspoken.ledger import Ledger, Run

WHEN = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def keep(tmp_path, monkeypatch):
    """Return what keeps a run of a set, each an hour after the last."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".plainspoken").mkdir()
    ledger = Ledger.open(f"sqlite:///{tmp_path}/.plainspoken/ledger.sqlite")
    kept = []

    def keep(subject, **known):
        when = WHEN + timedelta(hours=len(kept))
        content = {"set": "brook", "subject": subject, "figures": {}, "values": {}, "folder": "brook", **known}
        ledger.keep_run(Run(f"eval-{len(kept)}", "eval", when, {}, {}, json.dumps(content)))
        kept.append(when)

    yield keep
    ledger.close()


@pytest.fixture
def accept(tmp_path, capsys):
    """Return what accepts a run: (exit code, standard output, standard error)."""

    def accept(*arguments):
        base = str(tmp_path / "base.json")
        code = cli.main(["eval", "accept", "brook", "--reason", "why", "--baseline", base, *arguments])
        out = capsys.readouterr()
        return code, out.out, out.err

    return accept


def test_a_run_in_which_a_question_got_no_answer_is_not_accepted(keep, accept, tmp_path):
    keep("extractive", failed=2, closed=[])

    code, _, err = accept()

    assert (code, "2 questions of the last run of 'brook' got no answer" in err) == (2, True)
    assert not (tmp_path / "base.json").exists()


def test_a_run_whose_gates_failed_is_accepted_and_that_is_said(keep, accept):
    keep("extractive", failed=0, closed=["right at least 0.75", "wrong at most 0.1"])

    code, out, _ = accept()
    _, told, _ = accept("--json")

    assert (code, "accepted although 2 gates failed (right at least 0.75; wrong at most 0.1)" in out) == (0, True)
    assert json.loads(told)["accepted"][0]["closed"] == ["right at least 0.75", "wrong at most 0.1"]


def test_a_run_of_another_subject_is_accepted_only_where_it_is_named(keep, accept, tmp_path):
    keep("extractive", failed=0, closed=[])
    accept()
    keep("some-model", failed=0, closed=[])

    code, _, err = accept()
    assert (code, "say --subject" in err) == (2, True)
    assert json.loads((tmp_path / "base.json").read_text())["brook"]["subject"] == "extractive"

    assert accept("--subject", "extractive")[0] == 0
    assert accept("--subject", "some-model")[0] == 0
    assert json.loads((tmp_path / "base.json").read_text())["brook"]["subject"] == "some-model"
    assert accept("--subject", "nobody")[0] == 2
