"""Review: show people the cases of an evaluation one by one, and keep what they say with who and when.

What an expert says is kept in the ledger and never changed. A correction or a new question is a proposal; once somebody
approves it, it is a candidate case and goes out with ``export`` as a set that ``eval`` can read.
"""

from plainspoken.reviewer.cases import cases_of
from plainspoken.reviewer.proposals import Proposal, Words
from plainspoken.reviewer.reviews import REVIEWERS, VERDICTS, Reviews

__all__ = ["REVIEWERS", "VERDICTS", "Proposal", "Reviews", "Words", "cases_of"]
