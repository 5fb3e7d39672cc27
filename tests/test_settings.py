import hashlib
from pathlib import Path

import pytest

from plainspoken.access import Principal
from plainspoken.errors import SettingsError
from plainspoken.settings import load, principal_for_key, read_access

KEY = "psk_invented"
HERE = "http://127.0.0.1:8000/v1"
DIGEST = hashlib.sha256(KEY.encode()).hexdigest()


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def written(text: str, name: str = "plainspoken.toml") -> Path:
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path.absolute()


def test_without_anything_the_defaults_hold(tmp_path):
    settings = load(environ={})

    assert settings.home == tmp_path / ".plainspoken"
    assert settings.ledger.url == f"sqlite:///{tmp_path}/.plainspoken/ledger.sqlite"
    assert settings.access.file == tmp_path / ".plainspoken" / "access.toml"
    assert (settings.llm.deadline_s, settings.llm.seed, settings.llm.temperature) == (20, 7, 0)
    assert settings.privacy.enabled
    assert settings.corpus("any").access == ("everyone",)
    assert settings.where("llm.seed") == "default"


def test_flags_come_before_environment_before_file_before_defaults():
    written("[llm]\nseed = 1\nmodel = 'ollama/a'\ndeadline_s = 5\n")

    settings = load(
        flags={"llm.model": "ollama/c", "home": None},
        environ={"PLAINSPOKEN_LLM__MODEL": "ollama/b", "PLAINSPOKEN_LLM__DEADLINE_S": "9"},
    )

    assert (settings.llm.seed, settings.llm.deadline_s, settings.llm.model) == (1, 9, "ollama/c")
    assert settings.where("llm.seed").endswith("plainspoken.toml")
    assert settings.where("llm.deadline_s") == "environment PLAINSPOKEN_LLM__DEADLINE_S"
    assert settings.where("llm.model") == "flag"


@pytest.mark.parametrize("key", ["home", "access.file", "ledger.url", "llm.model", "llm.deadline_s"])
def test_the_empty_text_is_not_set_wherever_it_stands(key):
    section, _, name = key.rpartition(".")
    variable = f"PLAINSPOKEN_{key.upper().replace('.', '__')}"
    plain = load(environ={})
    emptied = load(environ={variable: " "})
    written(f"[{section}]\n{name} = ''\n" if section else f"{name} = ''\n")
    in_file = load(environ={})

    assert emptied == in_file == plain
    assert emptied.where(key) == in_file.where(key) == "default"


def test_a_type_of_ones_own_may_be_named():
    written("[privacy]\nentities = ['PERSON', 'BADGE']\npatterns = {BADGE = 'badge [0-9]+'}\n")

    assert load(environ={}).privacy.entities == ("PERSON", "BADGE")


