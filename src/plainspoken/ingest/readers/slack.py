"""Slack exports: one file a channel and day, one entry a message."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from plainspoken.ingest.blocks import Block, Extracted, Field, Rendering, Secret

DAY_FILE = re.compile(r"^\d{4}-\d{2}-\d{2}\.json$")
MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
LINK = re.compile(r"<((?:https?|mailto):[^>|]+)(?:\|([^>]*))?>")
CHANNEL = re.compile(r"<#[A-Z0-9]+\|([^>]*)>")
COMINGS_AND_GOINGS = frozenset(
    {"channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "bot_add"}
)


def is_day(messages: object) -> bool:
    """Return whether this JSON is a day of a channel."""
    return (
        isinstance(messages, list)
        and bool(messages)
        and all(isinstance(one, dict) and "ts" in one and "type" in one for one in messages)
    )


def names_of(users: object) -> dict[str, str]:
    """Return id → display name from ``users.json``."""
    if not isinstance(users, list):
        return {}
    return {str(user["id"]): _name(user) for user in users if isinstance(user, dict) and "id" in user}


def _name(user: Mapping[str, Any]) -> str:
    profile = user.get("profile") if isinstance(user.get("profile"), dict) else {}
    for place in (profile, user):
        for key in ("real_name", "display_name", "name"):
            if isinstance(place, dict) and isinstance(place.get(key), str) and place[key].strip():
                return str(place[key]).strip()
    return str(user.get("id", "someone"))


def read(messages: list[dict[str, Any]], names: Mapping[str, str], channel: str, secret: Secret) -> Extracted:
    """Return the messages, each ``YYYY-MM-DD HH:MM Name: words``."""
    out = Rendering(secret)
    out.heading(1, f"#{channel}")
    for message in sorted(messages, key=lambda one: str(one["ts"])):
        words = _words(str(message.get("text") or ""), names)
        if not words or message.get("subtype") in COMINGS_AND_GOINGS:
            continue
        start = out.put(_when(str(message["ts"])) + " ")
        who = out.put(_who(message, names))
        said = out.put(": ") + 2
        out.put(words)
        end = out.length
        out.put("\n\n")
        if secret("user") or secret("author") or secret("name"):
            out.fields.append(Field("author", who, said - 2))
        if secret("text") or secret("message"):
            out.fields.append(Field("text", said, end))
        out.blocks.append(Block(start, end, "feedback", out.section))
    return out.done("feedback")


def _when(stamp: str) -> str:
    try:
        moment = datetime.datetime.fromtimestamp(float(stamp), tz=datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return stamp
    return moment.strftime("%Y-%m-%d %H:%M")


def _who(message: Mapping[str, Any], names: Mapping[str, str]) -> str:
    profile = message.get("user_profile")
    user = str(message.get("user") or message.get("username") or message.get("bot_id") or "someone")
    if user in names:
        return names[user]
    return _name({"id": user, "profile": profile}) if isinstance(profile, dict) else user


def _words(text: str, names: Mapping[str, str]) -> str:
    text = MENTION.sub(lambda match: "@" + names.get(match.group(1), match.group(1)), text)
    text = LINK.sub(lambda match: match.group(2) or match.group(1), text)
    text = CHANNEL.sub(lambda match: "#" + match.group(1), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()
