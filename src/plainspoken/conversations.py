"""Questions, and the conversation they stand in."""

from dataclasses import dataclass, field
from datetime import date

from plainspoken.access import Principal

AUDIENCES = ("sponsor", "product", "engineer")


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange, as the person saw it.

    Attributes:
        question: What was asked.
        answer: What was answered.
        level: Of the most confidential document that it was answered from, as it was then; empty where nobody knows.
        corpora: Names of the corpora of what it was answered from; empty where nobody knows.
    """

    question: str
    answer: str
    level: str = ""
    corpora: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks, and in which right.

    Attributes:
        text: The question as typed.
        as_of: The day asked about.
        principal: Who asks.
        audience: sponsor, product or engineer: the words change, the facts do not.
        corpus: Only this corpus; None for all.
        conversation: Id of the conversation it belongs to; None starts a new one.
        history: Earlier turns, oldest first.
        candidates: How many alternative answers to offer beside the first.
    """

    text: str
    as_of: date
    principal: Principal = Principal()
    audience: str = "sponsor"
    corpus: str | None = None
    conversation: str | None = None
    history: tuple[Turn, ...] = field(default_factory=tuple)
    candidates: int = 0