def test_relative_paths_in_a_file_start_at_the_file(tmp_path):
    (tmp_path / "sub").mkdir()
    config = written("home = 'state'\n", "sub/mine.toml")

    assert load(config, environ={}).home == tmp_path / "sub" / "state"
    assert load(environ={"PLAINSPOKEN_HOME": "state"}).home == tmp_path / "state"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("[llm]\nmodle = 'x'", ["llm.modle", "model"], id="unknown-key"),
        pytest.param("[lllm]\nmodel = 'x'", ["lllm", "llm"], id="unknown-section"),
        pytest.param("colour = 1", ["colour", "home"], id="unknown-top-level-key"),
        pytest.param("llm = 3", ["llm", "model"], id="section-that-is-no-table"),
        pytest.param("[llm]\nseed = 'seven'", ["llm.seed", "seven", "whole number"], id="not-a-number"),
        pytest.param("[llm]\nseed = true", ["llm.seed", "True", "whole number"], id="bool-is-no-number"),
        pytest.param("[llm]\ndeadline_s = 0", ["llm.deadline_s", "above 0"], id="no-time"),
        pytest.param("[llm]\ndeadline_s = nan", ["llm.deadline_s", "nan"], id="not-finite"),
        pytest.param(
            "[store]\nurl = ':memory:'", ["store.url", ":memory:", "http"], id="an-index-that-nothing-outlives"
        ),
        pytest.param(
            "[retention]\negress_days = 36501", ["retention.egress_days", "from 0 to 36500"], id="longer-than-a-century"
        ),
        pytest.param("[llm]\napi_base = 'localhost:1'", ["llm.api_base", "http"], id="no-web-address"),
        pytest.param("[privacy]\nthreshold = 2", ["privacy.threshold", "0 to 1"], id="threshold-out-of-range"),
        pytest.param(
            "[privacy]\nentities = ['PERSON', 'PERSONS']",
            ["privacy.entities", "'PERSONS'", "PERSON, "],
            id="a-type-that-nothing-finds",
        ),
        pytest.param("[privacy]\nentities = []", ["privacy.entities", "empty", "leave it out"], id="no-type-at-all"),
        pytest.param("[privacy]\nentities = ''", ["privacy.entities", "empty"], id="the-empty-text-for-types"),
        pytest.param("[privacy.patterns]\nX = '('", ["privacy.patterns", "regular expression"], id="bad-pattern"),
        pytest.param(
            "[corpora.hr]\nlevel = 'secret'", ["corpora.hr.level", "secret", "local-only"], id="no-such-level"
        ),
        pytest.param("[corpora.hr]\nacess = []", ["corpora.hr.acess", "access"], id="unknown-corpus-key"),
        pytest.param("corpora = 'hr'", ["corpora"], id="corpora-that-is-no-table"),
        pytest.param("[corpora]\nhr = 'x'", ["corpora.hr"], id="corpus-that-is-no-table"),
        pytest.param("[llm\n", ["plainspoken.toml", "TOML"], id="no-toml"),
        pytest.param("[access]\nfile = 'gone.toml'", ["access.file", "gone.toml"], id="named-access-file-missing"),
        pytest.param("home = 'plainspoken.toml'", ["home", "no folder"], id="home-is-a-file"),
        pytest.param("home = '~nobody-of-this-name/x'", ["home", "~nobody"], id="home-of-nobody"),
        pytest.param(f"home = '{'a' * 5000}'", ["home", "too long"], id="home-with-too-long-a-name"),
        pytest.param(f"[llm]\ndeadline_s = 1{'0' * 400}", ["llm.deadline_s", "above 0"], id="no-number-so-large"),
        pytest.param(f"a = {'[' * 9_999}", ["plainspoken.toml", "TOML"], id="nested-without-end"),
    ],
)
def test_a_wrong_file_is_refused_and_the_message_names_what_is_wrong(text, named):
    written(text)

    with pytest.raises(SettingsError) as refused:
        load(environ={})

    assert all(word in str(refused.value) for word in named)


@pytest.mark.parametrize("name", ["plain", "h%41", "who?", "a#b", "ü 🚀"])
def test_the_ledger_is_in_its_home_whatever_the_homes_name(tmp_path, name):
    from plainspoken.wiring import Engines  # the settings alone need no engine

    engines = Engines(load(None, {"home": tmp_path / name}))
    _ = engines.ledger
    engines.close()

    assert (tmp_path / name / "ledger.sqlite").exists()
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("url", ["ada:hunter2@db/x", "Foo://ada:hunter2@db/x", "Foo://ada:hun@hunter2@db/x?a=hunter2"])
def test_a_wrong_address_is_told_without_its_password(url):
    with pytest.raises(
        SettingsError, match=r"^ledger.url = '.*…@db/x.* is not allowed; allowed: a database URL"
    ) as refused:
        load(environ={"PLAINSPOKEN_LEDGER__URL": url})

    assert "hunter2" not in str(refused.value)


def test_a_settings_file_that_was_named_must_exist():
    with pytest.raises(SettingsError, match=r"nothere\.toml"):
        load(Path("nothere.toml"), environ={})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("PLAINSPOKEN_LLM__MODLE", "x", id="unknown-key"),
        pytest.param("PLAINSPOKEN_HOMES", "x", id="unknown-section"),
        pytest.param("PLAINSPOKEN_LLM", "x", id="section-alone"),
        pytest.param("PLAINSPOKEN_CORPORA__HR", "x", id="corpus-alone"),
        pytest.param("PLAINSPOKEN_PRIVACY__ENABLED", "maybe", id="no-switch"),
        pytest.param("PLAINSPOKEN_LLM__SEED", "-1", id="negative"),
    ],
)
def test_a_wrong_variable_under_our_prefix_is_refused(name, value):
    with pytest.raises(SettingsError):
        load(environ={name: value})


