"""Conversations that go on at the same time never see each other's placeholders, however their turns fall."""

import random
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from plainspoken.access import Principal
from plainspoken.answers import Kept
from plainspoken.archive import Archive
from plainspoken.conversations import Question
from plainspoken.errors import LedgerError, NotFoundError
from plainspoken.passages import Scope
from plainspoken.placeholders import Placeholders
from plainspoken.redact import redact_text
from plainspoken.redacted import PrivateSpan
from plainspoken.restore import restore
from plainspoken.settings import load
from plainspoken.trip import Trip
from plainspoken.vault import Vault
from plainspoken.wiring import Engines
from tests.conftest import DAY
from tests.doors.invented import ANSWER

INTERLEAVINGS = 1_000
ROUNDS = 40
TURNS = 4
PEOPLE = {"ann": ("Ann Abbot", "Abel Ames", "Ada Avery"), "ben": ("Ben Bates", "Bea Bloom", "Bob Briggs")}


@pytest.fixture
def _often_switched():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def turns_of(who, seed):
    chance = random.Random(f"{who}{seed}")  # noqa: S311  # repeatable turns, no secret
    return [f"{chance.choice(PEOPLE[who])} met {chance.choice(PEOPLE[who])}." for _ in range(TURNS)]


def spans_in(text):
    names = [name for people in PEOPLE.values() for name in people]
    starts = [(text.find(name, at), name) for name in names for at in range(len(text)) if text.startswith(name, at)]
    return [PrivateSpan(start, start + len(name), "PERSON") for start, name in sorted(set(starts))]


def talk(who, turns, sealed, vault, redacted):
    """Go through a conversation as the archive does: open what was sealed, add a turn, seal it again."""
    for text in turns:
        issued = Placeholders.from_json(vault.open(sealed[who], context=who)) if who in sealed else Placeholders()
        told, issued = redact_text(text, spans_in(text), issued=issued, source="question")
        redacted[who].append(told.text)
        sealed[who] = vault.seal(issued.to_json(), context=who)


@pytest.mark.usefixtures("_often_switched")
def test_two_conversations_never_cross_in_a_thousand_interleavings(tmp_path):
    vault = Vault(None, tmp_path / "vault.key")
    for seed in range(INTERLEAVINGS):
        sealed, redacted = {}, {"ann": [], "ben": []}
        turns = {who: turns_of(who, seed) for who in PEOPLE}
        threads = [threading.Thread(target=talk, args=(who, turns[who], sealed, vault, redacted)) for who in PEOPLE]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for who, other in (("ann", "ben"), ("ben", "ann")):
            issued = Placeholders.from_json(vault.open(sealed[who], context=who))
            values = {form.text for entry in issued.entries for form in entry.forms}

            assert [restore(text, issued, may=lambda _: True).text for text in redacted[who]] == turns[who]
            assert values <= set(PEOPLE[who])
            with pytest.raises(LedgerError):
                vault.open(sealed[who], context=other)


def asked(archive, who, teller, texts, given):
    """Go through a conversation of ``who`` in the archive, as the assistant does; note which answer came of which text.

    Args:
        archive: Of one ledger, shared by all.
        who: Whose conversation it is, and from whose names the texts are.
        teller: Tells apart those who ask in it at the same time.
        texts: What is asked, one turn each.
        given: Answer id → (who, text), added to.
    """
    asker, key = Principal(who), f"{who}/c"
    for n, text in enumerate(texts):
        talk = archive.talk(key, asker)
        issued, history = archive.told(talk)
        told, issued = redact_text(text, spans_in(text), issued=issued, source="question")
        trip = Trip(
            id=f"ans_{teller}_{n}",
            question=Question(text, DAY, asker, conversation="c", history=history),
            conversation=key,
            scope=Scope(frozenset(), DAY),
            snapshot="",
            issued=issued,
            talk=talk,
        )
        empty = {"claims": (), "citations": (), "abstention": None, "removed": (), "candidates": ()}
        passport = replace(ANSWER.passport, passages=())
        answer = replace(
            ANSWER, id=trip.id, question=told.text, text=told.text, conversation=key, passport=passport, **empty
        )
        archive.keep(trip, Kept(answer, who, "", (), datetime.now(UTC)))
        given[trip.id] = who, text


@pytest.mark.usefixtures("_often_switched")
def test_conversations_never_cross_in_the_ledger_also_where_one_is_continued_twice_at_once(tmp_path):
    engines = Engines(load(None, {"home": tmp_path}))
    archive, given = Archive(engines), {}
    for seed in range(ROUNDS):
        tellers = {f"{who}{which}_{seed}": who for who in PEOPLE for which in (1, 2)}
        threads = [
            threading.Thread(target=asked, args=(archive, who, teller, turns_of(who, teller)[1:3], given))
            for teller, who in tellers.items()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    told = {answer_id: archive.answer(answer_id, Principal(who)) for answer_id, (who, _) in given.items()}
    for answer_id, (who, _) in given.items():
        with pytest.raises(NotFoundError):
            archive.answer(answer_id, Principal("ben" if who == "ann" else "ann"))
    issued = {talk.id: archive.told(talk)[0] for talk in engines.ledger.eraser.conversations()}
    known = {key: {form.text for entry in each.entries for form in entry.forms} for key, each in issued.items()}
    engines.close()

    assert {answer_id: (answer.question, answer.text) for answer_id, answer in told.items()} == {
        answer_id: (text, text) for answer_id, (_, text) in given.items()
    }
    assert len(told) == ROUNDS * len(tellers) * 2
    assert all(values <= set(PEOPLE[key.partition("/")[0]]) for key, values in known.items())
    assert len(known) > len(PEOPLE)  # some were continued twice at once, and went on apart
