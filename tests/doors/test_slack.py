import hashlib
import hmac
import json
import os
import signal
import threading
import time
import warnings
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from plainspoken.access import Directory, Principal
from plainspoken.doors import apology
from plainspoken.doors.http import create
from plainspoken.doors.slack import Answers, OverHttp, adapter, join
from plainspoken.doors.slack.messages import plain
from plainspoken.doors.stopping import until_sigterm
from plainspoken.errors import LedgerError, SettingsError
from tests.doors.invented import ANSWER, QUOTE, InventedAssistant

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # starlette would rather have the successor of httpx
    from starlette.testclient import TestClient

SECRET = "signing-secret-invented"
NOW = 1_800_000_000.0
US, ANA_ID = "U0PLAIN", "U024BE7LH"
DIRECTORY = Directory({"ana": Principal("ana", frozenset({"finance"}))}, {}, {ANA_ID: "ana"})

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of slack_sdk's own making


class Workspace:
    """A stub of Slack's Web API that remembers what was posted."""

    def __init__(self):
        self.posted = []
        self._arrived = threading.Condition()

    def call(self, method, content):
        with self._arrived:
            if method == "chat.postMessage":
                self.posted.append(content)
                self._arrived.notify_all()
        return {"ok": True, "ts": "1.2", "channel": content.get("channel")}

    def wait_for(self, count, seconds=10):
        with self._arrived:
            self._arrived.wait_for(lambda: len(self.posted) >= count, seconds)
        return self.posted


@contextmanager
def workspace():
    slack = Workspace()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            reply = json.dumps(slack.call(self.path.rsplit("/", 1)[1], json.loads(body))).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield slack, f"http://127.0.0.1:{server.server_address[1]}/api/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def slack():
    with workspace() as running:
        yield running


def door(slack, tmp_path, assistant=None, directory=lambda: DIRECTORY):
    answers = Answers(
        assistant or InventedAssistant(), directory=directory, remembered=tmp_path / "home" / "slack.sqlite"
    )
    return OverHttp(answers, token="xoxb-invented", signing_secret=SECRET, base_url=slack[1], now=lambda: NOW)


