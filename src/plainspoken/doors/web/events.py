"""How the page listens, who sits at it, and what they are told when something fails."""

import logging
from collections.abc import Callable

import gradio as gr

from plainspoken.access import ANONYMOUS, Principal
from plainspoken.doors.apology import apology
from plainspoken.errors import NotFoundError

LOG = logging.getLogger("plainspoken.web")
AT_ONCE = 8  # questions answered at the same time; Gradio's own default is 1


def listen(
    event: Callable[..., object],
    work: Callable[..., object],
    given: list[object],
    shown: list[object],
    *,
    queue: str | None = None,
) -> None:
    """Connect an event; nothing on the page is an API endpoint of its own.

    Args:
        event: What happens on the page.
        work: What is done then.
        given: What of the page it is given.
        shown: What of the page it changes.
        queue: Name of the queue that it shares with other events; None gives it one of its own.
    """
    event(
        work,
        given,
        shown,
        api_visibility="private",
        concurrency_limit=AT_ONCE,
        concurrency_id=queue,
        show_progress="hidden",
    )


def caller(request: gr.Request) -> Principal:
    """Return who sits at the page, as the guard found out for this very request."""
    principal = getattr(request.request.state, "principal", None)
    return principal if isinstance(principal, Principal) else Principal(ANONYMOUS)


def told(error: Exception) -> str:
    """Return what a person is told of an error: never foreign words, which may be private."""
    if isinstance(error, NotFoundError):
        return "There is no such thing, or none that you may see."
    return apology(error, LOG)
