"""What was answered before: kept redacted, read back for one viewer."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from plainspoken.access import Principal
from plainspoken.answers import Answer, Kept
from plainspoken.conversations import Turn
from plainspoken.errors import ContinuedError, NotFoundError, UsageError
from plainspoken.gate import EXTRACT
from plainspoken.ledger import Conversation, Feedback
from plainspoken.levels import strictest
from plainspoken.passages import ScoredPassage, only
from plainspoken.placeholders import QUESTION, REPLY, Entry, Form, Placeholders, asked_in
from plainspoken.provenance import code_version
from plainspoken.redact import redact_text
from plainspoken.restore import restore
from plainspoken.searched import Piece, Recall, searched
from plainspoken.shapes import OURS
from plainspoken.show import Look, show
from plainspoken.trip import Trip
from plainspoken.wiring import Engines

GONE = "no such answer"
RATINGS = ("up", "down")
FEEDBACK = "feedback"


class Archive:
    """Answers and conversations, each readable by the person who asked and by nobody else.

    Args:
        engines: The ledger that keeps them and the vault that seals their placeholders.
    """

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def talk(self, conversation: str, principal: Principal) -> Conversation | None:
        """Return a conversation of ``principal`` as it is kept; None for a new one."""
        known = self._engines.ledger.conversation(conversation)
        return known if known and known.principal == principal.name else None

    def told(self, talk: Conversation | None) -> tuple[Placeholders, tuple[Turn, ...]]:
        """Return the placeholders and the earlier turns, restored, of a conversation; nothing for a new one."""
        if talk is None:
            return Placeholders(), ()
        issued = Placeholders.from_json(self._engines.vault.open(talk.sealed, context=talk.id))
        return issued, _restored(talk.turns, issued)

    def _issued(self, kept: Kept, principal: Principal) -> Placeholders:
        return self.told(self.talk(kept.answer.conversation, principal))[0]

    def before(self, kept: Kept, principal: Principal) -> tuple[Placeholders, tuple[Turn, ...]]:
        """Return the placeholders that an answer was given with, and the turns, restored, that it was asked with."""
        issued = self._issued(kept, principal)
        turns = _restored(kept.history, issued)
        question = _told(kept.answer.question, issued.as_asked(len(turns)))
        return _needed(issued, kept, own=Placeholders(), words=_words(question, turns)), turns

    def key(self, trip: Trip) -> str:
        """Return what is equal for trips that must come to the same answer.

        It is empty while the index is being built: what is answered is then neither kept for later nor taken from it.
        """
        if not self._engines.ledger.indexed().is_whole:
            return ""
        return self._engines.vault.tag(trip.fingerprint(self._engines.settings.fingerprint, code_version()))

    def cached(self, trip: Trip) -> tuple[Kept | None, Placeholders, Turn | None]:
        """Return the answer that was given to the same question over the same documents, as this trip's own.

        With it the placeholders that it needs, and no other of the conversation that it was given in, and the turn in
        which it was. Where there is none, or it cannot be told which it needs: the trip's placeholders.
        """
        kept = self._engines.ledger.cached(trip.cache_key) if trip.cache_key else None
        asked = trip.question
        talk = self.talk(kept.answer.conversation, asked.principal) if kept else None
        turn = _turn_of(kept, talk) if kept and talk else None
        if kept is None or turn is None:
            return None, trip.issued, None
        everything, _ = self.told(talk)
        issued = _needed(everything, kept, own=trip.issued, words=_words(asked.text, asked.history))
        if _named(kept, everything) - _named(kept, issued):
            return None, trip.issued, None
        again = replace(
            kept.answer,
            id=trip.id,
            path="cache",
            conversation=trip.conversation,
            passport=replace(kept.answer.passport, timings_ms=trip.watch.milliseconds()),
        )
        return replace(kept, answer=again, cache_key="", asked=datetime.now(UTC)), issued, turn

    def keep(self, trip: Trip, kept: Kept) -> Kept:
        """Keep an answer and its turn, and return it as kept; nothing at all where privacy could not be evaluated."""
        if not trip.evaluated:
            return kept
        try:
            self._engines.ledger.keep_answer(kept, self._continued(trip, kept, trip.talk))
        except ContinuedError:  # asked twice at once: there a placeholder may stand for somebody else by now
            own = replace(kept.answer, conversation=f"{kept.principal}/{trip.id}")
            kept = replace(kept, answer=own)
            self._engines.ledger.keep_answer(kept, self._continued(trip, kept, None))
        return kept

    def _continued(self, trip: Trip, kept: Kept, talk: Conversation | None) -> Conversation:
        """Return the conversation of a kept answer, ``talk`` until now, with the turn."""
        used = [found.edition for found in (*trip.found, *trip.lapsed)]
        level = strictest([edition.level for edition in used]) if used else ""
        corpora = tuple(sorted({edition.corpus for edition in used}))
        turn = trip.first or Turn(kept.answer.question, kept.answer.text, level, corpora)
        key = kept.answer.conversation
        sealed = self._engines.vault.seal(trip.issued.to_json(), context=key)
        before, revision = (talk.turns, talk.revision) if talk else ((), 0)
        return Conversation(key, kept.principal, sealed, (*before, turn), revision)

    def answer(self, answer_id: str, viewer: Principal) -> Answer:
        """Return a kept answer, restored for ``viewer``.

        Raises:
            NotFoundError: There is none of that id, it is somebody else's, or what it quotes is gone.
        """
        kept = self.kept(answer_id, viewer)
        return show(kept, viewer=viewer, issued=self._issued(kept, viewer), look=self.look(kept, viewer))

    def given(self, answer_id: str, viewer: Principal) -> tuple[ScoredPassage, ...]:
        """Return the passages that a kept answer was made from, best first, as far as ``viewer`` may see them today.

        Raises:
            NotFoundError: There is none of that id, or it is somebody else's.
        """
        kept = self.kept(answer_id, viewer)
        return tuple(self.look(kept, viewer)(kept.answer.passport.passages))

    def look(self, kept: Kept, viewer: Principal) -> Look:
        """Return a reader of the passages that ``viewer`` may see today, in force or not."""
        ledger = self._engines.ledger
        return partial(ledger.passages, scope=ledger.superseded_scope(viewer, kept.answer.as_of, only(kept.corpus)))

    def rate(self, answer_id: str, principal: Principal, rating: str, words: Sequence[str]) -> None:
        """Keep what ``principal`` thinks of an answer of theirs.

        Args:
            answer_id: Which.
            principal: Who got it.
            rating: up or down.
            words: Reason, text and correction, as written; kept redacted.

        Raises:
            NotFoundError: There is none of that id, or it is somebody else's.
            RedactionError: Private fields could not be looked for; nothing was kept.
        """
        if rating not in RATINGS:
            raise UsageError(f"there is no rating {rating!r}; allowed: {', '.join(RATINGS)}")
        kept = self.kept(answer_id, principal)
        issued = replace(self._issued(kept, principal), own=self._engines.settings.privacy.own_types)
        said = {str(n): Piece(text, FEEDBACK, recalls=Recall.EVERYTHING) for n, text in enumerate(words)}
        masked = []
        for piece in searched(said, find=self._engines.find, issued=issued).values():
            redacted, issued = redact_text(piece.text, piece.spans or (), issued=issued, source=FEEDBACK)
            masked.append(redacted.text)
        feedback_id = f"fb_{secrets.token_hex(8)}"
        given = Feedback(feedback_id, answer_id, principal.name, rating, datetime.now(UTC), *masked)
        self._engines.ledger.keep_feedback(given)

    def told_to(self, answer_id: str, viewer: Principal) -> str:
        """Return the name of the model that was sent the messages of an answer; empty where none was."""
        kept = self.kept(answer_id, viewer)
        wrote = kept.answer.passport.model  # all that is known of what an earlier release kept
        return kept.told_to or (wrote if wrote != EXTRACT.model else "")

    def kept(self, answer_id: str, viewer: Principal) -> Kept:
        """Return a kept answer as it is kept, if it is the viewer's own."""
        kept = self._engines.ledger.answer(answer_id)
        if kept is None or kept.principal != viewer.name:
            raise NotFoundError(f"{GONE} {answer_id!r}")
        return kept


