"""The third outcome beside clean and found: not evaluated. Then no model is asked, and nothing is kept."""

import threading
from dataclasses import replace

import pytest

from plainspoken.access import Principal
from plainspoken.assistant import Assistant
from plainspoken.compose import NO_LONGER_EVALUATED, NOT_EVALUATED
from plainspoken.conversations import Question, Turn
from plainspoken.doors.web.page import Chat
from plainspoken.errors import LedgerError, NotFoundError, RedactionError
from plainspoken.ledger import Ledger
from plainspoken.pii.detector import PIECE
from plainspoken.settings import load
from plainspoken.wiring import Engines
from tests.conftest import DAY
from tests.fakes import model_server

ASKED = Question("What was the recall of the Brook model?", DAY)


def opened(home, server, **settings):
    flags = {"home": home, "llm.model": "openai/stub", "llm.api_base": server.url, "llm.deadline_s": 60}
    return Engines(load(None, flags | settings))


def down(_texts):
    raise RedactionError("private fields could not be evaluated; nothing was sent")


def slow(_texts):
    threading.Event().wait(60)  # nobody sets it: whoever asks has long given up
    return [()]


def short(_texts):
    return []


@pytest.fixture
def server():
    with model_server(["The recall was 0.83 [1]."]) as server:
        yield server


@pytest.mark.parametrize("find", [down, slow, short])
def test_no_model_is_asked_the_extract_answers_and_nothing_is_kept(home, server, find):
    engines = opened(home, server, **{"privacy.deadline_s": 0.5})
    engines.find = find
    assistant = Assistant(engines)
    counts, sent = engines.ledger.counts(), len(engines.ledger.egress())

    answer = assistant.ask(ASKED)

    assert (answer.status, answer.path) == ("answered", "extractive")
    assert "0.83" in answer.text
    assert answer.notice == NOT_EVALUATED
    assert "nothing was sent" in answer.passport.ladder[0]
    assert server.requests == []
    assert (engines.ledger.counts(), len(engines.ledger.egress())) == (counts, sent)
    with pytest.raises(NotFoundError):
        assistant.saw(answer.id, Principal())
    assert NOT_EVALUATED.split(",")[0] in Chat(assistant)._background(answer, Principal())[0]
    assistant.close()


def test_a_model_that_was_asked_is_named_though_the_search_failed_after_it(home):
    with model_server(["Nothing with a marker."]) as server:
        engines = opened(home, server)
        find = engines.find
        engines.find = lambda texts: down(texts) if server.requests else find(texts)
        assistant = Assistant(engines)
        answer = assistant.ask(Question("Which recall did the Brook model have on baskets?", DAY))
        assistant.close()

    assert len(server.requests) == 1
    assert answer.path == "extractive"
    assert answer.notice == NO_LONGER_EVALUATED.format(model="openai/stub")


def test_the_page_names_the_model_whose_reply_came_to_nothing(home):
    with model_server(["Nothing with a marker."]) as server:
        assistant = Assistant(opened(home, server))
        answer = assistant.ask(Question("On how many baskets was the recall of the Brook model measured?", DAY))
        saw = Chat(assistant)._background(answer, Principal())[0]
        assistant.close()

    assert (answer.path, answer.status) == ("extractive", "answered")
    assert "nothing that openai/stub wrote is shown" in answer.notice
    assert "<b>openai/stub</b>" in saw
    assert "No language model was asked" not in saw


def test_nobody_is_named_where_what_is_sent_could_not_be_recorded(home, server, monkeypatch):
    def full(*_):
        raise LedgerError("the disk is full")

    monkeypatch.setattr(Ledger, "keep_egress", full)
    assistant = Assistant(opened(home, server))
    answer = assistant.ask(Question("How high was the recall of the Brook model on test baskets?", DAY))
    saw = Chat(assistant)._background(answer, Principal())[0]
    assistant.close()

    assert server.requests == []
    assert answer.sent == {}
    assert "no language model wrote anything" in answer.notice
    assert "No language model was asked" in saw


def test_a_text_over_the_limit_is_split_with_overlap_and_never_skipped(home, server):
    filler = "The nightly job ran and the table was written again. "
    at_the_seam = filler * (PIECE // len(filler))
    long = f"{at_the_seam[: PIECE - 8]} Quillon Abernathy agreed. {filler * 400} Mail q.abernathy@brook.example now."
    engines = opened(home, server, **{"privacy.deadline_s": 60})
    assistant = Assistant(engines)

    assistant.ask(replace(ASKED, history=(Turn("And before?", long),)))
    assistant.close()

    sent = str(server.requests)
    assert len(long) > 2 * PIECE
    assert "nightly job" in sent
    assert "Abernathy" not in sent
    assert "abernathy" not in sent
