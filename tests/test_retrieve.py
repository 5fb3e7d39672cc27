"""Finding passages: two legs blended, doubles collapsed, everything within one caller's scope."""

import hashlib
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.access import rule_for
from plainspoken.passages import Edition, Passage, Scope, ScoredPassage
from plainspoken.retrieve import fuse, rerank, retrieve
from plainspoken.store import Match, Point, open_store, term_weights
from plainspoken.validity import Window

TODAY = date(2026, 11, 22)
EVERYONE = rule_for("everyone")
HR = rule_for("hr")
SIZE = 16


def identity(name):
    return hashlib.md5(str(name).encode(), usedforsecurity=False).hexdigest()


def embed(texts):
    """Put texts near one another that share letters; a stand-in for a model, equal on every machine."""
    rows = []
    for text in texts:
        row = np.full(SIZE, 0.01, np.float32)
        for letter in re.findall("[a-z]", text.lower()):
            row[ord(letter) % SIZE] += 1
        rows.append(row / np.linalg.norm(row))
    return np.stack(rows)


def embed_query(text):
    return embed([text])[0]


def passage(text, *, document=None, start=0, rule=EVERYONE, window=Window(), edition="", **more):
    document = document or f"doc of {text}"
    made = Passage(
        id=identity((document, start, len(text), rule.key)),
        document_id=document,
        version="sha256:1",
        text=text,
        start=start,
        end=start + len(text),
        rule=rule,
        **more,
    )
    placed = Edition(
        edition or identity(document)[:16],
        document,
        "docs",
        f"{document}.md",
        "sha256:1",
        "document",
        "Notes",
        None,
        None,
        None,
        rule,
        window,
    )
    return ScoredPassage(made, placed, 0.0)


class Library:
    """An index and what it was made from."""

    def __init__(self, passages):
        self.store = open_store(home=None, url=":memory:")
        self.known = {each.passage.id: each for each in passages}
        vectors = embed([each.passage.text for each in passages])
        self.store.upsert([point_of(each, vector) for each, vector in zip(passages, vectors, strict=True)])

    def find(self, query, *, groups=("everyone",), limit=8, as_of=TODAY, without=()):
        scope = Scope(frozenset(rule_for(group).key for group in groups), as_of, None, frozenset(without))
        return retrieve(query, scope=scope, store=self.store, embed=embed_query, read=self.read, limit=limit)

    def read(self, ids):
        return [self.known[each] for each in ids if each in self.known]


def point_of(each, vector):
    words = term_weights(f"{each.edition.title}\n{each.passage.text}")
    found, placed = each.passage, each.edition
    return Point(found.id, vector, words, found.rule.key, placed.corpus, placed.id, placed.window.days)


def texts(found):
    return [each.passage.text for each in found]


def test_the_passage_that_shares_words_and_meaning_comes_first_and_says_why():
    library = Library([passage("churn fell to 0.83 in March"), passage("zebra"), passage("a budget of sorts")])
    first, *rest = library.find("how far did churn fall")

    assert first.passage.text == "churn fell to 0.83 in March"
    assert first.score == 1.0
    assert {"dense", "sparse", "dense_rank", "sparse_rank", "word:churn"} <= first.why.keys()
    assert first.why["sparse_rank"] == 1.0
    assert all(first.score >= each.score for each in rest)


def test_words_that_match_add_up_to_the_sparse_score():
    library = Library([passage("churn model recall@5"), passage("a churn report"), passage("nothing")])
    for found in library.find("churn recall@5 model"):
        words = [share for name, share in found.why.items() if name.startswith("word:")]
        assert sum(words) <= found.why.get("sparse", 0) + 1e-6
    first = library.find("churn report")[0]

    assert sum(share for name, share in first.why.items() if name.startswith("word:")) == first.why["sparse"]


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_an_empty_query_finds_nothing(query):
    assert Library([passage("churn")]).find(query) == []


def test_a_query_of_stop_words_is_answered_by_meaning_alone():
    found = Library([passage("the who"), passage("zzz")]).find("who is the")

    assert texts(found)[0] == "the who"
    assert not any(name.startswith(("sparse", "word:")) for each in found for name in each.why)
    assert found[0].score == 1.0


def test_a_caller_without_a_rule_finds_nothing_and_nothing_is_asked():
    library = Library([passage("churn")])
    library.store.close()

    assert library.find("churn", groups=()) == []


def test_as_many_as_were_asked_for_come_back():
    library = Library([passage(f"churn {n}") for n in range(40)])

    assert [len(library.find("churn", limit=limit)) for limit in (0, 1, 8, 30, 99)] == [0, 1, 8, 30, 40]


