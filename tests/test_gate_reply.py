"""What evaluations ask a model passes the same gate as every question."""

import json
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from plainspoken import gate
from plainspoken.errors import RedactionError
from plainspoken.llm import Provider
from plainspoken.redacted import PrivateSpan
from plainspoken.scanning import Scanner
from plainspoken.settings import load
from plainspoken.wiring import Engines


def test_a_question_without_documents_reaches_the_model_masked_and_is_on_record(tmp_path, monkeypatch):
    sent = []

    def complete(asked, **_wanted):
        sent.append(asked)
        yield "I do not "
        yield "know. "

    monkeypatch.setattr(gate, "complete", complete)
    engines = Engines(load(None, {"home": tmp_path, "llm.model": "openai/some-model"}))

    said = gate.Gate(engines).reply("closed_book", "What does ana.lopez@brook.example earn?", model="openai/some-model")

    egress = engines.ledger.egress()
    engines.close()
    assert said == "I do not know."
    assert "no documents" in sent[0].messages[0][1]
    assert "ana.lopez" not in str(sent[0].messages)
    assert [(each.model, dict(each.sent)) for each in egress] == [("openai/some-model", {"EMAIL_ADDRESS": 1})]


def test_a_reply_is_restored_and_asked_with_the_seed_that_is_named(tmp_path, monkeypatch):
    seeds = []

    def complete(_asked, *, seed, **_wanted):
        seeds.append(seed)
        yield "<EMAIL_ADDRESS_1> earns <EMAIL_ADDRESS_2>."

    monkeypatch.setattr(gate, "complete", complete)
    engines = Engines(load(None, {"home": tmp_path}))

    said = gate.Gate(engines).reply("judge", "Ask ana.lopez@brook.example.", model="openai/some-model", seed=9)

    engines.close()
    assert said == "ana.lopez@brook.example earns <EMAIL_ADDRESS_2>."
    assert seeds == [9]


@pytest.mark.parametrize(
    ("inside", "private"),
    [
        pytest.param("Recall was 0.83.\nNadia Novak owns the model.", "Nadia", id="name-that-begins-a-line"),
        pytest.param("Recall was 0.83.\nnadia@brook.example knows.", "nadia@", id="address-that-begins-a-line"),
        pytest.param("Ask\tNadia Novak about it.", "Nadia", id="name-after-a-tab"),
        pytest.param("Ask José Peñaré.", "Pe", id="accents-are-escaped"),
        pytest.param('Is it "Nadia Novak" who\n\nasked? Ask 😀 Nadia Novak.', "Nadia", id="quotes-and-a-face"),
        pytest.param("Ask Nadia Novak. Then:\nNadia Novak went.", "Novak", id="found-elsewhere"),
    ],
)
def test_what_is_private_in_json_is_masked_though_an_escape_stands_before_it(tmp_path, monkeypatch, inside, private):
    sent = []

    def complete(asked, **_wanted):
        sent.append(asked.messages[-1][1])
        yield sent[-1]

    monkeypatch.setattr(gate, "complete", complete)
    engines = Engines(load(None, {"home": tmp_path}))
    prompt = "input: " + json.dumps({"context": inside})

    said = gate.Gate(engines).reply("judge", prompt, model="openai/some-model")

    engines.close()
    assert private in inside
    assert private not in sent[0]
    assert "u00e9" not in sent[0]
    assert prompt in said


@pytest.mark.parametrize(("api_base", "is_sent"), [(None, False), ("http://127.0.0.1:1/v1", True)])
def test_a_text_of_a_local_only_corpus_is_sent_to_a_model_on_this_machine_alone(
    tmp_path, monkeypatch, api_base, is_sent
):
    sent = []
    monkeypatch.setattr(gate, "complete", lambda asked, **_: sent.append(asked) or iter(["Yes."]))
    engines = Engines(load(None, {"home": tmp_path, "llm.api_base": api_base}))

    with nullcontext() if is_sent else pytest.raises(RedactionError, match="may not leave this machine"):
        gate.Gate(engines).reply("judge", "Is it so?", model="openai/some-model", level="local-only")

    egress = engines.ledger.egress()
    engines.close()
    assert len(sent) == len(egress) == int(is_sent)


@pytest.mark.parametrize(
    ("model", "is_told"),
    [
        pytest.param("openai/main", True, id="main"),
        pytest.param("openai/other", True, id="same-provider"),
        pytest.param("anthropic/other", False, id="another-provider"),
        pytest.param("gpt-other", False, id="no-provider-named"),
    ],
)
def test_address_and_key_go_to_the_main_models_provider_and_to_no_other(tmp_path, monkeypatch, model, is_told):
    told = []
    monkeypatch.setattr(gate, "complete", lambda _, *, provider, **__: told.append(provider) or iter(["Yes."]))
    monkeypatch.setenv("PLAINSPOKEN_LLM__API_KEY", "sk-main")
    flags = {"home": tmp_path, "llm.model": "openai/main", "llm.api_base": "http://llm.example/v1"}
    engines = Engines(load(None, flags))

    gate.Gate(engines).reply("judge", "Is it so?", model=model)

    engines.close()
    assert told == [Provider("http://llm.example/v1", "sk-main") if is_told else Provider()]


def test_a_heading_is_searched_once_and_the_askers_words_every_time():
    searched = []

    def find(texts):
        searched.append(list(texts))
        return [(PrivateSpan(0, 3, "PERSON"),) if "Ada" in text else () for text in texts]

    gatekeeper = Scanner(SimpleNamespace(settings=load(None, {}, environ={}), find=find))
    texts = ["Ada asks", "Ada's plan", "Costs"]
    first = gatekeeper.scan(texts, own={"Ada asks"})

    again = gatekeeper.scan(texts, own={"Ada asks"})

    assert searched == [texts, ["Ada asks"]]
    assert again == first == find(texts)
