"""Everything published at one moment, and what of it one caller may reach on one day."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from plainspoken.access import Principal, Rule
from plainspoken.ledger.codec import dumps
from plainspoken.ledger.standing import PUBLISHED, Entry, Standing, standings
from plainspoken.ledger.succession import SUPERSEDED, UNDECIDED, Claim, Names, folded, names_of, replaced
from plainspoken.passages import Metadata, Scope, ScoredPassage
from plainspoken.remembered import Remembered

PASSAGES = 20_000
"""Passages kept as read until documents change: some 30 MB."""
REMEMBERED = 512
"""Scopes and snapshots kept until documents change: one for each set of rules and day asked about."""


class Catalogue:
    """All editions at one moment. What it says never changes; what was asked of it is remembered.

    Args:
        entries: Every edition in the ledger.
        counter: Which moment: differs when documents changed.
        before: An earlier moment; documents that did not change since are taken from it.
    """

    def __init__(self, entries: Iterable[Entry], *, counter: int = 0, before: "Catalogue | None" = None) -> None:
        self.counter = counter
        kept = sorted(entries, key=lambda entry: (entry.base.corpus, entry.base.path, entry.sequence, entry.base.id))
        published: dict[str, list[Entry]] = {}
        for entry in kept:
            if entry.status == PUBLISHED:
                published.setdefault(entry.base.document_id, []).append(entry)
        old = before.documents if before else {}
        self.documents: dict[str, list[Standing]] = {
            key: _standings(of_one, old.get(key, [])) for key, of_one in published.items()
        }
        self.editions = {each.edition.id: each for of_one in self.documents.values() for each in of_one}
        self.unpublished = {entry.base.id: entry for entry in kept if entry.status != PUBLISHED}
        self.passages = Remembered[str, ScoredPassage](
            PASSAGES
        )  # those read since, whoever read them: checked at each use
        self._scopes: dict[tuple[frozenset[str], date, frozenset[str] | None], Scope] = {}
        self._snapshots: dict[tuple[frozenset[str], frozenset[str] | None], str] = {}

    def current(self, document_id: str) -> Standing | None:
        """Return the newest published edition of a document."""
        of_one = self.documents.get(document_id)
        return of_one[-1] if of_one else None

    def standing(self, edition_id: str) -> Standing:
        """Return how an edition stands, or how a staged one will once it is published."""
        if edition_id in self.editions:
            return self.editions[edition_id]
        staged = self.unpublished[edition_id]
        published = [each.entry for each in self.documents.get(staged.base.document_id, ())]
        return standings([*published, staged])[-1]

    @cached_property
    def dirty(self) -> list[Standing]:
        """Return the published editions whose points in the index say something else than the truth."""
        return [each for each in self.editions.values() if each.is_dirty]

    @cached_property
    def overtaken(self) -> tuple[str, ...]:
        """Return the corpora whose default access is another one than some of their documents were read with."""
        return tuple(sorted({one[-1].edition.corpus for one in self.documents.values() if one[-1].entry.is_overtaken}))

    def scope(self, principal: Principal, as_of: date, corpora: frozenset[str] | None = None) -> Scope:
        """Return what ``principal`` may reach, as if nothing else existed."""
        rules = self._allowed(principal)
        key = rules, as_of, corpora
        found = self._scopes.get(key)
        if found is None:
            gone = [
                each.edition for document_id in self._replaced(rules, as_of) for each in self.documents[document_id]
            ]
            replaced_then = {edition.id for edition in gone if edition.window.holds(as_of)}
            found = Scope(rules, as_of, corpora, self._unusable(rules) | replaced_then)
            _remember(self._scopes, key, found)
        return found

    def past_scope(self, principal: Principal, as_of: date, corpora: frozenset[str] | None = None) -> Scope:
        """Return the same with everything that was in force until then, superseded and lapsed included."""
        rules = self._allowed(principal)
        return Scope(rules, as_of, corpora, self._unusable(rules), lapsed=True)

    def snapshot(self, principal: Principal, corpora: frozenset[str] | None = None) -> str:
        """Return ``sha256:…`` over everything that ``principal`` may see."""
        rules = self._allowed(principal)
        found = self._snapshots.get((rules, corpora))
        if found is None:
            seen = sorted(
                (edition_id, each.edition.window.days, sorted(rules & keys))
                for edition_id, (each, keys) in self._keys.items()
                if each.edition.rule.key in rules and (corpora is None or each.edition.corpus in corpora)
            )
            found = "sha256:" + hashlib.sha256(dumps(seen).encode()).hexdigest()
            _remember(self._snapshots, (rules, corpora), found)
        return found

    @cached_property
    def _keys(self) -> dict[str, tuple[Standing, frozenset[str]]]:
        return {
            edition_id: (each, frozenset(rule.key for rule in each.rules)) for edition_id, each in self.editions.items()
        }

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        return {rule.key: rule for each in self.editions.values() for rule in (each.edition.rule, *each.rules)}

    @cached_property
    def _blocked(self) -> list[tuple[str, frozenset[str]]]:
        """Return what the index holds and nobody may use yet or any more, with the rules it stands under there."""
        stale = [*self.unpublished.values(), *(each.entry for each in self.dirty)]
        return [(entry.base.id, frozenset(json.loads(entry.indexed)[0])) for entry in stale if entry.indexed]

    @cached_property
    def _names(self) -> Names:
        return names_of(
            Claim(each.document_id, each.corpus, each.path, frozenset(folded(one.edition.title) for one in of_one))
            for of_one in self.documents.values()
            for each in [of_one[-1].edition]
        )

    @cached_property
    def _claimants(self) -> list[str]:
        """Return the documents that say anything about replacing or being replaced."""
        return [key for key, of_one in self.documents.items() if any(_says_anything(each) for each in of_one)]

    def _allowed(self, principal: Principal) -> frozenset[str]:
        return frozenset(key for key, rule in self._rules.items() if rule.allows(principal))

    def _unusable(self, rules: frozenset[str]) -> frozenset[str]:
        """Return the editions to leave out though their points, as indexed, would let the caller in."""
        return frozenset(edition_id for edition_id, keys in self._blocked if rules & keys)

    def _replaced(self, rules: frozenset[str], as_of: date) -> frozenset[str]:
        """Return the documents that are superseded on that day, judged among those that ``rules`` let be seen."""

        def is_visible(document_id: str) -> bool:
            return self.documents[document_id][-1].edition.rule.key in rules

        def is_in_force(document_id: str) -> bool:
            return any(each.edition.window.holds(as_of) for each in self.documents[document_id])

        def has_begun(document_id: str) -> bool:
            return any(each.edition.window.days[0] <= as_of.toordinal() for each in self.documents[document_id])

        said = [_said(self.documents[key], as_of) for key in self._claimants if is_visible(key)]
        return replaced(said, self._names, is_visible=is_visible, is_in_force=is_in_force, has_begun=has_begun)


def _standings(entries: list[Entry], before: list[Standing]) -> list[Standing]:
    same = len(entries) == len(before) and all(new is old.entry for new, old in zip(entries, before, strict=True))
    return before if same else standings(entries)


def _said(of_one: list[Standing], as_of: date) -> Claim:
    """Return what a document says on that day, or says now where it is not in force then."""
    speaking = next((each for each in of_one if each.edition.window.holds(as_of)), of_one[-1])
    metadata, edition = speaking.entry.metadata, speaking.edition
    return Claim(
        edition.document_id,
        edition.corpus,
        edition.path,
        replaces=() if _status(metadata).startswith(UNDECIDED) else metadata.supersedes,
        replaced_by=metadata.superseded_by,
        is_replaced=_is_replaced(metadata),
    )


def _is_replaced(metadata: Metadata) -> bool:
    return bool(metadata.superseded_by) or _status(metadata).startswith(SUPERSEDED)


def _status(metadata: Metadata) -> str:
    return (metadata.status or "").strip().casefold()


def _says_anything(each: Standing) -> bool:
    return bool(each.entry.metadata.supersedes) or _is_replaced(each.entry.metadata)


def _remember(cache: dict[Any, Any], key: object, value: object) -> None:
    if len(cache) >= REMEMBERED:
        cache.clear()
    cache[key] = value
