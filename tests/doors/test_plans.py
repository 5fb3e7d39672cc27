"""What an evaluation needs is read before anything is asked, and what was answered of other things is not taken up."""

import json

import pytest

from plainspoken import cli
from plainspoken.doors.terminal.places import find_set
from plainspoken.doors.terminal.plans import Way, journal_name, planned

ROW = {"id": "q1", "question": "Why?", "reference": "So.", "kind": "answerable", "as_of": "2026-11-22"}
WHOLE = Way(None, None, is_smoke=False, size=None, once=False, is_judged=False)


def a_set(root, name="brook"):
    folder = root / name
    (folder / "corpus").mkdir(parents=True)
    (folder / "corpus" / "card.md").write_text("# Brook\n\nIt is so.\n")
    (folder / "questions.jsonl").write_text(json.dumps(ROW) + "\n" + json.dumps(ROW | {"id": "q2"}) + "\n")
    (folder / "access.toml").write_text("[principals.anonymous]\ngroups = []\n")
    return folder


def name_of(folder, way=WHOLE):
    plan = planned(find_set(str(folder)), way)
    return journal_name(plan, plan.settings | {"seed": "7"})


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("questions.jsonl", json.dumps(ROW | {"question": "Why not?"}), id="another-question"),
        pytest.param("corpus/card.md", "It is not so.", id="another-document"),
        pytest.param("corpus/new.md", "It is new.", id="a-new-document"),
        pytest.param("access.toml", "[principals.anonymous]\ngroups = ['hr']", id="other-rights"),
        pytest.param("canaries.toml", "private = ['x']", id="other-private-values"),
    ],
)
def test_other_questions_documents_or_rights_have_responses_of_their_own(tmp_path, path, text):
    folder = a_set(tmp_path)
    before = name_of(folder)
    assert name_of(folder) == before

    (folder / path).write_text(text)

    assert name_of(folder) != before


def test_a_part_of_a_set_has_responses_of_its_own(tmp_path):
    folder = a_set(tmp_path)

    assert name_of(folder, Way(None, None, is_smoke=False, size=1, once=False, is_judged=False)) != name_of(folder)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("../gates.toml", "[second.poc.absolute]\nright = 0.5", id="gates"),
        pytest.param("questions.jsonl", "{}", id="questions"),
        pytest.param("qrels.tsv", "question-id\tdocument\tgrade\nq1\tcard.md", id="qrels"),
        pytest.param("canaries.toml", "private = ['(']", id="canaries"),
        pytest.param("access.toml", "[principals", id="access"),
        pytest.param("judged.jsonl", "{}", id="judged-by-a-person"),
        pytest.param("../baseline.json", "[]", id="baseline"),
    ],
)
def test_a_broken_file_of_the_second_set_ends_the_run_before_the_first_is_asked(
    tmp_path, monkeypatch, capsys, path, text
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLAINSPOKEN_LLM__JUDGE_MODEL", "openai/some-model")
    first, second = a_set(tmp_path / "a", "first"), a_set(tmp_path / "b", "second")
    (second / path).write_text(text)

    code = cli.main(["eval", str(first), str(second)])

    assert (code, capsys.readouterr().out) == (2, "")
    assert not (tmp_path / ".plainspoken" / "eval").exists()
