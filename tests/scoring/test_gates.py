"""The gate is tried itself: it closes on a real loss and stays open on noise."""

import random
import re
from datetime import UTC, datetime

import pytest

from plainspoken.errors import UsageError
from plainspoken.examiner import recorded
from plainspoken.scoring.gates import Gate, Gates, check, read_gates, relative
from plainspoken.scoring.grading import grade
from plainspoken.scoring.intervals import Figure
from plainspoken.scoring.measures import clusters, figures, observations
from plainspoken.scoring.record import Accepted, Run, values
from tests.scoring.invented import a_run, a_statement, answered, failed

TRIALS = 100
POINTS = 0.05
NOISE = 0.01  # share of answers that a model that is asked again changes for better or worse
SCORES = observations(a_run(), "score")
ABOUT = clusters(a_run())
WHEN = datetime(2026, 11, 22, tzinfo=UTC)
ANY = Figure(0.7, 0.6, 0.8, 100)


def noisy(scores, dice):
    return {name: (1 - value, 1.0) if dice.random() < NOISE else (value, 1.0) for name, (value, _) in scores.items()}


def worse(scores, dice):
    """Return the scores with five points lost at random places."""
    right = sorted(name for name, (value, _) in scores.items() if value == 1)
    lost = set(dice.sample(right, round(POINTS * len(scores))))
    return {name: (0.0 if name in lost else value, 1.0) for name, (value, _) in scores.items()}


def test_five_points_lost_close_the_gate_in_95_of_100_trials():
    closed = 0
    for seed in range(TRIALS):
        dice = random.Random(seed)  # noqa: S311  # trials, not secrets
        closed += not relative("score", noisy(worse(SCORES, dice), dice), SCORES, clusters=ABOUT).is_open

    assert closed >= 95


def test_the_same_product_closes_the_gate_in_no_more_than_5_of_100_trials():
    closed = 0
    for seed in range(TRIALS):
        dice = random.Random(seed)  # noqa: S311  # trials, not secrets
        closed += not relative("score", noisy(SCORES, dice), noisy(SCORES, dice), clusters=ABOUT).is_open

    assert closed <= 5


def test_an_equal_run_and_a_better_one_pass():
    assert relative("score", SCORES, SCORES).is_open
    assert relative("score", dict.fromkeys(SCORES, (1.0, 1.0)), SCORES).is_open


def test_of_a_measure_where_lower_is_better_more_is_worse():
    none, many = dict.fromkeys(SCORES, (0.0, 1.0)), dict.fromkeys(SCORES, (1.0, 1.0))

    assert not relative("wrong", many, none).is_open
    assert relative("wrong", none, many).is_open


def test_failing_for_a_third_of_the_questions_lowers_the_score_and_closes_the_gate():
    grades = a_run()
    broken = tuple(grade(g.case, failed()) if place % 10 < 3 else g for place, g in enumerate(grades))

    before, after = figures(grades)["score"], figures(broken)["score"]

    assert after.n == before.n
    assert after.value < before.value - 0.2
    assert not relative("score", observations(broken, "score"), observations(grades, "score")).is_open


@pytest.mark.parametrize(
    ("gate", "figure", "expected"),
    [
        pytest.param(Gate("right", at_least=0.7), ANY, True, id="reached"),
        pytest.param(Gate("right", at_least=0.71), ANY, False, id="missed"),
        pytest.param(Gate("wrong", at_most=0.7), ANY, True, id="kept"),
        pytest.param(Gate("wrong", at_most=0.69), ANY, False, id="passed-over"),
        pytest.param(Gate("right", at_least=0.0), Figure(None, None, None, 0), False, id="nothing-measured"),
    ],
)
def test_a_limit_holds_or_not(gate, figure, expected):
    (outcome,) = check(Gates("poc", (gate,)), {gate.measure: figure}, {}, None)

    assert outcome.is_open is expected


def test_without_an_accepted_run_a_relative_gate_is_seen_and_closed():
    (outcome,) = check(Gates("poc", (), ("score",)), {}, {"score": SCORES}, None)

    assert (outcome.is_open, outcome.name) == (False, "score not worse than accepted: no run is accepted yet")


