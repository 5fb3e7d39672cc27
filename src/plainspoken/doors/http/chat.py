"""The API that OpenAI clients speak: ``/v1/chat/completions`` and ``/v1/models``."""

import json
import re
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from plainspoken.answers import Answer
from plainspoken.conversations import Question, Turn
from plainspoken.doors.asking import Asked, checked, today
from plainspoken.doors.http.failures import told
from plainspoken.doors.http.metrics import Metrics
from plainspoken.doors.http.routes import Caller
from plainspoken.errors import NotFoundError, UsageError
from plainspoken.present import (
    answer_json,
    answer_markdown,
    one_line,
    sentence_markdown,
    sentences_of,
    sources_markdown,
)

MODEL = "plainspoken"
TEXTS = ("text", "input_text")
MOST_TURNS = 20  # earlier exchanges that are handed on


class Part(BaseModel):
    """One part of a message's content."""

    type: str
    text: str | None = None


class Message(BaseModel):
    """One message, of which we read role and text."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    def words(self) -> str:
        """Return the text of the message."""
        if isinstance(self.content, list):
            return "\n".join(part.text or "" for part in self.content if part.type in TEXTS)
        return self.content or ""

    def is_text(self) -> bool:
        """Return whether the message holds nothing but text."""
        return not isinstance(self.content, list) or all(part.type in TEXTS for part in self.content)


class StreamOptions(BaseModel):
    """What a client wants of the stream."""

    include_usage: bool = False


class ChatBody(BaseModel):
    """What ``POST /v1/chat/completions`` takes; fields we have no use for are ignored, as clients send many."""

    model_config = ConfigDict(extra="ignore")
    model: Annotated[str, Field(max_length=200)] | None = None
    messages: Annotated[list[Message], Field(min_length=1)]  # the largest body bounds them
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1, le=1)] | None = 1


@dataclass(frozen=True, slots=True)
class Talk:
    """One call as a client made it.

    Attributes:
        model: The name to answer under.
        asked: How many tokens came in, about.
        wants_usage: Whether the stream ends with numbers.
        created: Seconds since 1970.
    """

    model: str
    asked: int
    wants_usage: bool
    created: int

    def piece(self, kind: str, **content: object) -> dict[str, object]:
        """Return one object of the protocol."""
        return {"object": kind, "created": self.created, "model": self.model, "system_fingerprint": None, **content}


def question_of(body: ChatBody) -> tuple[str, tuple[Turn, ...]]:
    """Return the last thing the person said, and the exchanges before it, our own answers without their sources.

    A picture or a refusal in an earlier message is passed over: a client sends the whole chat anew each time, and
    could else never ask again.
    """
    *earlier, last = body.messages
    if last.role != "user":
        raise UsageError("the last message must be the user's")
    if not last.is_text():
        raise UsageError("the last message holds something other than text, which cannot be answered")
    turns: list[Turn] = []
    asked = ""
    for message in earlier:
        if message.role == "user":
            asked = message.words()
        elif message.role == "assistant" and asked and message.words():
            turns.append(Turn(asked, sentences_of(message.words())))
            asked = ""
    return last.words(), tuple(turns[-MOST_TURNS:])


def chat(assistant: Asked, metrics: Metrics) -> APIRouter:
    """Return the routes under ``/v1``."""
    router = APIRouter(prefix="/v1")
    born = int(time.time())
    entry = {"id": MODEL, "object": "model", "created": born, "owned_by": MODEL}

    @router.get("/models")
    def models(_principal: Caller) -> JSONResponse:
        return JSONResponse({"object": "list", "data": [entry]})

    @router.get("/models/{name}")
    def model(name: str, _principal: Caller) -> JSONResponse:
        if name != MODEL:
            raise NotFoundError("no such model")
        return JSONResponse(entry)

    @router.post("/chat/completions")
    def completions(body: ChatBody, principal: Caller) -> Response:
        text, history = question_of(body)
        question = checked(Question(text, today(), principal, history=history))
        wants_usage = bool(body.stream_options and body.stream_options.include_usage)
        asked = sum(_tokens(message.words()) for message in body.messages)
        talk = Talk(body.model or MODEL, asked, wants_usage, int(time.time()))
        if body.stream:
            return _streamed(assistant.stream(question), metrics, talk)
        answer = assistant.ask(question)
        metrics.answered(answer)
        return JSONResponse(_whole(talk, answer))

    return router


def _whole(talk: Talk, answer: Answer) -> dict[str, object]:
    content = answer_markdown(answer)
    message = {"role": "assistant", "content": content, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return talk.piece(
        "chat.completion",
        id=f"chatcmpl-{answer.id}",
        choices=[choice],
        usage=_usage(talk.asked, content),
        plainspoken=answer_json(answer),
    )


def _streamed(said: Iterator[str | Answer], metrics: Metrics, talk: Talk) -> Response:
    """Start the stream; what fails before its first sentence is still an ordinary error."""
    events = _events(_chained(next(said), said), talk, metrics)
    return StreamingResponse(_paced(events), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _chained(first: str | Answer, rest: Iterator[str | Answer]) -> Iterator[str | Answer]:
    yield first
    yield from rest


def _events(said: Iterator[str | Answer], talk: Talk, metrics: Metrics) -> Iterator[str]:
    """Yield the protocol's events: role, sentences, sources, the end."""
    name = f"chatcmpl-{time.time_ns():x}"
    yield _event(talk, name, {"role": "assistant", "content": ""})
    spoken: list[str] = []
    for item in said:
        if isinstance(item, str):
            sentence = sentence_markdown(item.strip())
            spoken.append(f" {sentence}" if spoken else sentence)
            yield _event(talk, name, {"content": spoken[-1]})
            continue
        metrics.answered(item)
        rest = sources_markdown(item)
        rest = f"\n\n{rest}" if rest else ""
        spoken.append(rest if spoken else sentence_markdown(item.text) + rest)
        yield _event(talk, name, {"content": spoken[-1]})
        yield _event(talk, name, {}, finish="stop", plainspoken=answer_json(item))
    if talk.wants_usage:
        usage = _usage(talk.asked, "".join(spoken))
        yield _data(talk.piece("chat.completion.chunk", id=name, choices=[], usage=usage))
    yield "data: [DONE]\n\n"


async def _paced(events: Iterator[str]) -> AsyncIterator[str]:
    """Read the events in a thread."""
    try:
        while (event := await to_thread.run_sync(next, events, None)) is not None:
            yield event
    except Exception as error:  # noqa: BLE001  headers are gone: the error can only be told inside the stream
        yield f"data: {bytes(told(error).body).decode()}\n\n"


def _event(
    talk: Talk, name: str, delta: dict[str, str], *, finish: str | None = None, plainspoken: object = None
) -> str:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    extra = {} if plainspoken is None else {"plainspoken": plainspoken}
    return _data(talk.piece("chat.completion.chunk", id=name, choices=[choice], **extra))


def _data(content: dict[str, object]) -> str:
    return f"data: {one_line(json.dumps(content, ensure_ascii=False))}\n\n"


def _usage(asked: int, content: str) -> dict[str, int]:
    said = _tokens(content)
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


def _tokens(text: str) -> int:
    """Return about how many tokens a text has: words and marks, for clients that want a number."""
    return len(re.findall(r"\w+|[^\w\s]", text))
