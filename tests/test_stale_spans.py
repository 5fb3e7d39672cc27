"""Spans that another detector found, or none, are not taken for what today's would find."""

from dataclasses import replace

import pytest

from plainspoken.assistant import Assistant
from plainspoken.conversations import Question
from plainspoken.errors import RedactionError
from plainspoken.librarian import Corpus, indexing, keep
from plainspoken.settings import load
from plainspoken.wiring import Engines
from tests.conftest import DAY
from tests.fakes import model_server

OWNER = Question("Who owns the Brook model?", DAY)
RECALL = Question("What was the recall of the Brook model?", DAY)
REPLY = ["The recall was 0.83 [1]."]


def opened(home, **settings):
    return Engines(load(None, {"home": home} | settings))


def with_model(home, server, **settings):
    flags = {"llm.model": "openai/stub", "llm.api_base": server.url, "llm.deadline_s": 60}
    return opened(home, **flags, **settings)


def kept(documents, home, **settings):
    engines = opened(home, **settings)
    keep([documents], corpus=Corpus("default"), engines=engines, on=DAY)
    engines.close()
    return home


def sent(home, question, **settings):
    """Return what a model was sent, and the answer."""
    with model_server(REPLY) as server:
        assistant = Assistant(with_model(home, server, **settings))
        answer = assistant.ask(question)
        assistant.close()
    return str(server.requests), answer


def test_what_was_ingested_without_privacy_is_searched_before_it_is_sent(documents, tmp_path):
    home = kept(documents, tmp_path, **{"privacy.enabled": False})
    told, _ = sent(home, OWNER)

    assert "owns the model" in told
    assert "Marchetti" not in told
    assert "marchetti" not in told


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"privacy.deny": ["baskets"]}, id="deny"),
        pytest.param({"privacy.patterns": {"CROP": "baskets"}}, id="pattern"),
    ],
)
def test_a_word_or_pattern_that_is_added_holds_with_the_next_question(documents, tmp_path, settings):
    home = kept(documents, tmp_path)
    before, _ = sent(home, RECALL)
    after, answer = sent(home, replace(RECALL, audience="engineer"), **settings)

    assert "test baskets" in before
    assert "baskets" not in after
    assert answer.path == "llm"
    assert "baskets" in "".join(citation.quote for citation in answer.citations)


def test_no_model_is_asked_where_old_passages_cannot_be_searched_again(documents, tmp_path):
    home = kept(documents, tmp_path, **{"privacy.enabled": False})
    with model_server(REPLY) as server:
        engines = with_model(home, server)
        find = engines.find

        def passages_fail(texts):
            if any("1,240 test baskets" in text for text in texts):
                raise RedactionError("private fields could not be evaluated; nothing was sent")
            return find(texts)

        engines.find = passages_fail
        assistant = Assistant(engines)
        answer = assistant.ask(RECALL)
        assistant.close()

    assert server.requests == []
    assert (answer.status, answer.path) == ("answered", "extractive")


def test_what_todays_detector_searched_is_not_searched_again(home):
    with model_server(REPLY) as server:
        engines = with_model(home, server)
        searched, find = [], engines.find
        engines.find = lambda texts: searched.extend(texts) or find(texts)
        Assistant(engines).ask(replace(RECALL, text="Which recall does the Brook model have?"))
        engines.close()

    assert len(server.requests) == 1
    assert set(searched) == {"Which recall does the Brook model have?", RECALL.audience, DAY.isoformat()}


def test_a_search_in_the_background_is_seen_by_who_asks_already(documents, tmp_path):
    home = kept(documents, tmp_path, **{"privacy.enabled": False})
    engines = opened(home)
    before = {edition.detector for edition in engines.ledger.editions(current_only=False)}
    indexing.rescan(engines)
    after = {edition.detector for edition in engines.ledger.editions(current_only=False)}
    finder = engines.finder
    engines.close()

    assert before == {"none: privacy is switched off"}
    assert after == {finder}


@pytest.mark.parametrize(
    "before", [pytest.param({}, id="at-ingest"), pytest.param({"privacy.enabled": False}, id="again")]
)
def test_what_is_private_above_and_beside_a_passage_is_kept_with_it(documents, tmp_path, before):
    home = kept(documents, tmp_path, **before)
    engines = opened(home, **{"privacy.deny": ["Brook"]} if before else {})
    indexing.rescan(engines)
    passages = engines.ledger.stock.all_passages(engines.ledger.stock.indexable())
    told = [each.passage.beside for each in passages]
    expected = [tuple(engines.find([each.heading, each.passage.context])) for each in passages]
    engines.close()

    assert told == expected
    assert any(above for above, _ in told) or not before


def test_what_looks_like_a_placeholder_of_a_type_of_the_settings_is_escaped(home):
    with model_server(["Done."]) as server:
        assistant = Assistant(with_model(home, server, **{"privacy.patterns": {"TICKET": r"OPS-\d+"}}))
        assistant.read(
            Question("Which fix was late?", DAY), [("a", "The fix [ticket 1] was late."), ("b", "OPS-77 is.")]
        )
        assistant.close()

    assert "<TEXT_1> was late" in str(server.requests)
    assert "<TICKET_1> is" in str(server.requests)


def test_a_question_is_read_back_as_it_was_asked(assistant):
    first = assistant.ask(Question("What did Ilse hand over in June?", DAY, conversation="talk"))
    second = assistant.ask(Question("Does Ilse Marchetti own the Brook model?", DAY, conversation="talk"))
    cached = assistant.ask(Question("What did Ilse hand over in June?", DAY, conversation="another"))
    again, _ = assistant.replay(second.id, OWNER.principal)

    assert (first.question, cached.path) == ("What did Ilse hand over in June?", "cache")
    assert second.question == again.question == "Does Ilse Marchetti own the Brook model?"
    assert assistant.answer(first.id, OWNER.principal).question == cached.question == first.question
