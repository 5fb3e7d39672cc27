"""What a door needs of the assistant, and what it may let through."""

import re
import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Protocol

from plainspoken.access import Principal
from plainspoken.answers import Answer
from plainspoken.conversations import AUDIENCES, Question
from plainspoken.errors import UsageError
from plainspoken.passages import Edition, ScoredPassage

LONGEST_QUESTION = 8_000  # characters; about what the longest prompt leaves room for
MOST_CANDIDATES = 5
MOST_RESULTS = 100
LONGEST_CORPUS = 100  # characters of a corpus's name


class View(Protocol):
    """A document as one caller may see it."""

    @property
    def edition(self) -> Edition:
        """Return which edition it is."""

    @property
    def text(self) -> str:
        """Return what the offsets of citations index."""


class Asked(Protocol):
    """The assistant, as the doors know it."""

    def ask(self, question: Question) -> Answer:
        """Return the answer."""

    def stream(self, question: Question) -> Iterator[str | Answer]:
        """Yield verified sentences, then the answer."""

    def search(
        self, query: str, *, principal: Principal, as_of: date, corpus: str | None, limit: int
    ) -> Sequence[ScoredPassage]:
        """Return the passages that rank best."""

    def answer(self, answer_id: str, principal: Principal) -> Answer:
        """Return an answer given earlier."""

    def saw(self, answer_id: str, principal: Principal) -> tuple[tuple[str, str], ...]:
        """Return what a model was sent for an answer, or would have been."""

    def told_to(self, answer_id: str, principal: Principal) -> str:
        """Return the name of the model that was sent that; empty where none was."""

    def given(self, answer_id: str, principal: Principal) -> Sequence[ScoredPassage]:
        """Return the passages that an answer was made from."""

    def document(self, document_id: str, principal: Principal, version: str | None = None) -> View:
        """Return a document as the caller may see it."""

    def documents(self, principal: Principal, corpus: str | None = None) -> tuple[Edition, ...]:
        """Return what there is for the caller."""

    def feedback(
        self,
        answer_id: str,
        principal: Principal,
        *,
        rating: str,
        reason: str | None = None,
        text: str | None = None,
        correction: str | None = None,
    ) -> None:
        """Keep what somebody thinks of an answer."""

    def check_index(self) -> None:
        """Raise UnavailableError where every question would be refused."""

    def size(self) -> int:
        """Return how many passages the index holds."""

    def close(self) -> None:
        """Close whatever is open."""


def today() -> date:
    """Return today in UTC: the day asked about unless another is named."""
    return datetime.now(UTC).date()


def new_conversation() -> str:
    """Return the id of a conversation that begins now."""
    return f"conv_{secrets.token_hex(8)}"


def day(text: str | None, name: str = "as_of") -> date:
    """Return the day that ``text`` names as YYYY-MM-DD; today when it names none.

    Args:
        text: As given.
        name: What a message calls it; only a door that may repeat the value puts it here.

    Raises:
        UsageError: It is no such day.
    """
    if text is None or not text.strip():
        return today()
    problem = f"{name} is no day; allowed: YYYY-MM-DD, e.g. {today().isoformat()}"
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):  # Python would take week dates too
        raise UsageError(problem)
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(problem) from error


def corpus_of(name: str | None, told: str = "corpus") -> str | None:
    """Return the name of a corpus as given; None where none is named, for all of them.

    Args:
        name: As given.
        told: What a message calls it; only a door that may repeat the value puts it here.

    Raises:
        UsageError: No corpus can have that name; the empty one would else pass for all.
    """
    if name is not None and (not name.strip() or len(name) > LONGEST_CORPUS or not name.isprintable()):
        raise UsageError(f"{told} is no name; allowed: up to {LONGEST_CORPUS} printable characters")
    return name


def checked(question: Question, audience: str = "audience", corpus: str = "corpus") -> Question:
    """Return ``question`` if it can be asked.

    Args:
        question: Which.
        audience: What a message calls its audience; only a door that may repeat the value puts it here.
        corpus: The same for its corpus.

    Raises:
        UsageError: It is empty, too long, or asks for what is not offered.
    """
    if not question.text.strip():
        raise UsageError("the question is empty")
    if len(question.text) > LONGEST_QUESTION:
        raise UsageError(f"the question is longer than {LONGEST_QUESTION} characters")
    if not question.text.isprintable() and any("\ud800" <= c <= "\udfff" or c == "\0" for c in question.text):
        raise UsageError("the question holds characters that are no text")
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in question.conversation or ""):
        raise UsageError("the conversation's id holds control characters")
    corpus_of(question.corpus, corpus)
    if question.audience not in AUDIENCES:
        raise UsageError(f"{audience} is none that an answer can be for; allowed: {', '.join(AUDIENCES)}")
    if not 0 <= question.candidates <= MOST_CANDIDATES:
        raise UsageError(f"candidates must be from 0 to {MOST_CANDIDATES}")
    return question
