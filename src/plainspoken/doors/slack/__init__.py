"""Slack: a mention or a direct message is answered in its thread."""

from plainspoken.doors.slack.adapter import Answers, join, over_http

__all__ = ["Answers", "join", "over_http"]
