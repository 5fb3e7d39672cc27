"""Signing in on the page: a key is shown once, and for a working day a cookie stands for it."""

import html
import secrets
import threading
import time

from starlette.responses import HTMLResponse, RedirectResponse, Response

from plainspoken.access import Directory, Principal
from plainspoken.settings import key_digest

COOKIE = "plainspoken"
LONGEST_S = 12 * 3600.0  # a working day
MOST = 10_000  # sessions kept; the oldest is forgotten first
FORM = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>plainspoken</title><style>
:root{{color-scheme:light dark}}
body{{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:14vh auto;padding:0 1rem}}
input,button{{font:inherit;padding:.6rem .8rem;border-radius:.5rem;border:1px solid #8888;width:100%}}
*{{box-sizing:border-box}}
button{{margin-top:.8rem;background:#0f766e;color:#fff;border:0;cursor:pointer}}p{{opacity:.8}}.wrong{{color:#dc2626}}
</style><h1>plainspoken</h1><p>Please sign in with the access key that whoever runs this server gave you.
No key? Ask them.</p>{wrong}<form method="post" action="/login"><label>Key
<input name="key" type="password" autocomplete="current-password" required autofocus></label>
<button>Sign in</button></form></html>"""


class Sessions:
    """Who has signed in: cookie → digest of the key, so that a revoked key ends its sessions at once."""

    def __init__(self) -> None:
        self._digests: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def start(self, key: str) -> str:
        """Return the cookie that stands for ``key`` from now on."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._digests[token] = key_digest(key), time.monotonic() + LONGEST_S
            while len(self._digests) > MOST:
                del self._digests[next(iter(self._digests))]
        return token

    def principal(self, token: str, directory: Directory) -> Principal | None:
        """Return who signed in with this cookie, if the key behind it is still somebody's."""
        with self._lock:
            digest, until = self._digests.get(token, ("", 0.0))
        name = directory.keys.get(digest) if time.monotonic() < until else None
        return None if name is None else directory.named(name)

    def end(self, token: str) -> None:
        """Forget a cookie."""
        with self._lock:
            self._digests.pop(token, None)

    def to_login(self) -> Response:
        """Return the way to the form."""
        return RedirectResponse("/login", status_code=303)


def form(message: str = "") -> Response:
    """Return the form, with what went wrong before."""
    wrong = f'<p class="wrong" role="alert">{html.escape(message)}</p>' if message else ""
    return HTMLResponse(FORM.format(wrong=wrong), status_code=401 if message else 200)
