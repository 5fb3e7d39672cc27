"""What a person is told where something failed, and what the log is told beside it."""

import logging

import pytest

from plainspoken.doors.apology import AGAIN, KEEPER, apology
from plainspoken.errors import (
    LedgerError,
    LockedError,
    ModelError,
    SettingsError,
    UnavailableError,
    UnfitIndexError,
    UsageError,
    WeightsError,
)

LOG = logging.getLogger("plainspoken.invented")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (UnavailableError, AGAIN),
        (LockedError, AGAIN),
        (LedgerError, AGAIN),
        (ModelError, AGAIN),
        (SettingsError, KEEPER),
        (WeightsError, KEEPER),
        (UnfitIndexError, KEEPER),
    ],
)
def test_whether_asking_again_helps_is_told_and_the_log_says_what_kind_of_thing_to_mend(error, expected, caplog):
    assert apology(error("secret-words"), LOG) == expected
    assert caplog.messages == [f"{error.__name__}: {error.__doc__}"]


def test_a_mistake_of_ones_own_is_told_as_it_is(caplog):
    assert apology(UsageError("the question is empty"), LOG) == "The question is empty."
    assert caplog.messages == []


def test_foreign_words_are_neither_told_nor_logged(caplog):
    assert apology(ValueError("secret-words"), LOG) == AGAIN
    assert caplog.messages == ["ValueError"]
