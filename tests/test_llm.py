"""The one door to a language model: pieces as they come, one total deadline, and nothing of the prompt in an error."""

import sys
import threading
import time
from functools import cache
from types import SimpleNamespace

import pytest

from plainspoken import llm
from plainspoken.errors import ModelError
from plainspoken.llm import Provider, complete
from tests.fakes import Manners, ModelServer, asked, model_server

SECRET = "the lamp costs 41 crowns"
LONG = 4  # seconds: a busy machine keeps a deadline of one second; what waits for the server takes 30, or for ever


@pytest.fixture(autouse=True, scope="module")
def _warm():
    """Import the client, and what its first call imports, outside of every time that is taken."""
    with model_server(["warm"]) as server:
        read(server, deadline_s=120)


def read(server: ModelServer, *, deadline_s: float = 10.0) -> list[str]:
    return list(
        complete(
            asked(SECRET, ["A passage."]),
            model="openai/stub",
            deadline_s=deadline_s,
            seed=7,
            temperature=0.0,
            provider=Provider(server.url, "none"),
        )
    )


def test_a_reply_comes_in_pieces_and_the_request_holds_only_what_was_redacted():
    with model_server(["The lamp ", "glows", " [1]."]) as server:
        pieces = read(server)

    assert "".join(pieces) == "The lamp glows [1]."
    assert len(pieces) == 3
    body = server.requests[0]
    assert body["messages"] == [{"role": "user", "content": SECRET}]
    assert (body["seed"], body["temperature"], body["stream"]) == (7, 0.0, True)
    assert body["max_tokens"] == llm.MOST_TOKENS


def test_a_second_call_reads_on_the_same_loop():
    with model_server(["one"]) as server:
        assert read(server) == ["one"]
        assert read(server) == ["one"]


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"hang": 30.0}, id="never-answers"),
        pytest.param({"first_after": 30.0}, id="headers-but-no-first-token"),
        pytest.param({"pause": 0.4, "endless": True}, id="drips-for-ever"),
        pytest.param({"pause": 0.4, "endless": True, "empty_choices": True}, id="drips-empty-choices"),
    ],
)
def test_the_deadline_is_total_whatever_the_server_does(how):
    with model_server(["word "], Manners(**how)) as server:
        started = time.monotonic()
        with pytest.raises(ModelError, match=r"^timed out after 1\.0 s$"):
            read(server, deadline_s=1.0)
        took = time.monotonic() - started

    assert took < LONG


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"empty_choices": True}, id="no-choices"),
        pytest.param({"null_content": True}, id="content-is-null"),
        pytest.param({"pieces": ["", "  \n"]}, id="white-space"),
        pytest.param({"pieces": []}, id="no-chunk"),
    ],
)
def test_a_reply_without_words_is_an_error(how):
    pieces = how.get("pieces", ["word"])
    how = {name: value for name, value in how.items() if name != "pieces"}
    with model_server(pieces, Manners(**how)) as server, pytest.raises(ModelError, match="replied nothing"):
        read(server)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500, 503])
def test_a_providers_error_is_named_by_its_kind_and_never_quoted(status):
    with model_server([], Manners(status=status)) as server, pytest.raises(ModelError) as caught:
        read(server)

    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    assert len(str(caught.value)) < 120
    assert len(server.requests) == 1


def test_a_server_that_is_not_there_is_an_error():
    with model_server(["word"]) as server:
        pass
    with pytest.raises(ModelError):
        read(server)


def test_the_deadline_holds_the_import_of_the_client_too(monkeypatch):
    over = threading.Event()
    monkeypatch.setattr(llm, "_litellm", lambda: over.wait(30))
    monkeypatch.setattr(llm, "_loop", cache(llm._loop.__wrapped__))  # one of its own: the import stops it for good
    with model_server(["word"]) as server:
        started = time.monotonic()
        with pytest.raises(ModelError, match=r"^timed out after 1\.0 s$"):
            read(server, deadline_s=1.0)
        took = time.monotonic() - started
    over.set()

    assert took < LONG


def test_a_client_that_cannot_be_imported_is_an_error(monkeypatch):
    monkeypatch.setitem(sys.modules, "litellm", None)
    monkeypatch.setattr(llm, "_litellm", llm._litellm.__wrapped__)
    with model_server(["word"]) as server, pytest.raises(ModelError, match="failed: ModuleNotFoundError"):
        read(server)


def test_what_came_before_a_stop_was_already_handed_over():
    with model_server(["First [1]. "], Manners(pause=0.05, endless=True)) as server:
        stream = complete(
            asked("q", []), model="openai/stub", deadline_s=5, seed=1, temperature=0, provider=Provider(server.url, "k")
        )
        first = next(stream)
        stream.close()

    assert first == "First [1]. "


def test_errors_outside_the_usual_family_become_ours(monkeypatch):
    import litellm

    async def refuse(**asked_for):
        raise litellm.BudgetExceededError(current_cost=1.0, max_budget=0.5, message=str(asked_for["messages"]))

    monkeypatch.setattr(litellm, "acompletion", refuse)
    with model_server([]) as server, pytest.raises(ModelError, match="BudgetExceededError") as caught:
        read(server)

    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("finish", [None, "length"])
def test_a_reply_that_ends_within_a_sentence_and_without_a_reason_is_told_to_be_broken_off(finish):
    pieces: list[str] = []
    with model_server(["It glows [1]. ", "It is own"], Manners(finish=finish)) as server:
        stream = complete(
            asked("q", []), model="openai/stub", deadline_s=5, seed=1, temperature=0, provider=Provider(server.url, "k")
        )
        with pytest.raises(ModelError, match="broke off within a sentence"):
            pieces.extend(iter(lambda: next(stream), None))

    assert "".join(pieces) == "It glows [1]. It is own"


@pytest.mark.parametrize("end", ["It glows [1].", "It glows [1]", "“It glows.”\n", "It glows. [1][2]"])
def test_a_whole_reply_needs_no_reason_for_its_end(end):
    with model_server([end], Manners(finish=None)) as server:
        assert read(server) == [end]


def test_a_price_is_known_only_where_the_list_has_the_model(monkeypatch):
    listed = {"gpt-x": {"input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6}, "half": {"mode": "chat"}}
    monkeypatch.setattr(llm, "_litellm", lambda: SimpleNamespace(model_cost=listed))

    assert llm.price("openai/gpt-x") == llm.price("gpt-x") == (1e-6, 2e-6)
    assert llm.price("openai/half") is llm.price("openai/local") is None