@pytest.mark.parametrize(
    "key",
    ["llm.api_key", "store.api_key", "slack.bot_token", "slack.app_token", "slack.signing_secret", "privacy.vault_key"],
)
def test_a_secret_comes_from_the_environment_only_and_is_never_shown(key):
    section, name = key.split(".")
    variable = f"PLAINSPOKEN_{section}__{name}".upper()
    settings = load(environ={variable: "hunter2-invented"})
    shown = [row for row in settings.shown() if row[0] == key]
    written(f"[{section}]\n{name} = 'hunter2-invented'\n")

    with pytest.raises(SettingsError) as refused:
        load(environ={})

    assert shown == [(key, "set", f"environment {variable}")]
    assert variable in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_bad_secret_is_refused_without_repeating_it():
    with pytest.raises(SettingsError) as refused:
        load(environ={"PLAINSPOKEN_LLM__API_KEY": "with a blank"})

    assert "llm.api_key" in str(refused.value)
    assert "blank" not in str(refused.value).removesuffix("without blanks")


def test_the_password_of_a_database_is_not_shown():
    settings = load(environ={"PLAINSPOKEN_LEDGER__URL": "postgresql+psycopg://ada:pw-invented@db.example/x?password=q"})

    assert "pw-invented" not in str(settings.shown())
    assert "password=q" not in str(settings.shown())
    assert "db.example" in str(settings.shown())


@pytest.mark.parametrize(
    ("value", "groups"),
    [
        pytest.param("hr", ("hr",), id="one"),
        pytest.param("hr, leads", ("hr", "leads"), id="commas"),
        pytest.param('["hr", "a, b"]', ("hr", "a, b"), id="json"),
        pytest.param("", (), id="nobody"),
    ],
)
def test_the_groups_of_a_corpus_can_be_given_in_the_environment(value, groups):
    assert load(environ={"PLAINSPOKEN_CORPORA__HR__ACCESS": value}).corpus("hr").access == groups


def test_a_corpus_whose_name_no_variable_can_spell_is_still_reached_by_it():
    settings = load(environ={"PLAINSPOKEN_CORPORA__HR_DOCS__ACCESS": "hr"})
    written("[corpora.HR-docs]\naccess = ['everyone']\nlevel = 'public'\n")
    both = load(environ={"PLAINSPOKEN_CORPORA__HR_DOCS__ACCESS": "hr"})

    assert settings.corpus("hr-docs").access == ("hr",)
    assert both.corpus("HR-docs").access == ("hr",)
    assert both.corpus("HR-docs").level == "public"


