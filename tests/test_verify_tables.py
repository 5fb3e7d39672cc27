"""A claim about a table stands where its cells bear it out: yes and no, before and after, two rows compared."""

import pytest

from plainspoken.answers import Sentence
from plainspoken.verify import verify

CONSENT = """| Country | Consent | Score |
|---|---|---|
| Italy | no | 0.9 |
| Spain | yes | 0.8 |
| Norway | yes | 0.7 |
"""
MODELS = """| Model | F1 | Latency |
|---|---|---|
| BERT | 0.91 | 40 ms |
| XGBoost | 0.83 | 5 ms |
| BERT large | 0.93 | 90 ms |
"""
TASKS = """| Task | Status | Owner |
|---|---|---|
| Intake form | open | Mara |
| Fee table | done | Piet |
| Old archive | open | Runa |
"""
ZONES = "| Zone | Before | After |\n|---|---|---|\n| Lund | 0.71 | 0.88 |\n| Ystad | 0.64 | 0.69 |\n"
SETTINGS = "| Setting | Old | New |\n|---|---|---|\n| Threshold | 0.5 | 0.6 |\n| Batch size | 32 | 64 |\n"
DONE = "| Task | Done |\n|---|---|\n| Intake form | yes |\n| Fee table | no |\n"
PEOPLE = "name,age,city\nMara,31,Lund\nPiet,44,Ystad\n"
TOLD = TASKS + "\nThe intake form depends on the fee table, and Mara took over from Piet.\n"
FIELDS = (
    "| Field | Required |\n|---|---|\n| Consent | no |\n| Name | yes |\n\n"
    "For photos, consent is required from both parents.\n"
)
GATES = """| Gate | Target | Reached | Passed |
|---|---|---|---|
| Recall | 0.80 | 0.83 | yes |
| Latency | 200 ms | 240 ms | no |
"""
COLUMNS = """| Column | Type | Promise |
|---|---|---|
| store | 3 digits | never re-used |
| pieces | number | three decimals |
| waste_pieces | number | entered by store staff by 21:00 |
"""
SENSORS = """| Sensor | State |
|---|---|
| North gate | on |
| South gate | off |

The north gate depends on the mains and was put up in May. The south gate was put on a roof after the flood.
"""


def verdict(claim, passage):
    return verify(Sentence(claim, (1,)), [passage]).verdict


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        pytest.param(CONSENT, "The score for Italy is 0.9.", id="a-no-elsewhere-in-the-row"),
        pytest.param(CONSENT, "Italy: consent no.", id="no-as-a-field"),
        pytest.param(CONSENT, "Italy did not give consent.", id="no-as-a-denial"),
        pytest.param(CONSENT, "Spain gave consent.", id="yes-as-a-statement"),
        pytest.param(CONSENT, "Consent in Spain: yes.", id="yes-as-a-field"),
        pytest.param(CONSENT, "Norway has consent and a score of 0.7.", id="yes-and-a-number"),
        pytest.param(CONSENT, "Italy has no consent and a score of 0.9.", id="no-and-a-number"),
        pytest.param(FIELDS, "For photos consent is required.", id="a-sentence-says-more-than-the-cell"),
        pytest.param(FIELDS, "Consent is not required.", id="the-cell-itself"),
        pytest.param(DONE, "The intake form is done.", id="header-without-a-stem"),
        pytest.param(DONE, "The fee table is not done.", id="header-without-a-stem-denied"),
        pytest.param(TASKS, "The fee table is done.", id="cell-without-a-stem"),
        pytest.param(TASKS, "The intake form, owned by Mara, is open.", id="three-cells"),
        pytest.param(TASKS, "The fee table and the intake form have an owner.", id="two-rows-listed"),
        pytest.param(TOLD, "The intake form depends on the fee table.", id="two-rows-joined-by-a-sentence"),
        pytest.param(TOLD, "Mara took over from Piet.", id="two-cells-joined-by-a-sentence"),
        pytest.param(ZONES, "The value for Lund was 0.71 before.", id="before"),
        pytest.param(ZONES, "After the change Lund reached 0.88.", id="after"),
        pytest.param(ZONES, "Lund rose from 0.71 before to 0.88 after.", id="before-and-after"),
        pytest.param(SETTINGS, "The old threshold is 0.5.", id="old"),
        pytest.param(SETTINGS, "The new threshold is 0.6.", id="new"),
        pytest.param(SENSORS, "The south gate is off.", id="off"),
        pytest.param(SENSORS, "After the flood, the south gate was put on a roof.", id="particles-are-no-cells"),
        pytest.param(SENSORS, "The north gate was put up in May and depends on the mains.", id="nor-is-depends-on"),
        pytest.param(MODELS, "BERT has a higher F1 than XGBoost.", id="higher"),
        pytest.param(MODELS, "XGBoost has a lower latency than BERT.", id="lower"),
        pytest.param(MODELS, "XGBoost does not have a higher F1 than BERT.", id="not-higher"),
        pytest.param(MODELS, "BERT large has a higher F1 than XGBoost.", id="a-name-within-a-name"),
        pytest.param(MODELS, "BERT has a higher F1 (0.91) than XGBoost (0.83).", id="higher-with-numbers"),
        pytest.param(MODELS, "The F1 of XGBoost is below that of BERT.", id="below"),
        pytest.param(GATES, "The latency gate failed.", id="a-no-is-no-opposite"),
        pytest.param(GATES, "The recall gate was passed with 0.83.", id="yes-beside-a-value"),
        pytest.param(GATES, "Latency reached 240 ms against a target of 200 ms.", id="values-beside-a-no"),
        pytest.param(ZONES, "Ystad had 0.64 and Lund 0.71.", id="each-row-with-its-value"),
        pytest.param(COLUMNS, "The promise of waste_pieces is entered by store staff by 21:00.", id="names-in-passing"),
        pytest.param(COLUMNS, "The type of store is 3 digits.", id="a-never-elsewhere-in-the-row"),
        pytest.param(COLUMNS, "The promise of store is never re-used.", id="a-never-told"),
        pytest.param(PEOPLE, "Piet has a higher age than Mara.", id="commas"),
    ],
)
def test_what_the_cells_bear_out_is_supported(passage, claim):
    assert verdict(claim, passage) == "supported"


