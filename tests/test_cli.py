import errno
import io
import json
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from typer.main import get_command

from plainspoken import __version__, cli
from plainspoken.access import Principal
from plainspoken.answers import Judgement
from plainspoken.doors.terminal.desk import Desk
from plainspoken.errors import LockedError, NotFoundError, RedactionError, WeightsError
from plainspoken.librarian import Report
from plainspoken.redacted import PrivateSpan
from tests.doors.invented import ANSWER, QUOTE, InventedAssistant

PATIENCE_S = 60  # for a process that is to end
COMMANDS = (
    *("ingest", "documents", "ask", "search", "show", "replay", "answer", "redact", "verify"),
    *("eval", "eval-retrieval", "weights", "serve", "slack", "doctor"),
)


class Reader(InventedAssistant):
    """Also answers from passages that are handed in, and answers again."""

    def read(self, question, passages):
        if "cat" in question.text:
            raise RedactionError("nothing was sent")
        citation = replace(ANSWER.citations[0], document=passages[0][0])
        return replace(ANSWER, id="", question=question.text, citations=(citation,))

    def replay(self, answer_id, principal):
        old = self.answer(answer_id, principal)
        return old, replace(old, id="ans_9", path="cache")


class Engines:
    """Finds Ada wherever she is; cannot read cats."""

    def __init__(self):
        self.closed = 0

    def find(self, texts):
        if any("cat" in text for text in texts):
            raise RedactionError("could not be evaluated")
        return [
            (PrivateSpan(text.index("Ada"), text.index("Ada") + 3, "PERSON", 0.9),) if "Ada" in text else ()
            for text in texts
        ]

    @property
    def detector(self):
        return self

    def embed(self, _texts):
        return None

    def embed_query(self, _text):
        return None

    def read(self, _question, _passages):
        return []

    def close(self):
        self.closed += 1


@pytest.fixture(autouse=True)
def _empty_home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLAINSPOKEN_HOME", str(tmp_path / "home"))


@pytest.fixture
def assistant(monkeypatch):
    reader = Reader()
    monkeypatch.setattr(Desk, "assistant", reader)
    return reader


@pytest.fixture
def engines(monkeypatch):
    found = Engines()
    monkeypatch.setattr(Desk, "engines", found)
    return found


def run(capsys, *arguments):
    code = cli.main(arguments)
    return code, *capsys.readouterr()


def rows(out):
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.usefixtures("assistant")
def test_ask_prints_one_json_object_and_nothing_else(capsys):
    code, out, err = run(capsys, "ask", "What is the WAPE?", "--json")

    assert (code, err) == (0, "")
    assert json.loads(out)["citations"][0]["quote"] == QUOTE
    assert out.count("\n") == 1


@pytest.mark.usefixtures("assistant")
def test_ask_prints_text_with_quotes_for_a_person(capsys):
    code, out, _ = run(capsys, "ask", "What is the WAPE?")

    assert code == 0
    assert out.startswith("WAPE fell to 11.3 % [1].")
    assert QUOTE in out


@pytest.mark.usefixtures("assistant")
def test_an_abstention_is_done(capsys):
    code, out, _ = run(capsys, "ask", "What about the cat?")

    assert code == 0
    assert "Ask: Ana Example" in out


def test_ask_hands_on_every_flag(capsys, assistant, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "access.toml").write_text('[principals.ana]\ngroups = ["finance"]\n')
    flags = ["--as=ana", "--corpus=demo", "--audience=engineer", "--as-of=2026-02-20", "--candidates=2", "--debug"]
    code, _, _ = run(capsys, "ask", "q?", *flags, "--json")
    asked = assistant.asked[0]

    assert code == 0
    assert asked.principal == Principal("ana", frozenset({"finance"}))
    assert (asked.corpus, asked.audience, asked.as_of.isoformat(), asked.candidates) == (
        "demo",
        "engineer",
        "2026-02-20",
        2,
    )


