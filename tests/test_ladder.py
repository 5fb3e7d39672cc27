"""Each stage of a climb is timed under its own name, and a sentence that cannot be judged does not take the rest."""

from contextlib import contextmanager

import numpy as np
import pytest

from plainspoken.ladder import Rung, climb
from plainspoken.readings import Reading
from plainspoken.trip import Watch
from plainspoken.verify import verify
from tests.fakes import asked

PASSAGE = "The Brook model reached a recall of 0.83."


class Noting(Watch):
    """A watch that says which stage is timed now."""

    now = ""

    @contextmanager
    def timing(self, stage):
        before, self.now = self.now, stage
        with super().timing(stage):
            yield
        self.now = before


@pytest.mark.parametrize(
    ("path", "stage"), [pytest.param("llm", "llm", id="model"), pytest.param("extractive", "extract", id="extract")]
)
def test_the_time_that_a_proposal_takes_counts_as_that_of_its_rung(path, stage):
    watch, seen = Noting(), []

    def reply(_):
        seen.append(watch.now)
        yield f"{PASSAGE[:-1]} [1]."

    def read(_, pieces):
        seen.append(watch.now)
        whole = [(np.array([0]), np.array([len(text)])) for _, text in pieces]
        return [Reading(9.0, *ends, np.array([9.0], np.float32)) for ends in whole]

    rung = Rung(path, path, reply if path == "llm" else None)
    climbing = climb([rung], prepare=lambda _: asked("What recall did the Brook model reach?", [PASSAGE], titles=["A"],
                     contexts=[""]), read=read, audience="sponsor", watch=watch)  # fmt: skip
    list(climbing)

    assert set(seen) == {stage}
    assert list(watch.milliseconds()) == ["retrieve", "redact", "llm", "extract", "verify", "total"]


def test_a_sentence_that_cannot_be_judged_is_unproven_and_the_passport_says_why(monkeypatch):
    other = "The Brook team meets on Mondays."

    def judging(sentence, passages, **given):
        if "recall" in sentence.text:
            raise ValueError(passages)
        return verify(sentence, passages, **given)

    monkeypatch.setattr("plainspoken.ladder.verify", judging)
    rung = Rung("llm", "llm", lambda _: iter([f"{PASSAGE[:-1]} [1]. {other[:-1]} [1]."]))
    climbing = climb([rung], prepare=lambda _: asked("What of Brook?", [f"{PASSAGE} {other}"], titles=["A"],
                     contexts=[""]), read=lambda *_: [], audience="sponsor", watch=Watch())  # fmt: skip
    (attempt, *_) = list(climbing)

    assert [judged.sentence.text for judged in attempt.judged] == [other]
    assert [(removed.text, removed.why) for removed in attempt.removed] == [(PASSAGE, "unproven")]
    assert attempt.tried == ["llm: verification failed: ValueError"]
    assert not attempt.is_lasting
