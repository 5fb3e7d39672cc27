"""Climbs the ladder: the model, then its fallback, then the extract; the last rung always answers honestly."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from plainspoken.answer import Read, answer
from plainspoken.answers import Abstention, AnswerPath, Judgement, Removal, Removed, Sentence
from plainspoken.cite import Judged
from plainspoken.errors import ModelError, PlainspokenError, RedactionError
from plainspoken.redacted import Redacted
from plainspoken.shifting import Returned
from plainspoken.trip import Watch
from plainspoken.verify import SHORT_ANSWER, WORD_FOR_WORD, verify


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to answer.

    Attributes:
        path: As an answer names it: ``llm`` or ``extractive``.
        model: As the passport names it.
        complete: Reads the model's reply piece by piece; None extracts without a model.
    """

    path: AnswerPath
    model: str
    complete: Callable[[Redacted], Iterator[str]] | None = None


@dataclass(slots=True)
class Attempt:
    """What one rung came to.

    Attributes:
        rung: Which one.
        asked: What it was asked; None when privacy could not be evaluated.
        judged: Sentences found supported, in order.
        removed: Sentences proposed and not shown, those of earlier rungs included.
        abstention: What the answerer said is missing, if it declined.
        broken: Why the rung ended early, else empty.
        unjudged: Why verification failed at a sentence, each reason once.
        tried: What was tried before and now, for the passport.
    """

    rung: Rung
    asked: Redacted | None = None
    judged: list[Judged] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    abstention: Abstention | None = None
    broken: str = ""
    unjudged: dict[str, None] = field(default_factory=dict)
    tried: list[str] = field(default_factory=list)

    @property
    def settled(self) -> bool:
        """Return whether no further rung is needed, or allowed: what was shown is never replaced."""
        return bool(self.judged) or self.abstention is not None

    @property
    def is_lasting(self) -> bool:
        """Return whether the same question would come to the same: the first rung answered, and was not cut short."""
        return len(self.tried) == 1 and not self.broken and not self.unjudged


def climb(
    rungs: Sequence[Rung], *, prepare: Callable[[Rung], Redacted], read: Read, audience: str, watch: Watch
) -> Generator[Attempt, None, Attempt]:
    """Yield the attempt each time that it has one more supported sentence, and return the last one.

    Args:
        rungs: Best first; the last one needs nothing but the passages.
        prepare: Renders the prompt for a rung; raises RedactionError when privacy was not evaluated.
        read: Marks what in a passage answers a question, for the extract.
        audience: Whom the answer is for.
        watch: Takes the time of each stage.
    """
    attempt = Attempt(rungs[0])
    for rung in rungs:
        attempt = Attempt(rung, removed=attempt.removed, tried=attempt.tried)
        try:
            with watch.timing("redact"):
                attempt.asked = prepare(rung)
            proposals = _proposals(attempt, partial(answer, read=read, audience=audience), watch)
            for _ in _judged(attempt, proposals, watch=watch):
                yield attempt
        except (ModelError, RedactionError) as error:
            attempt.broken = str(error)
        attempt.tried.append(_outcome(attempt))
        if attempt.settled:
            break
    return attempt


def _proposals(
    attempt: Attempt, answering: Callable[..., Iterator[Sentence | Removed | Abstention]], watch: Watch
) -> Iterator[Sentence | Removed | Abstention]:
    """Yield what the rung proposes; the time it takes counts as the model's, or as the extract's."""
    asked, complete = attempt.asked, attempt.rung.complete
    if asked is None:
        return
    proposals = answering(asked, reply=complete(asked) if complete else None)
    while True:
        with watch.timing("llm" if complete else "extract"):
            item = next(proposals, None)
        if item is None:
            return
        yield item


def _judged(
    attempt: Attempt, proposals: Iterator[Sentence | Removed | Abstention], *, watch: Watch
) -> Iterator[Judged]:
    """Yield what survives verification; note the rest on the attempt."""
    for item in proposals:
        if isinstance(item, Removed):
            attempt.removed.append(replace(item, text=_dated(attempt, item.text).text))
        elif isinstance(item, Abstention):
            attempt.abstention = None if attempt.judged else item
        elif not any(item.text == judged.sentence.text for judged in attempt.judged):
            with watch.timing("verify"):
                judged = _verified(attempt, item)
            if judged:
                yield judged


def _verified(attempt: Attempt, sentence: Sentence) -> Judged | None:
    """Return the sentence if it is supported by what was sent and, its dates put back, by what the documents say."""
    asked = attempt.asked
    if asked is None:
        return None
    back = _dated(attempt, sentence.text)
    why: Removal | None = _unsupported(attempt, sentence) if back.is_whole else "unproven"
    sentence = replace(sentence, text=back.text)
    if why is None:
        shown = [passage.text for passage in asked.passages]
        beside = [f"{title}\n{context}" for title, context in zip(asked.titles, asked.contexts, strict=True)]
        judgement = _judgement(attempt, sentence, shown, question=asked.question.text, beside=beside)
        if back.is_coarse and not _is_copied(sentence, judgement):
            judgement = replace(judgement, verdict="unproven")
        if judgement.verdict == "supported" and judgement.quotes:
            judged = Judged(sentence, judgement)
            attempt.judged.append(judged)
            return judged
        why = judgement.verdict if judgement.verdict != "supported" else "bad_citation"
    attempt.removed.append(Removed(sentence.text, why))
    return None


def _unsupported(attempt: Attempt, sentence: Sentence) -> Removal | None:
    """Return what speaks against a sentence in the passages as sent with their dates moved, if they were."""
    sent = attempt.asked.shifted if attempt.asked else None
    if sent is None:
        return None
    judgement = _judgement(attempt, sentence, sent.passages, question=sent.question, beside=sent.beside)
    return None if judgement.verdict == "supported" else judgement.verdict


def _judgement(
    attempt: Attempt, sentence: Sentence, passages: Sequence[str], *, question: str, beside: Sequence[str]
) -> Judgement:
    """Return what the passages say of a sentence; one that cannot be judged is unproven, and the passport says why."""
    try:
        return verify(sentence, passages, question=question, beside=beside)
    except PlainspokenError:
        raise
    except Exception as error:  # noqa: BLE001  whatever breaks on one sentence, the others and the next rung answer
        why = f"verification failed: {type(error).__name__}"  # its message may repeat a passage
        attempt.unjudged[why] = None
        return Judgement("unproven", 0.0, (why,))


def _is_copied(sentence: Sentence, judgement: Judgement) -> bool:
    """Return whether a whole sentence of a passage is repeated: its bare years and months are then the passage's."""
    return judgement.reasons == (WORD_FOR_WORD,) and len(sentence.text.split()) > SHORT_ANSWER


def _dated(attempt: Attempt, text: str) -> Returned:
    """Return what a model wrote with the dates of the documents."""
    sent = attempt.asked.shifted if attempt.asked else None
    return sent.back(text) if sent else Returned(text, is_whole=True)


def _outcome(attempt: Attempt) -> str:
    path = attempt.rung.path
    if attempt.broken:
        return f"{path}: {attempt.broken}"
    if attempt.unjudged:
        return f"{path}: {', '.join(attempt.unjudged)}"
    if attempt.settled or attempt.rung.complete is None:
        return path
    return f"{path}: nothing of the reply survived verification"