def test_without_a_known_name_the_caller_is_anonymous(capsys, assistant):
    run(capsys, "ask", "q?")
    run(capsys, "ask", "q?", "--as", "nobody-known")

    assert [asked.principal.name for asked in assistant.asked] == ["anonymous", "anonymous"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        pytest.param(["nothing"], "nothing", id="no-such-command"),
        pytest.param(["ask"], "QUESTION", id="no-question"),
        pytest.param(["ask", "q?", "--colour"], "--colour", id="no-such-flag"),
        pytest.param(["ask", " "], "empty", id="blank-question"),
        pytest.param(
            ["ask", "q?", "--audience", "king"],
            "--audience 'king' is none that an answer can be for; allowed: sponsor, product, engineer",
            id="no-such-audience",
        ),
        pytest.param(
            ["ask", "q?", "--as-of", "yesterday"], "--as-of 'yesterday' is no day; allowed: YYYY-MM-DD", id="no-day"
        ),
        pytest.param(["ask", "q?", "--as-of", "2026-02-30"], "'2026-02-30' is no day", id="no-such-day"),
        pytest.param(["ask", "q?", "--candidates", "99"], "0 to 5", id="too-many-candidates"),
        pytest.param(["ask", "q?", "--candidates", "two"], "--candidates", id="no-number"),
        pytest.param(["ask", "q?", "--config", "nothere.toml"], "nothere.toml", id="settings-file-that-is-not-there"),
        pytest.param(["search", "q", "-k", "0"], "-k", id="no-results-wanted"),
        pytest.param(["redact"], "--jsonl", id="redact-without-lines"),
        pytest.param(["answer"], "--jsonl", id="answer-without-lines"),
        pytest.param(["verify"], "--jsonl", id="verify-without-lines"),
        pytest.param(["answer", "--jsonl", "--audience", "king"], "sponsor", id="answer-for-nobody"),
        pytest.param(["doctor", "house"], "doctor key", id="no-such-check"),
        pytest.param(["ingest", "x", "--corpus", ""], "--corpus", id="corpus-without-a-name"),
        *(
            pytest.param([*call, "--corpus", ""], "--corpus '' is no name", id=f"{call[0]}-in-no-corpus")
            for call in (["ask", "q?"], ["search", "q"], ["documents"], ["forget", "x"], ["privacy", "inventory"])
        ),
        pytest.param(["serve", "--port", "70000"], "--port", id="no-such-port"),
        pytest.param(["answer", "--jsonl", "--as-of", "x"], "--as-of 'x' is no day", id="no-day-for-a-reader"),
        pytest.param(["slack"], "PLAINSPOKEN_SLACK__BOT_TOKEN", id="slack-without-tokens"),
    ],
)
@pytest.mark.usefixtures("assistant")
def test_a_wrong_call_is_told_what_is_allowed(capsys, arguments, named):
    code, out, err = run(capsys, *arguments)

    assert (code, out) == (2, "")
    assert named in err
    assert "Traceback" not in err


def calls(command, words=()):
    """Return one call of every command there is, with as many words as it needs."""
    needs = ["x" for each in command.params if each.param_type_name == "argument" and each.required]
    found = [(*words, *needs)] if words and not command.no_args_is_help else []
    for name, each in getattr(command, "commands", {}).items():
        found += calls(each, (*words, name))
    return found


@pytest.mark.parametrize("call", [*calls(get_command(cli.app)), ("doctor", "key")], ids=" ".join)
@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param(None, "cannot be read", id="missing"),
        pytest.param("[llm\n", "not valid TOML", id="no-toml"),
        pytest.param("[llm]\ndeadline_s = 0\n", "llm.deadline_s = 0", id="bad-value"),
    ],
)
def test_every_command_refuses_a_wrong_settings_file(capsys, tmp_path, call, text, named):
    if text is not None:
        (tmp_path / "s.toml").write_text(text, encoding="utf-8")

    code, out, err = run(capsys, *call, "--config", "s.toml")

    assert (code, out) == (2, "")
    assert named in err


def test_settings_given_where_a_command_would_not_read_them_are_refused(capsys, tmp_path):
    (tmp_path / "s.toml").write_text("", encoding="utf-8")

    code, _, err = run(capsys, "review", "--config", "s.toml", "proposals")

    assert code == 2
    assert "after 'review proposals'" in err


def test_a_run_is_resumed_only_where_it_is_known_where_it_stopped(capsys):
    code, _, err = run(capsys, "eval", "demo", "--resume")

    assert code == 2
    assert "--resume needs --report" in err