@pytest.mark.parametrize(
    ("environ", "refused"),
    [
        pytest.param({"LLM__MODEL": "openai/x"}, True, id="hosted"),
        pytest.param({"LLM__FALLBACK_MODEL": "openai/x"}, True, id="hosted-fallback"),
        pytest.param({"LLM__JUDGE_MODEL": "anthropic/x"}, True, id="hosted-judge"),
        pytest.param({"LLM__MODEL": "openai/x", "LLM__API_BASE": "http://llm.example/v1"}, True, id="elsewhere"),
        pytest.param(
            {"LLM__MODEL": "openai/x", "LLM__API_BASE": "http://localhost.evil.example"}, True, id="like-local"
        ),
        pytest.param({"LLM__MODEL": "openai/x", "LLM__API_BASE": HERE}, False, id="loopback"),
        pytest.param({"LLM__MODEL": "openai/x", "LLM__API_BASE": "http://[::1]:8000/v1"}, False, id="loopback-v6"),
        pytest.param(
            {"LLM__MODEL": "ollama/x", "LLM__FALLBACK_MODEL": "openai/x", "LLM__API_BASE": "http://127.0.0.1:11434"},
            True,
            id="another-provider-is-not-at-that-address",
        ),
        pytest.param({"LLM__MODEL": "ollama/x"}, False, id="local-provider"),
        pytest.param({"LLM__MODEL": "hosted_vllm/x", "LLM__API_BASE": "http://localhost:8000"}, False, id="own-server"),
        pytest.param({"LLM__MODEL": "sagemaker/x", "LLM__API_BASE": HERE}, True, id="client-of-its-own"),
        pytest.param({"LLM__MODEL": "bedrock/x", "LLM__API_BASE": HERE}, True, id="another-client-of-its-own"),
        pytest.param({"LLM__MODEL": "litellm_proxy/x", "LLM__API_BASE": HERE}, True, id="relay"),
        pytest.param({"LLM__MODEL": "gpt-x", "LLM__API_BASE": HERE}, True, id="no-provider-named"),
        pytest.param({"LLM__MODEL": "openai/x", "LLM__API_BASE": HERE, "LLM__JUDGE_MODEL": "gemini/x"}, True, id="one"),
        pytest.param({"LLM__MODEL": "ollama/x:120b-cloud"}, True, id="passed-on-by-ollama"),
        pytest.param({"LLM__MODEL": "openai/x:cloud", "LLM__API_BASE": HERE}, True, id="passed-on-by-its-tag"),
        pytest.param({}, False, id="no-model"),
        pytest.param({"LLM__MODEL": "openai/x", "PRIVACY__I_ACCEPT_RAW_TEXT": "true"}, False, id="meant"),
    ],
)
def test_privacy_cannot_be_switched_off_for_a_remote_model_by_one_switch(environ, refused):
    given = {f"PLAINSPOKEN_{key}": value for key, value in environ.items()} | {"PLAINSPOKEN_PRIVACY__ENABLED": "false"}
    if refused:
        with pytest.raises(SettingsError, match="i_accept_raw_text"):
            load(environ=given)
    else:
        assert not load(environ=given).privacy.enabled


