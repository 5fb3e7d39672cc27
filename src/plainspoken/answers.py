"""An answer: claims, each tied to the words that prove it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from plainspoken.conversations import Turn

Status = Literal["answered", "abstained"]
AnswerPath = Literal["llm", "extractive", "cache"]
Verdict = Literal["supported", "contradicted", "unproven"]
Removal = Literal["contradicted", "unproven", "no_citation", "bad_citation", "unsafe"]
Reason = Literal["no_evidence", "superseded_only", "conflicting", "not_predictable", "unsafe"]
CANDIDATE = re.compile(r"(ans_[0-9a-z]+)_([1-9][0-9]{0,2})")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence that an answerer proposes, before anybody has checked it. All text redacted.

    Attributes:
        text: The sentence without its markers.
        cites: Numbers of the passages it names, from 1, in order.
        quotes: (n, start, end) stretches of the redacted passage ``n`` that it rests on, where the
            answerer knows them (an extractive one always does); else empty and ``verify`` looks for them.
    """

    text: str
    cites: tuple[int, ...] = ()
    quotes: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What ``verify`` found about one claim.

    Attributes:
        verdict: supported, contradicted or unproven.
        score: How well supported, 0 to 1.
        reasons: Names of the vetoes and evidence, e.g. ``number 0.83 not in quote``; redacted.
        quotes: (n, start, end) stretches of the redacted passages that carry the claim.
    """

    verdict: Verdict
    score: float
    reasons: tuple[str, ...] = ()
    quotes: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Verbatim words of one version of one document: ``quote == text[start:end]``.

    Attributes follow the public answer format (docs/reference/answer.md).
    """

    n: int
    document: str
    document_id: str
    version: str
    title: str
    section: str
    page: int | None
    quote: str
    start: int
    end: int
    owner: str | None
    valid_from: date | None
    valid_to: date | None
    dates_inferred: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable sentence that was shown, with the numbers of its citations."""

    text: str
    citations: tuple[int, ...]
    verdict: Verdict
    score: float


@dataclass(frozen=True, slots=True)
class Removed:
    """A sentence that was proposed and not shown, redacted and inert, and why."""

    text: str
    why: Removal


@dataclass(frozen=True, slots=True)
class Abstention:
    """Why there is no answer, what is missing, and whom to ask."""

    reason: Reason
    missing: str
    closest: tuple[Citation, ...] = ()
    ask: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of a document: its path, and the words as they read."""

    document: str
    text: str


@dataclass(frozen=True, slots=True)
class Considered:
    """What an extract is made from, restored for the person who asks.

    Attributes:
        found: The passages, best first.
        read: The stretches in what was read closely.
        ranked: The best stretches, best first: nothing else can be told.
    """

    found: tuple[Stretch, ...]
    read: tuple[Stretch, ...]
    ranked: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Passport:
    """Everything needed to answer again, and to see why an answer reads as it does.

    Attributes:
        snapshot: ``sha256:…`` over the documents that the caller may see.
        model: Name of the language model, or ``extractive``.
        prompt, settings: ``sha256:…`` of the template and of the settings that shape an answer.
        code: Version of plainspoken.
        seed: As sent to the model.
        passages: Ids of the passages that were found, best first, and after them of those no longer in force that were
            read as well. The extract reads all that was found, a model the first of it.
        timings_ms: Stage → milliseconds.
        ladder: What was tried, in order, e.g. ``llm: timed out after 20.0 s``, ``extractive``.
    """

    snapshot: str
    model: str
    prompt: str
    code: str
    settings: str
    seed: int
    passages: tuple[str, ...] = ()
    timings_ms: Mapping[str, int] = field(default_factory=dict)
    ladder: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person gets, restored for them; the ledger keeps its redacted twin.

    Attributes:
        id: ``ans_…``.
        question: As asked.
        status: answered or abstained.
        path: llm, extractive or cache.
        text: The claims' texts with their markers, in order; or the one plain sentence of an abstention.
        audience: sponsor, product or engineer.
        as_of: The day asked about.
        claims: Supported claims only.
        citations: Numbered from 1 in order of first use.
        abstention: None when answered.
        removed: What was proposed and not shown.
        sent: Entity type → distinct placeholders in what a model saw.
        restored: Entity type → distinct placeholders restored for this viewer.
        notice: What was and was not verified, in one or two plain sentences.
        candidates: Alternative answers, when asked for.
        passport: How it came about.
        conversation: Id of the conversation it belongs to.
    """

    id: str
    question: str
    status: Status
    path: AnswerPath
    text: str
    audience: str
    as_of: date
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    abstention: Abstention | None
    removed: tuple[Removed, ...]
    sent: Mapping[str, int]
    restored: Mapping[str, int]
    notice: str
    passport: Passport
    candidates: tuple["Answer", ...] = ()
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as the ledger keeps it, with what it takes to show and replay it.

    Attributes:
        answer: The redacted twin: placeholders instead of private values, in every text.
        principal: Name of the principal who asked.
        cache_key: Equal for two questions that must get the same answer.
        messages: (role, text) pairs as a model was sent them, or would have been, redacted.
        asked: When, in UTC.
        corpus: The one corpus that was asked; None for all.
        history: Earlier turns it was asked with, redacted, oldest first.
        candidates: How many alternative answers were asked for.
        told_to: Name of the model that was sent ``messages``; empty where none was.
    """

    answer: Answer
    principal: str
    cache_key: str
    messages: tuple[tuple[str, str], ...]
    asked: datetime
    corpus: str | None = None
    history: tuple[Turn, ...] = ()
    candidates: int = 0
    told_to: str = ""


def whole_of(answer_id: str) -> tuple[str, int]:
    """Return the id of the answer that a candidate stands beside, and its number there; 0 for an answer of its own."""
    match = CANDIDATE.fullmatch(answer_id)
    return (match.group(1), int(match.group(2))) if match else (answer_id, 0)
