"""Opens the doors that stay open: the server with its page, and Slack."""

import logging
import threading
from collections.abc import Callable
from functools import partial

from fastapi import FastAPI

from plainspoken import llm
from plainspoken.assistant import Assistant
from plainspoken.doors.http import bound, create, run
from plainspoken.doors.http.guard import Entrance
from plainspoken.doors.slack import Answers, OverHttp, join
from plainspoken.doors.stopping import until_sigterm
from plainspoken.doors.upkeep import upkeep
from plainspoken.doors.web import mount
from plainspoken.errors import UnavailableError
from plainspoken.reviewer import Reviews
from plainspoken.settings import Settings, is_loopback, read_access
from plainspoken.wiring import Engines

LOG = logging.getLogger("plainspoken.launch")
SLACK_LOG = logging.getLogger("plainspoken.slack")


@until_sigterm()
def launch(engines: Engines, settings: Settings, *, host: str, port: int, started: Callable[[str], None]) -> None:
    """Serve until told to stop.

    Raises:
        UnavailableError: The port is taken, or something that is needed cannot be reached.
    """
    listener = bound(host, port)  # first: a busy port is told before models are loaded
    slack = None
    try:
        entrance = _entrance(settings, host)
        _warm_up(engines)
        assistant = Assistant(engines)
        secret, token = settings.slack.signing_secret, settings.slack.bot_token
        if secret and token:
            slack = OverHttp(_answers(assistant, settings), token=token, signing_secret=secret)
        elif settings.slack.lacks:
            SLACK_LOG.warning("Slack is not answered: %s", settings.slack.lacks)
        reviews = Reviews(engines.ledger, partial(read_access, settings.access.file))
        page = partial(_page, assistant, settings, reviews)
        with upkeep(engines, settings):
            run(create(assistant, entrance=entrance, slack=slack, page=page), listener, started)
    finally:
        listener.close()
        if slack is not None:
            slack.close()


@until_sigterm()
def join_slack(engines: Engines, settings: Settings, *, started: Callable[[], None]) -> None:
    """Answer in Slack until told to stop."""
    _warm_up(engines)
    token, app_token = settings.slack.bot_token or "", settings.slack.app_token or ""
    with upkeep(engines, settings):
        join(_answers(Assistant(engines), settings), token=token, app_token=app_token, started=started)


def _entrance(settings: Settings, host: str) -> Entrance:
    local = is_loopback(host)
    allowed = settings.server.allow_anonymous
    hosts = {name.lower() for name in settings.server.hosts} | ({"localhost"} if local else set())
    return Entrance(
        directory=partial(read_access, settings.access.file),
        allow_anonymous=local if allowed is None else allowed,
        hosts=frozenset(hosts),
    )


def _warm_up(engines: Engines) -> None:
    """Load what the first question needs, so that it does not wait, and what is missing is told now."""
    _ = engines.ledger, engines.store, engines.vault
    engines.embed_query("warm up")
    engines.read("warm up", [("", "warm up")])
    engines.find(["warm up"])
    try:
        engines.check_index()
    except UnavailableError as error:  # each question says so too, until it is mended
        LOG.warning("%s", error)
    for remark in engines.remarks:
        LOG.warning("%s", remark)
    if engines.settings.llm.model:
        threading.Thread(target=llm.load, name="load-llm", daemon=True).start()  # the page opens meanwhile


def _answers(assistant: Assistant, settings: Settings) -> Answers:
    return Answers(
        assistant, directory=partial(read_access, settings.access.file), remembered=settings.home / "slack.sqlite"
    )


def _page(assistant: Assistant, settings: Settings, reviews: Reviews, app: FastAPI) -> None:
    mount(app, assistant, examples=settings.server.examples, reviews=reviews, take=assistant.inventory)
