"""What a person is told where something failed, on the page and in Slack, and what the log is told beside it."""

import logging

from plainspoken.errors import PlainspokenError, SettingsError, UnfitIndexError, UsageError, WeightsError

AGAIN = "This could not be answered now. Please ask again in a while."
KEEPER = "The server needs its keeper: please tell whoever runs it."
LASTING = (SettingsError, WeightsError, UnfitIndexError)
"""What no waiting mends."""


def apology(error: Exception, log: logging.Logger) -> str:
    """Return what a person is told of an error: their own mistake, or only whether it helps to ask again."""
    if isinstance(error, UsageError) and not isinstance(error, SettingsError):
        return f"{str(error)[:1].upper()}{str(error)[1:]}."
    log.log(logging.WARNING if isinstance(error, PlainspokenError) else logging.ERROR, "%s", noted(error))
    return KEEPER if isinstance(error, LASTING) else AGAIN


def noted(error: Exception) -> str:
    """Return an error as the log may hold it: of one of ours its kind in words, never what this one says.

    A message of ours can end in what a database or an index said, and that may be a document's words.
    """
    name = type(error).__name__
    return f"{name}: {type(error).__doc__}" if isinstance(error, PlainspokenError) else name
