"""What was kept long enough goes, and nothing else does."""

import os
import threading
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from plainspoken.access import Principal
from plainspoken.conversations import Question
from plainspoken.doors import upkeep as upkeeping
from plainspoken.errors import LockedError, NotFoundError, RedactionError
from plainspoken.forgotten import BLANK
from plainspoken.ledger import Egress, Examined, Review, Run
from plainspoken.librarian import Corpus, Terms, expire, finish, forget, keep, tend
from plainspoken.settings import load
from plainspoken.settings.values import MOST_DAYS
from plainspoken.wiring import Engines
from tests.conftest import open_assistant
from tests.databases import database, files_of, rows_of

LEDGER = "PLAINSPOKEN_LEDGER__URL"
NOW = datetime.now(UTC)
OLD = NOW - timedelta(days=100)


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request, tmp_path, monkeypatch):
    """Return a home with two versions of a document, one answer with feedback, and records old and new."""
    if request.param == "sqlite":
        yield filled(tmp_path)
        return
    with database(request.getfixturevalue("postgresql"), "expiring") as url:
        monkeypatch.setenv(LEDGER, url)
        yield filled(tmp_path)


def filled(tmp_path):
    (tmp_path / "notes").mkdir()
    for day, places in ((date(2026, 1, 5), 9), (date(2026, 3, 5), 11)):
        (tmp_path / "notes" / "rota.md").write_text(f"# Rota\n\nThe rota has {places} places.\n", encoding="utf-8")
        engines = Engines(load(None, {"home": tmp_path / "home"}))
        keep([tmp_path / "notes"], corpus=Corpus("default"), engines=engines, on=day)
        for at in (OLD, NOW):
            engines.ledger.keep_egress(Egress(at, "openai/stub"))
            engines.ledger.keep_run(Run(f"{day}{at}", "eval", at))
        engines.close()
    return tmp_path / "home"


def written(home):
    """Return what lies in the ledger's files."""
    url = os.environ.get(LEDGER)
    return rows_of(url) + files_of(url) if url else (home / "ledger.sqlite").read_bytes()


def expired(home, terms, now=None):
    engines = Engines(load(None, {"home": home}))
    gone = expire(engines, terms, now=now)
    left = {
        "egress": len(engines.ledger.egress()),
        "runs": len(engines.ledger.runs("eval")),
        "versions": len(engines.ledger.editions(current_only=False)),
        **engines.ledger.counts(),
    }
    engines.close()
    return gone, left


def test_nothing_goes_without_a_term(home):
    gone, left = expired(home, Terms())

    assert gone == {}
    assert (left["egress"], left["runs"], left["versions"]) == (4, 4, 2)


def test_each_kind_of_record_has_its_own_term(home):
    gone, left = expired(home, Terms(egress=30, runs=200))

    assert gone == {"egress": 2, "runs": 0}
    assert (left["egress"], left["runs"]) == (2, 4)


def test_what_questions_got_in_an_evaluation_goes_with_the_evaluations_and_what_was_said_of_it_stays(home):
    engines = Engines(load(None, {"home": home}))
    for name, at in (("q1", OLD), ("q2", NOW)):
        shown = Examined("s", name, "extractive", 0, at, "Who has the rota?", "", NOW.date(), answer=f"Fay at {at}.")
        engines.ledger.keep_examined([shown])
        engines.ledger.keep_review(Review(f"v-{name}", "verdict", "s", name, "ruth", at))
    engines.close()

    gone, left = expired(home, Terms(runs=30))

    assert gone == {"runs": 3}
    assert (left["runs"], left["examined"], left["reviews"]) == (2, 1, 2)
    assert f"Fay at {OLD}".encode() not in written(home)


def test_a_conversation_goes_with_its_answers_and_placeholders_once_its_last_answer_is_old(home):
    assistant = open_assistant(home)
    answer = assistant.ask(Question("How many places has the rota?", date(2026, 4, 1), conversation="c"))
    assistant.feedback(answer.id, Principal(), rating="up")
    assistant.close()

    assert expired(home, Terms(conversations=30))[0] == {"conversations": 0}
    gone, left = expired(home, Terms(conversations=30), NOW + timedelta(days=31))

    assert gone == {"conversations": 1}
    assert (left["conversations"], left["answers"], left["feedback"]) == (0, 0, 0)
    assistant = open_assistant(home)
    with pytest.raises(NotFoundError):
        assistant.answer(answer.id, Principal())
    assistant.close()


def test_a_round_in_which_no_conversation_is_due_reads_no_answer(home, monkeypatch):
    def read(_):
        raise AssertionError("an answer was read")

    assistant = open_assistant(home)
    assistant.ask(Question("How many places has the rota?", date(2026, 4, 1), conversation="c"))
    assistant.close()
    monkeypatch.setattr("plainspoken.ledger.expiry.json", SimpleNamespace(loads=read))

    assert expired(home, Terms(conversations=30))[0] == {"conversations": 0}