def test_what_the_ledger_no_longer_gives_is_left_out():
    library = Library([passage(f"churn {n}") for n in range(60)])
    for each in [known for known in library.known if known > "4"]:
        del library.known[each]
    found = library.find("churn", limit=8)

    assert len(found) == 8
    assert all(each.passage.id in library.known for each in found)


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        pytest.param("Churn fell to 0.83.", "churn fell to 0.83", 1, id="case-and-punctuation"),
        pytest.param("Churn  fell\nto 0.83", "The churn fell to 0.83", 1, id="white-space-and-articles"),
        pytest.param("Churn fell to 0.83", "Churn fell to 0.84", 2, id="another-number"),
        pytest.param("Churn fell to 83", "Churn fell to -83", 2, id="another-sign"),
        pytest.param("It may be shared", "It may not be shared", 2, id="a-negation"),
        pytest.param("Ask Ada Moor", "Ask Ada Moss", 2, id="another-name"),
        pytest.param("0,5", "05", 2, id="another-way-to-write-it"),
    ],
)
def test_passages_that_say_the_same_are_shown_once(one, other, shown):
    found = Library([passage(one), passage(other, document="twin")]).find("churn it ask")

    assert len(found) == shown
    assert ("doubles" in found[0].why) == (shown == 1)


def test_of_doubles_the_one_in_force_latest_is_shown_with_the_best_score():
    old = passage("churn is measured weekly", document="old", window=Window(date(2025, 1, 1)))
    new = passage("Churn is measured weekly.", document="new", window=Window(date(2026, 1, 1)))
    found = Library([old, passage("something else"), new, passage("zebra")]).find("churn is measured weekly")

    assert found[0].edition.path == "new.md"
    assert found[0].why["doubles"] == 1.0
    assert found[0].score == max(each.score for each in found)


def test_a_table_row_under_another_header_is_no_double():
    rows = [passage("12 | 9", document=f"doc {header}", context=header) for header in ("recall", "precision")]

    assert len(Library(rows).find("12 9")) == 2


class TestRestrictedFields:
    """An uncut passage, and the slices that are left of it when a value is cut out."""

    whole = passage("Ada Moor earns 70000 in the churn team", document="staff", rule=HR)
    left = passage("Ada Moor earns", document="staff")
    right = passage("in the churn team", document="staff", start=21)
    library = Library([whole, left, right, passage("zebra")])

    def test_who_may_sees_the_uncut_passage_only(self):
        found = self.library.find("what does Ada Moor in the churn team earn", groups=("everyone", "hr"))

        assert texts(found) == [self.whole.passage.text, "zebra"]
        assert found[0].why["doubles"] == 2.0

    def test_others_see_the_slices_only(self):
        found = self.library.find("what does Ada Moor in the churn team earn")

        assert sorted(texts(found)) == sorted(["Ada Moor earns", "in the churn team", "zebra"])


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(["churn", "model", "budget", "zebra", "the", "0.83"]), min_size=1), st.booleans()
        ),
        min_size=1,
        max_size=12,
        unique_by=lambda drawn: tuple(drawn[0]),
    ),
    st.sampled_from(["churn", "budget of the zebra model", "the", "0.83 churn churn"]),
)
def test_an_answer_is_the_same_with_the_forbidden_passages_deleted(drawn, query):
    made = [(passage(" ".join(words), rule=HR if hidden else EVERYONE), hidden) for words, hidden in drawn]
    visible = [each for each, hidden in made if not hidden]
    found = Library([each for each, _ in made]).find(query, limit=4)

    assert found == (Library(visible).find(query, limit=4) if visible else [])


def test_equal_passages_come_in_the_order_of_their_ids():
    library = Library([passage("churn model", document=f"d{n}", context=str(n)) for n in range(12)])
    found = [each.passage.id for each in library.find("churn", limit=12)]

    assert found == sorted(found)


@pytest.mark.parametrize(
    ("dense", "sparse", "expected"),
    [
        pytest.param([], [], [], id="nothing"),
        pytest.param([("a", 0.9), ("b", 0.1)], [], [("a", 1.0), ("b", 0.0)], id="dense-only"),
        pytest.param([], [("a", 7.0)], [("a", 1.0)], id="sparse-only"),
        pytest.param([("a", 0.9), ("b", 0.1)], [("b", 3.0), ("c", 1.0)], [("a", 0.5), ("b", 0.5), ("c", 0)], id="both"),
        pytest.param([("b", 0.5), ("a", 0.5)], [], [("a", 1.0), ("b", 1.0)], id="equal-scores"),
    ],
)
def test_two_rankings_are_blended_over_one_scale(dense, sparse, expected):
    rankings = [[Match(*pair) for pair in ranking] for ranking in (dense, sparse)]
    fused = fuse(*rankings, weight=0.5)

    assert [(each.id, each.score) for each in fused] == expected


def test_a_cross_encoder_orders_anew_and_keeps_the_order_of_equals():
    ranked = (("a", 0.9), ("bbb", 0.5), ("cc", 0.4), ("d", 0.1))
    found = [replace(passage(text), score=score) for text, score in ranked]
    judged = rerank("q", found, judge=lambda _, shown: np.array([len(text) for text in shown]), limit=3)

    assert texts(judged) == ["bbb", "cc", "a"]
    assert [each.why["rerank"] for each in judged] == [3.0, 2.0, 1.0]
    assert rerank("q", [], judge=lambda *_: np.array([]), limit=3) == []
