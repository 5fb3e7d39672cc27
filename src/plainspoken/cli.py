"""The command line: ``plainspoken COMMAND …``."""

import os
import sys
from collections.abc import Sequence
from typing import Annotated, TextIO

import typer

from plainspoken import __version__
from plainspoken.doors.terminal import answers, lines, privacy, reviewing, serving, trials, upkeep
from plainspoken.doors.terminal.desk import UNAVAILABLE

app = typer.Typer(
    name="plainspoken",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # half of the time that --help takes
    pretty_exceptions_enable=False,  # they would show the values of variables
    context_settings={"help_option_names": ["-h", "--help"]},
)
for room in (upkeep, answers, lines, trials, privacy, reviewing, serving):
    app.add_typer(room.app)


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        sys.stdout.write(f"plainspoken {__version__}\n")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Answers about machine-learning projects, every sentence tied to a verbatim quote."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 something failed, 2 wrong usage, 3 unavailable."""
    sys.stdout, sys.stderr = _open(sys.stdout), _open(sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a test's stream may have no such thing
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(args=None if arguments is None else list(arguments), prog_name="plainspoken")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except OSError as error:  # --help was written to a full disk, say; a command tells its own errors
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.stderr.write(f"plainspoken: {error.strerror}; nothing more was done\n")
        return UNAVAILABLE
    return 0


def _open(stream: TextIO | None) -> TextIO:
    """Return ``stream``, or nowhere: who closed it wants to read nothing, and no other file may take its number."""
    return stream if stream is not None else open(os.devnull, "w", encoding="utf-8")  # until the end


if __name__ == "__main__":
    sys.exit(main())
