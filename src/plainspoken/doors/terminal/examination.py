"""Where a set is examined: a home of its own, filled once, and asked in a copy that nobody has asked before."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from plainspoken.access import Principal
from plainspoken.answers import Answer, Citation
from plainspoken.conversations import Question
from plainspoken.doors.terminal.homes import digest, drop_older
from plainspoken.doors.terminal.places import Place
from plainspoken.errors import PlainspokenError, UnavailableError, UsageError
from plainspoken.examiner import Subject
from plainspoken.passages import ScoredPassage
from plainspoken.scoring.cases import Case
from plainspoken.scoring.overlap import plain
from plainspoken.settings import AccessSettings, LedgerSettings, StoreSettings, ledger_url, read_access

if TYPE_CHECKING:
    from plainspoken.assistant import Assistant
    from plainspoken.wiring import Engines

DEEP = 24  # passages looked at to rank documents
SHORT = 5  # passages that a judge is shown of what was found: one call each, for each run
LAST = 8  # results at hand: those of one question, what is no longer in force included
TIED = ("lock", "door.json*", "socket")  # to the process that holds an index, not to the index
SHORTEST = 5  # characters of a fact that says something by itself


class _Noted:
    """What is worked out, with its last results at hand: ``again`` is not timed, and need not take as long twice."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self._work = work
        self._kept: dict[tuple[object, ...], Any] = {}

    def __call__(self, *given: object) -> Any:
        """Work it out."""
        result = self._kept[_key(given)] = self._work(*given)
        for key in [*self._kept][:-LAST]:
            del self._kept[key]
        return result

    def again(self, *given: object) -> Any:
        """Return the result that is at hand; work it out where none is."""
        known = self._kept.get(_key(given))
        return self._work(*given) if known is None else known


def _key(given: Sequence[object]) -> tuple[object, ...]:
    return tuple(tuple(each) if isinstance(each, list) else each for each in given)