def test_a_gate_names_who_answered_the_accepted_run_where_it_was_another():
    grades, run = a_run(3, 1, 1, 1, 1), Run("demo", "some-model", WHEN, 1.0, {})

    def gates(subject):
        accepted = Accepted("why", "2026-11-22", {}, values(grades), subject)
        gates = Gates("poc", (), ("score",))
        return [gate.name for gate in recorded(run, grades, rivals=(), gates=gates, accepted=accepted).gates]

    assert gates("extractive") == ["score not worse than accepted, which extractive answered"]
    assert gates("some-model") == gates("") == ["score not worse than accepted"]


def test_what_a_run_invents_on_questions_that_were_silent_before_closes_the_gate():
    before = a_run(20, 0, 200, 0, 0)
    invented = answered(a_statement("Recall was 0.93."))
    now = tuple(grade(g.case, invented) if g.correctness == "abstained" else g for g in before)
    measure = "hallucination_rate"

    outcome = relative(measure, observations(now, measure), observations(before, measure), clusters=clusters(now))

    assert not outcome.is_open
    assert outcome.figure.n == 220
    assert outcome.figure.value == pytest.approx(200 / 220)


def test_what_the_accepted_run_does_not_hold_cannot_be_shown_to_be_kept():
    (outcome,) = check(Gates("poc", (), ("score",)), {}, {"score": SCORES}, {"right": SCORES})

    assert not outcome.is_open


def test_gates_are_read_for_the_stage_that_is_named(tmp_path):
    file = tmp_path / "gates.toml"
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "questions.jsonl").write_text("")
    file.write_text(
        'stage = "pilot"\n[demo.pilot]\nrelative = ["score"]\n[demo.pilot.absolute]\nright = {at_least = 0.5}'
    )

    assert read_gates(file, "demo") == Gates("pilot", (Gate("right", at_least=0.5),), ("score",))
    assert read_gates(file, "demo", "poc") == Gates("poc")
    assert read_gates(file, "other") == Gates("pilot")
    assert read_gates(tmp_path / "absent.toml", "demo") == Gates("poc")


@pytest.mark.parametrize(
    ("text", "stage", "named"),
    [
        pytest.param("[demo", None, "TOML", id="no-toml"),
        pytest.param("[demo.poc.absolute]\nrihgt = {at_least = 1}", None, "demo.poc.absolute.rihgt", id="no-measure"),
        pytest.param("[demo.poc.absolute]\nright = {min = 1}", None, "demo.poc.absolute.right.min", id="no-limit"),
        pytest.param("", "beta", "'beta'", id="unknown-stage"),
        pytest.param('[demo.poc]\nrelative = ["rihgt"]', None, "'rihgt'", id="unknown-relative-measure"),
        pytest.param('[demo.poc]\nrelative = ["token_f1"]', None, "'token_f1'", id="measure-that-is-not-compared"),
        pytest.param("[dmeo.poc]\nrelative = []", None, "dmeo", id="unknown-set"),
        pytest.param("[demo.pco]\nrelative = []", None, "demo.pco", id="stage-that-is-none"),
        pytest.param("[demo.poc]\nrelativ = []", None, "demo.poc.relativ", id="unknown-part"),
        pytest.param("stages = 'poc'", None, "stages", id="unknown-key"),
        pytest.param("[demo.pilot.absolute]\nright = 0.5", None, "demo.pilot.absolute.right", id="limit-without-name"),
        pytest.param("[demo.poc.absolute]\nright = {at_least = '1'}", None, "right.at_least", id="limit-in-words"),
        pytest.param("[demo.poc.absolute]\nright = {at_most = inf}", None, "right.at_most", id="no-limit-at-all"),
        pytest.param("[demo.poc.absolute]\nright = {at_most = true}", None, "right.at_most", id="yes-or-no"),
        pytest.param("[demo.poc]\nrelative = 'score'", None, "demo.poc.relative", id="no-list"),
        pytest.param("demo = 1", None, "demo", id="no-table"),
    ],
)
def test_a_malformed_gate_is_an_error_that_names_it_and_not_an_open_gate(tmp_path, text, stage, named):
    file = tmp_path / "gates.toml"
    file.write_text(text)

    with pytest.raises(UsageError, match=re.escape(named)):
        read_gates(file, "demo", stage)


def test_a_stage_that_does_not_exist_is_an_error_without_a_file_too(tmp_path):
    with pytest.raises(UsageError, match="'beta'"):
        read_gates(tmp_path / "gates.toml", "demo", "beta")
