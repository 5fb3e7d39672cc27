"""What every backend of the index promises."""

import os
import threading
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from qdrant_client import QdrantClient

from plainspoken.errors import UsageError
from plainspoken.settings import load
from plainspoken.store import open_store
from plainspoken.store.cluster import Cluster
from plainspoken.wiring import Engines
from tests.store.invented import SIZE, TODAY, direction, identity, point, scope

SERVER = os.environ.get("PLAINSPOKEN_STORE__URL", "")
NOBODY = replace(scope(), rules=frozenset())


@pytest.fixture(
    params=["embedded", "attached", "memory", pytest.param("server", marks=pytest.mark.server)],
)
def store(request):
    if request.param == "server":
        if not SERVER:
            pytest.skip("PLAINSPOKEN_STORE__URL names no server")
        opened = Cluster(SERVER, os.environ.get("PLAINSPOKEN_STORE__API_KEY"), collection="plainspoken-tests")
        opened.clear()
    else:
        home = None if request.param == "memory" else request.getfixturevalue("home")
        opened = open_store(home=home, url=None if home else ":memory:")
    asked = open_store(home=home) if request.param == "attached" else opened
    yield asked
    asked.close()
    opened.close()


def ids(matches):
    return [match.id for match in matches]


@pytest.mark.parametrize("url", [None, ":memory:"])
def test_an_index_that_nobody_has_made_yet_answers_with_nothing(tmp_path, url):
    store = open_store(home=tmp_path, url=url)
    store.delete(["e1"])
    store.flush()

    assert store.size() == store.counts(scope(), [7]).total == 0
    assert store.dense(direction(1), scope(), 5) == store.sparse({7: 1.0}, scope(), 5) == []
    assert not store.editions()
    store.close()


def test_an_empty_index_answers_with_nothing(store):
    counts = store.counts(scope(), [7])

    assert (store.size(), store.editions()) == (0, frozenset())
    assert (counts.total, counts.terms) == (0, {7: 0})
    assert store.dense(direction(1), scope(), 5) == store.sparse({7: 1.0}, scope(), 5) == []


def test_what_was_added_is_found_by_meaning_and_by_word(store):
    store.upsert([point("near", seed=1, terms=[7]), point("far", seed=2, terms=[8])])

    assert ids(store.dense(direction(1), scope(), 2)) == [identity("near"), identity("far")]
    assert store.dense(direction(1), scope(), 1)[0].score == pytest.approx(1.0)
    assert ids(store.sparse({8: 2.0}, scope(), 5)) == [identity("far")]
    assert store.sparse({8: 2.0}, scope(), 5)[0].score == 2.0


def test_a_known_id_is_replaced(store):
    store.upsert([point("one", terms=[7], edition="old")])
    store.upsert([point("one", terms=[8], edition="new")])

    assert store.size() == 1
    assert store.editions() == {"new"}
    assert dict(store.counts(scope(), [7, 8]).terms) == {7: 0, 8: 1}


def test_deleting_an_edition_takes_all_of_its_points_and_no_other(store):
    store.upsert([point(n, terms=[7], edition="gone" if n % 2 else "stays") for n in range(10)])

    store.delete([])
    assert store.size() == 10
    store.delete(["gone", "never was"])

    assert store.size() == 5
    assert store.editions() == {"stays"}
    assert store.counts(scope(), [7]).terms[7] == 5


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        pytest.param(scope("everyone"), {"open", "old", "other"}, id="one-rule"),
        pytest.param(scope("everyone", "hr"), {"open", "old", "other", "closed"}, id="two-rules"),
        pytest.param(scope("HR"), set(), id="case-counts"),
        pytest.param(NOBODY, set(), id="no-rule-reaches-nothing"),
        pytest.param(scope(corpora=["docs"]), {"open", "old"}, id="corpus"),
        pytest.param(scope(corpora=[]), set(), id="no-corpus-reaches-nothing"),
        pytest.param(scope(without=["e2"]), {"open", "other"}, id="without-an-edition"),
        pytest.param(scope(as_of=date(2026, 1, 31)), {"open", "old", "other"}, id="last-day-counts"),
        pytest.param(scope(as_of=date(2026, 2, 1)), {"open", "other"}, id="the-day-after-does-not"),
        pytest.param(scope(lapsed=True), {"open", "old", "other"}, id="what-has-lapsed-when-asked-for"),
        pytest.param(scope(as_of=date(2025, 12, 31), lapsed=True), {"open", "other"}, id="but-not-what-is-to-come"),
        pytest.param(scope(as_of=date(2025, 12, 31)), {"open", "other"}, id="nor-the-day-before-the-first"),
    ],
)
def test_every_leg_keeps_to_the_scope(store, asked, seen):
    january = (date(2026, 1, 1).toordinal(), date(2026, 1, 31).toordinal())
    named = {
        "open": point("open", terms=[7]),
        "old": point("old", terms=[7], edition="e2", days=january),
        "other": point("other", terms=[7], corpus="feedback"),
        "closed": point("closed", terms=[7], rule="hr"),
        "never": point("never", terms=[7], days=january[::-1]),
    }
    store.upsert(list(named.values()))
    if asked.as_of == TODAY and not asked.lapsed:
        seen = seen - {"old"}
    expected = {identity(name) for name in seen}

    assert set(ids(store.dense(direction(1), asked, 9))) == expected
    assert set(ids(store.sparse({7: 1.0}, asked, 9))) == expected
    counts = store.counts(asked, [7, 8])
    assert (counts.total, dict(counts.terms)) == (len(expected), {7: len(expected), 8: 0})