def signed(body, at=NOW, secret=SECRET):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    stamp = str(int(at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + raw, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }
    return raw, headers


def event(text=f"<@{US}> What is the WAPE?", event_id="Ev1", **changes):
    inner = {"type": "app_mention", "user": ANA_ID, "text": text, "ts": "1700.1", "channel": "C1"} | changes
    return {
        "type": "event_callback",
        "team_id": "T1",
        "api_app_id": "A1",
        "event_id": event_id,
        "authorizations": [{"team_id": "T1", "user_id": US, "is_bot": True}],
        "event": {name: value for name, value in inner.items() if value is not None},
    }


DIRECT = {"type": "message", "channel_type": "im", "channel": "D1"}


def test_a_mention_is_answered_in_its_thread_with_citations(slack, tmp_path):
    assistant = InventedAssistant()
    status, _, _ = door(slack, tmp_path, assistant)(*signed(event()))
    posted = slack[0].wait_for(1)[0]

    assert status == 200
    assert (posted["channel"], posted["thread_ts"], posted["text"]) == ("C1", "1700.1", ANSWER.text)
    assert (posted["unfurl_links"], posted["unfurl_media"]) == (False, False)
    assert QUOTE in json.dumps(posted["blocks"])
    assert (assistant.asked[0].text, assistant.asked[0].principal.name) == ("What is the WAPE?", "ana")


def test_a_direct_message_is_answered_and_a_thread_is_one_conversation(slack, tmp_path):
    assistant = InventedAssistant()
    handle = door(slack, tmp_path, assistant)
    handle(*signed(event("What is the WAPE?", **DIRECT)))
    handle(*signed(event("And since when?", **DIRECT, ts="1700.2", thread_ts="1700.1")))
    slack[0].wait_for(2)

    assert {message["thread_ts"] for message in slack[0].posted} == {"1700.1"}
    assert len({asked.conversation for asked in assistant.asked}) == 1


def test_an_unknown_member_is_anonymous(slack, tmp_path):
    assistant = InventedAssistant()
    door(slack, tmp_path, assistant)(*signed(event(user="U0STRANGER")))
    slack[0].wait_for(1)

    assert assistant.asked[0].principal == Principal()


def test_an_event_is_acknowledged_before_it_is_answered(slack, tmp_path):
    go_on = threading.Event()

    class Slow(InventedAssistant):
        def ask(self, question):
            go_on.wait(60)
            return super().ask(question)

    status, _, _ = door(slack, tmp_path, Slow())(*signed(event()))
    posted_before = list(slack[0].posted)
    go_on.set()

    assert (status, posted_before) == (200, [])
    assert len(slack[0].wait_for(1)) == 1


def test_a_repeat_is_dropped_even_under_another_event_id_and_after_a_restart(slack, tmp_path):
    door(slack, tmp_path)(*signed(event()))
    slack[0].wait_for(1)
    door(slack, tmp_path)(*signed(event(event_id="Ev2")))
    door(slack, tmp_path)(*signed(event(**DIRECT | {"channel": "C1"})))
    door(slack, tmp_path)(*signed(event(ts="1700.9")))
    slack[0].wait_for(2)
    time.sleep(0.2)

    assert [message["thread_ts"] for message in slack[0].posted] == ["1700.1", "1700.9"]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"bot_id": "B1"}, id="a-bot"),
        pytest.param({"user": US}, id="ourselves"),
        pytest.param({"user": None}, id="nobody"),
        pytest.param({"text": f"<@{US}>"}, id="no-words"),
        pytest.param({"subtype": "message_changed"}, id="an-edit"),
        pytest.param({"type": "message", "channel_type": "channel"}, id="talk-among-others"),
        pytest.param({"type": "reaction_added"}, id="a-reaction"),
    ],
)
def test_what_is_not_a_persons_question_to_us_is_acknowledged_and_left(slack, tmp_path, changes):
    assistant = InventedAssistant()
    handle = door(slack, tmp_path, assistant)
    status, _, _ = handle(*signed(event(**changes)))
    handle(*signed(event("the next one", ts="1800.1", **DIRECT)))
    slack[0].wait_for(1)

    assert status in (200, 404)
    assert [asked.text for asked in assistant.asked] == ["the next one"]


def headers_with(**changes):
    raw, headers = signed(event())
    return raw, headers | changes


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(headers_with(**{"X-Slack-Request-Timestamp": "soon"}), id="timestamp-that-is-no-number"),
        pytest.param(headers_with(**{"X-Slack-Request-Timestamp": "١٧"}), id="timestamp-in-other-digits"),
        pytest.param(headers_with(**{"X-Slack-Request-Timestamp": ""}), id="no-timestamp"),
        pytest.param(headers_with(**{"X-Slack-Signature": "v0=ü"}), id="signature-that-is-no-ascii"),
        pytest.param(headers_with(**{"X-Slack-Signature": ""}), id="no-signature"),
        pytest.param(signed(event(), secret="another"), id="another-secret"),
        pytest.param(signed(event(), at=NOW - 301), id="too-old"),
        pytest.param(signed(event(), at=NOW + 301), id="from-the-future"),
        pytest.param(signed(b"\xff\xfe"), id="body-that-is-no-utf-8"),
        pytest.param((b"{}", {}), id="nothing-at-all"),
    ],
)
def test_what_slack_did_not_sign_is_refused(slack, tmp_path, request_):
    assistant = InventedAssistant()
    status, body, _ = door(slack, tmp_path, assistant)(*request_)

    assert status == 401
    assert json.loads(body)["error"]["type"] == "unauthorized"
    assert assistant.asked == []


def test_the_address_is_confirmed_to_slack(slack, tmp_path):
    status, body, _ = door(slack, tmp_path)(*signed({"type": "url_verification", "challenge": "c-1", "token": "t"}))

    assert status == 200
    assert "c-1" in body


