"""A value of the passages stands in a claim as they mean it: in any unit, with its bound."""

import pytest

from plainspoken.answers import Sentence
from plainspoken.verify import verify
from plainspoken.wording.quantities import agrees, quantities


def judged(passage, claim):
    return verify(Sentence(claim, (1,)), [passage]).verdict


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        pytest.param("AUC > 0.8", "above", id="sign"),
        pytest.param("AUC >= 0.8", "least", id="two-signs"),
        pytest.param("not above 0.8", "most", id="denied"),
        pytest.param("shouldn't take longer than 5 min", "most", id="denied-with-a-verb"),
        pytest.param("must not exceed 4 hours", "most", id="exceed"),
        pytest.param("no earlier than 9 hours", "", id="unknown-comparison"),
        pytest.param("costs more than EUR 300", "above", id="currency-between"),
        pytest.param("100 rows or more", "least", id="after-it"),
        pytest.param("100+ users", "least", id="plus"),
        pytest.param("Valid from: 2025-01-01", "least", id="field-of-a-date"),
        pytest.param("no later than 3 May", "most", id="date-at-the-latest"),
        pytest.param("on 3 May", "", id="day"),
        pytest.param("collected over 12 weeks", "", id="span-of-time"),
        pytest.param("<b>5</b>", "", id="tag"),
        pytest.param("went up to 0.83", "", id="came-to"),
        pytest.param("> 5 of us came", "", id="quoted-mail"),
        pytest.param("input -> 5", "", id="arrow"),
    ],
)
def test_a_bound_is_read_from_the_words_and_signs_around_a_value(text, bound):
    (one,) = quantities(text)

    assert one.bound == bound


@pytest.mark.parametrize(
    ("claimed", "stated", "same"),
    [
        pytest.param("24 hours", "one day", True, id="day"),
        pytest.param("two weeks", "14 days", True, id="weeks"),
        pytest.param("1.5 GB", "1,500 MB", True, id="thousands"),
        pytest.param("2 GB", "2,048 MB", True, id="powers-of-two"),
        pytest.param("2 years", "24 months", True, id="years"),
        pytest.param("half of the users", "50 %", True, id="half"),
        pytest.param("half an hour", "30 minutes", True, id="half-an-hour"),
        pytest.param("30 days", "one month", False, id="month-has-no-exact-days"),
        pytest.param("25 hours", "one day", False, id="other-duration"),
        pytest.param("2 km", "2 kg", False, id="other-sort"),
        pytest.param("more than 1,200", "1,234", True, id="beyond-its-bound"),
        pytest.param("more than 1,200", "1,190", False, id="short-of-its-bound"),
    ],
)
def test_quantities_agree_in_other_units_and_beyond_their_bounds(claimed, stated, same):
    assert agrees(quantities(claimed)[0], quantities(stated)[0]) is same


