"""Forbidden, free, a duty or a choice: a modal counts together with its "not"."""

import pytest

from plainspoken.answers import Sentence
from plainspoken.verify import verify


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        ("The model must not be used for credit decisions.", "The model may not be used for credit decisions."),
        ("The model must not be used for credit decisions.", "The model cannot be used for credit decisions."),
        (
            "The model may not be used for credit decisions.",
            "The model is not allowed to be used for credit decisions.",
        ),
        ("The model must not be used for credit decisions.", "Use of the model for credit decisions is forbidden."),
        ("Contractors do not have to sign the form.", "Contractors need not sign the form."),
        ("Contractors do not have to sign the form.", "Contractors are not required to sign the form."),
        ("Signing the form is optional for contractors.", "Contractors do not have to sign the form."),
        ("Contractors must sign the form.", "Contractors have to sign the form."),
        ("Contractors must sign the form.", "Contractors are required to sign the form."),
        ("Owners may override the forecast.", "Owners can override the forecast."),
        ("Owners may override the forecast.", "Owners are allowed to override the forecast."),
        ("No export may leave the region.", "Exports must not leave the region."),
        ("Nobody has to approve small changes.", "Small changes do not have to be approved."),
        ("Teams must not share the raw data with vendors.", "Teams are forbidden to share the raw data with vendors."),
        ("The report must be signed by May 3.", "The report has to be signed by May 3."),
        ("A second review is not mandatory for small changes.", "A second review is optional for small changes."),
    ],
)
def test_one_stance_in_other_words_is_supported(passage, claim):
    assert verify(Sentence(claim, (1,)), [passage]).verdict == "supported"


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        ("Contractors do not have to sign the form.", "Contractors must not sign the form."),
        ("Contractors do not have to sign the form.", "Contractors may not sign the form."),
        ("Contractors can sign the form.", "Contractors have to sign the form."),
        ("Contractors may sign the form.", "Contractors are required to sign the form."),
        ("Contractors must sign the form.", "Contractors need not sign the form."),
        ("The model must not be used for credit decisions.", "The model may be used for credit decisions."),
        (
            "The model must not be used for credit decisions.",
            "The model does not have to be used for credit decisions.",
        ),
        ("The model may be used for credit decisions.", "The model may not be used for credit decisions."),
        ("The model must not be used before May.", "The model may not be used after May."),
        ("Owners need not confirm each change.", "Owners must confirm each change."),
        ("Owners are not required to confirm each change.", "Owners are required to confirm each change."),
        ("Signing the form is optional for contractors.", "Signing the form is mandatory for contractors."),
        ("Nobody has to approve small changes.", "Small changes must be approved."),
        ("No export may leave the region.", "Exports may leave the region."),
        ("Owners are allowed to override the forecast.", "Owners have to override the forecast."),
        ("Teams are forbidden to share raw data.", "Teams do not have to share raw data."),
    ],
)
def test_another_stance_towards_the_same_act_is_contradicted(passage, claim):
    assert verify(Sentence(claim, (1,)), [passage]).verdict == "contradicted"
