"""One question on its way through the corridor: what is fixed when it starts, and what it gathers."""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from plainspoken.conversations import Question, Turn
from plainspoken.ledger import Conversation
from plainspoken.passages import Scope, ScoredPassage, only
from plainspoken.placeholders import Placeholders
from plainspoken.redacted import Redacted
from plainspoken.retrieve import Embed, Vector

STAGES = ("retrieve", "redact", "llm", "extract", "verify")
FOLLOW_UP_WORDS = 7  # a shorter question inside a conversation leans on the one before it


class Watch:
    """Milliseconds spent in each stage."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._asked: float | None = None
        self._spent: dict[str, float] = dict.fromkeys(STAGES, 0.0)

    @contextmanager
    def timing(self, stage: str) -> Iterator[None]:
        """Add the time of the block to ``stage``."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self._spent[stage] += time.perf_counter() - started

    def left(self, seconds: float) -> float:
        """Return what is left of ``seconds`` since a model was first asked; nothing below 0."""
        return seconds if self._asked is None else max(0.0, seconds - (time.perf_counter() - self._asked))

    def ask(self) -> None:
        """Note that a model is asked now, for this answer or for another one beside it."""
        self._asked = time.perf_counter() if self._asked is None else self._asked

    def milliseconds(self) -> dict[str, int]:
        """Return stage → whole milliseconds, ``total`` last."""
        spent = {stage: round(1000 * seconds) for stage, seconds in self._spent.items()}
        return spent | {"total": round(1000 * (time.perf_counter() - self._started))}


@dataclass(slots=True)
class Trip:
    """A question under way.

    Attributes:
        id: Of the answer to be.
        question: As asked.
        conversation: Key of its conversation, the caller's own.
        scope: What it may reach.
        snapshot: ``sha256:…`` of what the caller may see.
        issued: Placeholders of the conversation so far.
        talk: The conversation as it was read at the start; None for a new one.
        first: The turn in which an answer from the cache was given first; None where it is not from there.
        cache_key: Equal for questions that must get the same bytes.
        found: What retrieval brought, best first.
        lapsed: What would have answered, were it still in force.
        told: The (role, text) messages of the last model that was asked; empty where none was.
        told_to: Its name.
        sent: Entity type → distinct placeholders in what any model was sent, also one whose reply came to nothing.
        evaluated: Whether private fields could be looked for; what was not evaluated is not kept.
        watch: Time by stage.
        vector: Of the query; None while it was not worked out.
    """

    id: str
    question: Question
    conversation: str
    scope: Scope
    snapshot: str
    issued: Placeholders = field(default_factory=Placeholders)
    talk: Conversation | None = None
    first: Turn | None = None
    cache_key: str = ""
    found: tuple[ScoredPassage, ...] = ()
    lapsed: tuple[ScoredPassage, ...] = ()
    told: tuple[tuple[str, str], ...] = ()
    told_to: str = ""
    sent: Mapping[str, int] = field(default_factory=dict)
    evaluated: bool = True
    watch: Watch = field(default_factory=Watch)
    vector: Vector | None = None

    @property
    def corpora(self) -> frozenset[str] | None:
        """Return the corpora asked about; None for all."""
        return only(self.question.corpus)

    @property
    def query(self) -> str:
        """Return what is searched for: a short follow-up together with the question before it."""
        text, history = self.question.text, self.question.history
        if history and len(text.split()) < FOLLOW_UP_WORDS:
            return f"{history[-1].question} {text}"
        return text

    def once(self, embed: Embed) -> Embed:
        """Return ``embed`` for this trip's query: what has lapsed is looked for with the same vector."""

        def embedded(query: str) -> Vector:
            if self.vector is None:
                self.vector = embed(query)
            return self.vector

        return embedded

    def note(self, model: str, asked: Redacted) -> None:
        """Note what a model is sent, as it is sent; the next one is sent the same passages."""
        self.sent = {**self.sent, **asked.sent}
        self.told, self.told_to = asked.messages, model

    def fingerprint(self, *parts: str) -> bytes:
        """Return a digest of everything that decides the answer's bytes, ``parts`` included."""
        asked = self.question
        turns = [[turn.question, turn.answer] for turn in asked.history]
        decides = [asked.text, asked.principal.name, sorted(asked.principal.groups), asked.as_of.isoformat()]
        more = [asked.audience, asked.corpus, turns, self.issued.to_json().decode(), self.snapshot]
        return hashlib.sha256(json.dumps([*decides, *more, *parts]).encode()).digest()
