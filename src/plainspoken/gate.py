"""What stands between a question and any model: which rungs it may climb, and what each may be sent."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib import resources

from plainspoken.answers import Removed
from plainspoken.conversations import Question, Turn
from plainspoken.errors import LedgerError, LockedError, ModelError, RedactionError
from plainspoken.ladder import Attempt, Rung
from plainspoken.ledger import Egress
from plainspoken.levels import LEVELS, may_leave, strictest
from plainspoken.llm import Provider, complete
from plainspoken.passages import ScoredPassage
from plainspoken.placeholders import REPLY, Placeholders
from plainspoken.redact import SHOWN_AT_MOST, mask, redact
from plainspoken.redacted import PrivateSpan, Redacted
from plainspoken.restore import restore
from plainspoken.scanning import Scanner
from plainspoken.trip import Trip
from plainspoken.wiring import Engines

EXTRACT = Rung("extractive", "extractive")
FIRST_SHARE = 0.6  # of the time left, for the first model where a fallback waits behind it
KEPT_HERE = "(kept on this machine)"
"""Stands for an earlier answer that a remote model may not be told."""
NOT_TOLD = "not told"
"""Stands for the day asked about where dates are shifted: the provider knows what day it is."""
LEAST_WEEKS, WEEKS_OF_HOME, WEEKS_OF_TALK = 26, 79, 26
"""Dates are moved by 26 to 104 weeks either way, which is the home's own, and on by up to 25, the conversation's own:
who sees many conversations and takes their mean still does not know the first."""
Note = Callable[[str, Redacted], None]
NO_KEY = "none"  # a server of one's own asks for none, and the client insists on one


@dataclass(frozen=True, slots=True)
class Prepared:
    """A prompt for one rung.

    Attributes:
        asked: The prompt.
        issued: The conversation's placeholders, its own among them.
        is_evaluated: Whether private fields could be looked for; if not, it is for the extract alone.
    """

    asked: Redacted
    issued: Placeholders
    is_evaluated: bool = True


class Gate:
    """Renders prompts, and keeps from a remote model what may not leave.

    Args:
        engines: For the settings, and to find private fields.
    """

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._llm = engines.settings.llm
        self._scanner = Scanner(engines)
        self._template = resources.files("plainspoken").joinpath("prompts/answer.md").read_text(encoding="utf-8")

    def rungs(self, trip: Trip, *, note: Note) -> tuple[Rung, ...]:
        """Return the rungs of the ladder to an answer, best first; the last one needs no model.

        Args:
            trip: To whose answer.
            note: Takes the name of a model and what it is sent, as it is sent.
        """
        names = [name for name in (self._llm.model, self._llm.fallback_model) if name]
        shares = (FIRST_SHARE, 1.0) if len(names) > 1 else (1.0,) * len(names)
        models = [
            Rung("llm", name, partial(self._answered, name, share, trip, note))
            for name, share in zip(names, shares, strict=False)
        ]
        return (*models, EXTRACT)

    def _answered(self, model: str, share: float, trip: Trip, note: Note, asked: Redacted) -> Iterator[str]:
        """Yield what ``model`` replies within its share of what is left of the answer's one deadline."""
        deadline_s = share * trip.watch.left(self._llm.deadline_s)
        trip.watch.ask()
        self._record(model, asked, trip.id)
        note(model, asked)
        yield from self._complete(model, deadline_s, asked)

    def prepare(self, trip: Trip, rung: Rung) -> Prepared:
        """Return the prompt for ``rung``.

        Raises:
            RedactionError: Privacy could not be evaluated; a model is then not asked.
            ModelError: No time is left to ask one.
        """
        if rung.complete and not trip.watch.left(self._llm.deadline_s):
            raise ModelError("no time was left; nothing was sent")
        question, found = trip.question, trip.found
        if rung.complete:
            found = found[:SHOWN_AT_MOST]
            question = self._leaving(question, found) if self._llm.is_remote(rung.model) else question
        days = self._shift(rung.model, trip.conversation or question.text) if rung.complete else 0
        day = NOT_TOLD if days else question.as_of.isoformat()
        values = {"audience": question.audience, "as_of": day}
        issued = replace(trip.issued, shift=days, own=self._engines.settings.privacy.own_types)
        try:
            return Prepared(
                *redact(
                    self._template,
                    question,
                    self._scanner.renewed(found),
                    find=partial(self._scanner.scan, own=_words(question)),
                    issued=issued,
                    values=values,
                )
            )
        except RedactionError:
            if rung.complete:
                raise
            asked, _ = redact(
                self._template, question.text, _unsearched(found), find=_nothing, issued=issued, values=values
            )
            return Prepared(asked, trip.issued, is_evaluated=False)

    def masked(self, trip: Trip, attempt: Attempt) -> tuple[list[Removed], Placeholders]:
        """Return the sentences that nobody is shown, private fields replaced in what a model wrote: they are kept too.

        With them the conversation's placeholders.
        """
        if not (attempt.removed and any(step.startswith("llm") for step in attempt.tried)):
            return attempt.removed, trip.issued
        texts = [removed.text.replace("(at)", "@") for removed in attempt.removed]  # a handle is known by its mark
        try:
            found = self._scanner.in_time(texts)
        except RedactionError:
            return [Removed("", removed.why) for removed in attempt.removed], trip.issued
        masked, issued = [], trip.issued
        for removed, text, spans in zip(attempt.removed, texts, found, strict=True):
            words, issued = mask(text, spans, issued=issued, source=REPLY)
            masked.append(Removed(words, removed.why))
        return masked, issued

    def _shift(self, model: str, conversation: str) -> int:
        """Return the days by which dates are moved in what a remote model sees; 0 for none."""
        if not (self._engines.settings.privacy.shift_dates and self._llm.is_remote(model)):
            return 0
        home, talk = (int(self._engines.tag(f"dates\0{of}"), 16) for of in ("", conversation))
        weeks = LEAST_WEEKS + home // 2 % WEEKS_OF_HOME + talk % WEEKS_OF_TALK
        return 7 * weeks * (-1 if home % 2 else 1)

    def _may_leave(self, scored: ScoredPassage) -> bool:
        """Return whether a passage may go to a remote model, by its edition and by what the settings say now."""
        edition = scored.edition
        level = strictest([edition.level, *self._levels([edition.corpus])])
        return may_leave(level, is_masked=self._engines.settings.privacy.enabled)

    def _leaving(self, question: Question, found: Sequence[ScoredPassage]) -> Question:
        """Return a question without the earlier answers that may not leave this machine.

        A caller who hands in the history does not say what it was answered from. It stays here if
        they can see anything at all that does.

        Raises:
            RedactionError: A passage that was found may not leave it either.
        """
        if not all(map(self._may_leave, found)):
            raise RedactionError("a passage that may not leave this machine was found; nothing was sent")
        if not question.history:
            return question
        masked = self._engines.settings.privacy.enabled
        editions = self._engines.ledger.editions(question.principal, current_only=False)
        worst = [*self._levels({edition.corpus for edition in editions}), *(edition.level for edition in editions)]

        def told(turn: Turn) -> Turn:
            now = self._levels(turn.corpora) if turn.corpora else worst
            level = strictest([turn.level or LEVELS[0], *now])
            return turn if may_leave(level, is_masked=masked) else replace(turn, answer=KEPT_HERE)

        return replace(question, history=tuple(map(told, question.history)))

    def _levels(self, corpora: Iterable[str]) -> list[str]:
        """Return the levels that the settings give to some corpora today."""
        return [self._engines.settings.corpus(name).level for name in corpora]

    def _record(self, model: str, asked: Redacted, answer_id: str) -> None:
        """Keep that something is sent, before it is.

        Raises:
            RedactionError: It could not be kept.
        """
        masked = self._engines.settings.privacy.enabled
        remote = self._llm.is_remote(model)
        sent = Egress(datetime.now(UTC), model, asked.sent, answer_id, is_remote=remote, is_masked=masked)
        try:
            self._engines.ledger.keep_egress(sent)
        except (LedgerError, LockedError) as error:
            raise RedactionError("what is sent could not be recorded; nothing was sent") from error

    def may_be_told(self, model: str, level: str) -> bool:
        """Return whether ``model`` may be sent texts of a corpus of that ``level``, masked as the settings say."""
        masked = self._engines.settings.privacy.enabled
        return not self._llm.is_remote(model) or may_leave(level, is_masked=masked)

    def reply(  # each word of what an evaluation asks is its own
        self,
        prompt: str,
        question: str,
        *,
        model: str,
        values: Mapping[str, str] | None = None,
        level: str = LEVELS[0],
        seed: int | None = None,
    ) -> str:
        """Return what ``model`` replies to ``prompts/PROMPT.md`` without passages, as evaluations ask it, restored.

        Args:
            prompt: Name of the template.
            question: What goes into its slot.
            model: Whom to ask.
            values: Text for further slots.
            level: Of the corpus that any of this is taken from.
            seed: Another one than the settings'.

        Raises:
            RedactionError: Privacy could not be evaluated, or this may not leave the machine; nothing was sent.
            ModelError: The model did not answer in time, or at all.
        """
        if not self.may_be_told(model, level):
            raise RedactionError(f"a text of a {level!r} corpus may not leave this machine; nothing was sent")
        template = resources.files("plainspoken").joinpath(f"prompts/{prompt}.md").read_text(encoding="utf-8")
        fresh = Placeholders(shift=self._shift(model, question), own=self._engines.settings.privacy.own_types)
        asked, issued = redact(template, question, (), find=self._scanner.in_json, issued=fresh, values=values)
        self._record(model, asked, "")
        said = "".join(self._complete(model, self._llm.deadline_s, asked, seed=seed)).strip()
        told = asked.shifted.back(said).text if asked.shifted else said
        return restore(told, issued, may=lambda _: True).text  # whoever asked wrote every word that was replaced

    def _complete(self, model: str, deadline_s: float, asked: Redacted, *, seed: int | None = None) -> Iterator[str]:
        chosen = self._llm
        yield from complete(
            asked,
            model=model,
            deadline_s=deadline_s,
            seed=chosen.seed if seed is None else seed,
            temperature=chosen.temperature,
            provider=self._provider(model),
        )

    def _provider(self, model: str) -> Provider:
        """Return where ``model`` is reached: what the settings name is told to nobody but its own provider."""
        chosen = self._llm
        address = chosen.address_of(model)
        if not chosen.is_reached_by(model):
            return Provider(address)
        return Provider(address, chosen.api_key or (NO_KEY if chosen.api_base else None))


def _words(question: Question) -> frozenset[str]:
    """Return the texts that the asker brings along, or was told."""
    turns = [part for turn in question.history for part in (turn.question, turn.answer)]
    return frozenset({question.text, *turns})


def _unsearched(found: Sequence[ScoredPassage]) -> list[ScoredPassage]:
    """Return the passages as if they held nothing private: for the extract, which sends nothing anywhere."""
    return [replace(scored, passage=replace(scored.passage, spans=(), beside=None)) for scored in found]


def _nothing(texts: Sequence[str]) -> list[tuple[PrivateSpan, ...]]:
    return [() for _ in texts]
