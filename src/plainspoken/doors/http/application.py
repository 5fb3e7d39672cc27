"""Puts the routes together, the API before the page."""

from collections.abc import Callable, Sequence
from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.types import Receive, Scope, Send

from plainspoken import __version__
from plainspoken.access import Directory, Principal
from plainspoken.doors.asking import Asked
from plainspoken.doors.http.chat import chat
from plainspoken.doors.http.failures import failure, told
from plainspoken.doors.http.guard import Entrance, Guard
from plainspoken.doors.http.metrics import Metrics
from plainspoken.doors.http.routes import api
from plainspoken.doors.http.sessions import COOKIE, LONGEST_S, Sessions, form
from plainspoken.errors import PlainspokenError
from plainspoken.settings import key_digest

LOOK = ["GET", "HEAD"]  # load balancers and probes ask by HEAD too
HEALTH = ("/healthz", "/readyz", "/metrics")


def create(
    assistant: Asked,
    *,
    entrance: Entrance | None = None,
    slack: Callable[[bytes, dict[str, str]], tuple[int, str, dict[str, str]]] | None = None,
    page: Callable[[FastAPI], None] | None = None,
) -> Guard:
    """Return the whole application.

    Args:
        assistant: Whom to ask.
        entrance: How people are let in; None lets everybody in who calls from this machine.
        slack: Answers what Slack sends to ``/slack/events``; None when Slack is not set up.
        page: Mounts the web page at ``/``; None serves the APIs only.
    """
    entrance = entrance or Entrance()
    metrics, sessions = Metrics(), Sessions()
    app = FastAPI(
        title="plainspoken",
        version=__version__,
        docs_url=None,  # its page would load scripts from another host
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    _handle_failures(app)
    routers = api(assistant, metrics), chat(assistant, metrics)
    for router in routers:
        app.include_router(router)
    _add_health(app, assistant, metrics)
    _add_login(app, sessions, entrance.directory)
    if slack is not None:
        _add_slack(app, slack)
    for router in routers:
        no_route = _NoRoute([*router.routes, *app.routes])  # the description of the API is the application's own
        app.router.routes += [Route(router.prefix, no_route), Mount(router.prefix, no_route)]
    app.router.routes += [Route(path, _NoRoute(list(app.routes))) for path in HEALTH]
    if page is not None:
        page(app)
    return Guard(app, entrance=entrance, sessions=sessions, metrics=metrics)


class _NoRoute:
    """Says 404, or 405 where another method would do, before the page could."""

    def __init__(self, known: Sequence[BaseRoute]) -> None:
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        whole = {**scope, "root_path": scope.get("app_root_path", "")}
        known = [route for route in self._known if route.matches(whole)[0] is Match.PARTIAL]
        allowed = sorted({method for route in known for method in getattr(route, "methods", None) or ()})
        if allowed:
            reply: Response = failure(405, "not by this method", {"Allow": ", ".join(allowed)})
        else:
            reply = failure(404, "there is no such thing, or none that you may see")
        await reply(scope, receive, send)


def _handle_failures(app: FastAPI) -> None:
    async def tell(_request: Request, error: Exception) -> JSONResponse:
        return told(error)

    for kind in (PlainspokenError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, tell)


def _add_health(app: FastAPI, assistant: Asked, metrics: Metrics) -> None:
    @app.api_route("/healthz", methods=LOOK, include_in_schema=False)
    async def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok", "version": __version__})

    @app.api_route("/readyz", methods=LOOK, include_in_schema=False)
    def readyz() -> JSONResponse:
        assistant.documents(Principal()), assistant.size()  # these raise where ledger or index cannot be read
        assistant.check_index()  # and this where every question would be refused
        return JSONResponse({"status": "ready"})

    @app.api_route("/metrics", methods=LOOK, include_in_schema=False)
    async def counted() -> PlainTextResponse:
        return PlainTextResponse(metrics.text(), media_type="text/plain; version=0.0.4")


def _came_by_tls(request: Request) -> bool:
    """Return whether the person's own connection was encrypted, as far as a proxy before us says."""
    told = request.headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    return "https" in (request.url.scheme, told)


def _add_login(app: FastAPI, sessions: Sessions, directory: Callable[[], Directory]) -> None:
    @app.get("/login", include_in_schema=False)
    async def login() -> Response:
        return form()

    @app.post("/login", include_in_schema=False)
    async def signed_in(request: Request) -> Response:
        fields = parse_qs((await request.body()).decode("utf-8", "replace"))
        key = fields.get("key", [""])[0].strip()
        if key_digest(key) not in directory().keys:
            return form("That key is nobody's.")
        reply = RedirectResponse("/", status_code=303)
        reply.set_cookie(
            COOKIE,
            sessions.start(key),
            max_age=int(LONGEST_S),
            httponly=True,
            samesite="strict",
            secure=_came_by_tls(request),
        )
        return reply

    @app.post("/logout", include_in_schema=False)
    async def signed_out(request: Request) -> Response:
        sessions.end(request.cookies.get(COOKIE, ""))
        reply = RedirectResponse("/", status_code=303)
        reply.delete_cookie(COOKIE)
        return reply


def _add_slack(app: FastAPI, slack: Callable[[bytes, dict[str, str]], tuple[int, str, dict[str, str]]]) -> None:
    @app.post("/slack/events", include_in_schema=False)
    async def events(request: Request) -> Response:
        status, body, headers = slack(await request.body(), dict(request.headers))
        return Response(body, status_code=status, headers=headers)
