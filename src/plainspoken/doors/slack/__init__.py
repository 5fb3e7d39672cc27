"""Slack: a mention or a direct message is answered in its thread."""

from plainspoken.doors.slack.adapter import Answers, OverHttp, join

__all__ = ["Answers", "OverHttp", "join"]
