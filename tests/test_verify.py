"""A claim stands only where its own quotes bear it out, to the last number, name and small word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.answers import Sentence
from plainspoken.verify import verify
from plainspoken.wording.sentences import units

PASSAGE = """# Lamp notes

The lamp model was retrained on 3 May 2025. Its recall is 0.83 on 1,200 test lamps, up from 0.79. Training takes \
45 minutes and costs about 300 crowns. The pilot did not include the harbour district. Most teams use the weekly \
report. Each forecast may be overridden by the duty officer. Recall is expected to reach 0.9 by June. The Orrin \
team collected the data. The Lantern model beats the Candle model in fog.

| Release | Week | Recall |
|---|---|---|
| lamp-v2 | 11 | 0.79 |
| lamp-v3 | 12 | 0.83 |

The model must not be used for:

- traffic lights
- billing
"""


def judged(claim: str, **more):
    return verify(Sentence(claim, (1,)), [PASSAGE], **more)


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("The lamp model was retrained on 3 May 2025.", id="verbatim"),
        pytest.param("The lamp model was retrained on 2025-05-03.", id="other-date-form"),
        pytest.param("The lamp model was retrained in May 2025.", id="coarser-date"),
        pytest.param("Its recall is 83 % on 1.2k test lamps.", id="other-number-forms"),
        pytest.param("Training takes forty-five minutes.", id="spelled-number"),
        pytest.param("Training takes 45 min and costs about 300 crowns.", id="other-unit-form"),
        pytest.param("The harbour district was not included in the pilot.", id="turned-round"),
        pytest.param("The data were collected by the Orrin team.", id="passive"),
        pytest.param("Recall is expected to reach 0.9 by June.", id="hedge-kept"),
        pytest.param("The recall of lamp-v3 in week 12 was 0.83.", id="table-row"),
        pytest.param("The model must not be used for billing.", id="item-with-lead-in"),
        pytest.param("The duty officer may override each forecast.", id="may-kept"),
    ],
)
def test_what_the_passage_says_is_supported_with_its_quotes(claim):
    found = judged(claim)

    assert found.verdict == "supported", found
    assert found.score >= 0.5
    assert found.quotes
    assert all(PASSAGE[start:end].strip() == PASSAGE[start:end] != "" for _, start, end in found.quotes)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        pytest.param("The lamp model was retrained on 4 May 2025.", "contradicted", id="day"),
        pytest.param("The lamp model was retrained on 3 May 2024.", "contradicted", id="year"),
        pytest.param("Its recall is 0.84 on 1,200 test lamps.", "contradicted", id="number"),
        pytest.param("Its recall is 0.83 on 1,300 test lamps.", "contradicted", id="count"),
        pytest.param("Training takes 45 hours and costs about 300 crowns.", "contradicted", id="unit"),
        pytest.param("The pilot did include the harbour district.", "contradicted", id="negation-dropped"),
        pytest.param("The lamp model was not retrained on 3 May 2025.", "contradicted", id="negation-added"),
        pytest.param("All teams use the weekly report.", "contradicted", id="most-to-all"),
        pytest.param("Most teams use the monthly report.", "contradicted", id="opposite"),
        pytest.param("Each forecast must be overridden by the duty officer.", "contradicted", id="may-to-must"),
        pytest.param("Recall reaches 0.9 by June.", "unproven", id="estimate-to-fact"),
        pytest.param("The Madrid team collected the data.", "contradicted", id="name"),
        pytest.param("The Candle model beats the Lantern model in fog.", "contradicted", id="roles-swapped"),
        pytest.param("The recall of lamp-v2 in week 11 was 0.83.", "contradicted", id="wrong-row"),
        pytest.param("The recall of lamp-v4 in week 12 was 0.83.", "contradicted", id="version"),
        pytest.param("The office serves free lunch on the roof terrace.", "unproven", id="elsewhere"),
        pytest.param("Only the duty officer may override each forecast.", "unproven", id="only-added"),
    ],
)
def test_what_differs_in_one_place_is_not_supported(claim, verdict):
    found = judged(claim)

    assert found.verdict == verdict, found
    assert found.score < 0.5
    assert found.reasons


HARBOUR = """The harbour office repairs the cranes and the port police repair the boats. The fee is 35 crowns for \
short boats and 80 crowns for long ones. Bram Falk, who took over from Lise Orm, leads the office. The default \
berth changes from 12 to 40. The council chose Veltra over Ostmark. Queen Ansa is said to have paid for the quay. \
The council will vote on 2 June. The toll was not kept for the ferry. It fell by a third.

