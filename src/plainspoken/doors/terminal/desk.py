"""Where a command works: its settings, the assistant, what it prints, and how it ends."""

import json
import os
import sys
import traceback
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import typer

from plainspoken.access import Principal
from plainspoken.errors import (
    LedgerError,
    PlainspokenError,
    UnavailableError,
    UsageError,
    WeightsError,
)
from plainspoken.present import inert, one_line
from plainspoken.settings import Settings, load, read_access

if TYPE_CHECKING:
    from plainspoken.assistant import Assistant
    from plainspoken.wiring import Engines

DONE, FAILED, WRONG, UNAVAILABLE, STOPPED = 0, 1, 2, 3, 130
CODES: tuple[tuple[type[PlainspokenError], int], ...] = (
    (UsageError, WRONG),
    (UnavailableError, UNAVAILABLE),
    (WeightsError, UNAVAILABLE),
    (LedgerError, UNAVAILABLE),
)


class Desk:
    """What one command needs, closed when the command ends; its errors become messages and exit codes.

    Args:
        config: The settings file that was named, if any.
        debug: Whether to show where something failed.
    """

    def __init__(self, config: Path | None, *, debug: bool) -> None:
        self._config = config
        self._debug = debug
        self._code = DONE

    def __enter__(self) -> Self:
        """Read the settings: a wrong one is told by every command, before anything is done."""
        try:
            _ = self.settings
        except Exception as error:  # noqa: BLE001  a door: whatever is wrong with a settings file, no traceback
            raise typer.Exit(self._told(error)) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close what is open, say what failed, and end with the right exit code."""
        try:
            self._close()
            sys.stdout.flush()
        except BrokenPipeError:
            error = error or BrokenPipeError()
        if isinstance(error, typer.Exit) or type(error).__module__.startswith(("typer", "click")):
            return
        code = self._code if error is None else self._told(error)
        if code or error is not None:
            raise typer.Exit(code) from None

    @cached_property
    def settings(self) -> Settings:
        """Return the settings in force."""
        return load(self._config)

    @cached_property
    def engines(self) -> "Engines":
        """Return the engines, none of them open yet."""
        from plainspoken.wiring import Engines  # --help needs none of it

        settings = self.settings
        return Engines(settings)

    @cached_property
    def assistant(self) -> "Assistant":
        """Return the assistant."""
        from plainspoken.assistant import Assistant  # --help needs none of it

        return Assistant(self.engines)

    def principal(self, name: str | None) -> Principal:
        """Return in whose right to work; an unknown name is anonymous."""
        return read_access(self.settings.access.file).named(name)

    def say(self, text: str) -> None:
        """Print text for a person."""
        sys.stdout.write(text + "\n")

    def tell(self, text: str) -> None:
        """Print a remark beside the result."""
        sys.stderr.write(text + "\n")

    def give(self, content: Mapping[str, object]) -> None:
        """Print one JSON object on one line."""
        text = json.dumps(content, ensure_ascii=False, default=_plain, allow_nan=False)
        sys.stdout.write(one_line(text) + "\n")
        sys.stdout.flush()

    def words(self, error: Exception) -> str:
        """Return what stands in the place of a result that failed; where it did is told beside to whoever debugs."""
        if self._debug:
            self.tell(_where(error))
        return str(error) if isinstance(error, PlainspokenError) else f"failed unexpectedly ({type(error).__name__})"

    def failed(self) -> None:
        """Remember that something was refused or failed: the exit code will say so."""
        self._code = FAILED

    def _close(self) -> None:
        if "engines" in self.__dict__:
            self.engines.close()

    def _told(self, error: BaseException) -> int:
        """Print what failed, and return the exit code that says so."""
        if isinstance(error, KeyboardInterrupt):
            self.tell("Stopped.")
            return STOPPED
        if isinstance(error, BrokenPipeError):  # whoever read our output has read enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return self._code
        if self._debug:
            self.tell(_where(error))
        if isinstance(error, PlainspokenError):
            self.tell(f"plainspoken: {inert(str(error))}")
            return next((code for kind, code in CODES if isinstance(error, kind)), FAILED)
        if isinstance(error, OSError) and error.strerror:
            place = f": {error.filename!r}" if error.filename else ""
            self.tell(f"plainspoken: {error.strerror}{place}; nothing more was done")
            return UNAVAILABLE
        hint = "" if self._debug else "; --debug shows where"
        self.tell(f"plainspoken: failed unexpectedly ({type(error).__name__}){hint}")
        return FAILED


def _where(error: BaseException) -> str:
    """Return the way to an error without the values on it; foreign messages may hold private text, so they stay out."""
    lines: list[str] = []
    link: BaseException | None = error
    while link is not None:
        frames = "".join(traceback.format_tb(link.__traceback__))
        words = str(link) if isinstance(link, PlainspokenError) else "(message withheld: it may hold private text)"
        lines.append(f"{frames}{type(link).__name__}: {inert(words)}")
        link = link.__cause__ or link.__context__
    return "\n\nthe above came from:\n\n".join(lines)


def _plain(value: object) -> object:
    """Return what JSON can hold of a value that it does not know."""
    if isinstance(value, Iterable):
        return list(value)
    return str(value)
