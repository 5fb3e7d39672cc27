"""Ask: a question walks down one corridor and comes back as an answer with its receipts."""

import secrets
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

from plainspoken.access import Principal
from plainspoken.answer import PASSAGES
from plainspoken.answers import Answer, Citation, Considered, Kept, whole_of
from plainspoken.archive import Archive
from plainspoken.compose import compose, passport, seen, superseded, turns
from plainspoken.considering import consider
from plainspoken.conversations import Question
from plainspoken.gate import EXTRACT, Gate
from plainspoken.inventory import Inventory, inventory
from plainspoken.ladder import Attempt, Rung, climb
from plainspoken.passages import Edition, Scope, ScoredPassage, only
from plainspoken.reading import View, given, snapshot_of, view
from plainspoken.redacted import Redacted
from plainspoken.retrieve import Embed, rerank, retrieve
from plainspoken.show import Look, show, spoken
from plainspoken.trip import Trip
from plainspoken.wiring import Engines

RERANKED = 50  # passages that a cross-encoder, where one is named, ranks again
LAPSED = 8  # read of what is no longer in force: only that something would have answered is told


class Assistant:
    """What every door asks.

    Args:
        engines: Opened on first use.
    """

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._gate = Gate(engines)
        self._archive = Archive(engines)

    def ask(self, question: Question) -> Answer:
        """Return the answer to ``question``, restored for the person who asks.

        Raises:
            UnavailableError: The ledger or the index cannot be reached.
        """
        *_, answer = self.stream(question)
        return answer  # type: ignore[return-value]  # a stream ends with the answer

    def stream(self, question: Question) -> Iterator[str | Answer]:
        """Yield each verified sentence, restored, with its markers; then the whole answer."""
        trip = self._set_out(question)  # in whose right, as of which day
        trip.cache_key = self._archive.key(trip)
        kept, trip.issued, trip.first = self._archive.cached(trip)
        yield from self._travel(trip, kept)

    def _travel(self, trip: Trip, kept: Kept | None) -> Iterator[str | Answer]:
        """Yield each verified sentence of one trip, then the whole answer; ``kept`` is what the cache has of it."""
        asker = trip.question.principal
        if kept is None:
            trip.found = self._retrieve(trip)
            attempt = yield from self._climb(trip)  # redact, answer, verify
            kept = self._composed(trip, attempt)
        whole = replace(kept.answer, candidates=self._alternatives(trip, kept.answer))
        kept = replace(kept, answer=whole, candidates=trip.question.candidates)
        kept = self._archive.keep(trip, kept)
        look = _found(trip) if trip.found else self._archive.look(kept, asker)
        yield show(kept, viewer=asker, issued=trip.issued, look=look)

    def _set_out(self, question: Question) -> Trip:
        ledger, asker = self._engines.ledger, question.principal
        corpora = only(question.corpus)
        answer_id = f"ans_{secrets.token_hex(8)}"
        conversation = f"{asker.name}/{question.conversation or answer_id}"
        talk = self._archive.talk(conversation, asker)
        issued, turns = self._archive.told(talk)
        snapshot = ledger.snapshot(asker, corpora)  # before anything is reached: what changes later is then noticed
        return Trip(
            id=answer_id,
            question=question if question.history else replace(question, history=turns),
            conversation=conversation,
            scope=ledger.scope(asker, question.as_of, corpora),
            snapshot=snapshot,
            issued=issued,
            talk=talk,
        )

    def _retrieve(self, trip: Trip) -> tuple[ScoredPassage, ...]:
        with trip.watch.timing("retrieve"):
            embed = trip.once(self._engines.embed_query)
            return tuple(self.found(trip.query, trip.scope, PASSAGES, embed=embed))

    def found(self, query: str, scope: Scope, limit: int, *, embed: Embed | None = None) -> list[ScoredPassage]:
        """Return the best passages within ``scope``, best first."""
        engines, judge = self._engines, self._engines.rerank
        read = partial(engines.ledger.passages, scope=scope)
        depth = max(limit, RERANKED) if judge else limit
        engines.check_index()
        embed = embed or engines.embed_query
        found = retrieve(query, scope=scope, store=engines.store, embed=embed, read=read, limit=depth)
        engines.check_index()  # it may have been emptied meanwhile
        return rerank(query, found, judge=judge, limit=limit) if judge else found

    def _climb(self, trip: Trip, rungs: tuple[Rung, ...] = ()) -> Generator[str, None, Attempt]:
        """Climb the ladder, or those rungs of it; yield each supported sentence as its reader may see it."""
        steps = climb(
            rungs or self._gate.rungs(trip, note=trip.note),
            prepare=partial(self._prepared, trip),
            read=self._engines.read,
            audience=trip.question.audience,
            watch=trip.watch,
        )
        cited: tuple[Citation, ...] = ()
        while True:
            try:
                told, cited = spoken(next(steps), trip, cited)
            except StopIteration as end:
                attempt: Attempt = end.value
                return attempt
            yield told

    def _prepared(self, trip: Trip, rung: Rung) -> Redacted:
        """Return the prompt for a rung; the conversation's placeholders grow with it."""
        prepared = self._gate.prepare(trip, rung)
        trip.issued, trip.evaluated = prepared.issued, trip.evaluated and prepared.is_evaluated
        return prepared.asked

    def _composed(self, trip: Trip, attempt: Attempt) -> Kept:
        """Return the answer as it is kept; where nothing in force answers, look whether something lapsed does."""
        if not attempt.judged and (attempt.abstention is None or attempt.abstention.reason == "no_evidence"):
            trip.lapsed = self._lapsed(trip)
            attempt.abstention = superseded(trip) or attempt.abstention
        attempt.removed, trip.issued = self._gate.masked(trip, attempt)
        ledger, asker = self._engines.ledger, trip.question.principal
        is_steady = ledger.indexed().is_whole and trip.snapshot == ledger.snapshot(asker, trip.corpora)
        return Kept(
            answer=compose(trip, attempt, passport=passport(trip, attempt, self._engines.settings)),
            principal=asker.name,
            cache_key=trip.cache_key if attempt.is_lasting and is_steady else "",
            messages=seen(trip, attempt) if trip.evaluated else (),
            told_to=trip.told_to,
            asked=datetime.now(UTC),
            corpus=trip.question.corpus,
            history=turns(trip, attempt),
        )

    def _lapsed(self, trip: Trip) -> tuple[ScoredPassage, ...]:
        """Return the passages that would have answered, had they not been superseded or lapsed."""
        asked, ledger = trip.question, self._engines.ledger
        scope = ledger.superseded_scope(asked.principal, asked.as_of, trip.corpora)
        older = self.found(trip.query, scope, LAPSED, embed=trip.once(self._engines.embed_query))
        in_force = {found.passage.id for found in ledger.passages([o.passage.id for o in older], trip.scope)}
        aside = replace(trip, scope=scope, found=tuple(o for o in older if o.passage.id not in in_force))
        if not aside.found:
            return ()
        attempt = _finished(self._climb(aside, (EXTRACT,)))
        cited = {n for judged in attempt.judged for n, _, _ in judged.judgement.quotes}
        return tuple(aside.found[n - 1] for n in sorted(cited))

    def _alternatives(self, trip: Trip, first: Answer) -> tuple[Answer, ...]:
        """Return further answers as they are kept, each from passages that no earlier one cites."""
        answers = [first]
        rest = (trip.found or self._retrieve(trip)) if trip.question.candidates else ()
        while rest and len(answers) <= trip.question.candidates and answers[-1].citations:
            used = {(c.document_id, c.start, c.end) for c in answers[-1].citations}
            rest = tuple(scored for scored in rest if not _holds_any(scored, used))
            aside = replace(trip, id=f"{trip.id}_{len(answers)}", found=rest)
            attempt = _finished(self._climb(aside))
            trip.evaluated &= aside.evaluated
            if not attempt.judged:
                break
            answers.append(self._composed(aside, attempt).answer)
            trip.issued = aside.issued
        return tuple(answers[1:])

    def read(self, question: Question, passages: Sequence[tuple[str, str]]) -> Answer:
        """Return an answer from the given (id, text) passages alone: no index, nothing kept."""
        found = given(passages, find=self._engines.find, finder=self._engines.finder)
        nowhere = Scope(frozenset(), question.as_of)
        trip = Trip("", question, "", nowhere, snapshot_of(found), found=found)
        attempt = _finished(self._climb(trip))
        attempt.removed, trip.issued = self._gate.masked(trip, attempt)
        answer = compose(trip, attempt, passport=passport(trip, attempt, self._engines.settings))
        kept = Kept(answer, question.principal.name, "", (), datetime.now(UTC))
        return show(kept, viewer=question.principal, issued=trip.issued, look=_found(trip))

    def considered(self, question: Question) -> Considered:
        """Return what an extract for ``question`` is made from; nothing is kept.

        Raises:
            RedactionError: A passage was never searched for private fields.
        """
        trip = self._set_out(question)
        trip.found = self._retrieve(trip)
        return consider(trip, self._prepared(trip, EXTRACT), read=self._engines.read)

    def search(
        self, query: str, *, principal: Principal, corpus: str | None, as_of: date, limit: int
    ) -> list[ScoredPassage]:
        """Return the best passages that ``principal`` may see, best first."""
        return self.found(query, self._engines.ledger.scope(principal, as_of, only(corpus)), limit)

    def answer(self, answer_id: str, principal: Principal) -> Answer:
        """Return an answer given before. Raises NotFoundError where there is none for this principal."""
        return self._archive.answer(answer_id, principal)

    def saw(self, answer_id: str, principal: Principal) -> tuple[tuple[str, str], ...]:
        """Return the (role, text) messages that a model was sent, or would have been, for an answer."""
        return self._archive.kept(answer_id, principal).messages

    def given(self, answer_id: str, principal: Principal) -> tuple[ScoredPassage, ...]:
        """Return the passages that an answer was made from, best first, as far as ``principal`` may see them today."""
        return self._archive.given(answer_id, principal)

    def told_to(self, answer_id: str, principal: Principal) -> str:
        """Return the name of the model that was sent that; empty where none was."""
        return self._archive.told_to(answer_id, principal)

    def replay(self, answer_id: str, principal: Principal) -> tuple[Answer, Answer]:
        """Return an answer given before, and what is answered today to the same question, after the same turns."""
        old, kept = self._archive.answer(answer_id, principal), self._archive.kept(answer_id, principal)
        issued, history = self._archive.before(kept, principal)
        again = Question(old.question, old.as_of, principal, old.audience, kept.corpus)
        trip = self._set_out(replace(again, history=history, candidates=kept.candidates))
        trip.issued = issued
        *_, new = self._travel(trip, None)  # anew: the cache would only repeat itself
        assert isinstance(new, Answer)  # noqa: S101  # for the type checker: a stream ends with the answer
        place = whole_of(answer_id)[1]
        return old, next(iter(new.candidates[place - 1 : place] if place else ()), new)

    def feedback(  # each word of feedback is its own
        self,
        answer_id: str,
        principal: Principal,
        *,
        rating: str,
        reason: str | None = None,
        text: str | None = None,
        correction: str | None = None,
    ) -> None:
        """Keep, redacted, what the person who got an answer thinks of it."""
        self._archive.rate(answer_id, principal, rating, [reason or "", text or "", correction or ""])

    def documents(self, principal: Principal, corpus: str | None = None) -> tuple[Edition, ...]:
        """Return every edition that ``principal`` may see, by corpus and path, oldest first within a document."""
        return self._engines.ledger.editions(principal, corpus=corpus, current_only=False)

    def document(self, document_id: str, principal: Principal, version: str | None = None) -> View:
        """Return one version of a document with its text as ``principal`` may read it."""
        return view(self._engines.ledger, document_id, principal, version)

    def inventory(self, viewer: Principal | None = None, corpus: str | None = None) -> Inventory:
        """Return what private data sits where: counts, never values; for ``viewer``, or for the keeper of the house."""
        ledger, settings = self._engines.ledger, self._engines.settings
        found = inventory(ledger, level=lambda name: settings.corpus(name).level, viewer=viewer, corpus=corpus)
        return replace(found, is_masked=settings.privacy.enabled)

    def check_index(self) -> None:
        """Raise UnavailableError where every question would be refused, for the index lacks passages."""
        self._engines.check_index()

    def size(self) -> int:
        """Return how many passages the index holds, of whatever corpus and access."""
        return self._engines.store.size()

    def remarks(self) -> list[str]:
        """Return what whoever keeps this house should know of its documents, besides any answer."""
        return self._engines.remarks

    def close(self) -> None:
        """Close the index and the ledger."""
        self._engines.close()


def _found(trip: Trip) -> Look:
    """Return a reader that knows the passages of this trip and no others."""
    return lambda _: (*trip.found, *trip.lapsed)


def _finished(climbing: Generator[str, None, Attempt]) -> Attempt:
    """Return what a climb that nobody listens to comes to."""
    while True:
        try:
            next(climbing)
        except StopIteration as end:
            attempt: Attempt = end.value
            return attempt


def _holds_any(scored: ScoredPassage, used: set[tuple[str, int, int]]) -> bool:
    passage = scored.passage
    return any(passage.document_id == i and passage.start <= start and end <= passage.end for i, start, end in used)