@pytest.mark.usefixtures("assistant")
def test_an_unknown_setting_is_a_wrong_call(capsys, monkeypatch):
    monkeypatch.setenv("PLAINSPOKEN_LLM__MODLE", "x")
    code, _, err = run(capsys, "ask", "q?")

    assert code == 2
    assert "llm.modle" in err


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (LockedError("another process writes"), 3),
        (WeightsError("run plainspoken weights"), 3),
        (NotFoundError("there is no answer 'ans_x'"), 1),
        (ConnectionRefusedError(111, "Connection refused"), 3),
        (ValueError("secret-words"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
@pytest.mark.parametrize("debug", [[], ["--debug"]])
def test_what_fails_has_its_exit_code_and_never_private_words(capsys, assistant, error, expected, debug):
    assistant.fails = error
    code, out, err = run(capsys, "ask", "secret-question", "--json", *debug)

    assert (code, out) == (expected, "")
    assert "secret-" not in err
    assert ("Traceback" in err or "File " in err) == bool(debug and not isinstance(error, KeyboardInterrupt))


@pytest.mark.usefixtures("assistant")
def test_search_and_documents_print_json(capsys):
    _, found, _ = run(capsys, "search", "wape", "-k", "3", "--as-of", "2026-02-20", "--json")
    _, listed, _ = run(capsys, "documents", "--corpus", "demo", "--json")
    _, text, _ = run(capsys, "documents")

    assert json.loads(found)["as_of"] == "2026-02-20"
    assert json.loads(listed)["documents"][0]["document"] == "reports/w07.md"
    assert "seen by everyone" in text


@pytest.mark.usefixtures("assistant")
def test_show_gives_the_passport_and_replay_the_difference(capsys):
    _, shown, _ = run(capsys, "show", "ans_1")
    _, replayed, _ = run(capsys, "replay", "ans_1", "--json")
    code, _, err = run(capsys, "show", "ans_nothing")

    assert '"snapshot": "sha256:s"' in shown
    assert json.loads(replayed)["same"]
    assert (code, "ans_nothing" in err) == (1, True)


@pytest.mark.usefixtures("assistant")
def test_show_gives_what_was_sent_to_whoever_asks_for_it(capsys):
    _, plain, _ = run(capsys, "show", "ans_1", "--json")
    _, told, _ = run(capsys, "show", "ans_1", "--json", "--sent")
    _, text, _ = run(capsys, "show", "ans_1", "--sent")
    added = {name: value for name, value in json.loads(told).items() if name not in json.loads(plain)}

    assert added == {"sent": [{"role": "user", "text": "<PERSON_1> asks: what is the WAPE?"}]}
    assert "[user]\n<PERSON_1> asks: what is the WAPE?" in text


def answered_again(monkeypatch, old, **changed):
    monkeypatch.setattr(Desk, "assistant", Reader())
    new = replace(old, id="ans_9", path="cache", **changed)
    monkeypatch.setattr(Reader, "replay", lambda *_: (old, new))


def test_candidates_with_other_ids_and_times_are_the_same_answer(capsys, monkeypatch):
    candidates = [
        replace(ANSWER, id=f"{name}_1", passport=replace(ANSWER.passport, timings_ms={"llm": milliseconds}))
        for name, milliseconds in (("ans_1", 3), ("ans_9", 4))
    ]
    answered_again(monkeypatch, replace(ANSWER, candidates=(candidates[0],)), candidates=(candidates[1],))

    _, out, _ = run(capsys, "replay", "ans_1", "--json")

    assert (json.loads(out)["same"], json.loads(out)["changed"]) == (True, [])
    assert "byte for byte" in run(capsys, "replay", "ans_1")[1]


@pytest.mark.parametrize("name", ["snapshot", "model", "prompt", "code", "settings"])
def test_an_answer_that_came_about_otherwise_is_a_difference(capsys, monkeypatch, name):
    answered_again(monkeypatch, ANSWER, passport=replace(ANSWER.passport, **{name: "another-one"}))

    _, out, _ = run(capsys, "replay", "ans_1", "--json")
    _, told, _ = run(capsys, "replay", "ans_1")

    assert (json.loads(out)["same"], json.loads(out)["changed"]) == (False, ["passport"])
    assert f'+  "{name}": "another-one"' in told


def fed(monkeypatch, *lines):
    raw = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


@pytest.mark.usefixtures("engines")
def test_redact_answers_each_line_and_a_bad_one_stops_nothing(capsys, monkeypatch):
    fed(
        monkeypatch,
        {"id": 1, "text": "Ask Ada."},
        b"\n",
        b"{nonsense\n",
        b"\xff\xfe\n",
        b"[1]\n",
        {"id": "b"},
        {"id": "c", "text": 3},
        {"id": "d", "text": "the cat"},
        {"id": "e", "text": "naïve <PERSON_1>"},
        {"id": "f", "text": ""},
    )
    code, out, _ = run(capsys, "redact", "--jsonl")
    answers = rows(out)

    assert code == 1
    assert answers[0] == {
        "id": 1,
        "text": "Ask <PERSON_1>.",
        "spans": [{"start": 4, "end": 7, "type": "PERSON", "score": 0.9}],
    }
    assert [sorted(answer) for answer in answers[1:7]] == [["error", "id"]] * 6
    assert [answer["id"] for answer in answers] == [1, None, None, None, "b", "c", "d", "e", "f"]
    assert answers[-1] == {"id": "f", "text": "", "spans": []}


def test_redact_finds_what_is_private_though_privacy_is_switched_off_for_models(capsys, monkeypatch):
    monkeypatch.setenv("PLAINSPOKEN_PRIVACY__ENABLED", "false")
    fed(monkeypatch, {"id": 1, "text": "Write to mira.lind@plinth.example."})
    code, out, _ = run(capsys, "redact", "--jsonl")

    assert code == 0
    assert rows(out)[0]["text"] == "Write to <EMAIL_ADDRESS_1>."


@pytest.mark.usefixtures("assistant", "engines")
def test_answer_reads_each_lines_own_passages(capsys, monkeypatch):
    passages = [{"id": "p1", "text": QUOTE}]
    fed(
        monkeypatch,
        {"id": "a", "question": "What is the WAPE?", "passages": passages},
        {"id": "b", "question": "What about the cat?", "passages": passages},
        {"id": "c", "question": "", "passages": passages},
        {"id": "d", "question": "q?", "passages": "p"},
        {"id": "e", "question": "q?", "passages": [{"id": "p1"}]},
    )
    code, out, _ = run(capsys, "answer", "--jsonl")
    answers = rows(out)

    assert code == 1
    assert (answers[0]["id"], answers[0]["citations"][0]["document"]) == ("a", "p1")
    assert [answer["id"] for answer in answers if "error" in answer] == ["b", "c", "d", "e"]


@pytest.mark.usefixtures("engines")
def test_verify_judges_each_line(capsys, monkeypatch):
    passages = ["WAPE fell to 11.3 % after the retraining."]
    fed(
        monkeypatch,
        {"id": 1, "claim": "WAPE fell to 11.3 %.", "passages": passages},
        {"id": 2, "claim": "WAPE fell to 12.9 %.", "passages": passages, "question": "What is the WAPE?"},
        {"id": 3, "claim": "x", "passages": [3]},
        {"id": 4, "claim": "x", "passages": []},
    )
    monkeypatch.setattr(Engines, "embed", None)
    code, out, _ = run(capsys, "verify", "--jsonl")
    answers = rows(out)

    assert code == 1
    assert set(answers[0]) == {"id", "verdict", "score", "reasons"}
    assert answers[0]["verdict"] == "supported"
    assert answers[1]["verdict"] != "supported"
    assert "error" in answers[2]
    assert answers[3]["verdict"] == "unproven"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("answer", "--jsonl"), id="answer"),
        pytest.param(("redact", "--jsonl"), id="redact"),
        pytest.param(("verify", "--jsonl"), id="verify"),
        pytest.param(("weights",), id="weights"),
    ],
)
def test_a_wrong_setting_stops_a_command_before_its_first_line(capsys, monkeypatch, command):
    fed(monkeypatch, {"id": 1, "question": "?", "passages": []})
    monkeypatch.setenv("PLAINSPOKEN_LLM__DEADLINE_S", "soon")
    code, out, err = run(capsys, *command)

    assert (code, out) == (2, "")
    assert "llm.deadline_s = 'soon'" in err


