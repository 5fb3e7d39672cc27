"""Forget: a document, or a person or any other value, out of everything that is kept.

What was answered from it goes first, then the words themselves, then the index, then the free pages
and the log of the database. A kill on the way leaves a note, and the next round finishes.
"""

import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Protocol

from plainspoken.answers import Kept, whole_of
from plainspoken.errors import LedgerError, NotFoundError, UsageError
from plainspoken.forgotten import Forgotten, words_of
from plainspoken.ingest import SUFFIXES
from plainspoken.ledger import Conversation, Place
from plainspoken.librarian import indexing
from plainspoken.librarian.indexing import Engines
from plainspoken.librarian.report import Forgetting
from plainspoken.placeholders import Placeholders
from plainspoken.vault import Vault


class KeyedEngines(Engines, Protocol):
    """What the librarian works with when it forgets."""

    @property
    def vault(self) -> Vault:
        """Return the keeper of placeholders."""

    @property
    def evaluations(self) -> Path:
        """Return the folder in which evaluations keep what they read of documents: it can always be made anew."""


@dataclass(slots=True)
class _Doomed:
    """What of the things kept about people asking has to go."""

    conversations: set[str] = field(default_factory=set)
    answers: set[str] = field(default_factory=set)
    feedback: set[str] = field(default_factory=set)

    def told(self, *, removed: Sequence[Place], files: tuple[str, ...], records: int = 0) -> Forgetting:
        """Return the report of it."""
        counts = len(self.conversations), len(self.answers), len(self.feedback)
        return Forgetting(tuple(map(_cited, removed)), {}, *counts, records, files)


def forget(
    value: str, *, engines: KeyedEngines, corpus: str | None = None, dry: bool = False, is_value: bool = False
) -> Forgetting:
    """Take a document (by path, or all under a folder), else a person or another value, out of everything.

    Args:
        value: A path as cited or on disk; else a name, an address, a number.
        engines: What to work with.
        corpus: Only documents of this corpus.
        dry: Whether to say only what would go.
        is_value: Whether it is a value though it reads like a path.

    What evaluations keep of documents goes as a whole, and is made anew when needed.

    Raises:
        NotFoundError: There is no such document, and the value stands nowhere or reads like a path.
        UsageError: The value holds no word, or it is to be forgotten in one corpus alone.
        LockedError: Another process changes documents, or reads them all the while.
    """
    with engines.ledger.stock.held():
        if not dry:
            indexing.tidy(engines)
        places = engines.ledger.eraser.places()
        within = () if is_value else [place for place in places if corpus in (None, place.corpus)]
        named = [place for place in within if _is_under(place, value)]
        if not named:
            _refuse_what_is_no_value(value, corpus, is_value=is_value)
        told, carry_out = _documents(named, engines) if named else _value(value, places, engines)
        went = "nothing was forgotten"
        if not dry and engines.evaluations.is_dir():
            shutil.rmtree(engines.evaluations)  # whatever it holds: this ledger does not know what that is
            went = "only the copies that evaluations keep of documents were removed, whatever they held"
        if told.is_nothing:
            raise NotFoundError(f"nothing is kept of {value!r}; {went}")
        if not dry:
            carry_out()
            finish(engines)
    return told


def lift(value: str, *, engines: KeyedEngines) -> None:
    """Let a value that was forgotten be ingested again.

    Raises:
        NotFoundError: It had not been forgotten.
    """
    forms = words_of(value).tagged(engines.tag)
    if not engines.ledger.eraser.drop_words(forms):
        raise NotFoundError(f"{value!r} had not been forgotten; nothing was changed")


def finish(engines: Engines) -> None:
    """Leave no byte of what was forgotten: write the index anew, if it held any, then the ledger's files."""
    eraser = engines.ledger.eraser
    if eraser.is_due_in_index:
        indexing.tidy(engines)
        engines.store.compact()
    if eraser.is_due:
        eraser.purge()


def _documents(named: Sequence[Place], engines: KeyedEngines) -> tuple[Forgetting, Callable[[], None]]:
    """Return what goes with documents, which is whatever was answered from them, and what lets it go."""
    ids = {place.id for place in named}
    editions = [each.id for each in engines.ledger.editions(current_only=False) if each.document_id in ids]
    passages = {each.passage.id for each in engines.ledger.stock.all_passages(editions)}
    doomed = _doomed(engines, _Doom(passages=passages, documents=ids))

    def carry_out() -> None:
        _drop(doomed, named, engines)
        indexing.remove(sorted(ids), engines)

    return doomed.told(removed=named, files=_there(named)), carry_out


