"""Two conversations that go on at the same time never see each other's placeholders, however their turns fall."""

import random
import sys
import threading

import pytest

from plainspoken.errors import LedgerError
from plainspoken.placeholders import Placeholders
from plainspoken.redact import redact_text
from plainspoken.redacted import PrivateSpan
from plainspoken.restore import restore
from plainspoken.vault import Vault

INTERLEAVINGS = 1_000
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
