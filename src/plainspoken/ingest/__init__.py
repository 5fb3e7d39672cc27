"""Read files of every supported kind into documents with verbatim passages."""

from plainspoken.ingest.counting import WINDOW, open_counter
from plainspoken.ingest.declared import FOLDER_FILE
from plainspoken.ingest.discovery import Discovery, Found, Refused, Skipped, discover
from plainspoken.ingest.duplicates import Duplicates
from plainspoken.ingest.kinds import SUFFIXES
from plainspoken.ingest.limits import Limits
from plainspoken.ingest.parsing import idle_globs, parse
from plainspoken.ingest.sentences import part

EXTRACTION = 6
"""Version of the reading logic, part of an edition's identity: raise it when text, passages or metadata change."""

__all__ = [
    "EXTRACTION",
    "FOLDER_FILE",
    "SUFFIXES",
    "WINDOW",
    "Discovery",
    "Duplicates",
    "Found",
    "Limits",
    "Refused",
    "Skipped",
    "discover",
    "idle_globs",
    "open_counter",
    "parse",
    "part",
]
