"""Answers about machine-learning projects, every sentence tied to a verbatim quote."""

from plainspoken.telemetry import stay_home

__version__ = "0.1.0"

stay_home()
