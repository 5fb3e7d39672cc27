"""Runs the server until it is told to stop."""

import errno
import socket
from collections.abc import Callable

import uvicorn

from plainspoken.doors.http.guard import Guard
from plainspoken.errors import PlainspokenError, UnavailableError, UsageError

PATIENCE_S = 10  # for answers under way when the server stops
BACKLOG = 128
LACKING = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)  # an address of a name that this machine does not have


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; port 0 takes any free one.

    A name may stand for several addresses, of which this machine need not have each, as where IPv6 is switched off:
    the first that it has is taken, IPv4 before IPv6.

    Raises:
        UnavailableError: Somebody else listens there already, or it may not be used.
        UsageError: There is no such address here.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UsageError(f"--host {host!r} is no address of this machine") from error
    refusal: OSError | None = None
    for family, _, _, _, (address, *_) in sorted(found, key=lambda each: each[0] != socket.AF_INET):
        try:
            return _listening(family, str(address), port)
        except OverflowError as error:
            raise UsageError(f"--port {port} is no port; nothing was started") from error
        except OSError as error:
            refusal = refusal or error
            if error.errno not in LACKING:
                break
    raise _refused(host, port, refusal) from refusal


def _listening(family: int, address: str, port: int) -> socket.socket:
    """Return a socket that listens at one address."""
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(BACKLOG)
    except (OSError, OverflowError):
        listener.close()
        raise
    return listener


def _refused(host: str, port: int, error: OSError | None) -> PlainspokenError:
    """Return what is told where nothing can be listened on."""
    number = error.errno if error else None
    if number == errno.EADDRINUSE:
        return UnavailableError(f"port {port} on {host} is in use; nothing was started. Choose another: --port")
    if number == errno.EACCES:
        return UnavailableError(f"port {port} on {host} may not be used by you; nothing was started")
    return UsageError(f"--host {host!r} --port {port} is no address of this machine")


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
