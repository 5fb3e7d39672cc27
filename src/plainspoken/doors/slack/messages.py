"""What somebody wrote in Slack, as a question."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

SPOKEN = (None, "file_share", "thread_broadcast")  # subtypes of a message that a person wrote just now
DIRECT = "im"


@dataclass(frozen=True, slots=True)
class Said:
    """One message that wants an answer.

    Attributes:
        team, channel, ts: Together they name the message.
        thread: Where the answer belongs.
        member: Who wrote it.
        text: What they ask.
    """

    team: str
    channel: str
    ts: str
    thread: str
    member: str
    text: str


def said(body: Mapping[str, object]) -> Said | None:
    """Return what a person asks in an event; None for bots, edits, and what is not meant for us."""
    event = body.get("event")
    if not isinstance(event, dict):
        return None
    is_ours = event.get("type") == "app_mention" or event.get("channel_type") == DIRECT
    if not is_ours or event.get("bot_id") or event.get("subtype") not in SPOKEN:
        return None
    us = _bot(body)
    names = [event.get(name) for name in ("channel", "ts", "user")]
    channel, ts, member = (name if isinstance(name, str) else "" for name in names)
    text = plain(str(event.get("text") or ""), us)
    if not (channel and ts and member and text) or member == us:
        return None
    team = str(body.get("team_id") or event.get("team") or "")
    return Said(team, channel, ts, str(event.get("thread_ts") or ts), member, text)


def plain(text: str, us: str) -> str:
    """Return Slack's markup as plain words, without the mention of ourselves (``us``)."""
    text = re.sub(rf"<@{re.escape(us)}(\|[^>]*)?>" if us else r"^\s*<@[A-Z0-9]+(\|[^>]*)?>", " ", text)
    text = re.sub(r"<[^|>]*\|([^>]*)>", r"\1", text)
    text = re.sub(r"<([^>]*)>", r"\1", text)
    return html.unescape(text).strip()


def _bot(body: Mapping[str, object]) -> str:
    """Return our own member id, where the event names it."""
    found = body.get("authorizations")
    first = found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else {}
    return str(first.get("user_id") or "")