def _value(value: str, places: Sequence[Place], engines: KeyedEngines) -> tuple[Forgetting, Callable[[], None]]:
    """Return what goes with a person or another value, and what lets it go.

    The value is blanked; what is named after it is removed, and whatever was answered from it.
    """
    forms = words_of(value).tagged(engines.tag)
    if not forms.whole:
        raise UsageError(f"{value!r} holds no word; nothing was forgotten")
    forgotten, eraser = Forgotten(forms, engines.tag), engines.ledger.eraser
    named = [place for place in places if forgotten.holds(place.path)]
    ids = {place.id for place in named}
    found = eraser.blanks(forgotten)
    passages = {key["id"] for table, key, _ in found.changes if table == "passages"}
    doomed = _doomed(engines, _Doom(passages, ids, forgotten, principal=value))
    touched = [place for place in places if place.id in found.stretches and place.id not in ids]
    told = doomed.told(removed=named, files=_there([*named, *touched]), records=found.records)
    told.blanked.update({_cited(place): found.stretches[place.id] for place in touched})

    def carry_out() -> None:
        eraser.keep_words(forms)
        _drop(doomed, named, engines)
        indexing.remove(sorted(ids), engines)
        indexing.drop_vectors(found.editions, engines)
        eraser.blank(forgotten)

    return told, carry_out


@dataclass(frozen=True, slots=True)
class _Doom:
    """By what the things kept about people asking have to go.

    Attributes:
        passages, documents: What they were answered from.
        forgotten: What they may not hold.
        principal: Whose they are.
    """

    passages: set[str]
    documents: set[str]
    forgotten: Forgotten | None = None
    principal: str | None = None

    def of_answer(self, kept: Kept, words: str) -> bool:
        """Return whether an answer has to go."""
        answer = kept.answer
        closest = answer.abstention.closest if answer.abstention else ()
        cited = {citation.document_id for citation in (*answer.citations, *closest)}
        used = self.passages.intersection(answer.passport.passages) or self.documents & cited
        return bool(used) or kept.principal == self.principal or self.of_words(words)

    def of_conversation(self, talk: Conversation, issued: Placeholders | None) -> bool:
        """Return whether a conversation has to go; so does one that nobody can open any more."""
        if issued is None or talk.principal == self.principal:
            return True
        forms = [form for entry in issued.entries for form in entry.forms]
        said = [part for turn in talk.turns for part in (turn.question, turn.answer)]
        return any(self.passages & form.sources or self.of_words(form.text) for form in forms) or any(
            map(self.of_words, said)
        )

    def of_words(self, words: str) -> bool:
        """Return whether a text holds what was forgotten."""
        return self.forgotten is not None and self.forgotten.holds(words)


def _doomed(engines: KeyedEngines, doom: _Doom) -> _Doomed:
    """Return what has to go: whole conversations, since a later turn leans on the earlier ones."""
    kept = engines.ledger.eraser.kept_answers()
    hit = {each.answer.id for each, words in kept if doom.of_answer(each, words)}
    talks = {each.answer.conversation for each, _ in kept if each.answer.id in hit}
    for talk in engines.ledger.eraser.conversations():
        if talk.id not in talks and doom.of_conversation(talk, _issued(talk, engines)):
            talks.add(talk.id)
    answers = hit | {each.answer.id for each, _ in kept if each.answer.conversation in talks}
    said = engines.ledger.feedback()
    feedback = {
        each.id
        for each in said
        if whole_of(each.answer_id)[0] in answers
        or each.principal == doom.principal
        or doom.of_words("\n".join((each.reason, each.text, each.correction)))
    }
    return _Doomed(talks, answers, feedback)


def _issued(talk: Conversation, engines: KeyedEngines) -> Placeholders | None:
    try:
        return Placeholders.from_json(engines.vault.open(talk.sealed, context=talk.id))
    except LedgerError:
        return None


def _drop(doomed: _Doomed, named: Sequence[Place], engines: KeyedEngines) -> None:
    engines.ledger.eraser.drop(
        conversations=sorted(doomed.conversations),
        answers=sorted(doomed.answers),
        feedback=sorted(doomed.feedback),
        documents=named,
    )


def _refuse_what_is_no_value(value: str, corpus: str | None, *, is_value: bool) -> None:
    """Raise where ``value`` names no document and may not be blanked everywhere either."""
    where = f" in the corpus {corpus!r}" if corpus is not None else ""
    if not is_value and _reads_like_a_path(value):
        raise NotFoundError(
            f"no document is at {value!r}{where}; nothing was forgotten; if it is a name or another value, add --value"
        )
    if corpus is not None:
        raise UsageError(
            f"{value!r} is no document{where}, and a person or another value is forgotten in all of them: "
            "leave --corpus out; nothing was forgotten"
        )


def _reads_like_a_path(value: str) -> bool:
    """Return whether ``value`` ends like a document, or has letters around each slash and is no URL."""
    parts = re.split(r"[/\\]", value)
    steps = [part for part in parts if part.strip(".~")]
    named = len(parts) > 1 and "://" not in value and all(re.search(r"[^\W\d_]", step) for step in steps)
    return named or PurePath(value).suffix.lower() in SUFFIXES


def _is_under(place: Place, given: str) -> bool:
    """Return whether a document is what ``given`` names, as cited or on disk, or lies in that folder."""
    cited = given.strip("/")
    on_disk = os.path.realpath(given)
    return (
        place.path == cited
        or place.path.startswith(f"{cited}/")
        or place.source == on_disk
        or on_disk in map(str, Path(place.source).parents)
    )


def _there(named: Sequence[Place]) -> tuple[str, ...]:
    return tuple(place.source for place in named if os.path.lexists(place.source))


def _cited(place: Place) -> str:
    return f"{place.corpus}/{place.path}"
