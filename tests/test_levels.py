"""What may leave this machine, what is recorded of it, and what the inventory tells."""

import json
from datetime import date

import pytest

from plainspoken import cli
from plainspoken.access import Principal
from plainspoken.assistant import Assistant
from plainspoken.conversations import Question, Turn
from plainspoken.errors import LedgerError
from plainspoken.gate import KEPT_HERE
from plainspoken.ledger import Ledger
from plainspoken.levels import LEVELS, is_above, may_leave
from plainspoken.librarian import Corpus, keep
from plainspoken.present import inventory_html, inventory_json, inventory_text
from plainspoken.present.private import IN_ITS_PLACE, SWITCHED_OFF, UNMASKED
from plainspoken.settings import load
from plainspoken.settings.shapes import LlmSettings
from plainspoken.wiring import Engines
from tests.conftest import DAY, open_assistant
from tests.fakes import Manners, model_server

HR = Principal("hedda", frozenset({"hr"}))
VAULTED = "# Ward\n\nThe ward retrains its triage model every ninth hour.\n"
OPEN = """---
title: Rota
owner: Ruth Vandermeer
---
# Rota

The rota model has 9 places. Ruth Vandermeer (ruth@brook.example, born 1971-03-04) keeps it.
"""
CLOSED = """---
access: [hr]
owner: Omar Haddad
---
# Pay

Omar Haddad, IBAN DE89 3704 0044 0532 0130 00, is paid monthly.
"""
TRIAGE = "How often does the ward retrain its triage model?"
PLACES = "How many places does the rota model have?"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return a home with an internal and a local-only corpus."""
    folder, home = tmp_path_factory.mktemp("levels"), tmp_path_factory.mktemp("home")
    engines = Engines(load(None, {"home": home}))
    for name, level, files in (
        ("open", "internal", {"rota.md": OPEN, "pay.md": CLOSED}),
        ("ward", "local-only", {"ward.md": VAULTED}),
    ):
        (folder / name).mkdir()
        for file, text in files.items():
            (folder / name / file).write_text(text, encoding="utf-8")
        keep([folder / name], corpus=Corpus(name, level=level), engines=engines, on=DAY)
    engines.close()
    return home


@pytest.fixture
def remote(monkeypatch):
    monkeypatch.setattr(LlmSettings, "is_remote", lambda *_: True)


def ask(home, *questions, pieces=("It has 9 places [1].",), manners=None, **settings):
    """Return the answers, what the model was sent, and what was recorded of it."""
    with model_server(pieces, manners or Manners()) as server:
        flags = {"home": home, "llm.model": "openai/stub", "llm.api_base": server.url, "llm.deadline_s": 60} | settings
        assistant = Assistant(Engines(load(None, flags)))
        answers = [assistant.ask(question) for question in questions]
        assistant.close()
    return answers, [str(request) for request in server.requests]


def recorded(home):
    ledger = Ledger.open(f"sqlite:///{home / 'ledger.sqlite'}")
    found = ledger.egress()
    ledger.close()
    return found


@pytest.mark.usefixtures("remote")
def test_a_local_only_passage_goes_to_no_remote_model_and_the_extract_answers(home):
    before = recorded(home)
    (answer,), sent = ask(home, Question(TRIAGE, DAY, corpus="ward"))

    assert (answer.status, answer.path) == ("answered", "extractive")
    assert "ninth hour" in answer.text
    assert "may not leave" in answer.passport.ladder[0]
    assert sent == []
    assert recorded(home) == before


def test_a_local_only_passage_goes_to_a_model_on_this_machine(home):
    _, sent = ask(home, Question(TRIAGE, DAY, HR, corpus="ward"), pieces=["It retrains every ninth hour [1]."])

    assert "ninth hour" in sent[0]
    assert not recorded(home)[-1].is_remote


@pytest.mark.usefixtures("remote")
def test_what_a_local_only_document_said_does_not_leave_as_history(home):
    first = Question(TRIAGE, DAY, corpus="ward", conversation="c1")
    _, sent = ask(home, first, Question(PLACES, DAY, corpus="open", conversation="c1"))

    assert len(sent) == 1
    assert "ninth hour" not in sent[0]
    assert KEPT_HERE in sent[0]


@pytest.mark.usefixtures("remote")
def test_a_history_that_the_caller_hands_in_stays_here_where_they_can_see_anything_local_only(home):
    told = Turn(TRIAGE, "The ward retrains its triage model every ninth hour.")
    _, sent = ask(home, Question(PLACES, DAY, corpus="open", history=(told,)))

    assert "ninth hour" not in sent[0]


@pytest.mark.usefixtures("remote")
def test_a_level_that_the_settings_raise_holds_without_a_new_ingest(home):
    _, sent = ask(home, Question("Who keeps the rota model?", DAY), **{"corpora.open.level": "local-only"})

    assert sent == []


@pytest.mark.usefixtures("remote")
def test_a_level_that_the_settings_raise_holds_for_earlier_turns_too(tmp_path):
    engines = Engines(load(None, {"home": tmp_path / "home"}))
    for name, text in (("ward", VAULTED), ("open", OPEN)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_text(text, encoding="utf-8")
        keep([tmp_path / name], corpus=Corpus(name), engines=engines, on=DAY)
    engines.close()
    first = Question(TRIAGE, DAY, corpus="ward", conversation="c1")
    second = Question(PLACES, DAY, corpus="open", conversation="c1")

    _, sent = ask(tmp_path / "home", first, second, **{"corpora.ward.level": "local-only"})

    assert len(sent) == 1
    assert "ninth hour" not in sent[0]
    assert KEPT_HERE in sent[0]


@pytest.mark.usefixtures("remote")
@pytest.mark.parametrize(("level", "calls"), [("internal", 1), ("confidential", 0)])
def test_nothing_confidential_leaves_as_it_is(home, level, calls):
    raw = {"privacy.enabled": False, "privacy.i_accept_raw_text": True, "corpora.open.level": level}
    _, sent = ask(home, Question(f"Does the {level} rota model have places?", DAY, corpus="open"), **raw)

    assert len(sent) == calls


@pytest.mark.usefixtures("remote")
def test_what_was_sent_unmasked_is_not_told_to_have_been_placeholders(home):
    raw = {"privacy.enabled": False, "privacy.i_accept_raw_text": True}
    ask(home, Question("Which places does the rota model have, unmasked?", DAY, corpus="open"), **raw)
    assistant = Assistant(Engines(load(None, {"home": home} | raw)))
    found = assistant.inventory()
    assistant.close()
    last = next(line for line in reversed(inventory_text(found).splitlines()) if "openai/stub" in line)

    assert not recorded(home)[-1].is_masked
    assert (UNMASKED in last, "as placeholders" in last) == (True, False)
    assert inventory_json(found)["egress"][-1]["masked"] is False
    assert SWITCHED_OFF in inventory_html(found)
    assert IN_ITS_PLACE not in inventory_html(found)


def test_every_call_is_recorded_by_type_and_never_by_value_also_one_that_fails(home):
    asked = Question("Who keeps the rota model, born when?", DAY, corpus="open")
    ask(home, asked, pieces=["x"], manners=Manners(status=500))

    last = recorded(home)[-1]
    assert last.model == "openai/stub"
    assert last.sent["PERSON"] >= 1
    assert last.answer_id.startswith("ans_")
    assert "Ruth" not in repr(last)


def test_what_cannot_be_recorded_is_not_sent(home, monkeypatch):
    def full(*_):
        raise LedgerError("the disk is full")

    monkeypatch.setattr(Ledger, "keep_egress", full)
    (answer,), sent = ask(home, Question("How many places has the rota?", DAY, corpus="open"))

    assert sent == []
    assert answer.path == "extractive"
    assert "could not be recorded" in answer.passport.ladder[0]


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_says_what_may_leave_and_what_it_may_hold(level):
    order = LEVELS.index(level)

    assert may_leave(level, is_masked=True) == (order < 3)
    assert may_leave(level, is_masked=False) == (order < 2)
    assert is_above("SECRET", level)
    assert is_above("PERSON", level) == (order < 1)
    assert is_above("IBAN_CODE", level) == (order < 2)


def test_the_inventory_counts_by_type_document_and_owner_and_shows_no_value(home):
    assistant = open_assistant(home)
    whole = assistant.inventory()
    everyones = assistant.inventory(Principal())
    assistant.close()

    assert whole.counted == 3
    assert {each.document for each in whole.documents} == {"rota.md", "pay.md"}
    assert whole.types["PERSON"] >= 2
    assert set(whole.above) == {"BIRTH_DATE", "IBAN_CODE"}
    assert set(whole.owners) == {"Ruth Vandermeer", "Omar Haddad"}
    assert dict(whole.trend)[DAY] == whole.types
    assert {each.document for each in everyones.documents} == {"rota.md"}
    assert everyones.counted == 2
    assert everyones.kept == {}
    assert "ruth@" not in repr(whole)


def test_the_page_names_what_is_private_in_words_and_a_terminal_as_the_settings_do(home):
    assistant = open_assistant(home)
    found = assistant.inventory()
    assistant.close()
    page = inventory_html(found)

    assert "<span>name of a person</span>" in page
    assert "<b>date of birth: 1: above its level</b>" in page
    assert not [type_ for type_ in found.types if type_ in page]
    assert not [type_ for type_ in found.types if type_ not in inventory_text(found)]


SALARIES = """---
title: Pay
restricted: {iban: [hr]}
---
# Pay

