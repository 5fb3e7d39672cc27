"""What a sentence only aims at, demands, plans, reports, asks or makes depend on is no fact."""

import pytest

from plainspoken.answers import Sentence
from plainspoken.verify import verify


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        ("The target is a recall of 0.9.", "The recall is 0.9."),
        ("The goal of the project is to halve the churn rate.", "The project halves the churn rate."),
        ("Every model must reach a precision of 0.8.", "Every model reaches a precision of 0.8."),
        ("The service should answer within 200 ms.", "The service answers within 200 ms."),
        ("According to the vendor, the tool finds 99 % of all errors.", "The tool finds 99 % of all errors."),
        ("The vendor claims that the tool finds 99 % of errors.", "The tool finds 99 % of errors."),
        (
            "It is unclear whether the model is biased against older customers.",
            "The model is biased against older customers.",
        ),
        ("We plan to publish the model card in spring.", "The model card is published in spring."),
        ("We tried to remove the duplicates with a script.", "The duplicates were removed with a script."),
        ("The team considered using a neural network for ranking.", "The team uses a neural network for ranking."),
        ("There is no evidence that the score depends on gender.", "The score depends on gender."),
        ("Is the model biased against older customers?", "The model is biased against older customers."),
        ("We assume that all customers have one account.", "All customers have one account."),
        ("Users believe that the forecast is updated hourly.", "The forecast is updated hourly."),
        ("The budget is 40,000 EUR.", "The project cost 40,000 EUR."),
        ("The test checks whether rows are empty.", "The rows are empty."),
        ("The team hopes to move the service to Azure.", "The team moved the service to Azure."),
        ("The team expects that the error falls below 0.1.", "The error falls below 0.1."),
        ("The team must review the model before release.", "The team reviewed the model before release."),
        ("Does the pipeline delete old logs? No, they are kept.", "The pipeline deletes old logs."),
        ("The vendor says the SLA is 99.5 %.", "The SLA is 99.5 %."),
        ("If drift exceeds 0.2, the model is rolled back.", "The model is rolled back."),
        ("Exports are sent to the partner only after legal approval.", "Exports are sent to the partner."),
        ("The price is changed unless the owner objects.", "The price is changed."),
        ("Calls are recorded if the customer has agreed.", "Calls are recorded."),
        ("The alert fires provided that three sensors fail.", "The alert fires."),
        ("Access is granted as long as the contract runs.", "Access is granted."),
        ("The fallback model answers only when the main model is down.", "The fallback model answers."),
        ("If the score is above 0.7, a clerk reviews the case.", "A clerk reviews the case."),
        ("If the score is above 0.7, a clerk reviews the case.", "The score is above 0.7."),
        ("Bonuses are paid only if the target is met.", "Bonuses are paid."),
        ("According to the marketing team, the campaign doubled sales.", "The campaign doubled sales."),
        ("Whether the pilot continues is decided in June.", "The pilot continues."),
        ("The error must stay below 0.1.", "The error stays below 0.1."),
        ("The team wants to know whether scores differ by region.", "Scores differ by region."),
        ("There is no proof that the fix works on Windows.", "The fix works on Windows."),
        ("Could the score leak personal data?", "The score leaks personal data."),
        ("The objective: cut manual checks by half.", "Manual checks are cut by half."),
        ("The model card must list its limits.", "The model card lists its limits."),
        ("Refunds are paid as long as the receipt is shown.", "Refunds are paid."),
        ("Backups are deleted after 30 days if legal agrees.", "Backups are deleted after 30 days."),
        ("Data may leave the region only if it is anonymised.", "Data may leave the region."),
        ("If the vendor fails, we switch to the backup within an hour.", "We switch to the backup within an hour."),
    ],
)
def test_what_is_only_framed_is_unproven_as_a_fact(passage, claim):
    assert verify(Sentence(claim, (1,)), [passage]).verdict != "supported"


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        ("The target is a recall of 0.9.", "The target recall is 0.9."),
        ("The target is a recall of 0.9.", "A recall of 0.9 is the goal."),
        ("The goal of the project is to halve the churn rate.", "The project aims to halve the churn rate."),
        ("Every model must reach a precision of 0.8.", "A precision of 0.8 is required of every model."),
        ("Every model must reach a precision of 0.8.", "Every model has to reach a precision of 0.8."),
        (
            "According to the vendor, the tool finds 99 % of all errors.",
            "The vendor says the tool finds 99 % of all errors.",
        ),
        ("According to the log, the job ran for two hours.", "The job ran for two hours."),
        ("The report states that the error fell in March.", "The error fell in March."),
        ("The policy says that logs are kept for 30 days.", "Logs are kept for 30 days."),
        (
            "It is unclear whether the model is biased against older customers.",
            "Whether the model is biased against older customers is unclear.",
        ),
        ("We plan to publish the model card in spring.", "The model card will be published in spring."),
        ("We plan to publish the model card in spring.", "The team intends to publish the model card in spring."),
        ("The team considered using a neural network for ranking.", "A neural network for ranking was considered."),
        (
            "There is no evidence that the score depends on gender.",
            "No evidence shows that the score depends on gender.",
        ),
        ("Is the model retrained monthly? Yes, on the first Monday.", "The model is retrained monthly."),
        ("How often is the model retrained? It is retrained every month.", "The model is retrained every month."),
        ("The project plans are kept in Jira and the code is kept in Git.", "The code is kept in Git."),
        ("The team has to approve exports, and the service runs on Azure.", "The service runs on Azure."),
        ("The targets are computed each night by the batch job.", "The batch job computes the targets each night."),
        ("We planned to publish the card in May. The card was published in May.", "The card was published in May."),
        ("You must respond to every ticket within one day.", "Respond to every ticket within one day."),
        ("The owner must approve every export.", "Every export needs the owner's approval."),
        ("Regardless of whether the customer pays, the invoice is archived.", "The invoice is archived."),
        ("The target variable is the number of sick days.", "The number of sick days is the target variable."),
        ("The tool should be restarted weekly because it leaks memory.", "The tool leaks memory."),
        ("The data must be encrypted at rest.", "Encryption at rest is mandatory for the data."),
        ("If drift exceeds 0.2, the model is rolled back.", "The model is rolled back when drift exceeds 0.2."),
        ("Calls are recorded if the customer has agreed.", "Calls are recorded with the customer's consent."),
        ("If you need help, contact the data team.", "The contact for help is the data team."),
        ("If necessary, the job is restarted by hand.", "The job is restarted by hand."),
        ("The job runs at night when the load is low.", "The job runs at night."),
        ("The model is stored in the registry where all teams can read it.", "The model is stored in the registry."),
        (
            "The model is rolled back if drift exceeds 0.2. It was rolled back in May.",
            "The model was rolled back in May.",
        ),
        ("Even if the sensor fails, the lamp stays on.", "The lamp stays on."),
        ("The price is changed unless the owner objects.", "Unless the owner objects, the price is changed."),
        (
            "If the score is above 0.7, a clerk reviews the case and the customer is told.",
            "The customer is told if the score is above 0.7.",
        ),
        ("The model is retrained every month; if it fails, Ana is told.", "The model is retrained every month."),
        ("The model is retrained every month. If it fails, Ana is told.", "The model is retrained every month."),
        ("Unless otherwise stated, prices are in euros.", "Prices are in euros."),
        (
            "The pricing team must approve discounts above 10 %.",
            "Discounts above 10 % need approval by the pricing team.",
        ),
        ("New columns should be documented in the catalogue.", "New columns should be described in the catalogue."),
        ("The model needs to see two years of data, and it has 40 features.", "The model has 40 features."),
        ("The recall target of 0.8 was reached in March.", "Recall reached 0.8 in March."),
        ("The goal is a short reply. The model writes 40 words on average.", "The model writes 40 words on average."),
        ("Our aim was met: the error fell to 0.12.", "The error fell to 0.12."),
        ("The budget of 40,000 EUR was spent on storage.", "40,000 EUR were spent on storage."),
        ("If no label exists, the row is skipped.", "Rows without a label are skipped."),
        ("The service restarts if the health check fails.", "When the health check fails, the service restarts."),
        ("The team, if asked, explains each score. Scores are stored in Postgres.", "Scores are stored in Postgres."),
        (
            "The index is rebuilt nightly unless a build is running.",
            "The index is rebuilt nightly unless a build runs.",
        ),
        ("Users must log in with a token. Tokens expire after 30 days.", "Tokens expire after 30 days."),
        ("Analysts believe that churn is seasonal.", "Analysts think that churn is seasonal."),
        ("The team considered Kafka but chose RabbitMQ.", "The team chose RabbitMQ."),
        ("We expect 300 requests per minute at peak.", "About 300 requests per minute are expected at peak."),
        ("The vendor reports an uptime of 99.9 %.", "The uptime reported by the vendor is 99.9 %."),
        ("According to Ana, the sensor drifts in winter.", "Ana says the sensor drifts in winter."),
        ("According to section 4, records are kept for ten years.", "Records are kept for ten years."),
        ("According to our tests, the model is faster.", "The model is faster."),
        ("Is the data encrypted at rest? It is encrypted with AES-256.", "The data is encrypted with AES-256."),
        ("Is the data encrypted at rest? Yes.", "The data is encrypted at rest."),
        ("Objective: cut manual checks by half.", "The objective is to cut manual checks by half."),
        ("The model card must list its limits.", "Model cards have to list their limits."),
        (
            "Backups are deleted after 30 days if legal agrees.",
            "With legal's agreement, backups are deleted after 30 days.",
        ),
        ("Data may leave the region only if it is anonymised.", "Only anonymised data may leave the region."),
        ("Data may leave the region only if it is anonymised.", "Anonymised data may leave the region."),
    ],
)
def test_what_keeps_its_frame_or_stands_outside_of_one_is_supported(passage, claim):
    assert verify(Sentence(claim, (1,)), [passage]).verdict == "supported"


def test_a_whole_sentence_word_for_word_is_supported_whatever_frames_it():
    for said in ("The target is a recall of 0.9.", "If drift exceeds 0.2, the model is rolled back."):
        assert verify(Sentence(said, (1,)), [said]).verdict == "supported"


@pytest.mark.parametrize(
    ("question", "claim", "passage", "verdict"),
    [
        pytest.param("What is the recall?", "0.9", "The target is a recall of 0.9.", "unproven", id="target"),
        pytest.param(
            "What is the target?", "A recall of 0.9", "The target is a recall of 0.9.", "supported", id="asked"
        ),
        pytest.param("Who approves exports?", "The owner", "The owner must approve exports.", "supported", id="duty"),
    ],
)
def test_a_short_answer_has_no_room_for_a_frame_but_a_target_is_no_value(question, claim, passage, verdict):
    assert verify(Sentence(claim, (1,)), [passage], question=question).verdict == verdict