@pytest.mark.parametrize(
    ("passage", "claim", "expected"),
    [
        pytest.param(CONSENT, "Italy: consent yes.", "contradicted", id="yes-for-no"),
        pytest.param(CONSENT, "Italy gave consent.", "contradicted", id="no-left-out"),
        pytest.param(CONSENT, "Spain has not given its consent.", "contradicted", id="no-for-yes"),
        pytest.param(CONSENT, "Consent in Spain: no.", "contradicted", id="no-for-yes-as-a-field"),
        pytest.param(CONSENT, "Italy has consent and a score of 0.9.", "contradicted", id="yes-and-a-number"),
        pytest.param(CONSENT, "The score for Spain is 0.9.", "contradicted", id="another-row"),
        pytest.param(DONE, "The fee table is done.", "contradicted", id="header-without-a-stem"),
        pytest.param(DONE, "The intake form is not done.", "contradicted", id="header-without-a-stem-denied"),
        pytest.param(TASKS, "The intake form is done.", "contradicted", id="done-for-open"),
        pytest.param(TASKS, "The fee table is open.", "contradicted", id="open-for-done"),
        pytest.param(TASKS, "Piet owns the intake form.", "contradicted", id="another-owner"),
        pytest.param(TASKS, "The intake form depends on the fee table.", "unproven", id="two-rows-joined"),
        pytest.param(ZONES, "The value for Lund was 0.88 before.", "contradicted", id="before"),
        pytest.param(ZONES, "After the change Lund stood at 0.71.", "contradicted", id="after"),
        pytest.param(SETTINGS, "The old threshold is 0.6.", "contradicted", id="old"),
        pytest.param(SETTINGS, "The new batch size is 32.", "contradicted", id="new"),
        pytest.param(SENSORS, "The south gate is on.", "contradicted", id="on-for-off"),
        pytest.param(MODELS, "XGBoost has a higher F1 than BERT.", "contradicted", id="higher"),
        pytest.param(MODELS, "BERT does not have a higher F1 than XGBoost.", "contradicted", id="not-higher"),
        pytest.param(MODELS, "XGBoost has a higher F1 (0.83) than BERT (0.91).", "contradicted", id="with-numbers"),
        pytest.param(MODELS, "BERT outperforms XGBoost.", "unproven", id="no-column-tells-what-is-good"),
        pytest.param(MODELS, "BERT is more expensive than XGBoost.", "unproven", id="no-such-column"),
        pytest.param(GATES, "The latency gate was passed.", "contradicted", id="passed-for-no"),
        pytest.param(GATES, "Recall did not pass.", "contradicted", id="not-passed-for-yes"),
        pytest.param(COLUMNS, "The promise of store is re-used.", "contradicted", id="a-never-left-out"),
        pytest.param(PEOPLE, "Mara has a higher age than Piet.", "contradicted", id="commas"),
    ],
)
def test_what_the_cells_do_not_bear_out_is_not(passage, claim, expected):
    assert verdict(claim, passage) == expected


@pytest.mark.parametrize(
    ("question", "claim", "expected"),
    [
        pytest.param("Did Italy give consent?", "No.", "supported", id="no"),
        pytest.param("Did Italy give consent?", "Yes.", "contradicted", id="yes-for-no"),
        pytest.param("Did Spain give consent?", "No, it did not.", "contradicted", id="no-for-yes"),
        pytest.param("Which country did not give consent?", "Italy.", "supported", id="which-not"),
        pytest.param("Which country did not give consent?", "Spain.", "contradicted", id="which-not-another"),
        pytest.param("Which country gave consent?", "Spain.", "supported", id="which"),
        pytest.param("Which country gave consent?", "Italy.", "contradicted", id="which-another"),
        pytest.param("What is the score of Italy?", "0.9", "supported", id="a-no-elsewhere-in-the-row"),
    ],
)
def test_a_short_answer_is_read_from_the_cells_with_its_question(question, claim, expected):
    assert verify(Sentence(claim, (1,)), [CONSENT], question=question).verdict == expected