| Pier | Lamps 2023 | Lamps 2024 |
|---|---|---|
| North | 17 | 9 |
| South | 6 | 11 |
"""


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("The fee for long boats is 80 crowns.", id="number-with-its-words"),
        pytest.param("The port police repair the boats.", id="second-half"),
        pytest.param("Lise Orm was succeeded by Bram Falk, who leads the office.", id="passive-succession"),
        pytest.param("Veltra was chosen over Ostmark by the council.", id="passive-choice"),
        pytest.param("Pier South had 11 lamps in 2024.", id="cell"),
        pytest.param("Queen Ansa is said to have paid for the quay.", id="hearsay-kept"),
        pytest.param("The council will vote on 2 June.", id="plan-kept"),
        pytest.param(
            "1. The council will vote on 2 June.\n2. The council chose Veltra over Ostmark.", id="numbered-list"
        ),
        pytest.param("No, the toll was not kept for the ferry.", id="reply"),
    ],
)
def test_words_that_belong_together_in_the_passage_are_supported(claim):
    assert verify(Sentence(claim, (1,)), [HARBOUR]).verdict == "supported"


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("The fee is 35 crowns for long boats.", id="number-of-another"),
        pytest.param("The port police repair the cranes.", id="work-of-another"),
        pytest.param("Lise Orm took over from Bram Falk.", id="roles"),
        pytest.param("The default berth changes from 40 to 12.", id="from-to"),
        pytest.param("The council chose Ostmark over Veltra.", id="choice"),
        pytest.param("Pier South had 9 lamps in 2024.", id="other-row"),
        pytest.param("Pier North had 17 lamps in 2024.", id="other-column"),
        pytest.param("Queen Ansa paid for the quay.", id="hearsay-to-fact"),
        pytest.param("The council voted on 2 June.", id="plan-to-fact"),
        pytest.param("The toll was kept for the ferry.", id="excepted"),
        pytest.param(
            "1. The council will vote on 2 June.\n2. The council chose Ostmark over Veltra.", id="list-with-one-lie"
        ),
    ],
)
def test_words_of_the_passage_in_another_order_of_things_are_not_supported(claim):
    assert verify(Sentence(claim, (1,)), [HARBOUR]).verdict != "supported"


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("What is the fee for long boats?", "80 crowns", "35 crowns"),
        ("Who leads the office?", "Bram Falk", "Queen Ansa"),
        ("How many lamps had pier South in 2024?", "11", "9"),
    ],
)
def test_a_short_answer_that_answers_for_another_is_not_supported(question, right, wrong):
    assert verify(Sentence(right, (1,)), [HARBOUR], question=question).verdict == "supported"
    assert verify(Sentence(wrong, (1,)), [HARBOUR], question=question).verdict != "supported"


def test_every_whole_sentence_row_and_item_of_a_passage_is_supported_as_it_stands():
    for passage in (PASSAGE, HARBOUR):
        for unit in units(passage):
            said = passage[unit.start : unit.end]
            if unit.kind != "heading" and len(said.split()) > 2:
                assert verify(Sentence(said, (1,)), [passage]).verdict == "supported", said


def test_a_sentence_that_is_also_denied_elsewhere_is_supported_where_it_stands_word_for_word():
    passage = "The old pump is safe. The new pump is not safe in frost."

    assert verify(Sentence("The old pump is safe.", (1,)), [passage]).verdict == "supported"


def test_a_number_at_the_end_of_a_sentence_is_no_list_mark():
    assert verify(Sentence("The berth is number 13.", (1,)), ["The berth is number 12."]).verdict == "contradicted"


def test_a_marker_that_names_no_passage_is_unproven():
    assert verify(Sentence("The lamp model was retrained.", (2,)), [PASSAGE]).verdict == "unproven"
    assert verify(Sentence("The lamp model was retrained.", ()), [PASSAGE]).verdict == "unproven"


@pytest.mark.parametrize("type_", ["PERSON", "TIER2_ID", "X9"])
def test_one_placeholder_is_not_another_whatever_its_type_is_called(type_):
    passage = f"The churn model is owned by <{type_}_2>, and the price model by <{type_}_1>."
    right, wrong = (Sentence(f"The churn model is owned by <{type_}_{n}>.", (1,)) for n in (2, 1))

    assert verify(right, [passage]).verdict == "supported"
    assert verify(wrong, [passage]).verdict == "contradicted"


OWNERS = """The churn model is owned by <PERSON_2>, and the price model by <PERSON_1>. <PERSON_3> joined in 2020. \
<PERSON_4> leads the lamp team. The hotline is <PHONE_NUMBER_1>. She leads the fog team with <PERSON_5>."""


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("The churn model is owned by <PERSON_2>.", id="named-there"),
        pytest.param("<PERSON_2> owns the churn model.", id="turned-round"),
        pytest.param("The price model is owned by <PERSON_1>.", id="second-half"),
        pytest.param("<PERSON_3> leads the fog team.", id="behind-a-pronoun"),
        pytest.param("The number of the hotline is <PHONE_NUMBER_1>.", id="number"),
    ],
)
def test_a_placeholder_stands_for_whom_the_passage_names(claim):
    assert verify(Sentence(claim, (1,)), [OWNERS]).verdict == "supported"


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("The churn model is owned by <PERSON_1>.", id="another"),
        pytest.param("<PERSON_1> owns the churn model.", id="another-turned-round"),
        pytest.param("<PERSON_3> leads the lamp team.", id="another-of-the-next-sentence"),
        pytest.param("The churn model is owned by <PERSON_7>.", id="in-no-passage"),
        pytest.param("<PERSON_7> owns the churn model.", id="in-no-passage-turned-round"),
        pytest.param("The hotline is <PHONE_NUMBER_2>.", id="number-in-no-passage"),
    ],
)
def test_one_placeholder_never_counts_as_another(claim):
    assert verify(Sentence(claim, (1,)), [OWNERS]).verdict == "contradicted"


ITEM = "The churn model is used for credit decisions."
DENYING = ["The following statements are false:", "We never do any of these:", "These requirements were rejected:",
           "**Out of scope:**", "It is forbidden that:", "Avoid:"]  # fmt: skip
AFFIRMING = ["These statements hold:", "If the job does not start, do this:", "Why the offer was rejected:",
             "These steps must not be skipped:"]  # fmt: skip


@pytest.mark.parametrize("lead", DENYING)
def test_an_item_is_not_supported_without_the_lead_in_that_denies_it(lead):
    passage = f"{lead}\n\n- {ITEM}\n- Rows are kept for ten years.\n"
    start, end = len(lead) + 4, len(lead) + 4 + len(ITEM)

    assert verify(Sentence(ITEM, (1,)), [passage]).verdict == "contradicted"
    assert verify(Sentence("Credit decisions use the churn model.", (1,)), [passage]).verdict == "contradicted"
    assert verify(Sentence(f"{lead} {ITEM}", (1,), ((1, 0, end),)), [passage]).verdict == "supported"
    assert passage[start:end] == ITEM


@pytest.mark.parametrize("lead", AFFIRMING)
def test_an_item_is_supported_word_for_word_under_a_lead_in_that_denies_nothing(lead):
    assert verify(Sentence(ITEM, (1,)), [f"{lead}\n\n- {ITEM}\n- Rows are kept.\n"]).verdict == "supported"


def test_what_an_item_is_denied_for_is_supported_where_a_sentence_says_it():
    assert verify(Sentence(ITEM, (1,)), [f"These are false:\n\n- {ITEM}\n\n{ITEM}\n"]).verdict == "supported"


SCOPED = """# Lead card