@pytest.mark.usefixtures("engines")
@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "[" * 100_000])
def test_a_number_that_json_does_not_know_makes_a_bad_line(capsys, monkeypatch, number):
    fed(monkeypatch, f'{{"id": {number}, "text": "x"}}\n'.encode())
    code, out, _ = run(capsys, "redact", "--jsonl")

    assert code == 1
    assert "NaN" not in out
    assert "Infinity" not in out
    assert rows(out)[0]["id"] is None


@pytest.mark.usefixtures("engines")
@pytest.mark.parametrize("name", [[[]], {"a": 1}, True])
def test_an_id_is_a_text_or_a_number_or_null(capsys, monkeypatch, name):
    fed(monkeypatch, {"id": name, "text": "x"}, {"id": None, "text": "x"}, {"id": 1.5, "text": "x"})
    code, out, _ = run(capsys, "redact", "--jsonl")

    assert code == 1
    assert rows(out)[0] == {"id": None, "error": "'id' must be a text, a number or null"}
    assert [(row["id"], row["text"]) for row in rows(out)[1:]] == [(None, "x"), (1.5, "x")]


@pytest.mark.usefixtures("engines")
def test_a_line_that_fails_unexpectedly_stops_no_other_and_tells_no_foreign_words(capsys, monkeypatch):
    foreign = IndexError("secret-words")

    def fails(_self, texts):
        if any("cat" in text for text in texts):
            raise foreign
        return [() for _ in texts]

    monkeypatch.setattr(Engines, "find", fails)
    fed(monkeypatch, {"id": 1, "text": "a"}, {"id": 2, "text": "cat"}, {"id": 3, "text": "b"})
    code, out, err = run(capsys, "redact", "--jsonl", "--debug")

    assert code == 1
    assert [row.get("error") for row in rows(out)] == [None, "failed unexpectedly (IndexError)", None]
    assert "fails" in err
    assert "secret-words" not in out + err