@pytest.mark.parametrize("body", [b"{nothing", b"[]", b"1", b'"words"'])
def test_a_signed_body_that_is_no_json_object_is_a_bad_request(slack, tmp_path, body):
    assert door(slack, tmp_path)(*signed(body))[0] in (400, 404)


@pytest.mark.parametrize(
    "assistant",
    [
        pytest.param(InventedAssistant(fails=LedgerError("secret-words")), id="ours"),
        pytest.param(InventedAssistant(fails=ValueError("secret-words")), id="foreign"),
    ],
)
def test_what_fails_is_told_in_the_thread_without_its_words(slack, tmp_path, assistant):
    door(slack, tmp_path, assistant)(*signed(event()))
    posted = slack[0].wait_for(1)[0]

    assert "could not be answered" in posted["text"]
    assert "secret-words" not in json.dumps(posted)


def test_a_malformed_access_toml_answers_nobody(slack, tmp_path):
    def broken():
        raise SettingsError("nobody is let in")

    assistant = InventedAssistant()
    door(slack, tmp_path, assistant, broken)(*signed(event()))

    assert slack[0].wait_for(1)[0]["text"] == apology.KEEPER
    assert assistant.asked == []


def test_a_server_that_stops_finishes_the_answer_under_way_and_begins_no_other(slack, tmp_path):
    class Slow(InventedAssistant):
        def ask(self, question):
            under_way.wait(30)
            go_on.wait(30)
            return super().ask(question)

    under_way, go_on, assistant = threading.Barrier(adapter.AT_ONCE + 1), threading.Event(), Slow()
    running = door(slack, tmp_path, assistant)
    for n in range(adapter.AT_ONCE + 1):
        running(*signed(event(event_id=f"Ev{n}", ts=f"1700.{n + 1}")))
    under_way.wait(30)
    threading.Timer(0.2, go_on.set).start()
    running.close()

    assert len(slack[0].wait_for(adapter.AT_ONCE)) == len(assistant.asked) == adapter.AT_ONCE


def test_a_question_that_is_too_long_is_told_so(slack, tmp_path):
    door(slack, tmp_path)(*signed(event("x" * 9000, **DIRECT)))

    assert "longer than" in slack[0].wait_for(1)[0]["text"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"<@{US}> what is <https://a.example/x|this>?", "what is this?"),
        (f"hey <@{US}|plainspoken>, 3 &lt; 4 &amp; 5", "hey  , 3 < 4 & 5".replace("  ,", "  ,")),
        ("ask <@U0OTHER> in <#C1|general> <!here>", "ask @U0OTHER in general !here"),
        ("plain words", "plain words"),
    ],
)
def test_slacks_markup_is_read_as_plain_words(text, expected):
    assert plain(text, US).split() == expected.split()


def test_the_server_mounts_slack(slack, tmp_path):
    caller = TestClient(create(InventedAssistant(), slack=door(slack, tmp_path)), base_url="http://slack-calls.example")
    raw, headers = signed(event())

    assert caller.post("/slack/events", content=raw, headers=headers).status_code == 200
    assert caller.post("/slack/events", content=raw, headers=headers | {"X-Slack-Signature": "v0=0"}).status_code == 401
    assert len(slack[0].wait_for(1)) == 1


class Line:
    """Stands for the open line to Slack."""

    def __init__(self):
        self.calls = []

    def connect(self):
        self.calls.append("connect")

    def close(self):
        self.calls.append("close")


def test_whoever_is_in_slack_leaves_it_at_sigterm(monkeypatch):
    line = Line()
    monkeypatch.setattr(adapter, "SocketModeHandler", lambda *_: line)
    before = signal.getsignal(signal.SIGTERM)
    later = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM))

    with until_sigterm():
        join(None, token="xoxb-invented", app_token="xapp-invented", started=later.start)

    assert line.calls == ["connect", "close"]
    assert signal.getsignal(signal.SIGTERM) is before