def _restored(turns: Sequence[Turn], issued: Placeholders) -> tuple[Turn, ...]:
    return tuple(
        replace(turn, question=_told(turn.question, issued.as_asked(n)), answer=_told(turn.answer, issued))
        for n, turn in enumerate(turns)
    )


def _words(question: str, turns: Sequence[Turn]) -> list[str]:
    return [question, *(part for turn in turns for part in (turn.question, turn.answer))]


def _turn_of(kept: Kept, talk: Conversation) -> Turn | None:
    """Return the last turn of a conversation in which an answer was given."""
    wanted = kept.answer.question, kept.answer.text
    return next((turn for turn in reversed(talk.turns) if (turn.question, turn.answer) == wanted), None)


def _needed(issued: Placeholders, kept: Kept, *, own: Placeholders, words: Sequence[str]) -> Placeholders:
    """Return those placeholders of a conversation that one of its answers needs: what came later is not among them.

    Args:
        issued: The conversation's.
        kept: The answer.
        own: What whoever takes over the answer has of them already.
        words: What was asked, and the turns that it was asked with.
    """
    passages = frozenset(kept.answer.passport.passages)
    known = {(e.placeholder, form.text, source) for e in own.entries for form in e.forms for source in form.sources}
    named = _named(kept, issued)
    later = re.compile(rf"{QUESTION} [0-9]+")
    asked = {asked_in(turn) for turn in range(len(kept.history) + 1)}

    def is_needed(entry: Entry, form: Form, source: str) -> bool:
        if source in passages or (entry.placeholder, form.text, source) in known:
            return True
        if source == REPLY:  # a form that was added to one that there was may be of a later turn
            return entry.placeholder in named and form is entry.forms[0]
        is_later = later.fullmatch(source) and source not in asked
        return not is_later and any(form.text in text for text in words)

    return issued.only(is_needed)


def _named(kept: Kept, issued: Placeholders) -> set[str]:
    """Return the placeholders in the words of an answer, and of the turns that it was asked with."""
    answer = kept.answer
    texts = [answer.text, *(claim.text for claim in answer.claims), *(removed.text for removed in answer.removed)]
    missing = [answer.abstention.missing] if answer.abstention else []
    said = "\n".join([*texts, *missing, *_words(answer.question, kept.history)])
    return {entry.placeholder for entry in issued.entries}.intersection(OURS.findall(said))


def _told(text: str, issued: Placeholders) -> str:
    return restore(text, issued, may=lambda _: True).text
