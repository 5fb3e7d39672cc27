"""The command line: ``plainspoken COMMAND …``."""

import sys
from collections.abc import Sequence

import typer

from plainspoken.doors.terminal import answers, lines, privacy, reviewing, serving, trials, upkeep

app = typer.Typer(
    name="plainspoken",
    help="Answers about machine-learning projects, every sentence tied to a verbatim quote.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # half of the time that --help takes
    pretty_exceptions_enable=False,  # they would show the values of variables
    context_settings={"help_option_names": ["-h", "--help"]},
)
for room in (upkeep, answers, lines, trials, privacy, reviewing, serving):
    app.add_typer(room.app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 something failed, 2 wrong usage, 3 unavailable."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a test's stream may have no such thing
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(args=None if arguments is None else list(arguments), prog_name="plainspoken")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
