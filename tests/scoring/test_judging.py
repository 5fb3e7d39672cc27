"""The judge of the evaluation against sentences, one rule each, and against a person on a stated sample."""

import json
from pathlib import Path

import pytest

from plainspoken.scoring.grading import grade, judged
from plainspoken.scoring.judging import Proof, against, found_in
from plainspoken.scoring.responses import Quoted, Statement
from tests.scoring.invented import a_case, a_statement, answered

SAMPLE = Path(__file__).parents[2] / "evals" / "demo" / "judged.jsonl"
ROWS = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
TABLE = "| Region | WAPE | n |\n|---|---|---|\n| Vale | 19.7 % | 1,457 |\n| Coast | 26.1 % | 1,519 |"
TEXT = (
    "Recall was 0.83 on 1,240 baskets. Retraining is not allowed on Mondays. Proposals below 0.85 are never shown as a "
    "date. The penalty of the supplier for a late engine update is one month's fee. Ilse took over on 2026-04-01."
)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        pytest.param("On 1240 baskets the recall was 0.83.", "supported", id="other-order-and-thousands"),
        pytest.param("The recall was 0.84 on 1,240 baskets.", "absent", id="strange-number"),
        pytest.param("Mondays are not allowed for retraining.", "supported", id="denied-in-both"),
        pytest.param("Retraining is allowed on Mondays.", "contradicted", id="denial-dropped"),
        pytest.param("Recall was not 0.83 on 1,240 baskets.", "contradicted", id="denial-added"),
        pytest.param("Proposals above 0.85 are never shown as a date.", "contradicted", id="opposite-word"),
        pytest.param("Proposals below 0.85 are always shown as a date.", "contradicted", id="never-always"),
        pytest.param(
            "The penalty of the supplier for a late engine update is one year's fee.", "contradicted", id="other-unit"
        ),
        pytest.param("The penalty of the supplier is 1 month's fee.", "supported", id="spelled-number"),
        pytest.param("Ilse took over on 1 April 2026.", "supported", id="day-in-words"),
        pytest.param("The WAPE of the Coast was 26.1 %.", "supported", id="row"),
        pytest.param("The WAPE of the Coast was 19.7 %.", "contradicted", id="number-of-another-row"),
        pytest.param("Region: Coast; WAPE: 26.1 %; n: 1,519.", "supported", id="row-as-shown"),
        pytest.param("Vale has 19.7 % and the Coast has 26.1 %.", "supported", id="two-rows-two-parts"),
        pytest.param("Cats sleep.", "absent", id="something-else"),
        pytest.param("?", "absent", id="nothing"),
    ],
)
def test_a_statement_is_held_against_what_it_cites(claim, verdict):
    assert found_in(claim, [Proof(TEXT), Proof(TABLE)]).verdict == verdict


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        pytest.param("The plan allows 14 days for a reply.", "contradicted", id="other-number"),
        pytest.param("The plan allows 7 days for a reply.", "supported", id="same"),
        pytest.param("The plan does not allow 7 days for a reply.", "contradicted", id="denied"),
        pytest.param("The old plan was written by Ilse in 2019.", "supported", id="something-else"),
    ],
)
def test_a_statement_that_says_otherwise_than_the_reference_contradicts_it(claim, verdict):
    assert against(claim, ["The plan allows 7 days for a reply.", "7 days"]).verdict == verdict


def test_an_invented_statement_is_counted_and_named_with_the_reason():
    graded = grade(a_case(), answered(a_statement("Recall was not 0.83 on 1,240 test baskets.")))

    assert graded.observed["hallucination_rate"] == (1.0, 1.0)
    assert graded.invented == (("Recall was not 0.83 on 1,240 test baskets.", "what is cited says the opposite"),)


def test_the_sample_says_who_judged_when_and_why():
    assert len([row for row in ROWS if row["stratum"] == "shown"]) >= 60
    assert all(row["who"] and row["when"] and row["why"] for row in ROWS)


@pytest.mark.parametrize(
    ("stratum", "agreement", "kappa"),
    [("shown", 1.0, None), ("altered", 0.9, 0.8), ("unseen", 0.7, 0.44)],
)
def test_the_judge_agrees_with_a_person_as_far_as_the_reference_page_says(stratum, agreement, kappa):
    case = a_case(answerable=False)  # without a reference: what is cited alone decides
    rows = [row for row in ROWS if row["stratum"] == stratum]
    pairs = [(judged(case, _statement(row)).is_supported, row["grounded"]) for row in rows]

    same = sum(ours == theirs for ours, theirs in pairs) / len(pairs)
    assert same >= agreement
    assert kappa is None or _kappa(pairs) >= kappa


def _statement(row):
    return Statement(row["claim"], tuple(Quoted(**quoted) for quoted in row["quotes"]))


def _kappa(pairs):
    ours, theirs = (sum(pair[side] for pair in pairs) / len(pairs) for side in (0, 1))
    chance = ours * theirs + (1 - ours) * (1 - theirs)
    return (sum(a == b for a, b in pairs) / len(pairs) - chance) / (1 - chance)
