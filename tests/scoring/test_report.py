"""A report shows everything, runs nothing, and calls nobody."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plainspoken.answers import Considered, Stretch
from plainspoken.examiner import recorded, yardsticks
from plainspoken.scoring.calibration import calibration
from plainspoken.scoring.gates import Gate, Gates
from plainspoken.scoring.grading import grade
from plainspoken.scoring.intervals import Figure
from plainspoken.scoring.losses import lost
from plainspoken.scoring.measures import BY_NAME, MEASURES
from plainspoken.scoring.model_judge import FAITHFUL, PRECISE, Measured, ModelGrades
from plainspoken.scoring.record import Accepted, Run, accept, as_json, keepable, read_accepted
from plainspoken.scoring.report import Past, markdown, page, write
from plainspoken.scoring.report.charts import TREND, calibrated, charts, curve
from plainspoken.scoring.responses import read_responses
from plainspoken.scoring.summary import summary
from tests.scoring.invented import QUOTE, a_case, a_run, a_statement, answered, failed

WHEN = datetime(2026, 11, 22, 12, tzinfo=UTC)
RUN = Run("demo", "extractive", WHEN, 61.5, {"code": "0.1.0", "seed": "7"})
HALF = Gates("poc", (Gate("right", at_least=0.5),))
HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} | ![x](http://evil.example/x.png)"


def a_record(grades=None, gates=HALF):
    return recorded(RUN, grades or a_run(14, 2, 3, 9, 2), rivals=(), gates=gates, accepted=None)


def test_a_run_is_told_in_plain_words_with_its_gates():
    told = summary(a_record())

    assert "30 questions put to the extractive answerer in 62 s" in told
    assert "Of 19 that the documents answer, it answered 73.7 % right, 0.0 % partly and 10.5 % wrong" in told
    assert "; on 15.8 % it said that it does not know." in told
    assert "No closed text reached somebody who may not see it." in told
    assert "No private value stood in what a model is sent. All checks passed." in told
    assert "ok    right at least 0.5: 0.737" in told


def test_a_failed_gate_and_a_failed_question_are_said_first():
    record = a_record(
        (*a_run(2, 0, 0, 1, 0), grade(a_case("qx"), failed())), Gates("poc", (Gate("right", at_least=1),))
    )

    assert markdown(record).startswith("# Failed. demo")
    assert "1 of 1 checks failed. 1 questions got no answer at all: the run is red." in summary(record)


def test_the_page_needs_no_network_and_shows_what_others_wrote_as_text():
    hostile = replace(a_case("qx"), question=HOSTILE, reference=HOSTILE)

    html = page(a_record((*a_run(3, 1, 1, 2, 1), grade(hostile, replace(answered(), text=HOSTILE)))), [])

    assert "<script>alert" not in html
    assert "{{ 7 * 7 }}" in html
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", html)
    assert html.count('<details class="case') == 9


def test_the_page_says_what_changed_since_the_accepted_run():
    grades = a_run(14, 2, 3, 9, 2)
    then = {each.case.id: each.observed["score"] for each in grades} | {"q000": (0.0, 1.0), "q014": (1.0, 1.0)}
    accepted = Accepted("the first", "2026-11-01T00:00:00+00:00", {}, {"score": then})
    rivals = yardsticks(grades, sparse=lambda _: [], nearest=lambda _: [], reply=None, accepted=accepted)
    record = recorded(RUN, grades, rivals=rivals, gates=HALF, accepted=accepted)

    html = page(record, [])

    assert "1 questions score less than in the run that was accepted on 2026-11-01, 1 score more" in html
    assert as_json(record)["baselines"]["accepted"]["changes"] == [
        {"case_id": "q014", "before": 1.0, "now": 0.0},
        {"case_id": "q000", "before": 0.0, "now": 1.0},
    ]


def test_why_a_run_was_accepted_stands_below_the_table_with_how_many_questions_it_had(tmp_path):
    grades = a_run(14, 2, 3, 9, 2)
    then = {f"q{number:03}": (1.0, 1.0) for number in range(90)}
    accepted = Accepted("the reader | is new", "2026-11-01T00:00:00+00:00", {}, {"score": then}, "extractive")
    rivals = yardsticks(grades, sparse=lambda _: [], nearest=lambda _: [], reply=None, accepted=accepted)

    record = recorded(RUN, grades, rivals=rivals, gates=HALF, accepted=accepted)
    html, md = (path.read_text(encoding="utf-8") for path in write(record, tmp_path, [])[:2])
    told = summary(record)

    note = (
        "Its figures are over all of its 90 questions, the difference over those asked here. It was accepted because: "
    )
    assert "<td>accepted on 2026-11-01, answered by extractive</td>" in html
    assert f"{note}the reader | is new</p>" in html
    assert f"{note}the reader \\| is new" in md
    assert f"    {note}the reader | is new\n" in told


def test_the_page_names_what_was_invented_with_the_reason():
    denied = grade(a_case("qx"), answered(a_statement("Recall was not 0.83 on 1,240 test baskets.")))

    html = page(a_record((*a_run(2, 0, 0, 1, 0), denied)), [])

    assert "what is cited says the opposite" in html


def test_all_three_forms_say_where_the_cases_were_lost_and_name_the_twenty_worst(tmp_path):
    seen = Considered((Stretch("card.md", QUOTE),), (), ())
    losing = [
        g if g.observed["score"][0] else replace(g, loss=lost(g.case, g.response, g.missing, seen)) for g in a_run()
    ]
    record = a_record(tuple(losing))

    html, md, content = (path.read_text(encoding="utf-8") for path in write(record, tmp_path, [])[:3])

    worst = json.loads(content)["worst"]
    assert worst["causes"] == {"answered_anyway": 17, "not_found": 44}
    assert len(worst["cases"]) == 20
    assert worst["cases"][0]["lost"]["cause"] == "not_found"
    assert "61 of 311 questions are worth less" in html
    assert "| 44 | the needed passage is not among those found |" in md
    assert html.count("<td>the needed passage is not among those found</td>") == 1 + 10


def test_a_run_without_a_loss_has_no_worst_cases():
    record = a_record(a_run(3, 0, 0, 2, 0))

    assert "Worst cases" not in page(record, []) + markdown(record)
    assert as_json(record)["worst"] == {"causes": {}, "cases": []}


@pytest.fixture
def opinions():
    """Return what a judge says that is trusted with one measure and not with another."""
    good, bad = (calibration([(str(n), n % 2 == 0, n % m == 0) for n in range(60)]) for m in (2, 3))
    figure = Figure(0.75, 0.7, 0.8, 40)
    return ModelGrades(
        "some-model", (Measured(FAITHFUL, good, figure, (0.74, 0.76), figure, 3), Measured(PRECISE, bad))
    )


def test_a_judge_has_figures_only_where_it_agrees_with_a_person(opinions):
    record = replace(a_record(), judge=opinions)

    told = as_json(record)["judge"]
    assert told["measures"][FAITHFUL]["figure"]["value"] == 0.75
    assert told["measures"][FAITHFUL]["runs"] == [0.74, 0.76]
    assert told["measures"][PRECISE]["calibrated"] is False
    assert "figure" not in told["measures"][PRECISE]
    for text in (summary(record), markdown(record), page(record, []).replace("&#39;", "'")):
        assert "Graded by some-model" in text
        assert "0.750 [0.700 to 0.800]  (n 40); 2 runs from 0.740 to 0.760" in text
        assert "3 of 80 grades failed and count 0" in text
        assert "Precision of what was found: judge not calibrated: agreement 0.5" in text


def test_without_a_judge_no_report_speaks_of_one():
    record = a_record()

    assert "judge" not in as_json(record)
    assert not any("Graded by" in text for text in (summary(record), markdown(record), page(record, [])))


def test_a_judge_that_could_not_be_asked_is_told_with_the_reason():
    record = replace(a_record(), judge=ModelGrades("some-model", problem="it was not asked"))

    assert "Graded by some-model: it was not asked" in summary(record)


def test_a_report_is_written_in_three_forms_that_agree_and_its_answers_can_be_graded_again(tmp_path):
    record = a_record()

    paths = write(record, tmp_path / "report", [Past(WHEN, {"score": 0.5})])

    assert [path.name for path in paths] == ["demo.html", "demo.md", "demo.json", "demo.responses.jsonl"]
    assert list(read_responses(paths[3]).values()) == [each.response for each in record.grades]
    content = json.loads(paths[2].read_text(encoding="utf-8"))
    assert content["figures"]["right"]["value"] == 0.7368
    assert "0.737" in paths[0].read_text(encoding="utf-8")
    assert "0.737" in paths[1].read_text(encoding="utf-8")


def test_the_json_names_every_measure_that_was_taken_and_every_case():
    content = as_json(a_record())

    assert set(content["figures"]) <= {measure.name for measure in MEASURES}
    assert {"value", "low", "high", "n"} == set(content["figures"]["score"])
    assert len(content["cases"]) == content["attempted"] == content["scored"] == 30
    assert content["gates"] == [
        {"gate": "right at least 0.5", "measure": "right", "open": True, **content["figures"]["right"]}
    ]


def test_an_accepted_run_is_read_back_as_it_was(tmp_path):
    record = a_record()

    accept(tmp_path / "baseline.json", keepable(record), because="the first", when=WHEN)

    known = read_accepted(tmp_path / "baseline.json", "demo")
    assert known is not None
    assert known.because == "the first"
    assert (known.values, known.subject) == (record.values, "extractive")
    assert read_accepted(tmp_path / "baseline.json", "other") is None


def test_a_run_accepted_before_the_silent_were_kept_counts_them_as_having_said_nothing(tmp_path):
    kept = keepable(a_record())
    spoken = {case: pair for case, pair in kept["values"]["hallucination_rate"].items() if pair[1]}
    kept["values"]["hallucination_rate"] = spoken
    assert len(spoken) < len(kept["values"]["score"])

    accept(tmp_path / "baseline.json", kept, because="of an earlier release", when=WHEN)

    known = read_accepted(tmp_path / "baseline.json", "demo")
    assert known is not None
    assert known.values == a_record().values


def test_the_curve_shows_what_is_invented_and_not_what_is_beside_the_reference():
    beside = a_statement("Ilse owns it.", "Ilse owns it.", document="other.md", score=0.5)
    invented = a_statement("Recall was 0.93.", score=0.7)
    grades = [grade(a_case(f"q{n}"), answered(each)) for n, each in enumerate((beside, invented, a_statement()))]

    assert curve(grades) == [(1 / 3, 1.0), (1 / 2, 2 / 3), (0.0, 1 / 3)]


def test_scores_that_lie_close_together_are_points_apart_and_equal_ones_stay_together():
    scores = [0.99 + place / 10_000 for place in range(30)] + [0.5] * 30
    grades = [grade(a_case(f"q{place}"), answered(a_statement(score=score))) for place, score in enumerate(scores)]

    points = calibrated(grades)

    assert points[0] == (0.5, 1.0, 30)
    assert [count for _, _, count in points[1:]] == [6] * 5


def test_the_trend_shows_the_answer_rate_beside_the_hallucination_rate():
    assert {"answer_rate", "hallucination_rate"} <= TREND.keys()


def test_a_case_that_names_no_fact_is_not_called_right():
    unjudged = grade(a_case("qx", facts=()), answered())

    html = page(a_record((*a_run(2, 0, 0, 1, 0), unjudged)), [])

    assert as_json(a_record((unjudged,)))["cases"][0]["correctness"] == "not judged"
    assert '<details class="case not-judged" data-what="not judged"' in html


def test_tokens_and_cost_stand_beside_what_they_buy():
    dear = [grade(a_case(f"q{n}"), answered(sent=1000, received=50, cost=0.0125)) for n in range(2)]
    unknown = [grade(a_case(f"q{n}"), answered(sent=1000, received=50)) for n in range(2)]

    head, _, dear_row = markdown(a_record(tuple(dear))).split("## Is it worth it\n\n")[1].splitlines()[:3]
    unknown_row = markdown(a_record(tuple(unknown))).split("## Is it worth it\n\n")[1].splitlines()[2]

    assert head.endswith("| Tokens sent | Tokens received | Cost | This run's score above it |")
    assert dear_row.endswith("| 2000 | 100 | 0.0250 USD |  |")
    assert unknown_row.endswith("| 2000 | 100 | – |  |")


def test_plots_are_the_same_for_the_same_numbers():
    pytest.importorskip("matplotlib")
    record = a_record()

    drawn = charts(record, [Past(WHEN, {"score": 0.5, "right": 0.4})])

    assert len(drawn) == 4
    assert drawn == charts(record, [Past(WHEN, {"score": 0.5, "right": 0.4})])
    assert all(chart.svg.startswith("<svg") for chart in drawn)


@pytest.mark.parametrize("measure", MEASURES, ids=[measure.name for measure in MEASURES])
def test_every_measure_says_what_it_means(measure):
    assert len(measure.definition.split()) >= 4
    assert measure.better in {"higher", "lower", ""}
    assert measure.unit in {"share", "count", "ms", "tokens", "usd"}
    assert BY_NAME[measure.name] is measure


def test_the_reference_page_defines_every_measure_as_the_code_does():
    text = (Path(__file__).parents[2] / "docs" / "reference" / "evaluation.md").read_text(encoding="utf-8")

    for measure in MEASURES:
        assert f"| `{measure.name}` | {measure.title} |" in text
        assert measure.definition in text