def test_the_index_is_left_alone_where_no_words_of_documents_went(home):
    engines = Engines(load(None, {"home": home}))
    gone = expire(engines, Terms(egress=30))
    is_left, is_due = "store" not in vars(engines), engines.ledger.eraser.is_due
    engines.close()

    assert (gone, is_left, is_due) == ({"egress": 2}, True, False)


def test_an_older_version_goes_to_the_last_byte_and_the_current_one_stays(home):
    gone, left = expired(home, Terms(versions=30), datetime(2026, 5, 1, tzinfo=UTC))

    assert (gone, left["versions"]) == ({"versions": 1}, 1)
    assert b"has 9 places" not in written(home)
    assert b"has 11 places" in written(home)
    assistant = open_assistant(home)
    assert "11 places" in assistant.ask(Question("How many places has the rota?", date(2026, 4, 1))).text
    assistant.close()


def test_while_what_is_left_waits_for_its_new_window_the_index_is_not_whole(home, monkeypatch):
    engines = Engines(load(None, {"home": home}))
    monkeypatch.setattr("plainspoken.librarian.expiring.finish", lambda _: None)
    before = engines.ledger.indexed().is_whole
    expire(engines, Terms(versions=30), now=datetime(2026, 5, 1, tzinfo=UTC))
    after = engines.ledger.indexed().is_whole
    finish(engines)
    finished = engines.ledger.indexed().is_whole
    engines.close()

    assert (before, after, finished) == (True, False, True)


def test_a_version_that_was_replaced_only_lately_stays(home):
    assert expired(home, Terms(versions=30), datetime(2026, 3, 20, tzinfo=UTC))[0] == {"versions": 0}


def test_a_new_detector_looks_again_in_the_background_and_leaves_what_it_cannot_read(home):
    engines = Engines(load(None, {"home": home, "privacy.patterns": {"COUNT": "[0-9]+ places"}}))
    before = engines.ledger.holdings().values()

    tend(engines, Terms())
    after = engines.ledger.holdings().values()
    engines.close()

    assert {each.detector for each in before} != {each.detector for each in after}
    assert all(each.private == {"COUNT": 1} for each in after)


def test_what_cannot_be_read_in_the_background_keeps_nothing_behind_it_from_being_looked_at(home, monkeypatch):
    monkeypatch.setattr("plainspoken.librarian.indexing.EDITIONS_AT_ONCE", 1)
    engines = Engines(load(None, {"home": home, "privacy.patterns": {"COUNT": "[0-9]+ places"}}))
    stock, find = engines.ledger.stock, engines.find
    first = stock.unscanned(engines.finder)[0]
    unread = {each.passage.text for each in stock.all_passages([first])}

    def failing(texts):
        if unread & set(texts):
            raise RedactionError("not now")
        return find(texts)

    engines.find = failing
    tend(engines, Terms())
    left = stock.unscanned(engines.finder)
    engines.close()

    assert left == (first,)


def test_who_looks_again_in_the_background_keeps_nobody_waiting_and_leaves_what_was_forgotten_meanwhile(home):
    engines = Engines(load(None, {"home": home, "privacy.patterns": {"COUNT": "[0-9]+ places"}}))
    find, went_on = engines.find, []

    def meanwhile(texts):
        found = find(texts)
        if not went_on:
            with closing(Engines(load(None, {"home": home}))) as other:
                went_on.append(forget("11 places", engines=other).blanked)
        return found

    engines.find = meanwhile
    tend(engines, Terms())
    stock, finder = engines.ledger.stock, engines.finder
    found = stock.all_passages([each.id for each in engines.ledger.editions(current_only=False)])
    engines.close()

    assert went_on == [{"default/rota.md": 1}]
    assert {each.edition.detector for each in found} == {finder}
    assert sorted((BLANK in each.passage.text, len(each.passage.spans)) for each in found) == [(False, 1), (True, 0)]


def test_a_door_that_stays_open_tends_the_documents_again_and_again_until_it_is_closed(tmp_path, monkeypatch):
    rounds, third = [], threading.Event()

    def tend(engines, terms):
        rounds.append((engines, terms))
        if len(rounds) == 3:
            third.set()
            time.sleep(0.2)  # under way when the door closes
        raise LockedError("busy")

    monkeypatch.setattr(upkeeping, "tend", tend)
    settings = load(None, {"home": tmp_path})
    engines = Engines(settings)
    with upkeeping.upkeep(engines, settings, every_s=0.01):
        assert third.wait(30)
    under_way = [one.name for one in threading.enumerate() if one.name == "plainspoken-upkeep"]

    assert under_way == []
    assert len(rounds) == 3
    assert set(rounds) == {(engines, Terms(conversations=365))}


def test_the_longest_term_is_reckoned_with(home):
    assert expired(home, Terms(egress=MOST_DAYS, versions=MOST_DAYS))[0] == {"egress": 0, "versions": 0}