Omar Haddad decides.

| name | iban |
|---|---|
| Ruth Vandermeer | DE89 3704 0044 0532 0130 00 |
"""


def test_a_restricted_field_is_counted_for_those_alone_who_may_read_it(tmp_path):
    (tmp_path / "pay").mkdir()
    (tmp_path / "pay" / "pay.md").write_text(SALARIES, encoding="utf-8")
    engines = Engines(load(None, {"home": tmp_path / "home"}))
    keep([tmp_path / "pay"], corpus=Corpus("default"), engines=engines, on=DAY)
    engines.close()
    assistant = open_assistant(tmp_path / "home")
    whole, hers, everyones = (assistant.inventory(viewer) for viewer in (None, HR, Principal()))
    assistant.close()

    assert whole.types == hers.types == {"PERSON": 2, "IBAN_CODE": 1}
    assert everyones.types == dict(everyones.trend)[DAY] == {"PERSON": 2}
    assert everyones.above == {}


def test_older_versions_count_and_the_trend_follows_them(tmp_path):
    (tmp_path / "notes").mkdir()
    for day, text in ((date(2026, 1, 5), "Ruth Vandermeer and Omar Haddad met."), (date(2026, 2, 5), "They met.")):
        (tmp_path / "notes" / "a.md").write_text(f"# Notes\n\n{text}\n", encoding="utf-8")
        engines = Engines(load(None, {"home": tmp_path / "home"}))
        keep([tmp_path / "notes"], corpus=Corpus("default"), engines=engines, on=day)
        engines.close()
    assistant = open_assistant(tmp_path / "home")
    found = assistant.inventory()
    assistant.close()

    assert [sum(counts.values()) for _, counts in found.trend] == [2, 0]
    assert (found.documents[0].older, found.types) == (2, {})
    assert (found.holding, found.older, found.counted) == (0, 2, 1)
    assert "0 of 1 documents hold private data: nothing private.\nOlder versions hold" in inventory_text(found)
    assert "0 of 1 documents that you may see" in inventory_html(found)


def test_the_inventory_is_printed_as_one_json_object_and_as_text(home, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLAINSPOKEN_HOME", str(home))

    assert cli.main(["privacy", "inventory", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert cli.main(["privacy", "inventory", "--corpus", "open"]) == 0
    text = capsys.readouterr().out

    assert found["above_level"] == {"BIRTH_DATE": 1, "IBAN_CODE": 1}
    assert any(sent["types"] for sent in found["egress"])
    assert found["kept"]["answers"] >= 1
    assert "open/pay.md (internal): 1 IBAN_CODE" in text
    assert "DE89" not in text
