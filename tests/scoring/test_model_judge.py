"""Real measures of ragas, graded by a fake model through the real gate (extra ``ragas``: `make ragas`)."""

import json
from dataclasses import replace

import numpy as np
import pytest

from plainspoken import gate
from plainspoken.doors.terminal.grading import graded_by_model, labelled_sample
from plainspoken.doors.terminal.places import Place
from plainspoken.scoring import ragas
from plainspoken.scoring.grading import grade
from plainspoken.scoring.model_judge import COMPLETE, FAITHFUL, PRECISE, RELEVANT, TAKES, Judge, parsed
from plainspoken.settings import load
from plainspoken.wiring import Engines
from tests.fakes import JudgeModel, often
from tests.scoring.invented import QUOTE, SOURCE, a_case, answered

pytestmark = [
    pytest.mark.skipif(not ragas.is_installed(), reason="ragas is not installed: pip install -e '.[ragas]'"),
    pytest.mark.filterwarnings("ignore"),  # of ragas
]
ITEM = {
    "user_input": "What is the recall?",
    "response": "It was 0.83.",
    "reference": "0.83.",
    "retrieved_contexts": ["It was 0.83.", "No."],
}
GRADES = tuple(grade(a_case(f"q{n}"), replace(answered(), text=f"{QUOTE} [1].")) for n in range(6))


def embed(texts):
    """Return the letters of each text, counted."""
    return np.array([[text.count(letter) for letter in "abcdefghijklmnopqrstuvwxyz "] for text in texts], np.float32)


def holds(context, claim):
    return "False" not in claim and "No." not in context


def test_each_measure_of_ragas_is_graded_by_what_the_model_replies():
    judge = Judge(JudgeModel(holds), embed)

    given = {name: judge.score(name, ITEM) for name in TAKES}

    assert given[FAITHFUL] == 0.0  # the contexts are read as one, and that holds "No."
    assert given[PRECISE] == pytest.approx(1.0)
    assert given[COMPLETE] == 0.0
    assert 0.5 < given[RELEVANT] <= 1.0


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("I would rather not.", id="no-json"),
        pytest.param('{"statements": "many"}', id="another-form"),
        pytest.param('{"statements": [], "classifications": []}', id="nothing-to-count-is-no-number"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_grade_is_none(reply):
    judge = Judge(lambda *_: reply, embed)

    assert judge.score(FAITHFUL, ITEM) is None
    assert judge.score(COMPLETE, ITEM) is None


def test_json_is_taken_out_of_what_stands_around_it():
    class Form:
        model_validate_json = staticmethod(json.loads)

    assert parsed('Here:\n```json\n{"a": {"b": 1}}\n``` Done.', Form) == {"a": {"b": 1}}


@pytest.fixture
def place(tmp_path):
    """Return a set whose sample is labelled as ``holds`` says."""
    folder = tmp_path / "brook"
    folder.mkdir()
    case = {"id": "q1", "question": "What is the recall?", "reference": "True.", "kind": "answerable"}
    (folder / "questions.jsonl").write_text(json.dumps(case | {"as_of": "2026-11-22"}))
    quote = {"document": "card.md", "text": QUOTE, "source": f"{SOURCE} Ask ana.lopez@brook.example."}
    rows = [
        {"case": "q1", "claim": f"{n} is {label}, says ana.lopez@brook.example.", "quotes": [quote]}
        | {"grounded": label, "answers": label}
        for n, label in enumerate([True, False] * 5)
    ]
    (folder / "judged.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return Place("brook", folder, folder / "corpus")


@pytest.fixture
def judged(place, tmp_path, monkeypatch):
    """Return a run's grades by a model behind the gate: (what it was sent, egress, grades)."""

    def judged(model, **settings):
        sent = []

        def complete(asked, *, seed, **_wanted):
            sent.append((asked.messages, seed))
            yield model(asked.messages[-1][1])

        monkeypatch.setattr(gate, "complete", complete)
        known = {"home": tmp_path / "home", "llm.judge_model": "openai/judge", "llm.judge_runs": 2}
        known["privacy.deadline_s"] = 3600  # a busy machine takes long to load what finds private fields
        engines = Engines(load(None, known | {name.replace("__", "."): value for name, value in settings.items()}))
        sample = labelled_sample(place)
        found = graded_by_model(GRADES, place, sample, engines=engines, embed=embed, contexts=lambda _: [SOURCE])
        egress = engines.ledger.egress()
        engines.close()
        return sent, egress, found

    return judged


def test_every_text_passes_the_gate_masked_and_is_on_record_with_another_seed_each_run(judged):
    sent, egress, found = judged(JudgeModel(holds))

    by_name = {each.name: each for each in found.measures}
    assert by_name[FAITHFUL].figure.value == by_name[COMPLETE].figure.value == 1.0
    assert "ana.lopez" not in str(sent)
    assert "EMAIL_ADDRESS_1" in str(sent)
    assert [each.model for each in egress] == ["openai/judge"] * len(sent)
    assert any(dict(each.sent).get("EMAIL_ADDRESS") for each in egress)
    assert {seed for _, seed in sent} == {7, 8}


def test_a_statement_that_comes_back_is_sent_again_with_the_same_placeholder_as_its_context(judged):
    sent, _, _ = judged(JudgeModel(holds))

    verdicts = [
        messages[-1][1] for messages, _ in sent if '"statements": [' in messages[-1][1].rpartition("input: ")[2]
    ]
    given = verdicts[0].rpartition("input: ")[2]
    assert given.count("<EMAIL_ADDRESS_1>") == 2
    assert "LITERAL" not in given


def test_a_judge_that_fails_three_times_in_ten_is_not_shown(judged):
    _, _, found = judged(JudgeModel(holds, fails=often(0.3)))

    assert all(each.figure is None for each in found.measures)


def test_documents_that_may_not_leave_are_not_sent_to_a_remote_judge(judged):
    sent, egress, found = judged(JudgeModel(holds), corpora__brook__level="local-only")

    assert (sent, egress) == ([], ())
    assert found.measures == ()
    assert "may not leave this machine; it was not asked" in found.problem


def test_without_a_sample_no_figure_is_shown(judged, place):
    (place.questions / "judged.jsonl").unlink()

    sent, _, found = judged(JudgeModel(holds))

    assert sent == []
    assert "no judged.jsonl to calibrate it by" in found.problem


def test_without_a_judge_nothing_is_asked_or_said(judged):
    assert judged(JudgeModel(holds), llm__judge_model=None)[2] is None


def test_an_answer_is_graded_without_its_markers(judged):
    sent, _, _ = judged(JudgeModel(holds))

    asked = [messages[-1][1].rpartition("input: ")[2] for messages, _ in sent]
    assert any(f'"answer": "{QUOTE}"' in text for text in asked)
    assert not any("[1]" in text for text in asked)
