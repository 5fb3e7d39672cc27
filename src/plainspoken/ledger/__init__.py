"""The ledger: the one truth about documents, conversations and answers; the index is a cache of it.

A document's new edition is *staged*, indexed, then *published* in one transaction; readers see the
old one until then. What is in force, for whom, is computed when a question is asked and never stored.
"""

from plainspoken.ledger.book import Ledger
from plainspoken.ledger.erasure import Place
from plainspoken.ledger.holdings import Holding
from plainspoken.ledger.index_notes import FILLED, INDEX, UNFILLED, Indexed, index_name
from plainspoken.ledger.records import Conversation, Egress, Feedback, Run
from plainspoken.ledger.reviews import Examined, Review
from plainspoken.ledger.standing import DocumentText, Known, Reading, reading_of
from plainspoken.ledger.succession import Claim, folded, links_of, names_of

__all__ = [
    "FILLED",
    "INDEX",
    "UNFILLED",
    "Claim",
    "Conversation",
    "DocumentText",
    "Egress",
    "Examined",
    "Feedback",
    "Holding",
    "Indexed",
    "Known",
    "Ledger",
    "Place",
    "Reading",
    "Review",
    "Run",
    "folded",
    "index_name",
    "links_of",
    "names_of",
    "reading_of",
]
