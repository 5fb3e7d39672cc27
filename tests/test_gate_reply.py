"""What evaluations ask a model passes the same gate as every question."""

from plainspoken import gate
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
