"""What supersedes what, down chains and around cycles."""

from hypothesis import given
from hypothesis import strategies as st

from plainspoken.validity import cycles, superseded

ids = st.sampled_from("abcdef")
LONG = 5_000
TURNS = 5  # how often each link may be looked up


class Counted(dict):
    """Links that count how often they are looked up."""

    looked = 0

    def get(self, *asked):
        self.looked += 1
        return super().get(*asked)


def reach(start, links):
    """Return what is reached from ``start``, found the plain way."""
    seen, todo = set(), list(links.get(start, ()))
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += links.get(here, ())
    return seen


@given(links=st.dictionaries(ids, st.sets(ids)), in_force=st.frozensets(ids))
def test_whatever_something_in_force_reaches_without_being_reached_back_is_superseded(links, in_force):
    newer = in_force & links.keys()

    assert superseded(links, in_force) == {
        old for each in newer for old in reach(each, links) if each not in reach(old, links)
    }


@given(links=st.dictionaries(ids, st.sets(ids)))
def test_each_is_in_one_group_with_those_that_it_reaches_and_is_reached_from(links):
    groups = cycles(links)
    everything = links.keys() | {old for olds in links.values() for old in olds}

    assert sorted(each for group in groups for each in group) == sorted(everything)
    for group in groups:
        for each in group:
            assert group == {each} | {one for one in reach(each, links) if each in reach(one, links)}


def test_a_long_chain_is_followed_to_its_end_in_as_many_steps():
    links = Counted({str(number): {str(number + 1)} for number in range(LONG)})
    found = superseded(links, frozenset({"0"})), superseded(links, frozenset(links))

    assert found == (frozenset(map(str, range(1, LONG + 1))),) * 2
    assert links.looked <= 2 * TURNS * LONG
