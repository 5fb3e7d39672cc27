"""The JSON API of CONTRACT's ``/api``."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from plainspoken.access import Principal
from plainspoken.conversations import Question
from plainspoken.doors.asking import (
    LONGEST_QUESTION,
    MOST_CANDIDATES,
    MOST_RESULTS,
    Asked,
    checked,
    day,
    new_conversation,
)
from plainspoken.doors.http.metrics import Metrics
from plainspoken.present import answer_json, document_json, results_json

LONGEST_NAME = 200
LONGEST_OPINION = 10_000
Name = Annotated[str, Field(max_length=LONGEST_NAME)]
Opinion = Annotated[str, Field(max_length=LONGEST_OPINION)]
ID = Annotated[str, Field(max_length=LONGEST_NAME)]


class AskBody(BaseModel):
    """What ``POST /api/ask`` takes."""

    model_config = ConfigDict(extra="forbid")
    question: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
    audience: Literal["sponsor", "product", "engineer"] | None = None
    as_of: Name | None = None
    candidates: Annotated[int, Field(ge=0, le=MOST_CANDIDATES, strict=True)] | None = None
    corpus: Name | None = None
    conversation: Name | None = None


class FeedbackBody(BaseModel):
    """What ``POST /api/feedback`` takes."""

    model_config = ConfigDict(extra="forbid")
    answer_id: ID
    rating: Literal["up", "down"]
    reason: Opinion | None = None
    text: Opinion | None = None
    correction: Opinion | None = None


def caller(request: Request) -> Principal:
    """Return who calls, as the guard found out."""
    principal = request.state.principal
    if not isinstance(principal, Principal):
        raise TypeError("a request came past the guard")
    return principal


Caller = Annotated[Principal, Depends(caller)]


def api(assistant: Asked, metrics: Metrics) -> APIRouter:
    """Return the routes under ``/api``."""
    router = APIRouter(prefix="/api")

    @router.post("/ask")
    def ask(body: AskBody, principal: Caller) -> JSONResponse:
        question = Question(
            text=body.question,
            as_of=day(body.as_of),
            principal=principal,
            audience=body.audience or "sponsor",
            corpus=body.corpus,
            conversation=body.conversation or new_conversation(),
            candidates=body.candidates or 0,
        )
        answer = assistant.ask(checked(question))
        metrics.answered(answer)
        return JSONResponse(answer_json(answer), headers=_named(str(question.conversation)))

    @router.get("/answers/{answer_id}")
    def answered(answer_id: str, principal: Caller) -> JSONResponse:
        return JSONResponse(answer_json(assistant.answer(answer_id, principal)))

    @router.post("/feedback")
    def feedback(body: FeedbackBody, principal: Caller) -> JSONResponse:
        words = {"reason": body.reason, "text": body.text, "correction": body.correction}
        assistant.feedback(body.answer_id, principal, rating=body.rating, **words)
        return JSONResponse({"answer_id": body.answer_id, "rating": body.rating, "kept": True})

    _add_reading(router, assistant)
    return router


def _named(conversation: str) -> dict[str, str]:
    """Return the header that names a conversation; none for an id that a header cannot hold: its caller knows it."""
    return {"Plainspoken-Conversation": conversation} if conversation.isascii() else {}


def _add_reading(router: APIRouter, assistant: Asked) -> None:
    """Add the routes that read documents."""

    @router.get("/documents/{document_id}")
    def document(document_id: str, principal: Caller, version: Name | None = None) -> JSONResponse:
        view = assistant.document(document_id, principal, version or None)
        return JSONResponse(document_json(view.edition, view.text))

    @router.get("/search")
    def search(
        q: Annotated[str, Query(min_length=1, max_length=LONGEST_QUESTION)],
        principal: Caller,
        k: Annotated[int, Query(ge=1, le=MOST_RESULTS)] = 10,
        as_of: str | None = None,
        corpus: Name | None = None,
    ) -> JSONResponse:
        wanted = checked(Question(q, day(as_of), principal, corpus=corpus))
        found = assistant.search(q, principal=principal, as_of=wanted.as_of, corpus=corpus, limit=k)
        return JSONResponse(results_json(q, wanted.as_of, found))
