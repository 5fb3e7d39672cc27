"""A model that grades must first agree with a labelled sample; what it fails on is never dropped."""

import pytest

from plainspoken.errors import UsageError
from plainspoken.scoring.calibration import Statement, calibration, corrected, cut, read_sample
from plainspoken.scoring.grading import grade
from plainspoken.scoring.model_judge import FAITHFUL, PRECISE, RATES, RELEVANT, TAKES, ModelGrades, graded
from plainspoken.scoring.summary import judged
from tests.fakes import Grader, never, often
from tests.scoring.invented import a_case, a_statement, abstained, answered, failed

LABELS = [True, False, True, True, False] * 20
SAMPLE = tuple(
    Statement(f"q{n}", "What is it?", "It is so.", f"claim {label}", a_statement().quotes, label, label)
    for n, label in enumerate(LABELS)
)
RUN = (
    *(grade(a_case(f"q{n}"), answered()) for n in range(40)),
    grade(a_case("silent"), abstained()),
    grade(a_case("broken"), failed()),
    grade(a_case("u1", answerable=False), abstained()),
)


def right(_name, item):
    """Grade as the labels say: of the sample as it is labelled, of the run everything is found true."""
    return 0.0 if "False" in f"{item.get('response')}{item.get('reference')}" else 1.0


def by(rule, fails=never, runs=2):
    done = graded(RUN, Grader(rule, fails), contexts=lambda _: ["found"], sample=SAMPLE, runs=runs)
    return {each.name: each for each in done}


def rows(*, both, miss, alarm, neither, broken=0):
    """Return pairs by (found, wanted); broken ones are wanted."""
    counts = (
        (True, True, both),
        (False, True, miss),
        (True, False, alarm),
        (False, False, neither),
        (None, True, broken),
    )
    flat = [(found, wanted) for found, wanted, count in counts for _ in range(count)]
    return [(f"q{n}", *pair) for n, pair in enumerate(flat)]


def test_a_judge_that_agrees_with_the_labels_has_figures_with_their_runs():
    found = by(right)

    assert set(found) == set(TAKES)
    assert all(each.calibration.agreement.value == 1.0 for each in found.values())
    assert found[FAITHFUL].figure.n == 41  # the failed question counts 0, silence says nothing
    assert found[FAITHFUL].runs == pytest.approx([40 / 41, 40 / 41])
    assert found[RELEVANT].figure.value == pytest.approx(40 / 42)  # silence on an answerable question too
    assert found[PRECISE].figure.value == 1.0
    assert found[FAITHFUL].true.value == pytest.approx(40 / 41)
    assert found[RELEVANT].true is None


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(lambda *_: 1.0, id="always-yes"),
        pytest.param(lambda *_: 0.0, id="always-no"),
        pytest.param(lambda *_: None, id="never-a-number"),
        pytest.param(lambda name, item: 1.0 - right(name, item), id="the-opposite"),
    ],
)
def test_a_useless_judge_has_no_figure_at_all_and_is_not_asked_about_the_run(rule):
    judge = Grader(rule)

    found = graded(RUN, judge, contexts=lambda _: ["found"], sample=SAMPLE, runs=2)

    told = judged(ModelGrades("some-model", found))
    by_name = {each.name: each for each in found}
    assert all(by_name[name].figure is None for name in (*RATES, PRECISE))
    assert judge.calls <= 4 * len(SAMPLE) + 2 * len(RUN)
    assert sum("judge not calibrated: agreement" in line for line in told) >= 3


def test_a_judge_that_always_says_the_commoner_thing_agrees_and_still_is_not_trusted():
    always = calibration(rows(both=90, miss=0, alarm=10, neither=0))

    assert always.agreement.value == 0.9
    assert always.kappa == 0.0
    assert not always.is_trusted


def test_three_failures_in_ten_lower_the_score_by_as_much():
    whole = by(right)[FAITHFUL]

    broken = by(right, fails=lambda call: call >= len(SAMPLE) and often(0.3)(call))[FAITHFUL]

    assert broken.calibration.failed == 0
    assert broken.figure.n == whole.figure.n
    assert broken.figure.value == pytest.approx(0.7 * whole.figure.value, abs=0.03)
    assert broken.true.value == pytest.approx(0.7 * whole.true.value, abs=0.03)
    assert broken.failed == pytest.approx(0.3 * 80, abs=2)


def test_a_judge_that_fails_on_three_of_ten_of_the_sample_is_not_calibrated():
    found = by(right, fails=often(0.3))[FAITHFUL]

    assert found.calibration.agreement.value == pytest.approx(0.7)
    assert found.calibration.failed == 30
    assert found.figure is None


def test_the_true_rate_undoes_the_errors_of_the_judge_and_not_its_failures():
    known = calibration(rows(both=45, miss=5, alarm=10, neither=40))
    seen = [(1.0, 1.0)] * 64 + [(0.0, 1.0)] * 36  # .8 true: .8 * .9 + .2 * .2 = .76; less sixteen failures

    found = corrected(seen, [str(n) for n in range(100)], known)

    assert (known.sensitivity, known.specificity) == (0.9, 0.8)
    assert found.value == pytest.approx((0.64 - 0.2) / 0.7)
    assert found.low < found.value < found.high
    failing = calibration(rows(both=45, miss=5, alarm=10, neither=40, broken=10))
    assert (failing.sensitivity, failing.agreement.n) == (0.9, 110)


def test_a_judge_who_cannot_tell_has_no_true_rate():
    assert corrected([(1.0, 1.0)], ["a"], calibration(rows(both=25, miss=25, alarm=25, neither=25))).value is None


def test_no_score_is_cut_by_itself():
    scored = [(0.9, True), (0.8, True), (0.3, False), (0.2, False), (None, True)]

    assert cut(scored) == [True, True, False, False, None]
    assert cut([(0.5, True), (0.5, False)]) == [False, True]


def test_the_sample_of_the_demo_is_read_with_its_questions(tmp_path):
    (tmp_path / "judged.jsonl").write_text('{"case": "q1"}')

    with pytest.raises(UsageError, match="no sample of judged statements"):
        read_sample(tmp_path / "judged.jsonl", [a_case("q1")])
