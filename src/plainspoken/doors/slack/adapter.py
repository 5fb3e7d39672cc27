"""Between Slack's events and the assistant."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from plainspoken.access import Directory
from plainspoken.conversations import Question
from plainspoken.doors.apology import apology, noted
from plainspoken.doors.asking import Asked, checked, today
from plainspoken.doors.slack.messages import Said, said
from plainspoken.doors.slack.seen import Seen
from plainspoken.doors.slack.signature import is_from_slack
from plainspoken.errors import PlainspokenError, UnavailableError
from plainspoken.present import answer_blocks, fallback_text

LOG = logging.getLogger("plainspoken.slack")
AT_ONCE = 4
PATIENCE_S = 10  # seconds for one call of Slack's own API
Reply = tuple[int, str, dict[str, str]]


class Answers:
    """Answers messages, each once, in its thread.

    Args:
        assistant: Whom to ask.
        directory: Returns who is who, read anew for each message.
        remembered: File that says which messages were taken already.
    """

    def __init__(self, assistant: Asked, *, directory: Callable[[], Directory], remembered: Path) -> None:
        self._assistant = assistant
        self._directory = directory
        self._seen = Seen(remembered)

    def event(self, body: dict[str, object], client: WebClient) -> None:
        """Answer one event; nothing that fails leaves this function."""
        message = said(body)
        try:
            if message is not None and self._seen.is_new(message):
                self._answer(message, client)
        except (PlainspokenError, SlackClientError, OSError) as error:
            LOG.warning("a message was not answered: %s", noted(error))

    def _answer(self, message: Said, client: WebClient) -> None:
        blocks: list[dict[str, object]] = []
        try:
            directory = self._directory()
            principal = directory.named(directory.slack.get(message.member))
            conversation = f"slack:{message.team}:{message.channel}:{message.thread}"
            question = Question(message.text, today(), principal, conversation=conversation)
            answer = self._assistant.ask(checked(question))
            text, blocks = fallback_text(answer), answer_blocks(answer)
        except Exception as error:  # noqa: BLE001  a door: the person gets an answer in our words
            text = apology(error, LOG)
        client.chat_postMessage(
            channel=message.channel,
            thread_ts=message.thread,
            text=text,
            blocks=blocks or None,
            unfurl_links=False,
            unfurl_media=False,
        )


class OverHttp:
    """Answers Slack's requests: (body, headers) → (status, body, headers).

    Args:
        answers: Does the work, after the request was acknowledged.
        token: The bot's.
        signing_secret: The app's.
        base_url: Slack's API.
        now: Seconds since 1970.
    """

    def __init__(
        self,
        answers: Answers,
        *,
        token: str,
        signing_secret: str,
        base_url: str = WebClient.BASE_URL,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._secret, self._now = signing_secret, now
        self._workers = ThreadPoolExecutor(AT_ONCE, "slack")
        self._app = _app(answers, token, base_url, self._workers)

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Answer one request."""
        lower = {name.lower(): value for name, value in headers.items()}
        if not is_from_slack(body, lower, secret=self._secret, now=self._now()):
            return 401, '{"error": {"type": "unauthorized", "message": "not signed by Slack"}}', _json()
        try:
            request = BoltRequest(body=body.decode("utf-8"), headers={**lower})
        except (ValueError, AttributeError):  # the library asks a list or a number for its fields
            return 400, '{"error": {"type": "bad_request", "message": "the body is no valid JSON"}}', _json()
        reply = self._app.dispatch(request)
        return reply.status, reply.body or "", {name: values[0] for name, values in reply.headers.items() if values}

    def close(self) -> None:
        """Finish the answers under way, each of which has its deadline, and begin no other."""
        self._workers.shutdown(cancel_futures=True)


def join(answers: Answers, *, token: str, app_token: str, started: Callable[[], None]) -> None:
    """Answer over Socket Mode until interrupted.

    Raises:
        UnavailableError: Slack cannot be reached, or does not know the tokens.
    """
    workers = ThreadPoolExecutor(AT_ONCE, "slack")
    handler = SocketModeHandler(_app(answers, token, WebClient.BASE_URL, workers), app_token)
    try:
        handler.connect()
    except (SlackClientError, OSError) as error:
        raise UnavailableError(f"Slack cannot be joined ({type(error).__name__}); nothing was started") from error
    started()
    try:
        threading.Event().wait()
    finally:
        handler.close()
        workers.shutdown(cancel_futures=True)  # as above


def _app(answers: Answers, token: str, base_url: str, workers: ThreadPoolExecutor) -> App:
    client = WebClient(token=token, base_url=base_url, timeout=PATIENCE_S)
    client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=2))

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """Say who we are without a call to Slack: the acknowledgement must not wait for one."""
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    app = App(
        client=client,
        authorize=authorize,
        signing_secret="checked before",  # noqa: S106  # by is_from_slack; the library's own check can be crashed
        request_verification_enabled=False,
        raise_error_for_unhandled_request=False,
        listener_executor=workers,
        logger=logging.getLogger("plainspoken.slack.bolt"),
    )
    for kind in ("app_mention", "message"):
        app.event(kind)(_listener(answers))
    return app


def _listener(answers: Answers) -> Callable[[dict[str, object], WebClient], None]:
    def listen(body: dict[str, object], client: WebClient) -> None:  # Bolt acknowledges an event before it calls this
        answers.event(body, client)

    return listen


def _json() -> dict[str, str]:
    return {"Content-Type": "application/json"}
