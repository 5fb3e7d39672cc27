"""Runs the server until it is told to stop."""

import errno
import socket
from collections.abc import Callable

import uvicorn

from plainspoken.doors.http.guard import Guard
from plainspoken.errors import UnavailableError, UsageError

PATIENCE_S = 10  # for answers under way when the server stops
BACKLOG = 128


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; port 0 takes any free one.

    Raises:
        UnavailableError: Somebody else listens there already, or it may not be used.
        UsageError: There is no such address here.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except (OSError, UnicodeError) as error:
        raise UsageError(f"--host {host!r} is no address of this machine") from error
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            raise UnavailableError(
                f"port {port} on {host} is in use; nothing was started. Choose another: --port"
            ) from error
        if getattr(error, "errno", None) == errno.EACCES:
            raise UnavailableError(f"port {port} on {host} may not be used by you; nothing was started") from error
        raise UsageError(f"--host {host!r} --port {port} is no address of this machine") from error
    return listener


def run(app: Guard, listener: socket.socket, started: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; answers under way get a while to end.

    Args:
        app: What to serve.
        listener: Where.
        started: Called with the address once requests are taken.
    """
    config = uvicorn.Config(
        app,
        access_log=False,  # it would write down questions
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=PATIENCE_S,
    )
    host, port = listener.getsockname()[:2]
    server = _Server(config, lambda: started(f"http://{f'[{host}]' if ':' in host else host}:{port}/"))
    app.stopping = lambda: server.should_exit
    server.run(sockets=[listener])


class _Server(uvicorn.Server):
    """A server that says when it has started: by then it hears signals too."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets=sockets)
        self._tell()
