"""``eval``, ``eval accept`` and ``eval-retrieval`` as typed, on a set of four questions with documents of its own."""

import json
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from plainspoken import cli
from plainspoken.ledger import Ledger
from plainspoken.provenance import code_version
from plainspoken.scoring.responses import Journal
from plainspoken.settings.shapes import LlmSettings
from plainspoken.store import open_store
from tests.conftest import DOCUMENTS
from tests.fakes import model_server

GATES = 'stage = "poc"\n[brook.poc]\nrelative = ["score"]\n[brook.poc.absolute]\nquote_validity = { at_least = 1.0 }\n'
KINDS = ("html", "md", "json", "responses.jsonl")
ACCESS = '[principals.ana]\ngroups = ["finance"]\n[principals.anonymous]\ngroups = []\n'


def a_row(name, question, *, facts=(), quote=None, principal="anonymous", kind="answerable"):
    quotes = [{"document": quote[0], "text": quote[1]}] if quote else []
    known = {"id": name, "question": question, "reference": " ".join(facts), "facts": facts, "quotes": quotes}
    return known | {"slice": "single_fact", "kind": kind, "principal": principal, "as_of": "2026-11-22", "smoke": True}


ROWS = (
    a_row("q1", "What was the recall of Brook?", facts=["0.83"], quote=("card.md", "Its recall was 0.83")),
    a_row("q2", "How much may the Brook project spend in 2027?", facts=["48,200"], principal="ana",
          quote=("budget.md", "may spend 48,200 euros in 2027")),
    a_row("u2", "How much may the Brook project spend in 2027?", kind="unanswerable:absent_fact"),
    a_row("u1", "Which colour does the moon sing?", kind="unanswerable:nonsense"),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the folder of an evaluation set."""
    root = tmp_path_factory.mktemp("evals")
    folder = root / "brook"
    (folder / "corpus").mkdir(parents=True)
    for name, text in DOCUMENTS.items():
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    (folder / "access.toml").write_text(ACCESS)
    (folder / "canaries.toml").write_text("private = ['[\\w.]+@brook\\.example']")
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, ROWS)))
    judged = [f"{row['id']}\t{quote['document']}\t2" for row in ROWS for quote in row["quotes"]]
    (folder / "qrels.tsv").write_text("\n".join(["question-id\tdocument\tgrade", *judged]))
    (root / "gates.toml").write_text(GATES)
    return folder


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Return a runner of the command line: (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        code = cli.main([str(each) for each in arguments])
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


@pytest.mark.slow
def test_a_set_is_asked_scored_reported_accepted_and_compared(folder, run, tmp_path):
    code, out, err = run("eval", folder, "--json", "--report", tmp_path / "report")

    content = json.loads(out)
    assert (code, err.count("written: ")) == (1, 4)
    assert (content["set"], content["attempted"], content["scored"]) == ("brook", 4, 4)
    assert [(gate["gate"], gate["open"]) for gate in content["gates"]] == [
        ("quote_validity at least 1.0", True),
        ("score not worse than accepted: no run is accepted yet", False),
    ]
    assert set(content["settings"]) == {"code", "snapshot", "documents", "questions", "settings", "seed"}
    assert content["settings"]["code"] == code_version()
    assert content["figures"]["access_leaks"] == {"value": 0.0, "low": 0.0, "high": 0.0, "n": 4}
    assert content["figures"]["recall@5"]["value"] == 1.0
    assert content["figures"]["consistency"]["value"] == 1.0
    assert set(content["baselines"]) == {"bm25", "dense"}
    assert (tmp_path / "report" / "brook.html").read_text(encoding="utf-8").count('<details class="case') == 4

    assert run("eval", "accept", "brook", "--baseline", tmp_path / "base.json")[0] == 2
    code, out, _ = run("eval", "accept", "--reason", "the first", "--baseline", tmp_path / "base.json")
    assert (code, "accepted although 1 gate failed (score not" in out, "the first" in out) == (0, True, True)
    code, out, _ = run("eval", "accept", "brook", "--reason", "here too", "--json")
    assert (code, [one["because"] for one in json.loads(out)["accepted"]]) == (0, ["here too"])
    beside = (folder.parent / "baseline.json").read_text(encoding="utf-8")
    assert json.loads(beside)["brook"]["because"] == "here too"
    assert str(folder) not in beside
    (folder.parent / "baseline.json").unlink()

    code, out, _ = run("eval", folder, "--json", "--baseline", tmp_path / "base.json")
    again = json.loads(out)
    assert (code, again["passed"]) == (0, True)
    assert [gate["gate"] for gate in again["gates"]][1:] == ["score not worse than accepted"]
    assert again["baselines"]["accepted"]["differences"]["score"]["value"] == 0.0
    assert again["figures"]["right"] == content["figures"]["right"]


@pytest.mark.slow
def test_a_run_that_was_stopped_asks_only_what_it_has_not_asked(folder, run, tmp_path, monkeypatch):
    report, kept = tmp_path / "report", Journal.keep

    def stopped(journal, case_id, response):
        if case_id == "u2":
            raise KeyboardInterrupt
        kept(journal, case_id, replace(response, status="abstained", statements=()))  # lost, so it is looked at again

    monkeypatch.setattr(Journal, "keep", stopped)
    assert run("eval", folder, "--report", report, "--resume")[0] == 130
    monkeypatch.setattr(Journal, "keep", kept)
    _, out, _ = run("eval", folder, "--report", report, "--resume", "--once", "--json")

    content = json.loads(out)
    assert content["scored"] == 4
    assert content["figures"]["answer_rate"]["value"] == 0.0
    assert content["figures"]["consistency"]["n"] == 2  # before it was stopped; not with --once
    assert sorted(path.name for path in report.iterdir()) == sorted(f"brook.{kind}" for kind in KINDS)


@pytest.mark.slow
@pytest.mark.parametrize(("level", "is_sent"), [("internal", True), ("local-only", False)])
def test_what_an_evaluation_sends_is_on_record_where_it_was_started_and_keeps_the_level_of_its_documents(
    folder, run, tmp_path, monkeypatch, level, is_sent
):
    monkeypatch.setattr(LlmSettings, "is_remote", lambda *_: True)
    with model_server(["Its recall was 0.83 [1]."]) as server:
        named = {"LLM__MODEL": "openai/stub", "LLM__API_BASE": server.url, "LLM__DEADLINE_S": "60"}
        for name, value in (named | {"CORPORA__BROOK__LEVEL": level}).items():
            monkeypatch.setenv(f"PLAINSPOKEN_{name}", value)
        _, out, _ = run("eval", folder, "--smoke", "--json")

    ledger = Ledger.open(f"sqlite:///{tmp_path}/.plainspoken/ledger.sqlite")
    recorded = ledger.egress()
    ledger.close()
    assert [each.model for each in recorded] == ["openai/stub"] * len(server.requests)
    assert bool(recorded) == ("closed" in json.loads(out)["baselines"]) == is_sent


@pytest.mark.slow
def test_a_set_that_another_process_has_open_is_examined_all_the_same(folder, run, monkeypatch):
    with tempfile.TemporaryDirectory() as home:  # its name is short enough for a socket in it
        monkeypatch.setenv("PLAINSPOKEN_HOME", home)
        run("eval", folder, "--smoke")
        (filled,) = (Path(home) / "eval").glob("brook-*")
        with closing(open_store(home=filled)):
            assert (filled / "index" / "socket").is_socket()
            code, out, err = run("eval", folder, "--smoke", "--json")

    assert (code, err) == (0, "")
    assert json.loads(out)["scored"] == 4


@pytest.mark.parametrize("place", ["file", "file/below", "/dev/full"])
def test_a_report_that_cannot_be_written_is_refused_before_anything_is_asked(folder, run, tmp_path, place):
    (tmp_path / "file").write_text("")

    code, out, err = run("eval", folder, "--report", tmp_path / place)

    assert (code, out) == (2, "")
    assert "--report" in err
    assert "nothing was evaluated" in err


@pytest.mark.slow
def test_a_report_that_can_no_longer_be_written_leaves_the_result_on_the_screen(folder, run, tmp_path):
    (tmp_path / "report" / "brook.html").mkdir(parents=True)

    code, out, _ = run("eval", folder, "--smoke", "--json", "--report", tmp_path / "report")

    assert (code, json.loads(out)["scored"]) == (3, 4)


@pytest.mark.slow
def test_a_gate_that_fails_is_exit_code_1(folder, run):
    (folder.parent / "gates.toml").write_text("[brook.pilot.absolute]\ntoken_f1 = { at_least = 1.0 }\n")

    try:
        code, out, _ = run("eval", folder, "--stage", "pilot")
    finally:
        (folder.parent / "gates.toml").write_text(GATES)

    assert code == 1
    assert "FAIL  token_f1 at least 1.0" in out


def test_a_baseline_without_the_set_is_refused_before_anything_is_asked(folder, run, tmp_path):
    (tmp_path / "base.json").write_text('{"other": {}}')

    code, out, err = run("eval", folder, "--baseline", tmp_path / "base.json")

    assert (code, out) == (2, "")
    assert f"'{tmp_path / 'base.json'}' has no run of the set 'brook'" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["eval", "no-such-set"], "there is no evaluation set 'no-such-set'", id="unknown-set"),
        pytest.param(["eval", "accept"], "--reason is missing", id="accept-without-reason"),
        pytest.param(["eval", "accept", "--reason", "x"], "no run of any set is kept here", id="nothing-to-accept"),
        pytest.param(["eval-retrieval", "no-such-folder"], "no-such-folder", id="unknown-folder"),
    ],
)
def test_wrong_usage_is_exit_code_2_with_a_reason(run, arguments, said):
    code, out, err = run(*arguments)

    assert (code, out) == (2, "")
    assert said in err


def test_a_set_with_a_malformed_line_names_the_line(run, tmp_path):
    broken = tmp_path / "broken"
    (broken / "corpus").mkdir(parents=True)
    (broken / "questions.jsonl").write_text('{"id": "q1"}\n')

    code, _, err = run("eval", broken)

    assert code == 2
    assert "line 1" in err


@pytest.mark.slow
def test_a_judged_collection_is_measured_through_the_products_index(run, tmp_path):
    rows = [{"_id": "a", "title": "Bread", "text": "Brook predicts bread returns."}, {"_id": "b", "text": "Moon."}]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "queries.jsonl").write_text(json.dumps({"_id": "q", "text": "which model predicts bread returns?"}))
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq\ta\t1\n")

    code, out, _ = run("eval-retrieval", tmp_path, "--json")

    content = json.loads(out)
    assert code == 0
    assert set(content) == {"ndcg@10", "recall@100", "queries", "documents", "p50_ms", "p95_ms", "ingest_s"}
    assert (content["ndcg@10"], content["recall@100"], content["documents"]) == (1.0, 1.0, 2)