The model ranks leads by their value.

## Out of scope

- Credit decisions for customers use the model.
- Setting prices

## Data

- Rows are kept for ten years.

## Considered options

- A neural network scores the leads.

**Non-goals**

- The tool replaces the underwriter.

## Release

The tool runs every night.

- [ ] reviewed by legal
- [x] reviewed by security
"""


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("Rows are kept for ten years.", id="next-section"),
        pytest.param("Credit decisions are out of scope.", id="heading-told"),
        pytest.param("Setting prices is outside the scope.", id="heading-in-other-words"),
        pytest.param("The tool does not replace the underwriter.", id="denied"),
        pytest.param("Replacing the underwriter is a non-goal of the tool.", id="non-goal"),
        pytest.param("A neural network was considered.", id="considered"),
        pytest.param("A neural network that scores the leads was one of the options.", id="option"),
        pytest.param("It was reviewed by security.", id="ticked"),
        pytest.param("It has not been reviewed by legal.", id="unticked-denied"),
        pytest.param("The tool runs every night.", id="after-the-bold-line"),
    ],
)
def test_an_item_may_be_told_as_what_its_heading_makes_of_it(claim):
    assert verify(Sentence(claim, (1,)), [SCOPED]).verdict == "supported"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        pytest.param("Credit decisions for customers use the model.", "contradicted", id="word-for-word"),
        pytest.param("Customers' credit decisions use the model.", "contradicted", id="reworded"),
        pytest.param("The tool replaces the underwriter.", "contradicted", id="bold-line"),
        pytest.param("A neural network scores the leads.", "unproven", id="option"),
        pytest.param("It was reviewed by legal.", "unproven", id="unticked"),
    ],
)
def test_an_item_is_not_supported_without_the_heading_that_does_not_assert_it(claim, verdict):
    assert verify(Sentence(claim, (1,)), [SCOPED]).verdict == verdict


def test_a_heading_above_the_passage_denies_its_items_too_and_answers_a_question_for_it():
    item = "Credit decisions for customers use the model."
    passages, beside = [f"- {item}\n- Setting prices"], ["Lead card > Out of scope"]

    assert verify(Sentence(item, (1,)), passages, beside=beside).verdict == "contradicted"
    assert verify(Sentence(item, (1,)), passages, beside=["Lead card > Uses"]).verdict == "supported"
    for question, verdict in (("What is out of scope?", "supported"), ("What is it used for?", "contradicted")):
        found = verify(Sentence("Setting prices.", (1,)), passages, beside=beside, question=question)
        assert found.verdict == verdict


def test_what_an_item_leaves_open_is_supported_where_another_asserts_it():
    passage = f"## Ideas\n\n- {ITEM}\n\n## Uses\n\n- {ITEM}\n"

    assert verify(Sentence("Credit decisions use the churn model.", (1,)), [passage]).verdict == "supported"


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        pytest.param("The board approved the rollout.", "The board refused to approve the rollout.", id="refused"),
        pytest.param(
            "The gateway supports batch requests.", "The gateway fails to support batch requests.", id="fails"
        ),
        pytest.param("The service passed the load test.", "The service failed to pass the load test.", id="failed"),
        pytest.param(
            "The vendor confirmed the deadline.", "The vendor declined to confirm the deadline.", id="declined"
        ),
        pytest.param(
            "Contractors can read the payroll folder.",
            "Contractors are prevented from reading the payroll folder.",
            id="prevented",
        ),
        pytest.param(
            "Contractors read the payroll folder.",
            "A rule bars contractors from reading the payroll folder.",
            id="bars",
        ),
        pytest.param(
            "Interns may open the vault room.", "The charter forbids interns to open the vault room.", id="forbids"
        ),
        pytest.param("The report includes phone numbers.", "The report avoids including phone numbers.", id="avoids"),
        pytest.param("The team sends weekly digests.", "The team stopped sending weekly digests.", id="stopped"),
    ],
)
def test_a_verb_that_denies_is_no_support_for_what_it_denies(claim, passage):
    assert verify(Sentence(claim, (1,)), [passage]).verdict == "contradicted"
    assert verify(Sentence(passage, (1,)), [passage]).verdict == "supported"
    assert verify(Sentence(passage, (1,)), [f"Yesterday {passage[0].lower()}{passage[1:]}"]).verdict == "supported"


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        pytest.param("The board did not approve the rollout.", "The board refused to approve the rollout.", id="not"),
        pytest.param("The pump starts in frost.", "The pump never fails to start in frost.", id="twice"),
        pytest.param("The crew checks the valves.", "At noon the crew stops to check the valves.", id="stops-to"),
        pytest.param(
            "The wall keeps the archive safe.", "To prevent losses, the wall keeps the archive safe.", id="end"
        ),
    ],
)
def test_a_verb_that_denies_nothing_of_the_claim_does_not_count_against_it(claim, passage):
    assert verify(Sentence(claim, (1,)), [passage]).verdict == "supported"


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        ("The other teams do not use the model.", "The other teams use the model."),
        ("The only owner does not approve exports.", "The only owner approves exports."),
        ("Until May the service did not store names.", "Until May the service stored names."),
        ("The job rather often does not finish in time.", "The job rather often finishes in time."),
        ("Only two models were not retrained in March.", "Only two models were retrained in March."),
        ("The report covers other regions.", "The report does not cover other regions."),
        ("We use LightGBM instead of XGBoost for scoring.", "XGBoost is used for scoring."),
        ("We use LightGBM instead of XGBoost for scoring.", "LightGBM is not used for scoring."),
        ("Alerts go to the owner rather than the whole team.", "Alerts go to the whole team."),
        ("The scores are stored in Postgres, not Redis.", "The scores are stored in Redis."),
        ("All regions are covered except Norway.", "Norway is covered."),
        ("All countries other than Spain use the model.", "Spain uses the model."),
        ("Data are kept in the bank but not in the cloud.", "Data are kept in the cloud."),
        ("Instead of a full retraining, the team recalibrates it.", "The team does a full retraining."),
    ],
)
def test_what_is_denied_or_set_aside_is_not_supported_whatever_words_stand_around(passage, claim):
    assert verify(Sentence(claim, (1,)), [passage]).verdict == "contradicted"


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        ("The model is not used by other teams.", "Other teams do not use the model."),
        ("The service does not start until the index is loaded.", "The service starts when the index is loaded."),
        ("The model is not only fast but also accurate.", "The model is fast and accurate."),
        ("The cache is not used other than in tests.", "The cache is used in tests."),
        ("Nobody except the owner may approve exports.", "The owner may approve exports."),
        ("The only owner does not approve exports.", "Exports are not approved by the only owner."),
        ("We use LightGBM instead of XGBoost for scoring.", "LightGBM is used for scoring."),
        ("We use LightGBM instead of XGBoost for scoring.", "LightGBM is used for scoring instead of XGBoost."),
        ("We use LightGBM instead of XGBoost for scoring.", "XGBoost is not used for scoring."),
        ("The pump is considered worn, not broken.", "The pump is considered worn rather than broken."),
        ("The scores are stored in Postgres, not Redis.", "Scores are stored in Postgres."),
        ("All regions are covered except Norway.", "Norway is not covered."),
        ("All regions are covered except Norway.", "All regions are covered, but Norway is excepted."),
        ("The quarry was used for the theatre, but not for the hall, which is of brick.", "The hall is of brick."),
        ("Instead of a full retraining, the team recalibrates it.", "The team recalibrates it."),
    ],
)
def test_what_is_denied_by_half_or_stands_beside_what_is_set_aside_is_supported(passage, claim):
    assert verify(Sentence(claim, (1,)), [passage]).verdict == "supported"


def test_a_claim_of_several_sentences_stands_only_where_all_do():
    found = judged("The lamp model was retrained on 3 May 2025. Its recall is 0.99.")

    assert found.verdict == "contradicted"


def test_a_claim_may_rest_on_two_passages_and_quotes_both():
    passages = ["The lamp model was retrained in May.", "Unrelated.", "Its owner is the Orrin team."]
    found = verify(Sentence("The lamp model was retrained in May and its owner is the Orrin team.", (1, 3)), passages)

    assert found.verdict == "supported"
    assert [n for n, _, _ in found.quotes] == [1, 3]


def test_the_subject_may_stand_in_the_title():
    sentence = Sentence("The recall of the Lantern model is 0.83.", (1,))

    assert verify(sentence, ["Recall is 0.83."], beside=["Lantern model card"]).verdict == "supported"
    assert verify(sentence, ["Recall is 0.83."]).verdict != "supported"


def test_a_row_read_with_a_header_that_stands_elsewhere_is_supported():
    sentence = Sentence("Release: lamp-v3; Recall: 0.83.", (1,), ((1, 0, 18),))

    found = verify(sentence, ["| lamp-v3 | 0.83 |"], beside=["Lamp card\n| Release | Recall |"])

    assert found.verdict == "supported"
    assert found.quotes == ((1, 0, 18),)


@pytest.mark.parametrize(
    ("claim", "passage", "quotes"),
    [
        pytest.param(
            "Place: Quay; Address: <IP_ADDRESS_2>", "|Place|Address|\n|Quay|<IP_ADDRESS_2>|", [0, 16], id="row"
        ),
        pytest.param("fog_lamp: 0,5 %; seen_in: 2021", 'fog_lamp,seen_in\n"0,5 %",2021', [0, 17], id="delimited"),
        pytest.param("Not for: ships, unless small", "Not for:\n\n- ships, unless small\n- boats", [0, 12], id="item"),
    ],
)
def test_what_is_pieced_together_from_its_own_quotes_is_supported(claim, passage, quotes):
    lines = [(1, start, passage.find("\n", start) if "\n" in passage[start:] else len(passage)) for start in quotes]

    found = verify(Sentence(claim, (1,), tuple(lines)), [passage])

    assert found.verdict == "supported"
    assert found.quotes == tuple(lines)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        pytest.param("The f1 of xgboost is 0.83.", "supported", id="cell"),
        pytest.param("The f1 of xgboost is 0.85.", "contradicted", id="other-cell"),
    ],
)
def test_a_row_between_commas_is_read_cell_by_cell(claim, verdict):
    table = "model,f1,latency_ms\nxgboost,0.83,12\nlightgbm,0.81,85"

    assert verify(Sentence(claim, (1,)), [table]).verdict == verdict


def test_own_quotes_do_not_save_a_changed_number():
    passage = "The harbour lamp has 12 bulbs. The boat has 13."

    assert verify(Sentence("The harbour lamp has 13 bulbs.", (1,), ((1, 0, 30),)), [passage]).verdict != "supported"


def test_a_short_answer_is_read_with_its_question():
    right = judged("3 May 2025", question="When was the lamp model retrained?")
    wrong = judged("In 1999", question="When was the lamp model retrained?")

    assert right.score > wrong.score
    assert right.verdict == "supported"
    assert wrong.verdict != "supported"


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=120), st.lists(st.text(max_size=200), min_size=1, max_size=3))
def test_no_claim_whatever_breaks_the_verifier(claim, passages):
    found = verify(Sentence(claim, (1,)), passages)

    assert found.verdict in ("supported", "contradicted", "unproven")
    assert 0 <= found.score <= 1
    assert all(0 <= start < end <= len(passages[n - 1]) for n, start, end in found.quotes)
