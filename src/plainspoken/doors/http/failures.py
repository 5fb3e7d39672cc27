"""What a caller is told when something fails: never a prompt, a document or a key."""

import logging
import traceback
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from plainspoken.doors.apology import noted
from plainspoken.errors import (
    FullError,
    LedgerError,
    ModelError,
    NotFoundError,
    RedactionError,
    SettingsError,
    UnavailableError,
    UnfitIndexError,
    UsageError,
    WeightsError,
)

LOG = logging.getLogger("plainspoken.http")
NAMES = {400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 405: "method_not_allowed"}
NAMES |= {413: "too_large", 415: "unsupported_media_type", 422: "invalid_request", 500: "internal_error"}
NAMES |= {502: "model_error", 503: "unavailable"}
TOLD: tuple[tuple[type[Exception], int, str], ...] = (
    (NotFoundError, 404, "there is no such thing, or none that you may see"),
    (SettingsError, 503, "the settings of this server are wrong; nobody is let in until they are mended"),
    (FullError, 503, "too many questions at once; try again in a moment"),
    (UnfitIndexError, 503, "the documents must be ingested again; tell whoever runs this server"),
    (UnavailableError, 503, "something needed is not reachable now; try again later"),
    (WeightsError, 503, "a weight file is missing; run `plainspoken weights` on the server"),
    (LedgerError, 503, "the ledger cannot be read or written; nothing was changed"),
    (RedactionError, 503, "privacy could not be evaluated, so nothing was sent"),
    (ModelError, 502, "the language model gave no usable reply"),
)


def failure(status: int, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return the one shape of every error."""
    body = {
        "error": {"type": NAMES.get(status, HTTPStatus(status).phrase.lower().replace(" ", "_")), "message": message}
    }
    return JSONResponse(body, status_code=status, headers=headers)


def told(error: Exception) -> JSONResponse:
    """Return what a caller is told about ``error``; our log gets its kind or its place in the code, not its words."""
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if isinstance(error, HTTPException):
        detail = HTTPStatus(error.status_code).phrase if error.status_code < 500 else "unavailable"  # noqa: PLR2004
        return failure(error.status_code, detail, dict(error.headers or {}))
    for kind, status, message in TOLD:
        if isinstance(error, kind):
            LOG.warning("%s", noted(error))
            return failure(status, message, _later(error))
    if isinstance(error, UsageError):
        return failure(422, str(error))
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    LOG.error("%s at %s", type(error).__name__, places)
    return failure(500, "something failed here; nothing was answered")


def _later(error: Exception) -> dict[str, str] | None:
    """Return the header that says when to come back, where that helps."""
    helps = isinstance(error, UnavailableError) and not isinstance(error, UnfitIndexError)
    return {"Retry-After": "5"} if helps else None


def _invalid(error: RequestValidationError) -> JSONResponse:
    """Name the fields that are wrong, not what they hold; an unknown field is not repeated either."""
    if isinstance(error.body, bytes):  # it was not even tried as JSON
        return failure(415, "send the body as JSON, with the header Content-Type: application/json")
    found = []
    for problem in error.errors():
        if problem["type"] == "json_invalid":
            return failure(400, "the body is no valid JSON")
        known = problem["loc"][:-1] if problem["type"] == "extra_forbidden" else problem["loc"]
        place = ".".join(str(part) for part in known if isinstance(part, str | int))
        reason = "holds a field that is not known" if problem["type"] == "extra_forbidden" else problem["msg"]
        found.append(f"{place}: {reason}")
    return failure(422, "; ".join(found[:5]))
