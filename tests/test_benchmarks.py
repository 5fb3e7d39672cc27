"""The benchmarks say what went wrong, and take no old answers for new ones."""

import importlib.util
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from plainspoken.scoring.responses import write_responses
from tests.scoring.invented import answered

FOLDER = Path(__file__).parents[1] / "benchmarks"


def module_of(name):
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def three_models():
    return module_of("three_models")


@pytest.fixture
def measured(monkeypatch, capsys):
    """Return a runner of the benchmark on other people's sets: (exit code, standard error)."""
    external_sets = module_of("external_sets")

    def run(what, path):
        monkeypatch.setattr(sys, "argv", ["external_sets.py", what, str(path)])
        with pytest.raises(SystemExit) as ended:
            external_sets.main()
        return ended.value.code, capsys.readouterr().err

    return run


def started(report):
    return ["three_models.py", "extractive", "--report", str(report)]


def test_an_evaluation_that_crashed_beside_the_answers_of_an_earlier_one_is_no_evaluation(
    three_models, tmp_path, monkeypatch
):
    kept = tmp_path / "extractive" / "demo.responses.jsonl"
    kept.parent.mkdir()
    write_responses(kept, [("q1", answered())])
    monkeypatch.setattr(three_models.subprocess, "run", lambda *_, **__: CompletedProcess([], 1))
    monkeypatch.setattr(sys, "argv", started(tmp_path))

    with pytest.raises(SystemExit, match="extractive: the evaluation ended with exit code 1 and wrote no new answers"):
        three_models.main()


def test_answers_to_questions_that_are_gone_are_said_to_be(three_models, tmp_path, monkeypatch):
    def run(*_, **__):
        (tmp_path / "extractive").mkdir()
        write_responses(tmp_path / "extractive" / "demo.responses.jsonl", [("no-such-case", answered())])
        return CompletedProcess([], 1)

    monkeypatch.setattr(three_models.subprocess, "run", run)
    monkeypatch.setattr(sys, "argv", started(tmp_path))

    with pytest.raises(SystemExit, match="extractive answered 1 questions that 'demo' does not have"):
        three_models.main()


def test_each_model_is_asked_under_a_name_of_its_own(three_models, tmp_path, monkeypatch):
    tool = tmp_path / "tool.py"
    tool.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(three_models, "_wait", lambda _: None)
    monkeypatch.setattr(sys, "argv", [*started(tmp_path), "--tool", str(tool)])
    given = three_models._arguments()

    names = []
    for model in ("smollm2", "qwen-1.5b"):
        with three_models._serving(model, given) as settings:
            names.append(settings["PLAINSPOKEN_LLM__MODEL"])

    assert names == ["openai/smollm2", "openai/qwen-1.5b"]


@pytest.mark.parametrize(
    ("what", "text", "said"),
    [
        pytest.param("questions", None, "holds 0 data files, not one", id="no-file"),
        pytest.param("questions", "[]", "is neither RAG triples nor SQuAD", id="another-shape"),
        pytest.param("questions", '{"data": []}', "holds no question", id="no-question"),
        pytest.param("claims", "{}", "holds no labelled claims", id="no-claim"),
        pytest.param("claims", '{"id": 1, "claim": "a", "context": "a", "label": "supported"}', "not claims of both",
                     id="one-label"),
    ],
)  # fmt: skip
def test_a_set_that_cannot_be_read_ends_with_a_sentence(measured, tmp_path, what, text, said):
    if text is not None:
        (tmp_path / "set.json").write_text(text)

    code, err = measured(what, tmp_path / "set.json")

    assert (code, said in err) == (2, True)
