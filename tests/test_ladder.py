"""Each stage of a climb is timed under its own name."""

from contextlib import contextmanager

import numpy as np
import pytest

from plainspoken.ladder import Rung, climb
from plainspoken.readings import Reading
from plainspoken.trip import Watch
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
