"""Intervals hold what they should, the same each time."""

import numpy as np
import pytest

from plainspoken.scoring.intervals import NOTHING, paired, percentile, share, total


def test_a_share_is_units_over_units_with_an_interval_around_it():
    figure = share([(1.0, 2.0), (2.0, 2.0), (0.0, 1.0)], ["a", "b", "c"])

    assert figure.value == pytest.approx(3 / 5)
    assert figure.n == 3
    assert figure.units == 5
    assert figure.low <= figure.value <= figure.high


def test_one_cluster_has_no_spread_and_many_have_less_than_few():
    values = [(1.0, 1.0), (0.0, 1.0)] * 50

    one = share(values, ["a"] * 100)
    few = share(values, [str(place // 25) for place in range(0, 200, 2)])
    assert (one.low, one.high) == (0.5, 0.5)
    many = share([(float(i % 3 == 0), 1.0) for i in range(300)], [str(i) for i in range(300)])
    fewer = share([(float(i % 3 == 0), 1.0) for i in range(30)], [str(i) for i in range(30)])
    assert few.n == 100
    assert many.high - many.low < fewer.high - fewer.low


def test_the_interval_covers_the_truth_about_nineteen_times_in_twenty():
    dice = np.random.default_rng(3)
    covered = 0
    for _ in range(200):
        drawn = dice.random(120) < 0.3
        figure = share([(float(each), 1.0) for each in drawn], [str(place) for place in range(120)])
        covered += figure.low <= 0.3 <= figure.high

    assert covered / 200 >= 0.9


def test_the_same_numbers_give_the_same_interval():
    values, clusters = [(float(place % 2), 1.0) for place in range(40)], [str(place % 7) for place in range(40)]

    assert share(values, clusters) == share(values, clusters)


def test_nothing_is_a_figure_over_nothing():
    assert share([], []) == NOTHING
    assert total([]) == NOTHING
    assert percentile([], 50, []) == NOTHING
    assert paired({"a": (1, 1)}, {"b": (1, 1)}) == NOTHING


def test_a_paired_difference_is_taken_over_shared_questions_only():
    figure = paired({"a": (1, 1), "b": (1, 1), "new": (0, 1)}, {"a": (0, 1), "b": (1, 1), "old": (1, 1)})

    assert figure.value == pytest.approx(0.5)
    assert figure.n == 2


def test_a_paired_difference_resamples_what_is_about_the_same_together():
    new = {str(place): (float(place < 30), 1.0) for place in range(60)}
    old = dict.fromkeys(new, (0.0, 1.0))

    alone, together = paired(new, old), paired(new, old, {each: str(int(each) // 30) for each in new})

    assert alone.value == together.value == pytest.approx(0.5)
    assert (together.low, together.high) == (0.0, 1.0)
    assert 0.3 < alone.low < alone.high < 0.7


def test_percentiles_have_an_interval_too():
    figure = percentile([float(place) for place in range(101)], 95.0, [str(place) for place in range(101)])

    assert figure.value == 95.0
    assert figure.low <= 95.0 <= figure.high
