"""The web page's entry: settings → assistant → launch. ``python app.py`` is ``plainspoken serve`` without flags."""

import sys

import typer

from plainspoken.doors.launch import launch
from plainspoken.doors.terminal.desk import Desk

HOST, PORT = "127.0.0.1", 7860


def main() -> int:
    """Serve until stopped, and return the exit code."""
    try:
        with Desk(None, debug="--debug" in sys.argv) as desk:
            launch(desk.engines, desk.settings, host=HOST, port=PORT, started=desk.tell)
    except typer.Exit as end:
        return end.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
