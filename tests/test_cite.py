"""Claims and their numbered quotes, and what a reader is told beside them."""

import pytest

from plainspoken.answers import Judgement, Removed, Sentence
from plainspoken.cite import Judged, cite, marked
from plainspoken.compose import notice, unmarked
from plainspoken.gate import EXTRACT
from plainspoken.ladder import Attempt
from plainspoken.reading import given
from plainspoken.redacted import RedactedText


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        pytest.param("As in [12], it glows.", "As in (12), it glows [1].", id="a-reference"),
        pytest.param("It glows [2, 3].", "It glows (2, 3) [1].", id="two-references"),
        pytest.param("Set x[0] to one.", "Set x[0] to one [1].", id="an-index-stays-code"),
        pytest.param("A [note] of it.", "A [note] of it [1].", id="a-word"),
    ],
)
def test_a_number_in_brackets_in_a_document_does_not_pass_for_a_marker(words, shown):
    passages = given([("p", words)], find=lambda texts: [() for _ in texts], finder="none")
    judged = [Judged(Sentence(words, (1,)), Judgement("supported", 0.9, (), ((1, 0, len(words)),)))]
    claims, citations = cite(judged, passages=passages, shown=[RedactedText(words)])

    assert marked(claims) == shown
    assert citations[0].quote == words


def test_sentences_that_are_cited_as_they_come_have_the_numbers_of_the_whole():
    words = "It glows. It hums."
    passages = given([("p", words), ("q", words)], find=lambda texts: [() for _ in texts], finder="none")
    quotes = [((2, 0, 9),), ((1, 0, 9), (2, 0, 9)), ((1, 10, 18),)]
    judged = [Judged(Sentence("So.", (1, 2)), Judgement("supported", 0.9, (), each)) for each in quotes]
    shown = [RedactedText(words)] * 2
    claims, cited = [], ()
    for one in judged:
        (claim,), cited = cite([one], passages=passages, shown=shown, known=cited)
        claims.append(claim)

    assert (tuple(claims), cited) == cite(judged, passages=passages, shown=shown)
    assert [claim.citations for claim in claims] == [(1,), (2, 1), (3,)]


def test_a_placeholder_in_what_was_left_out_stays_whole():
    assert unmarked("<b>Ask</b> <PERSON_1> or @EMAIL") == "Ask <PERSON_1> or EMAIL"


@pytest.mark.parametrize(
    ("removed", "told"),
    [
        pytest.param(0, "", id="none"),
        pytest.param(1, "1 sentence could not be proved and was left out.", id="one"),
        pytest.param(2, "2 sentences could not be proved and were left out.", id="two"),
    ],
)
def test_the_notice_counts_what_was_left_out(removed, told):
    attempt = Attempt(EXTRACT, removed=[Removed("It sings.", "unproven")] * removed)

    assert told in notice(attempt, missing=None)
    assert ("left out" in notice(attempt, missing=None)) == bool(removed)
