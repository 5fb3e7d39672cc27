"""Whether a request is from Slack."""

import hashlib
import hmac
import re
from collections.abc import Mapping

OLDEST_S = 300  # Slack's own advice: what is older may be a recording


def is_from_slack(body: bytes, headers: Mapping[str, str], *, secret: str, now: float) -> bool:
    """Return whether Slack signed ``body`` just now. Whatever is odd about it makes it foreign, never an error.

    Args:
        body: As received.
        headers: Names in lower case.
        secret: The app's signing secret.
        now: Seconds since 1970.
    """
    timestamp = headers.get("x-slack-request-timestamp", "")
    shown = headers.get("x-slack-signature", "")
    if not re.fullmatch(r"[0-9]{1,12}", timestamp) or abs(now - int(timestamp)) > OLDEST_S:
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    base = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), shown.encode("utf-8", "surrogatepass"))
