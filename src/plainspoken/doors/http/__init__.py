"""HTTP: the JSON API, the API that OpenAI clients speak, health, metrics, and the page."""

from plainspoken.doors.http.application import create
from plainspoken.doors.http.running import bound, run

__all__ = ["bound", "create", "run"]
