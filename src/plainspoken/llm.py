"""Asks a language model, within one total deadline. The only module that knows litellm.

The model is read on one private event loop: cancelling a task is the only deadline
that stops a server which hangs, or drips a word every few seconds.
"""

import asyncio
import logging
import queue
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from plainspoken.errors import ModelError
from plainspoken.redacted import Redacted
from plainspoken.telemetry import go_straight, stay_home

LONGEST_REPLY = 4_000  # characters; an answer is a few sentences, more is a model that runs away
MOST_TOKENS = 800  # asked of the server too: some go on writing for whoever has hung up, and the next one waits
WHOLE = re.compile(r"[.!?…\])\"'”’*`>]\s*\Z")  # how a sentence or a marker may end
LAST = 16  # characters that say whether a reply is whole
SHORTEST = 0.001  # seconds that are left for a client which takes 0 for "no limit"
DONE = None
TALKATIVE = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy", "openai", "httpx", "httpcore")
"""Loggers that write down prompts, replies and a provider's words; whatever level is set, they stay silent."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a model is reached.

    Attributes:
        api_base: Address of a server of one's own; None for the provider's.
        api_key: Key, where one is asked for.
    """

    api_base: str | None = None
    api_key: str | None = field(default=None, repr=False)


def complete(
    prompt: Redacted,
    *,
    model: str,
    deadline_s: float,
    seed: int,
    temperature: float,
    provider: Provider = Provider(),
) -> Iterator[str]:
    """Yield the model's reply in pieces as they come.

    Seed and temperature are sent where the provider takes them. Nothing is retried:
    the deadline is the caller's, and so is what to do next.

    Raises:
        ModelError: The model refused, failed, said nothing or ran out of time. The message
            never repeats the provider's own words: these can hold the prompt.
    """
    end = time.monotonic() + deadline_s
    pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    asked = {
        "model": model,
        "messages": [{"role": role, "content": text} for role, text in prompt.messages],
        "seed": seed,
        "temperature": temperature,
        "api_base": provider.api_base,
        "api_key": provider.api_key,
        "max_retries": 0,
        "num_retries": 0,
        "drop_params": True,
        "stream": True,
    }
    reading = asyncio.run_coroutine_threadsafe(_read(asked, pieces, end), _loop())
    reading.add_done_callback(lambda _: pieces.put(DONE))
    try:
        yield from _until(end, pieces, late=f"timed out after {deadline_s:.1f} s")
        if reading.done():  # else the reply was cut at its longest
            _raise_for(reading.exception(), model)
    finally:
        reading.cancel()


def price(model: str) -> tuple[float, float] | None:
    """Return what a token sent and one received cost in US dollars; None where the library's list has no such model."""
    listed = _litellm().model_cost
    known = listed.get(model) or listed.get(model.partition("/")[2]) or {}
    sent, received = known.get("input_cost_per_token"), known.get("output_cost_per_token")
    return None if sent is None or received is None else (float(sent), float(received))


def load() -> None:
    """Import the library now: it takes seconds, which the first question need not wait for."""
    _litellm()
    _loop()


def _until(end: float, pieces: "queue.SimpleQueue[str | None]", *, late: str) -> Iterator[str]:
    """Yield pieces until the reader is done; at ``end`` raise a ModelError that says ``late``."""
    length = 0
    while length < LONGEST_REPLY:
        try:
            piece = pieces.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty:
            raise ModelError(late) from None
        if piece is DONE:
            return
        length += len(piece)
        yield piece


def _raise_for(error: BaseException | None, model: str) -> None:
    """Raise our own error for the provider's, which is named by its kind and never quoted."""
    if error is None:
        return
    if isinstance(error, _NothingSaidError):
        raise ModelError(f"{model!r} replied nothing")
    if isinstance(error, _BrokenOffError):
        raise ModelError(f"{model!r} broke off within a sentence")
    status = getattr(error, "status_code", None)
    code = f" {status}" if isinstance(status, int) else ""
    raise ModelError(f"{model!r} failed: {type(error).__name__}{code}") from None


class _NothingSaidError(Exception):
    """The stream ended without a word."""


class _BrokenOffError(Exception):
    """The stream ended without a reason and within a sentence: the connection was lost, or the reply was cut."""


async def _read(asked: dict[str, Any], pieces: "queue.SimpleQueue[str | None]", end: float) -> None:
    """Put every piece of text that the model streams; chunks without choices or content are passed over."""
    last = ""
    litellm = _litellm()  # here, where nobody waits longer than the deadline: the import takes seconds, or hangs
    if not litellm.supports_reasoning(asked["model"]):  # whose thoughts count as well
        asked = {**asked, "max_tokens": MOST_TOKENS}
    go_straight(asked["api_base"] or "")
    stream = await litellm.acompletion(**asked, timeout=max(SHORTEST, end - time.monotonic()))
    async for chunk in stream:
        for choice in chunk.choices[:1]:
            piece = choice.delta.content if choice.delta else None
            if piece:
                last = f"{last}{piece}".strip()[-LAST:]
                pieces.put(piece)
    if not last:
        raise _NothingSaidError
    if getattr(stream, "received_finish_reason", None) in (None, "length") and not WHOLE.search(last):
        raise _BrokenOffError


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Return the private event loop, started on first use; it ends with the process."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="plainspoken-llm", daemon=True).start()
    return loop


@cache
def _litellm() -> Any:
    stay_home()
    import litellm

    litellm.suppress_debug_info = True  # else every failure prints an advertisement to stdout
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return litellm
