"""A claim keeps who does it to whom, and which of two is more, in whatever voice or by an opposite word."""

import pytest

from plainspoken.answers import Sentence
from plainspoken.verify import verify

OUTPERFORMS = "Model A outperforms model B."
OUTPERFORMED = "XGBoost was outperformed by BERT."
REPLACED = "We replaced XGBoost with LightGBM."
FORMS = "We replaced the paper form by a web form."
DEPENDS = "The gate depends on the mains."
CHEAPER = "False positives are cheaper than false negatives."
SLOWER = "XGBoost is slower than LightGBM."
DEARER = "Training on old data is more expensive than training on new data."
LESS = "The bridge model needs less memory than the harbour model."
LONGER = "Manual review is 30 minutes longer than automatic review."
LOWER = "Costs are lower in Lund than in Ystad."
CALLS = "The score service calls the feature store."
INCLUDES = "The weekly report includes the error list."
FOLLOWED = "The pilot was followed by the launch."
SHIFTS = "On weekdays, the team covers night shifts at the harbour."
TRAINED = "The day model is trained on tram data by the harbour team."
CAUSED = "Delays are caused by missing labels."
OWNER = "The owner of the fee table is Mara."
WARDS = "Wards with more beds send more requests than small wards."


def verdict(claim, quote):
    return verify(Sentence(claim, (1,)), [f"Notes follow here. {quote} Nothing else was said of lamps."]).verdict


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        pytest.param(OUTPERFORMS, "Model B is outperformed by model A.", id="passive"),
        pytest.param(OUTPERFORMED, "BERT outperformed XGBoost.", id="active"),
        pytest.param(REPLACED, "LightGBM replaced XGBoost.", id="replaced"),
        pytest.param(REPLACED, "XGBoost was replaced with LightGBM.", id="replaced-with"),
        pytest.param(REPLACED, "XGBoost was replaced by LightGBM.", id="replaced-by"),
        pytest.param(FORMS, "A web form replaced the paper form.", id="replaced-by-in-the-active"),
        pytest.param(DEPENDS, "The gate relies on the mains.", id="another-verb"),
        pytest.param(CHEAPER, "False negatives are more expensive than false positives.", id="opposite-spelled"),
        pytest.param(SLOWER, "LightGBM is faster than XGBoost.", id="opposite"),
        pytest.param(DEARER, "Training on new data is less expensive than training on old data.", id="less-for-more"),
        pytest.param(LESS, "The harbour model needs more memory than the bridge model.", id="more-for-less"),
        pytest.param(LONGER, "Automatic review is 30 minutes shorter than manual review.", id="by-how-much"),
        pytest.param(LOWER, "Costs are higher in Ystad than in Lund.", id="places"),
        pytest.param(LOWER, "Costs in Lund are lower than in Ystad.", id="places-moved"),
        pytest.param(CALLS, "The feature store is called by the score service.", id="called"),
        pytest.param(INCLUDES, "The error list is included in the weekly report.", id="included-in"),
        pytest.param(FOLLOWED, "The launch followed the pilot.", id="followed"),
        pytest.param(FOLLOWED, "The pilot preceded the launch.", id="preceded"),
        pytest.param(SHIFTS, "At the harbour, the team covers night shifts on weekdays.", id="circumstances-move"),
        pytest.param(TRAINED, "The harbour team trains the day model on tram data.", id="trained-on-by"),
        pytest.param(CAUSED, "Missing labels cause delays.", id="caused"),
        pytest.param(OWNER, "Mara owns the fee table.", id="a-noun-is-no-verb"),
        pytest.param(WARDS, "Small wards send fewer requests than wards with more beds.", id="verb-and-comparison"),
    ],
)
def test_what_is_told_from_the_other_side_is_supported(quote, claim):
    assert verdict(claim, quote) == "supported"


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        pytest.param(OUTPERFORMS, "Model B outperforms model A.", id="labels"),
        pytest.param(OUTPERFORMS, "Model A is outperformed by model B.", id="passive"),
        pytest.param(OUTPERFORMED, "XGBoost outperformed BERT.", id="active"),
        pytest.param(REPLACED, "We replaced LightGBM with XGBoost.", id="replaced-with"),
        pytest.param(REPLACED, "XGBoost replaced LightGBM.", id="replaced"),
        pytest.param(FORMS, "The web form was replaced by a paper form.", id="replaced-by"),
        pytest.param(DEPENDS, "The mains depends on the gate.", id="depends"),
        pytest.param(CHEAPER, "False negatives are cheaper than false positives.", id="shared-word-on-both-sides"),
        pytest.param(SLOWER, "XGBoost is faster than LightGBM.", id="opposite-not-exchanged"),
        pytest.param(SLOWER, "LightGBM is slower than XGBoost.", id="exchanged-without-opposite"),
        pytest.param(DEARER, "Training on new data is more expensive than training on old data.", id="more"),
        pytest.param(LESS, "The harbour model needs less memory than the bridge model.", id="less"),
        pytest.param(LOWER, "Costs are lower in Ystad than in Lund.", id="places"),
        pytest.param(CALLS, "The feature store calls the score service.", id="calls"),
        pytest.param(INCLUDES, "The error list includes the weekly report.", id="includes"),
        pytest.param(FOLLOWED, "The pilot followed the launch.", id="followed"),
        pytest.param(FOLLOWED, "The launch preceded the pilot.", id="preceded"),
        pytest.param(CAUSED, "Delays cause missing labels.", id="cause"),
    ],
)
def test_what_is_told_the_other_way_round_is_contradicted(quote, claim):
    assert verdict(claim, quote) == "contradicted"