class Room:
    """One set with its documents read, ready to be asked.

    Args:
        place: The set.
        caller: Whose settings hold, and whose ledger records what a model is sent; all else is the room's own.
        cases: The questions.
        again: Ids of the cases that are asked twice.
    """

    def __init__(self, place: Place, caller: "Engines", cases: Sequence[Case], *, again: frozenset[str]) -> None:
        self.place = place
        self._caller = caller
        self._settings = caller.settings
        self._again = again
        self._cases = cases
        self._directory = read_access(place.access) if place.access.is_file() else read_access(Path("absent"))

    @contextmanager
    def opened(self) -> Iterator["Room"]:
        """Fill the room, hold it open for questions, and leave nothing asked behind."""
        filled = self._filled()
        with tempfile.TemporaryDirectory(prefix="asked-", dir=filled.parent) as folder:
            self._first, self._second = (self._copy(filled, Path(folder) / name) for name in ("first", "second"))
            try:
                yield self
            finally:
                self._first.close()
                self._second.close()

    @cached_property
    def _assistants(self) -> tuple["Assistant", "Assistant"]:
        from plainspoken.assistant import Assistant  # --help needs none of it

        for name in ("embedder", "detector"):  # loaded once for both
            self._second.__dict__[name] = getattr(self._first, name)
        for name in ("read", "embed"):
            self._first.__dict__[name] = _Noted(getattr(self._first, name))
        return Assistant(self._first), Assistant(self._second)

    @cached_property
    def _looking(self) -> "Assistant":
        """Return the assistant that was asked, as it looks at the last question again without working it out again."""
        from plainspoken.assistant import Assistant  # --help needs none of it

        _ = self._assistants  # where nothing was asked yet, as in a run that goes on, there is nothing to look at again
        again = copy(self._first)
        for name in ("read", "embed"):
            again.__dict__[name] = self._first.__dict__[name].again
        return Assistant(again)

    def subject(self, private: Sequence[re.Pattern[str]]) -> Subject:
        """Return the assistant as the examiner takes it."""
        return Subject(
            ask=self._asked,
            again=self._asked_again,
            find=self._found,
            read=self._read,
            is_stale=self._is_stale,
            closed=self._closed,
            messages=self._messages,
            considered=lambda case: self._looking.considered(self._question(case)),
            private=private,
            cost=self._cost,
        )

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of texts under the product's embedding."""
        return self._first.embed(texts)

    def by_words(self, case: Case) -> list[ScoredPassage]:
        """Return passages by their words alone."""
        from plainspoken.store import query_terms, query_weights  # --help needs none of it

        scope = self._first.ledger.scope(self._who(case), case.as_of, [self.place.corpus])
        terms = query_terms(case.question)
        counts = self._first.store.counts(scope, sorted(terms))
        matches = self._first.store.sparse(query_weights(counts.total, counts.terms), scope, DEEP)
        return self._first.ledger.passages([match.id for match in matches], scope)

    def by_meaning(self, case: Case) -> list[ScoredPassage]:
        """Return passages by their meaning alone."""
        scope = self._first.ledger.scope(self._who(case), case.as_of, [self.place.corpus])
        matches = self._first.store.dense(self._first.embed_query(case.question), scope, DEEP)
        return self._first.ledger.passages([match.id for match in matches], scope)

    def contexts(self, case: Case) -> list[str]:
        """Return the texts of the first passages found, each below its title, as the asker may read them."""
        found = self._found(case)[:SHORT]
        return ["\n".join(filter(None, (e.edition.title, e.passage.context, e.passage.text))) for e in found]

    @property
    def closed_book(self) -> Callable[[str], str] | None:
        """Return what asks the model without documents; None where none is set, or may be told of these."""
        from plainspoken.gate import Gate  # --help needs none of it

        model, level, gate = self._settings.llm.model, self._settings.corpus(self.place.corpus).level, Gate(self._first)
        if not (model and gate.may_be_told(model, level)):
            return None
        return partial(gate.reply, "closed_book", model=model, level=level)

    @property
    def snapshot(self) -> str:
        """Return ``sha256:…`` over what an anonymous caller may see."""
        return self._first.ledger.snapshot(Principal(), [self.place.corpus])

    @cached_property
    def _price(self) -> tuple[float, float] | None:
        """Return what a token sent and one received cost; None where nobody knows, or not of which of two models."""
        from plainspoken.llm import price  # --help needs none of it

        chosen = self._settings.llm
        is_known = chosen.model and not chosen.fallback_model and chosen.is_remote(chosen.model)
        return price(chosen.model) if is_known and chosen.model else None

    def _cost(self, sent: int, received: int) -> float | None:
        return None if self._price is None else sent * self._price[0] + received * self._price[1]

    def _question(self, case: Case) -> Question:
        return Question(case.question, case.as_of, self._who(case), corpus=self.place.corpus)

    def _who(self, case: Case) -> Principal:
        return self._directory.named(case.principal)

    def _asked(self, case: Case) -> Answer:
        """Ask; whatever goes wrong is this question's failure, and not the end of the run."""
        try:
            return self._assistants[0].ask(self._question(case))
        except PlainspokenError:
            raise
        except Exception as error:  # a door: the other questions go on, and this one counts as wrong
            raise UnavailableError(f"{case.id} failed unexpectedly ({type(error).__name__})") from error

    def _asked_again(self, case: Case) -> Answer | None:
        return self._assistants[1].ask(self._question(case)) if case.id in self._again else None

    def _found(self, case: Case) -> list[ScoredPassage]:
        return self._assistants[0].search(
            case.question, principal=self._who(case), as_of=case.as_of, corpus=self.place.corpus, limit=DEEP
        )

    def _read(self, case: Case, citation: Citation) -> str:
        return self._assistants[0].document(citation.document_id, self._who(case), citation.version).text

    def _messages(self, case: Case, answer: Answer) -> str:
        return "\n".join(text for _, text in self._assistants[0].saw(answer.id, self._who(case)))

    def _is_stale(self, case: Case, citation: Citation) -> bool:
        scope = self._first.ledger.scope(self._who(case), case.as_of, [self.place.corpus])
        editions = self._first.ledger.editions(self._who(case), corpus=self.place.corpus, current_only=False)
        named = [e for e in editions if (e.document_id, e.version) == (citation.document_id, citation.version)]
        return not any(e.id not in scope.without and e.window.holds(case.as_of) for e in named)

    def _closed(self, case: Case) -> tuple[str, ...]:
        """Return the reference quotes, facts and paths that somebody else may read and the asker may not."""
        mine = self._readable[self._who(case)]
        return tuple(
            text
            for text, folded in self._telling
            if folded not in mine and any(folded in theirs for theirs in self._readable.values())
        )

    @cached_property
    def _telling(self) -> tuple[tuple[str, str], ...]:
        facts = [f for c in self._cases for f in c.facts if len(f) >= SHORTEST and any(map(str.isdigit, f))]
        texts = {*facts, *(quote.text for case in self._cases for quote in case.quotes)}
        paths = {quote.document for case in self._cases for quote in case.quotes}
        return tuple((text, plain(text).strip()) for text in sorted(texts | paths))

    @cached_property
    def _readable(self) -> dict[Principal, str]:
        """Return everything that each principal may read, as one text."""
        return {who: self._library(who) for who in {*self._directory.principals.values(), *map(self._who, self._cases)}}

    def _library(self, who: Principal) -> str:
        assistant = self._assistants[0]
        editions = assistant.documents(who, self.place.corpus)
        texts = [f"{e.path}\n{assistant.document(e.document_id, who, e.version).text}" for e in editions]
        return plain("\n".join(texts))

    def _filled(self) -> Path:
        """Return a home that holds the set's documents; one that holds them already is left as it is."""
        from plainspoken.librarian import Corpus, keep  # --help needs none of it

        root = self._caller.evaluations
        home = root / f"{self.place.corpus}-{digest(self.place.documents)}"
        drop_older(root, self.place.corpus, home)
        chosen = self._settings.corpus(self.place.corpus)
        engines = self._engines(home)
        try:
            report = keep(
                [self.place.documents],
                corpus=Corpus(self.place.corpus, chosen.access, chosen.level),
                engines=engines,
                on=max(case.as_of for case in self._cases),
                prune=True,
            )
        finally:
            engines.close()
        if report.refused:
            raise UsageError(f"{report.refused[0].path!r} was refused: {report.refused[0].why}; nothing was evaluated")
        return home

    def _copy(self, filled: Path, home: Path) -> "Engines":
        """Return a home for questions; that one of them was sent to a model outlives it, in the caller's ledger."""
        source = self._engines(filled)
        try:
            with source.ledger.stock.held():  # whoever else examines the set may have it open, but changes nothing now
                shutil.copytree(filled, home, ignore=shutil.ignore_patterns(*TIED))
        finally:
            source.close()
        engines = self._engines(home)
        engines.ledger.__dict__["keep_egress"] = self._caller.ledger.keep_egress
        return engines

    def _engines(self, home: Path) -> "Engines":
        from plainspoken.wiring import Engines  # --help needs none of it

        ledger = LedgerSettings(ledger_url(home))
        access = AccessSettings(self.place.access)
        return Engines(replace(self._settings, home=home, ledger=ledger, store=StoreSettings(), access=access))