@pytest.mark.parametrize("limit", [1, 5, 39, 40, 60])
def test_equal_scores_are_ordered_by_id_wherever_the_limit_cuts(store, limit):
    store.upsert([point(n, terms=[7]) for n in range(40)])
    expected = sorted(identity(n) for n in range(40))[:limit]

    assert ids(store.dense(direction(1), scope(), limit)) == expected
    assert ids(store.sparse({7: 1.5}, scope(), limit)) == expected


def test_a_limit_of_nothing_finds_nothing(store):
    store.upsert([point("one", terms=[7])])

    assert store.dense(direction(1), scope(), 0) == store.sparse({7: 1.0}, scope(), 0) == []


def test_a_query_without_words_matches_no_words(store):
    store.upsert([point("one", terms=[7])])

    assert store.sparse({}, scope(), 5) == []
    assert store.counts(scope(), []).total == 1


def test_a_compacted_index_answers_as_before(store):
    store.upsert([point(n, seed=n, terms=[7], edition=f"e{n % 3}") for n in range(9)])
    store.delete(["e1"])
    before = store.dense(direction(1), scope(), 20), store.counts(scope(), [7])
    store.compact()
    after = store.dense(direction(1), scope(), 20), store.counts(scope(), [7])
    store.upsert([point("later", terms=[7])])
    store.delete(["e0", "e2"])
    store.compact()

    assert before == after
    assert (store.size(), store.editions()) == (1, {"e1"})


def test_counts_follow_every_write(store):
    store.upsert([point(n, terms=[7]) for n in range(3)])
    assert store.counts(scope(), [7]).terms[7] == 3

    store.upsert([point(9, terms=[7], edition="e9")])
    assert store.counts(scope(), [7]).terms[7] == 4

    store.delete(["e9"])
    assert store.counts(scope(), [7]).terms[7] == 3


def test_a_passage_without_words_is_found_by_meaning(store):
    store.upsert([point("silent")])

    assert ids(store.dense(direction(1), scope(), 5)) == [identity("silent")]


def test_vectors_of_another_size_are_refused_until_the_index_is_cleared(store):
    store.upsert([point("small")])
    big = replace(point("big"), vector=direction(1, SIZE * 2))

    with pytest.raises(UsageError, match=r"another size|did not take"):
        store.upsert([big])
    assert store.size() == 1
    store.clear()
    store.upsert([big])
    assert store.size() == 1


def test_many_points_at_once_arrive_whole(store):
    many = [point(n, seed=n, terms={n % 50: 0.5 + n % 3}, edition=f"e{n % 7}") for n in range(1_500)]
    store.upsert(many)
    store.flush()

    assert store.size() == 1_500
    assert store.counts(scope(), [3]).terms[3] == 30
    assert ids(store.dense(many[77].vector, scope(), 1)) == [identity(77)]


def test_threads_may_ask_while_another_writes(store):
    store.upsert([point(n, seed=n, terms=[7]) for n in range(50)])
    failures = []

    def ask():
        try:
            for _ in range(20):
                assert len(store.dense(direction(1), scope(), 5)) == 5
                assert store.counts(scope(), [7]).terms[7] >= 50
        except Exception as error:  # noqa: BLE001  # a thread's failure must reach the test
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(20):
        store.upsert([point(f"new {n}", seed=n, terms=[7])])
    for thread in threads:
        thread.join()

    assert not failures
    assert store.counts(scope(), [7]).terms[7] == 70


@pytest.mark.filterwarnings("ignore:Payload indexes have no effect")  # of the stand-in
def test_two_ledgers_on_one_server_keep_apart_and_each_finds_its_own_again(tmp_path, monkeypatch):
    server = QdrantClient(":memory:")
    monkeypatch.setattr("qdrant_client.QdrantClient", lambda *_, **__: server)
    one, same, other = (
        Engines(load(None, {"home": tmp_path / name, "store.url": "http://127.0.0.1:6333"}))
        for name in ("one", "one", "other")
    )
    one.store.upsert([point("one")])

    assert (one.store.size(), same.store.size(), other.store.size()) == (1, 1, 0)
    assert not one.ledger.indexed().is_unfilled
    for engines in (one, same, other):
        engines.ledger.close()


def test_backends_agree_on_scores(home):
    points = [point(n, seed=n, terms={n % 5: 0.25 * (1 + n % 4), 9: 0.5}) for n in range(200)]
    found = []
    for url in (None, ":memory:"):
        opened = open_store(home=home, url=url)
        opened.upsert(points)
        found.append((opened.dense(direction(3), scope(), 20), opened.sparse({1: 2.5, 9: 0.25}, scope(), 20)))
        opened.close()
    embedded, reference = found

    assert embedded[1] == reference[1]
    assert ids(embedded[0]) == ids(reference[0])
    assert np.allclose([m.score for m in embedded[0]], [m.score for m in reference[0]], atol=2e-6)