@pytest.mark.usefixtures("engines")
def test_a_score_that_is_no_number_is_its_lines_error_and_no_json_of_ours(capsys, monkeypatch):
    monkeypatch.setattr("plainspoken.verify.verify", lambda *_, **__: Judgement("unproven", float("nan"), ()))
    fed(monkeypatch, {"id": 1, "claim": "x", "passages": []})
    code, out, _ = run(capsys, "verify", "--jsonl")

    assert (code, rows(out)) == (1, [{"id": 1, "error": "failed unexpectedly (ValueError)"}])


@pytest.mark.usefixtures("engines")
def test_an_input_that_cannot_be_read_is_told_after_the_lines_before_it(capsys, monkeypatch):
    class Broken(io.BytesIO):
        def readline(self, size=-1):
            line = super().readline(size)
            if not line:
                raise OSError(errno.EIO, "Input/output error")
            return line

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Broken(b'{"id": 1, "text": "x"}\n')))
    code, out, err = run(capsys, "redact", "--jsonl")

    assert (code, [row["id"] for row in rows(out)]) == (3, [1])
    assert err == "plainspoken: standard input cannot be read (Input/output error); nothing more was done\n"


@pytest.mark.usefixtures("engines")
def test_no_lines_are_no_failure(capsys, monkeypatch):
    fed(monkeypatch)

    assert run(capsys, "redact", "--jsonl") == (0, "", "")


def test_doctor_key_makes_a_key_and_the_hash_of_it(capsys):
    code, out, _ = run(capsys, "doctor", "key", "--json")
    made = json.loads(out)

    assert code == 0
    assert made["key"].startswith("psk_")
    assert made["hash"].startswith("sha256:")
    assert json.loads(run(capsys, "doctor", "key", "--json")[1])["key"] != made["key"]


def checked(capsys):
    code, out, _ = run(capsys, "doctor", "--json")
    return code, {check["name"]: (check["ok"], check["told"]) for check in json.loads(out)["checks"]}


def test_doctor_tries_what_the_settings_name(capsys, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("PLAINSPOKEN_LLM__MODEL", "openai/local")
    monkeypatch.setenv("PLAINSPOKEN_LLM__API_BASE", f"http://127.0.0.1:{port}/v1")
    monkeypatch.setenv("PLAINSPOKEN_EMBEDDING__MODEL", "/nowhere/model")

    code, found = checked(capsys)

    assert code == 1
    assert found["model"] == (False, f"openai/local: nothing listens at 127.0.0.1:{port} (Connection refused)")
    assert not found["embedding"][0]
    assert "'/nowhere/model'" in found["embedding"][1]
    assert found["privacy"] == (True, "private fields are found")


def test_doctor_says_which_encoder_is_used_and_that_privacy_is_off(capsys, monkeypatch):
    monkeypatch.setenv("PLAINSPOKEN_PRIVACY__ENABLED", "false")

    code, found = checked(capsys)

    assert code == 0
    assert "MiniLM" in found["embedding"][1]
    assert found["privacy"] == (True, "switched off: nothing is replaced")


def started(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "plainspoken.cli", *arguments], capture_output=True, text=True, check=False, **options
    )


