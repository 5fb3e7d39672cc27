"""Every error that a user of plainspoken can meet.

    PlainspokenError
    ├── UsageError                 wrong call (exit 2)
    │   └── SettingsError          an unknown key or a bad value
    ├── UnavailableError           try again later, or start what is missing (exit 3)
    │   ├── LockedError            another process holds what is needed
    │   │   └── ContinuedError     a conversation went on elsewhere meanwhile
    │   ├── ClosedError            the index was let go of while it was asked
    │   ├── FullError              too many questions at once
    │   └── UnfitIndexError        the index is not the ledger's: ingest again
    ├── DocumentError              one document was refused; the rest go on
    ├── NotFoundError              no such answer or document, or not for this caller
    ├── WeightsError               a weight file is missing or is not the pinned one
    ├── RedactionError             privacy was not evaluated: nothing was sent
    ├── ModelError                 the language model refused, failed or ran out of time
    └── LedgerError                the ledger cannot be read or written

A message names the thing with ``!r`` and says what was *not* done. It never
repeats a prompt, a passage or a key.
"""


class PlainspokenError(Exception):
    """Any failure that plainspoken names itself."""


class UsageError(PlainspokenError):
    """The call was wrong: an unknown flag value, a malformed date, a bad input line."""


class SettingsError(UsageError):
    """A setting is unknown or has a value that is not allowed."""


class UnavailableError(PlainspokenError):
    """Something needed is not reachable now."""


class LockedError(UnavailableError):
    """Another process holds the index or writes to the same home."""


class ContinuedError(LockedError):
    """A conversation was continued elsewhere since it was read."""


class ClosedError(UnavailableError):
    """This index was let go of; whoever needs it opens it anew."""


class FullError(UnavailableError):
    """Too many questions are answered now, and as many wait."""


class UnfitIndexError(UnavailableError):
    """The index cannot be read, or does not hold what the ledger says: waiting does not help, ingesting again does."""


class DocumentError(PlainspokenError):
    """One document was refused; its old version keeps serving."""


class NotFoundError(PlainspokenError):
    """No such thing, or none that this caller may see: the two read the same."""


class WeightsError(PlainspokenError):
    """A weight file is missing or does not have the pinned SHA-256."""


class RedactionError(PlainspokenError):
    """Private fields could not be evaluated, so nothing was sent to a model."""


class ModelError(PlainspokenError):
    """The language model gave no usable reply."""


class LedgerError(PlainspokenError):
    """The ledger cannot be read or written; nothing was changed."""
