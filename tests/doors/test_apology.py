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
        (UnavailableError("the index is being filled"), AGAIN),
        (LockedError("another process writes"), AGAIN),
        (LedgerError("the disk is full"), AGAIN),
        (ModelError("no reply"), AGAIN),
        (SettingsError("llm.model is no name"), KEEPER),
        (WeightsError("reader.onnx is missing"), KEEPER),
        (UnfitIndexError("ingest again"), KEEPER),
    ],
)
def test_whether_asking_again_helps_is_told_and_the_log_says_what_to_mend(error, expected, caplog):
    assert apology(error, LOG) == expected
    assert caplog.messages == [f"{type(error).__name__}: {error}"]


def test_a_mistake_of_ones_own_is_told_as_it_is(caplog):
    assert apology(UsageError("the question is empty"), LOG) == "The question is empty."
    assert caplog.messages == []


def test_foreign_words_are_neither_told_nor_logged(caplog):
    assert apology(ValueError("secret-words"), LOG) == AGAIN
    assert caplog.messages == ["ValueError"]


def test_what_a_message_of_ours_names_cannot_move_a_terminals_cursor(caplog):
    apology(UnavailableError("the index in '\x1b[2J' is away"), LOG)

    assert "\x1b" not in caplog.text
