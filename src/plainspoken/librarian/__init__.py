"""Keep the documents: parse, stage, index, publish, remove, rebuild, rescan, forget.

The ledger is written first and last, the index in between; a kill at any point leaves the old
editions serving, and the next round ends where an undisturbed one would have.
"""

from plainspoken.librarian.expiring import Terms, expire, tend
from plainspoken.librarian.forgetting import finish, forget, lift
from plainspoken.librarian.indexing import Engines, rebuild, remove, rescan, retrieval_text
from plainspoken.librarian.keeping import keep
from plainspoken.librarian.report import Corpus, Finding, Forgetting, Report

__all__ = [
    "Corpus",
    "Engines",
    "Finding",
    "Forgetting",
    "Report",
    "Terms",
    "expire",
    "finish",
    "forget",
    "keep",
    "lift",
    "rebuild",
    "remove",
    "rescan",
    "retrieval_text",
    "tend",
]
