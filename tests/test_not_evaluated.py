"""The third outcome beside clean and found: not evaluated. Then no model is asked, and nothing is kept."""

import time
from dataclasses import replace

import pytest

from plainspoken.access import Principal
from plainspoken.assistant import Assistant
from plainspoken.compose import NOT_EVALUATED
from plainspoken.conversations import Question, Turn
from plainspoken.doors.web.page import Chat
from plainspoken.errors import NotFoundError, RedactionError
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
    time.sleep(3)
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