@pytest.mark.parametrize(
    ("model", "found", "is_remote"),
    [
        pytest.param("ollama/x", {}, False, id="nothing-found"),
        pytest.param("ollama/x", {"OLLAMA_HOST": "127.0.0.1:11434"}, False, id="this-machine"),
        pytest.param("ollama/x", {"OLLAMA_HOST": "gpu.example"}, True, id="another-machine"),
        pytest.param("ollama_chat/x", {"OLLAMA_API_BASE": "http://gpu.example"}, True, id="another-by-address"),
        pytest.param("ollama/x", {"USE_LITELLM_PROXY": "true"}, True, id="proxy"),
        pytest.param("openai/x", {"OLLAMA_HOST": "127.0.0.1"}, True, id="not-ollama"),
    ],
)
def test_what_the_client_of_a_model_finds_in_the_environment_is_read_once_with_the_settings(
    model, found, is_remote, monkeypatch
):
    for name in ("USE_LITELLM_PROXY", "OLLAMA_HOST", "OLLAMA_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    settings, plain = load(environ=found), load(environ={})
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1" if is_remote else "gpu.example")

    assert settings.llm.is_remote(model) is is_remote
    assert (settings.fingerprint == plain.fingerprint) is (not found)
    assert [key for key, _, _ in settings.shown()] == [key for key, _, _ in plain.shown()]


@pytest.mark.parametrize(
    ("model", "given", "address"),
    [
        pytest.param("ollama/x", {}, "http://localhost:11434", id="this-machine-by-name"),
        pytest.param("ollama/x", {"OLLAMA_HOST": "gpu.example:1"}, "http://gpu.example:1", id="found"),
        pytest.param("ollama/x", {"PLAINSPOKEN_LLM__API_BASE": "http://127.0.0.1:9"}, "http://127.0.0.1:9", id="set"),
        pytest.param("ollama/x", {"USE_LITELLM_PROXY": "1"}, None, id="the-proxy-knows"),
        pytest.param("openai/x", {}, None, id="its-provider-knows"),
    ],
)
def test_an_ollama_model_is_asked_where_the_settings_found_it_whatever_the_environment_says_later(
    model, given, address
):
    assert load(environ=given).llm.address_of(model) == address


def test_what_is_found_in_the_environment_of_the_client_cannot_be_set():
    with pytest.raises(SettingsError, match=r"unknown setting 'llm\.ollama'"):
        load(environ={"PLAINSPOKEN_LLM__OLLAMA": "gpu.example"})


@pytest.mark.parametrize(
    ("given", "lacks"),
    [
        pytest.param((), "", id="not-begun"),
        pytest.param(("BOT_TOKEN", "SIGNING_SECRET"), "", id="over-http"),
        pytest.param(("BOT_TOKEN", "APP_TOKEN"), "", id="over-socket-mode"),
        pytest.param(("SIGNING_SECRET",), "slack.bot_token", id="no-bot-token"),
        pytest.param(("SIGNING_SECRET", "APP_TOKEN"), "slack.bot_token", id="no-bot-token-for-either"),
        pytest.param(("BOT_TOKEN",), "slack.signing_secret", id="bot-token-alone"),
    ],
)
def test_what_a_half_configured_slack_lacks_is_named(given, lacks):
    tokens = load(environ={f"PLAINSPOKEN_SLACK__{name}": "secret-words" for name in given}).slack

    assert tokens.lacks.partition(" ")[0] == lacks
    assert "secret-words" not in tokens.lacks


def test_the_fingerprint_moves_with_what_shapes_an_answer_and_with_nothing_else():
    plain = load(environ={}).fingerprint

    assert load(environ={"PLAINSPOKEN_HOME": "other", "PLAINSPOKEN_LLM__API_KEY": "k"}).fingerprint == plain
    assert load(environ={"PLAINSPOKEN_LLM__SEED": "8"}).fingerprint != plain


ACCESS = f"""
[principals.ana]
groups = ["finance", "leads"]
slack = ["U024BE7LH"]
api_keys = ["sha256:{DIGEST}"]
[principals.anonymous]
groups = []
"""


def test_access_toml_says_who_is_who():
    directory = read_access(written(ACCESS, "access.toml"))

    assert directory.named("ana") == Principal("ana", frozenset({"finance", "leads", "everyone"}))
    assert directory.named("nobody-known").name == "anonymous"
    assert directory.slack == {"U024BE7LH": "ana"}
    assert principal_for_key(directory, KEY) == directory.named("ana")
    assert principal_for_key(directory, "psk_other") is None


def test_without_access_toml_everybody_is_anonymous(tmp_path):
    assert read_access(tmp_path / "access.toml").named("ana") == Principal()


def test_what_is_revoked_is_gone_at_once_even_when_size_and_time_stay():
    path = written(ACCESS, "access.toml")
    before = principal_for_key(read_access(path), KEY)
    written(ACCESS.replace(DIGEST, "0" * 64), "access.toml")

    assert before is not None
    assert principal_for_key(read_access(path), KEY) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[principals.ana\n", id="no-toml"),
        pytest.param("[people.ana]\n", id="unknown-table"),
        pytest.param("principals = 3", id="principals-that-is-no-table"),
        pytest.param("principals.ana = 3", id="a-principal-that-is-no-table"),
        pytest.param(f"principals.ana = {'[' * 100_000}", id="nested-without-end"),
        pytest.param("[principals.ana]\ngroup = []", id="unknown-field"),
        pytest.param("[principals.ana]\ngroups = 'finance'", id="groups-that-are-no-list"),
        pytest.param("[principals.ana]\ngroups = [1]", id="groups-that-are-no-texts"),
        pytest.param("[principals.ana]\napi_keys = ['psk_plain']", id="a-key-that-is-no-digest"),
        pytest.param(
            "[principals.a]\nslack = ['U1']\n[principals.b]\nslack = ['U1']", id="a-slack-id-that-two-people-claim"
        ),
        pytest.param(
            f"[principals.a]\napi_keys = ['sha256:{DIGEST}']\n[principals.b]\napi_keys = ['sha256:{DIGEST}']",
            id="a-key-that-two-people-claim",
        ),
    ],
)
def test_a_malformed_access_toml_lets_nobody_in(text):
    with pytest.raises(SettingsError, match="nobody is let in") as refused:
        read_access(written(text, "access.toml"))

    assert DIGEST not in str(refused.value)
    assert "psk_plain" not in str(refused.value)
