"""Questions of one browser tab that are under way at the same time."""

import gc
import warnings
from types import SimpleNamespace

import pytest

from tests.doors.invented import InventedAssistant

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the libraries below
    import gradio as gr

    from plainspoken.doors.web.page import UNCHANGED, Chat, Talk, _start_again, page

VISITOR = SimpleNamespace(request=SimpleNamespace(state=SimpleNamespace()))
PIECES = ("WAPE fell [1].", "It fell to 11.3 % [1].")


def begun(chat, talk, question="What is the WAPE?"):
    """Return a reply whose page already shows that it is on its way, and the talk that the tab holds then."""
    reply = chat.reply(question, "sponsor", "", talk, VISITOR)
    _, _, talk, _, _ = next(reply)
    return reply, talk


@pytest.mark.parametrize("sentences", [0, 1, 2])
def test_a_question_under_way_shows_nothing_more_once_another_is_asked(sentences):
    chat = Chat(InventedAssistant(pieces=PIECES))
    first, talk = begun(chat, Talk())
    for _ in range(sentences):
        next(first)
    second, talk = begun(chat, talk, "And now?")

    assert list(first) == [UNCHANGED]
    *_, (_, _, talk, _, _) = second
    assert [answer.question for answer in talk.answers] == ["And now?"]


def test_a_new_conversation_is_not_undone_by_an_answer_under_way():
    chat = Chat(InventedAssistant(pieces=PIECES))
    reply, talk = begun(chat, Talk())
    new, *_ = _start_again(talk)

    assert list(reply) == [UNCHANGED]
    assert (new.conversation, new.answers) == ("", ())
    *_, (_, _, after, _, _) = chat.reply("And now?", "sponsor", "", new, VISITOR)
    assert after.conversation != talk.conversation


def test_a_failure_of_what_has_lost_the_floor_is_not_shown():
    chat = Chat(InventedAssistant(fails=ValueError("secret-words")))
    reply, talk = begun(chat, Talk())
    _start_again(talk)

    assert list(reply) == [UNCHANGED]


def test_questions_one_after_the_other_are_one_conversation():
    chat, talk = Chat(InventedAssistant()), Talk()
    for question in ("First?", "Second?"):
        *_, (_, _, talk, _, _) = chat.reply(question, "sponsor", "", talk, VISITOR)

    assert [answer.question for answer in talk.answers] == ["Second?", "First?"]


def test_what_is_typed_while_an_answer_comes_is_left_in_its_box():
    reply, _ = begun(Chat(InventedAssistant(pieces=PIECES)), Talk())

    assert [box for _, box, *_ in reply] == [gr.skip()] * 3


def test_two_tabs_do_not_take_the_floor_from_each_other():
    chat = Chat(InventedAssistant())
    one, _ = begun(chat, Talk())
    begun(chat, Talk())

    assert UNCHANGED not in list(one)


@pytest.mark.filterwarnings("ignore")  # what gradio leaves open is its own
def test_all_ways_to_ask_share_one_queue():
    blocks = page(InventedAssistant(), ("What is the WAPE?", "And now?"))
    queues = [each.concurrency_id for each in blocks.fns.values() if each.name == "reply"]
    del blocks
    gc.collect()  # here, where what it says of gradio is ignored

    assert queues == ["asking"] * 4