@pytest.mark.parametrize("half", ["the second half of the term", "half of the year", "about half of the users"])
def test_a_half_that_is_no_exact_share_is_no_figure(half):
    assert quantities(half) == ()


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        ("Incidents must be answered within 4 hours.", "Incidents must be answered in no more than 4 hours."),
        ("Reports are submitted no later than 3 May.", "Reports are submitted by 3 May."),
        ("Reports are submitted by 3 May.", "Reports must be submitted no later than 3 May."),
        ("The service handles no more than 200 users.", "The service handles at most 200 users."),
        ("The service handles at most 200 users.", "The service handles no more than 200 users."),
        ("Latency stays below 200 ms.", "Latency stays under 200 ms."),
        ("The threshold for alerts is 0.8.", "Alerts use a threshold of 0.8."),
        ("The dataset has over 1,200 rows.", "The dataset has more than 1,200 rows."),
        ("The dataset has 1,234 rows.", "The dataset has more than 1,200 rows."),
        ("The policy applies from 1 June 2025.", "The policy applies since 1 June 2025."),
        ("The policy applies from 1 June 2025.", "The policy starts to apply on 1 June 2025."),
        ("Access ends on 3 May 2025.", "Access is given until 3 May 2025."),
        ("Uploads must not exceed 50 MB.", "Uploads may have up to 50 MB."),
        ("Files of 10 MB or more are split.", "Files of at least 10 MB are split."),
        ("Data were collected over 12 weeks.", "The data collection took 12 weeks."),
        ("At least 90 % of the calls succeed.", "No less than 90 % of the calls succeed."),
        ("Tables with fewer than 100 rows are skipped.", "Tables with less than 100 rows are skipped."),
        ("The feature is not available until 3 May 2025.", "The feature is available from 3 May 2025."),
        ("The maximum upload size is 50 MB.", "Uploads can have at most 50 MB."),
        ("The minimum age for the study is 18 years.", "Participants of the study must be at least 18 years of age."),
        ("A model with an AUC of 0.8 or higher is released.", "A model is released with an AUC of at least 0.8."),
        ("Backups run every 24 hours.", "Backups run every one day."),
        ("The sprint lasts two weeks.", "The sprint lasts 14 days."),
        ("The median response time is 0.5 s.", "The median response time is 500 ms."),
        ("The index takes 1.5 GB of memory.", "The index takes 1,500 MB of memory."),
        ("Half of the users gave feedback.", "50 % of the users gave feedback."),
        ("50 % of the users gave feedback.", "Half of the users gave feedback."),
        ("Logs are kept for 2 years.", "Logs are kept for 24 months."),
        ("Training takes 90 minutes.", "Training takes 1.5 hours."),
        ("The cable is 2 km long.", "The cable is 2,000 metres long."),
        ("The timeout is half an hour.", "The timeout is 30 minutes."),
        ("Evaluation takes half an hour.", "Evaluation takes 30 minutes."),
        ("You can have 100 namespaces in each region.", "You can have up to 100 namespaces in each region."),
        ("A release needs 2 reviewers.", "A release needs at least 2 reviewers."),
        ("The SLA promises an uptime of at least 99.5 %.", "The promised uptime is 99.5 % or more."),
        ("The SLA promises an uptime of at least 99.5 %.", "The SLA guarantees an uptime of no less than 99.5 %."),
        ("The dashboard loads in under 2 seconds.", "The dashboard loads in less than 2 seconds."),
        ("Alerts fire when the error rate is > 5 %.", "Alerts fire when the error rate exceeds 5 %."),
        ("Alerts fire when the error rate is > 5 %.", "An error rate above 5 % fires alerts."),
        ("Invoices older than 10 years are deleted.", "Invoices are deleted after 10 years."),
        ("Sessions expire after 30 minutes.", "Sessions last 30 minutes."),
        ("Requests need approval by two reviewers.", "Two reviewers must approve requests."),
        ("Feedback is due by 15 March 2025.", "The deadline for feedback is 15 March 2025."),
        ("The trial runs until 30 June 2025.", "The trial ends on 30 June 2025."),
        ("Since 1 April 2024 the model has been in production.", "The model has been in production since April 2024."),
        ("The contract was signed before 1 May 2024.", "The contract was signed earlier than 1 May 2024."),
        ("We had around 300 participants.", "About 300 participants took part."),
        (
            "| Metric | Limit |\n|---|---|\n| Latency | < 200 ms |\n| Recall | > 0.8 ",
            "|The latency limit is below 200 ms.",
        ),
        (
            "Employees with more than 5 years of service get 30 days of leave.",
            "30 days of leave are given to employees with over 5 years of service.",
        ),
        ("The budget for travel is up to 2,000 EUR per person.", "Up to 2,000 EUR per person are budgeted for travel."),
        ("Models with a drift score above 0.2 are retrained.", "A drift score of more than 0.2 leads to retraining."),
        ("The pilot has 12 users.", "There are 12 users in the pilot."),
        ("Only runs that took more than 5 minutes were counted.", "Runs of more than 5 minutes were counted."),
        ("The warranty is 36 months.", "The warranty is three years."),
        ("Response times are 1,200 ms on average.", "Response times are 1.2 s on average."),
        ("The sensor weighs 450 g.", "The sensor weighs 0.45 kg."),
        ("The probation lasts 6 months.", "The probation lasts half a year."),
        ("Files may have 512 MB.", "Files may have half a GB."),
        ("Three quarters of the tickets are closed.", "75 % of the tickets are closed."),
        ("A quarter of the budget is reserved.", "25 % of the budget is reserved."),
        ("Half of our customers use it daily.", "50 percent of our customers use it daily."),
        ("Releases come every 14 days.", "Releases come every two weeks."),
        ("The log is kept for 48 hours.", "The log is kept for two days."),
    ],
)
def test_a_value_in_another_unit_or_with_its_bound_in_other_words_is_supported(passage, claim):
    assert judged(passage, claim) == "supported"


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        (
            "The AUC of the fraud model must be > 0.8 on the test set.",
            "The AUC of the fraud model must be < 0.8 on the test set.",
        ),
        ("The AUC of the fraud model is >= 0.8.", "The AUC of the fraud model is below 0.8."),
        ("A rollback takes up to 4 hours.", "A rollback takes at least 4 hours."),
        ("Fewer than 100 rows were dropped.", "100 rows were dropped."),
        ("The report was sent on 3 May.", "The report was sent before 3 May."),
        ("The licence is valid from 1 June 2025.", "The licence is valid until 1 June 2025."),
        ("Storage costs more than 300 EUR a month.", "Storage costs less than 300 EUR a month."),
        ("The model serves at least 50 requests per second.", "The model serves at most 50 requests per second."),
        ("Retries are limited to no more than 3 attempts.", "Retries run for at least 3 attempts."),
        ("Training took over 9 GB of memory.", "Training took 9 GB of memory."),
        ("Backups are kept for 30 days or more.", "Backups are kept for 30 days or less."),
        ("The job was finished after 5 June 2025.", "The job was finished before 5 June 2025."),
        ("The pilot included 40 sites.", "The pilot included more than 40 sites."),
        ("Backups run every 24 hours.", "Backups run every two days."),
        ("The sprint lasts two weeks.", "The sprint lasts 10 days."),
        ("The median response time is 0.5 s.", "The median response time is 50 ms."),
        ("The index takes 1.5 GB of memory.", "The index takes 150 MB of memory."),
        ("Half of the users gave feedback.", "40 % of the users gave feedback."),
        ("Training takes 90 minutes.", "Training takes 2 hours."),
        ("Logs are kept for 2 years.", "Logs are kept for 12 months."),
        ("The SLA promises an uptime of at least 99.5 %.", "The SLA promises an uptime of at most 99.5 %."),
        ("Alerts fire when the error rate is > 5 %.", "Alerts fire when the error rate is under 5 %."),
        ("We trained on more than 2 million rows.", "We trained on fewer than 2 million rows."),
        ("We trained on more than 2 million rows.", "We trained on 2 million rows."),
        ("The contract was signed before 1 May 2024.", "The contract was signed on 1 May 2024."),
        ("The contract was signed before 1 May 2024.", "The contract was signed after 1 May 2024."),
        ("| Metric | Limit |\n|---|---|\n| Latency | < 200 ms |\n| Recall | > 0.8 ", "|The latency must be > 200 ms."),
        ("Data older than 2 years are archived.", "Data younger than 2 years are archived."),
        ("Holidays can be carried over until 31 March.", "Holidays can be carried over from 31 March."),
        ("The tool costs less than 50 EUR per month.", "The tool costs 50 EUR per month."),
        ("Deliveries arrive within 3 days.", "Deliveries arrive after more than 3 days."),
        ("Accounts with 10+ logins are counted.", "Accounts with fewer than 10 logins are counted."),
        ("The cache is cleared every 7 days.", "The cache is cleared every two weeks."),
        ("The warranty is 36 months.", "The warranty is two years."),
        ("Response times are 1,200 ms on average.", "Response times are 12 s on average."),
        ("Half of our customers use it daily.", "60 percent of our customers use it daily."),
        ("The sensor weighs 450 g.", "The sensor weighs 4.5 kg."),
    ],
)
def test_a_value_with_another_bound_or_in_another_unit_is_not_supported(passage, claim):
    assert judged(passage, claim) != "supported"


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        (
            "The project costs 40,000 EUR, of which 25,000 EUR are for cloud computing.",
            "Cloud computing accounts for 25,000 EUR of the 40,000 EUR.",
        ),
        (
            "The grant is 90,000 EUR, of which 60,000 EUR are for salaries.",
            "Salaries account for 60,000 EUR of the 90,000 EUR grant.",
        ),
        ("Latency fell from 180 ms to 95 ms.", "Latency fell to 95 ms."),
        ("Latency fell from 180 ms to 95 ms.", "Latency is now 95 ms."),
        ("Latency fell from 180 ms to 95 ms.", "Latency was 180 ms before."),
        ("Latency fell from 180 ms to 95 ms.", "Latency fell to 95 ms from 180 ms."),
        ("The budget was cut by 30 %.", "The budget was reduced by 30 %."),
        ("The number of users rose by 20 % to 3,600.", "The number of users rose to 3,600."),
        ("The number of users rose by 20 % to 3,600.", "The number of users is 3,600."),
        ("The archive was moved from S3 to Azure.", "The archive was moved to Azure."),
        ("The archive was moved from S3 to Azure.", "The archive is on Azure now."),
        ("The archive was moved from S3 to Azure.", "The archive was on S3 before it was moved."),
        ("The team switched from Airflow to Dagster in March.", "The team left Airflow for Dagster in March."),
        ("The project ran from 2019 to 2021.", "The project started in 2019."),
        ("Batch sizes from 16 to 256 were tested.", "A batch size of 16 was tested."),
        ("Data flow from Kafka to S3 and from S3 to Tableau.", "Data flow to S3 from Kafka."),
        ("The retention period was extended from 6 months to 12 months.", "The retention period is 12 months."),
        ("Reports go to Ana Berg by 3 May 2025.", "Ana Berg gets the reports by 3 May 2025."),
        ("Recall is 0.83, up from 0.79.", "Recall went up from 0.79 to 0.83."),
        ("The licence was extended from 3 May 2025 to 3 May 2026.", "The licence now ends on 3 May 2026."),
        ("Ages run from 18 to 65.", "The ages are between 18 and 65."),
        ("The model was renamed from Lamp to Lantern.", "Lamp was renamed to Lantern."),
        ("The service was rolled out to 40 teams.", "The service is used by 40 teams."),
        ("Prices rose by about 5 % to 21 EUR.", "Prices rose about 5 %."),
        ("The window was widened from 1,800 to 2,000 tokens.", "The window was widened to 2,000 tokens."),
        ("The train from Oslo to Bergen takes 7 hours.", "The train to Bergen from Oslo takes 7 hours."),
        ("Costs went from 900 EUR to 600 EUR, a drop of 300 EUR.", "Costs dropped by 300 EUR."),
        ("Coverage grew from 60 % to 80 %.", "Coverage is 80 %, up from 60 %."),
        ("Coverage grew from 60 % to 80 %.", "Coverage used to be 60 %."),
        ("Support moves from Monday to Friday on the new plan.", "Support moves to Friday."),
        ("Contract length was cut to 12 months.", "The contract length is 12 months."),
        ("The data were exported from Snowflake to CSV files.", "The data were exported to CSV files."),
        ("The share of errors fell from 8 % in 2023 to 5 % in 2024.", "In 2023 the share of errors was 8 %."),
        ("The share of errors fell from 8 % in 2023 to 5 % in 2024.", "The share of errors was 5 % in 2024."),
        ("We lowered the learning rate from 0.1 to 0.01.", "The learning rate is 0.01."),
        ("Headcount grew by 12 to 60.", "Headcount grew by 12."),
        ("The office moved from Oslo to Bergen in 2023.", "In 2023 the office moved to Bergen."),
        ("The office moved from Oslo to Bergen in 2023.", "The office left Oslo for Bergen in 2023."),
        ("The office moved from Oslo to Bergen in 2023.", "The office has been in Bergen since 2023."),
        ("Responsibility passed from Team Red to Team Blue.", "Team Blue took over responsibility from Team Red."),
        ("We upgraded from Python 3.9 to Python 3.11.", "We upgraded to Python 3.11."),
        ("We upgraded from Python 3.9 to Python 3.11.", "We now use Python 3.11."),
        ("The price was raised to 21 EUR.", "The price is 21 EUR."),
        ("Ticket volume is down 15 % from 2,000 to 1,700 a week.", "Ticket volume fell by 15 %."),
        ("Ticket volume is down 15 % from 2,000 to 1,700 a week.", "Ticket volume is 1,700 a week."),
        ("Opening hours are from 9 to 17.", "Opening hours are 9 to 17."),
        ("Requests to Ana go through Ben.", "Requests go to Ana through Ben."),
        ("The feature increased conversion by 2 points.", "Conversion rose by 2 points."),
        ("Data from Oslo is sent to Bergen.", "Bergen gets data from Oslo."),
    ],
)
def test_the_ends_of_a_change_and_the_parts_of_a_sum_are_supported_in_other_words(passage, claim):
    assert judged(passage, claim) == "supported"


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        ("Latency fell from 180 ms to 95 ms.", "Latency fell to 180 ms."),
        ("Latency fell from 180 ms to 95 ms.", "Latency is 180 ms."),
        ("The budget was cut by 30 %.", "The budget was cut to 30 %."),
        ("The number of users rose by 20 % to 3,600.", "The number of users rose by 3,600."),
        ("The archive was moved from S3 to Azure.", "The archive was moved to S3."),
        ("The weight of the loss was raised from 0.1 to 0.5.", "The weight of the loss was raised by 0.5."),
        ("The team switched from Airflow to Dagster in March.", "The team switched to Airflow in March."),
        ("The retention period was extended from 6 months to 12 months.", "The retention period is 6 months."),
        ("Error rates dropped to 4 %.", "Error rates dropped by 4 %."),
        ("The owner changed from Ana Berg to Ben Holt.", "The owner changed to Ana Berg."),
        ("Recall improved from 0.79 to 0.83.", "Recall improved by 0.83."),
        ("Costs were reduced from 900 EUR to 600 EUR.", "Costs were reduced to 900 EUR."),
        ("The window was widened from 1,800 to 2,000 tokens.", "The window was widened to 1,800 tokens."),
        ("The data were exported from Snowflake to Postgres.", "The data were exported to Snowflake."),
        ("We lowered the learning rate from 0.1 to 0.01.", "The learning rate is 0.1."),
        ("Churn decreased from 4.2 % to 3.1 % after the launch.", "After the launch churn decreased to 4.2 %."),
        ("Headcount grew by 12 to 60.", "Headcount grew to 12."),
        ("Headcount grew by 12 to 60.", "Headcount grew by 60."),
        ("The office moved from Oslo to Bergen in 2023.", "The office moved to Oslo in 2023."),
        ("We upgraded from Python 3.9 to Python 3.11.", "We upgraded to Python 3.9."),
        ("Weekly deployments went up from 3 to 11.", "Weekly deployments went up by 11."),
        ("Weekly deployments went up from 3 to 11.", "There are 3 weekly deployments."),
        ("Responsibility passed from Team Red to Team Blue.", "Responsibility passed to Team Red."),
        ("The limit was increased by 50 MB.", "The limit was increased to 50 MB."),
        ("Defaults changed from utf-8 to latin-1.", "Defaults changed to utf-8."),
    ],
)
def test_from_to_and_by_are_told_apart(passage, claim):
    assert judged(passage, claim) == "contradicted"


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        ("Recall is 0.81, precision 0.74.", "Precision is 0.74."),
        ("Recall is 0.81, precision 0.74.", "Recall is 0.81 and precision is 0.74."),
        ("XGBoost scored 0.81 and BERT 0.91.", "BERT scored 0.91."),
        ("XGBoost scored 0.81 and BERT 0.91.", "XGBoost scored 0.81."),
        ("XGBoost scored 0.81 and BERT 0.91.", "BERT scored 0.91 and XGBoost 0.81."),
        ("Owner: Ana\nReviewer: Ben", "The owner is Ana."),
        ("Owner: Ana\nReviewer: Ben", "Ben is the reviewer."),
        ("Owner: Ana\nReviewer: Ben", "The owner is Ana and the reviewer is Ben."),
        ("Owner: Ana Berg\nReviewer: Ana Berg", "The reviewer is Ana Berg."),
        ("Recall: 0.81\nPrecision: 0.74", "Recall is 0.81."),
        ("Valid until: 2025-12-31\nValid from: 2025-01-01", "It is valid until 2025-12-31."),
        ("Valid until: 2025-12-31\nValid from: 2025-01-01", "It is valid from 2025-01-01 until 2025-12-31."),
        ("Training takes 45 minutes, evaluation 10 minutes.", "Evaluation takes 10 minutes."),
        ("The north site has 17 lamps; the south site has 9 lamps.", "The south site has 9 lamps."),
        ("The training set has 900 rows and the test set 100 rows.", "The training set has 900 rows."),
        ("Ana owns 3 models and Ben 5.", "Ana owns 3 models."),
        ("Created: 2025-01-10\nReviewed: 2025-03-20", "It was created on 2025-01-10 and reviewed on 2025-03-20."),
        ("The model was trained on 900 rows in 45 minutes and its recall is 0.83.", "Its recall is 0.83."),
        ("Project: Lamp\nOwner: Ana Berg\nStage: pilot", "The owner of the Lamp project is Ana Berg."),
        ("The fee is 35 crowns for short boats and 80 crowns for long ones.", "The fee for long boats is 80 crowns."),
        ("The precision and recall are 0.74 and 0.81, respectively.", "The recall is 0.81."),
        ("In 2023 we had 4 incidents, in 2024 only 2.", "In 2024 we had 2 incidents."),
        ("Rent is 900 EUR and electricity is 80 EUR.", "The electricity costs 80 EUR."),
        ("Rent is 900 EUR and electricity is 80 EUR.", "We pay 900 EUR for rent."),
        ("The first run took 12 minutes and the second run 15 minutes.", "The second run took 15 minutes."),
        ("Model A needs 4 GB, model B 8 GB.", "Model B needs 8 GB."),
        ("Oslo has 12 offices, Bergen 5, and Hamar 2.", "Bergen has 5 offices."),
        ("Kitchen: 12 lamps\nHall: 30 lamps", "The hall has 30 lamps."),
        ("Accuracy is 91 % on the public set but 78 % on the private set.", "On the private set the accuracy is 78 %."),
        ("The grant covers 60,000 EUR of salaries and 20,000 EUR of travel.", "Travel is covered with 20,000 EUR."),
        ("The team has 5 engineers and 2 analysts.", "The team has 2 analysts and 5 engineers."),
        ("The recall on the test set is 0.83 and on the training set 0.91.", "The recall is 0.83 on the test set."),
        (
            "Owner: Lise Orm\nContact: Bram Falk\nStage: Pilot",
            "The lamp is in the pilot stage, and Lise Orm is its owner.",
        ),
        ("Name: Lantern\nOwner: Lise Orm", "Lantern is owned by Lise Orm."),
        ("Name: Lantern\nBase model: Candle\nOwner: Lise Orm", "The model is Lantern."),
        ("Created: 2025-01-10\nReviewed: 2025-03-20", "The card was last reviewed on 2025-03-20."),
        ("Users: 40\nRequests per user: 12", "There are 40 users."),
        ("The pilot ran 12 weeks at 40 sites, and the rollout will reach 400 sites.", "The pilot ran at 40 sites."),
        ("Of 900 rows, 120 rows were dropped.", "120 of 900 rows were dropped."),
        ("We interviewed 12 people in Oslo and 8 people in Bergen.", "8 people were interviewed in Bergen."),
        ("The limit is 50 MB for images and 200 MB for videos.", "Videos may have 200 MB."),
        ("Recall fell by 2 points, precision rose by 3 points.", "Precision rose by 3 points."),
        ("Recall is 0.81, precision 0.74. On the old data precision was 0.81.", "On the old data precision was 0.81."),
        ("Lead: Ana Berg, Deputy: Ben Holt", "The lead is Ana Berg."),
        ("Salaries take 60 % and hardware 25 % of the budget.", "Hardware takes 25 % of the budget."),
        ("The kickoff is on 3 May 2025, the review on 7 June 2025.", "The review is on 7 June 2025."),
        ("Team Red handles billing; Team Blue handles support.", "Support is handled by Team Blue."),
        ("Name: Fraud model\nOwner: Ana Berg\nApproved by: Ben Holt", "The fraud model was approved by Ben Holt."),
        ("Name: Fraud model\nOwner: Ana Berg\nApproved by: Ben Holt", "Ana Berg is the owner of the fraud model."),
        ("Start: 2025-01-10\nEnd: 2025-03-20", "The project starts on 2025-01-10 and ends on 2025-03-20."),
        ("Start: 2025-01-10\nEnd: 2025-03-20", "It ends on 2025-03-20."),
        ("Training cost: 300 EUR\nInference cost: 20 EUR per month", "Inference costs 20 EUR per month."),
        ("The model takes 12 ms on GPU and 85 ms on CPU.", "On CPU the model takes 85 ms."),
        (
            "The small model has 7 million parameters while the large one has 70 million parameters.",
            "The small model has 7 million parameters.",
        ),
        ("F1 rose to 0.83, while latency stayed at 12 ms.", "F1 rose to 0.83."),
        ("There are 12 open issues, 5 of them critical.", "5 issues are critical."),
        ("Precision was 0.74 in week 11 and 0.79 in week 12.", "Precision was 0.79 in week 12."),
    ],
)
def test_each_siblings_own_value_is_supported(passage, claim):
    assert judged(passage, claim) == "supported"


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        ("Recall is 0.81, precision 0.74.", "Precision is 0.81."),
        ("XGBoost scored 0.81 and BERT 0.91.", "BERT scored 0.81."),
        ("XGBoost scored 0.81 and BERT scored 0.91.", "BERT scored 0.81."),
        ("Owner: Ana\nReviewer: Ben", "The owner is Ben."),
        ("Owner: Ana Berg\nReviewer: Ben Holt\nStage: pilot", "Ben Holt is the owner."),
        ("Recall: 0.81\nPrecision: 0.74", "Precision is 0.81."),
        ("Valid until: 2025-12-31\nValid from: 2025-01-01", "It is valid until 2025-01-01."),
        ("Training takes 45 minutes, evaluation 10 minutes.", "Evaluation takes 45 minutes."),
        ("The north site has 17 lamps; the south site has 9 lamps.", "The south site has 17 lamps."),
        ("Ana owns 3 models and Ben 5.", "Ben owns 3 models."),
        ("Created: 2025-01-10\nReviewed: 2025-03-20", "It was reviewed on 2025-01-10."),
        ("- Product owner: Ana Berg\n- Data steward: Ben Holt", "The data steward is Ana Berg."),
        ("Owner: <PERSON_1>\nReviewer: <PERSON_2>", "The owner is <PERSON_2>."),
        ("The training set has 900 rows and the test set 100 rows.", "The test set has 900 rows."),
        ("In 2023 we had 4 incidents, in 2024 only 2.", "In 2024 we had 4 incidents."),
        ("Rent is 900 EUR and electricity is 80 EUR.", "Rent is 80 EUR."),
        ("The first run took 12 minutes and the second run 15 minutes.", "The second run took 12 minutes."),
        ("Version: 3.2\nSeats: 40\nPrice: 90 EUR", "The number of seats is 3.2."),
        ("Kitchen: 12 lamps\nHall: 30 lamps", "The kitchen has 30 lamps."),
        ("Sponsor: Lise Orm\nLead: Bram Falk", "The project is led by Lise Orm; Lise Orm is the lead."),
        ("Accuracy is 91 % on the public set but 78 % on the private set.", "Accuracy is 91 % on the private set."),
        ("Oslo has 12 offices, Bergen 5, and Hamar 2.", "Hamar has 12 offices."),
        ("We interviewed 12 people in Oslo and 8 people in Bergen.", "12 people were interviewed in Bergen."),
        ("The limit is 50 MB for images and 200 MB for videos.", "Videos may have 50 MB."),
        ("Salaries take 60 % and hardware 25 % of the budget.", "Hardware takes 60 % of the budget."),
        ("The kickoff is on 3 May 2025, the review on 7 June 2025.", "The review is on 3 May 2025."),
        ("Name: Fraud model\nOwner: Ana Berg\nApproved by: Ben Holt", "The fraud model was approved by Ana Berg."),
        ("Start: 2025-01-10\nEnd: 2025-03-20", "It ends on 2025-01-10."),
        ("Training cost: 300 EUR\nInference cost: 20 EUR per month", "Inference costs 300 EUR."),
        ("The model takes 12 ms on GPU and 85 ms on CPU.", "On CPU the model takes 12 ms."),
        (
            "The small model has 7 million parameters while the large model has 70 million parameters.",
            "The large model has 7 million parameters.",
        ),
        ("Oslo: 12 staff\nBergen: 5 staff", "Bergen has 12 staff."),
    ],
)
def test_the_value_of_a_sibling_is_not_supported(passage, claim):
    assert judged(passage, claim) == "contradicted"
