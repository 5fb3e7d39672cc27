"""What a caller may not see has no influence on what they get."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.passages import Scope
from plainspoken.store import open_store, query_weights
from tests.store.invented import direction, point, sees

EDITIONS = ["e1", "e2", "e3"]
FEW = settings(max_examples=40, deadline=None)
DAYS = st.integers(date(2026, 1, 1).toordinal(), date(2026, 1, 6).toordinal())
WINDOWS = st.tuples(DAYS, DAYS)
POINTS = st.lists(
    st.builds(
        point,
        st.integers(0, 500),
        seed=st.integers(0, 6),
        terms=st.dictionaries(st.integers(1, 6), st.sampled_from([0.5, 0.75, 1.25])),
        rule=st.sampled_from(["everyone", "hr", "everyone & hr", "Hr"]),
        corpus=st.sampled_from(["docs", "feedback"]),
        edition=st.sampled_from(EDITIONS),
        days=WINDOWS,
    ),
    max_size=30,
    unique_by=lambda made: made.id,
)
SCOPES = st.builds(
    Scope,
    st.frozensets(st.sampled_from(["everyone", "hr", "everyone & hr", "leads"])),
    DAYS.map(date.fromordinal),
    st.none() | st.frozensets(st.sampled_from(["docs", "feedback", "cards"])),
    st.frozensets(st.sampled_from(["e1", "e2", "e9"])),
    st.booleans(),
)
TERMS = (1, 2, 3, 4, 5, 6, 7)


@pytest.fixture(scope="module", params=["embedded", "memory"])
def stores(request, tmp_path_factory):
    url = ":memory:" if request.param == "memory" else None
    pair = [open_store(home=tmp_path_factory.mktemp("home"), url=url) for _ in range(2)]
    yield pair
    for store in pair:
        store.close()


def everything_asked(store, asked):
    counts = store.counts(asked, TERMS)
    weights = query_weights(counts.total, counts.terms)
    return counts, weights, store.dense(direction(1), asked, 4), store.sparse(weights, asked, 4)


@FEW
@given(points=POINTS, asked=SCOPES)
def test_a_scope_lets_through_what_plain_python_says(stores, points, asked):
    store = stores[0]
    store.delete(EDITIONS)
    store.upsert(points)
    visible = [made for made in points if sees(asked, made)]
    counts = store.counts(asked, TERMS)

    assert counts.total == len(visible)
    assert dict(counts.terms) == {term: sum(term in made.terms for made in visible) for term in TERMS}
    assert {match.id for match in store.dense(direction(1), asked, 99)} == {made.id for made in visible}
    assert {match.id for match in store.sparse({3: 1.0}, asked, 99)} == {m.id for m in visible if 3 in m.terms}


@FEW
@given(points=POINTS, asked=SCOPES)
def test_results_equal_those_with_the_forbidden_points_deleted(stores, points, asked):
    whole, cut = stores
    for store, kept in ((whole, points), (cut, [made for made in points if sees(asked, made)])):
        store.delete(EDITIONS)
        store.upsert(kept)

    assert everything_asked(whole, asked) == everything_asked(cut, asked)