@pytest.mark.parametrize("module", ["plainspoken", "plainspoken.cli"])
def test_the_version_is_told(module):
    done = subprocess.run([sys.executable, "-m", module, "--version"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, f"plainspoken {__version__}\n", "")


def test_help_is_quick_and_lists_every_command():
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        done = started("--help")
        times.append(time.perf_counter() - begun)

    assert done.returncode == 0
    assert all(f"  {command} " in done.stdout for command in COMMANDS)
    assert min(times) < 1.0  # half a second on a quiet machine; tests share theirs


@pytest.mark.parametrize(
    "command",
    COMMANDS,
)
def test_every_command_takes_config_and_debug(capsys, command):
    _, out, _ = run(capsys, command, "--help")

    assert "--config" in out
    assert "--debug" in out


@pytest.mark.parametrize(
    ("arguments", "where", "code"),
    [
        pytest.param("--help", ">&-", 0, id="standard output closed"),
        pytest.param("verify --jsonl", ">&- 2>&-", 0, id="both closed"),
        pytest.param("verify", "2>&-", 2, id="nowhere to say what is wrong"),
        pytest.param("--help", ">/dev/full", 3, id="help on a full disk"),
        pytest.param("verify --jsonl", "<&-", 0, id="standard input closed"),
        pytest.param("verify --jsonl", ">/dev/full", 3, id="a result on a full disk"),
    ],
)
def test_an_output_that_takes_nothing_shows_no_traceback(arguments, where, code):
    program = "import sys; from plainspoken.cli import main; sys.exit(main())"
    line = json.dumps({"id": 1, "claim": "x", "passages": []})
    command = f"echo '{line}' | {sys.executable} -c \"{program}\" {arguments} {where}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)

    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert "None" not in done.stderr


def test_a_command_that_waits_for_lines_stops_at_ctrl_c():
    heeds = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)"  # jobs in the background do not
    )
    code = f"{heeds}; from plainspoken.cli import main; sys.exit(main(['verify', '--jsonl']))"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], **pipes) as running:
        running.stdin.write(json.dumps({"id": 1, "claim": "x", "passages": []}).encode() + b"\n")
        running.stdin.flush()
        told = json.loads(running.stdout.readline())
        running.send_signal(signal.SIGINT)  # its standard input stays open
        running.wait(PATIENCE_S)
        err = running.stderr.read().decode()

    assert told["id"] == 1
    assert (running.returncode, err) == (130, "Stopped.\n")


def test_a_server_that_is_told_to_stop_closes_everything(tmp_path):
    command = [sys.executable, "-m", "plainspoken", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        first = running.stderr.readline()
        open_files = [path.name for path in (tmp_path / "home").iterdir()]
        running.send_signal(signal.SIGTERM)
        running.wait(PATIENCE_S)
        rest = running.stderr.read()

    assert "plainspoken serves http://127.0.0.1:" in first
    assert (running.returncode, rest) == (0, "")
    assert "ledger.sqlite-wal" in open_files
    assert not (tmp_path / "home" / "ledger.sqlite-wal").exists()


def test_an_empty_path_is_not_taken_for_the_current_folder(capsys):
    code, out, err = run(capsys, "ingest", "")

    assert (code, out) == (2, "")
    assert "nothing was ingested" in err


def test_what_was_ingested_is_told_though_nothing_can_expire_now(capsys, monkeypatch):
    def expire(*_):
        raise LockedError("another process changes the documents")

    monkeypatch.setattr("plainspoken.librarian.keep", lambda *_, **__: Report(added=("a.md",)))
    monkeypatch.setattr("plainspoken.librarian.expire", expire)

    code, out, err = run(capsys, "ingest", ".", "--json")

    assert (code, json.loads(out)["added"]) == (0, 1)
    assert "another process changes the documents" in err


def test_a_reader_that_has_read_enough_is_no_error():
    line = json.dumps({"id": 1, "claim": "x", "passages": []}) + "\n"
    code = "import sys; from plainspoken.cli import main; sys.exit(main(['verify', '--jsonl']))"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        running.stdout.close()
        running.stdin.write(line.encode() * 3)
        running.stdin.close()
        err = running.stderr.read().decode()

    assert "Traceback" not in err
    assert "BrokenPipe" not in err


@pytest.mark.parametrize("mark", ["\u0085", "\u2028", "\u2029"])
def test_a_json_object_is_one_line_for_every_reader_of_lines(mark, capsys):
    Desk(None, debug=False).give({"text": f"one{mark}two"})

    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [{"text": f"one{mark}two"}]
