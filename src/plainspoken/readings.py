"""What a reader makes of a passage beside a question: how likely it answers, and where."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One passage as read beside one question.

    Attributes:
        passage: Log-odds that something in it answers.
        starts, ends: Where each token that was read stands in the passage, in code points, in order.
        tokens: Log-odds that each token belongs to the answer.
    """

    passage: float
    starts: Places
    ends: Places
    tokens: Floats

    def over(self, start: int, end: int) -> tuple[float, float] | None:
        """Return the mean and the highest log-odds of the tokens in a stretch; None where none of it was read."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        last = int(np.searchsorted(self.starts, end, side="left"))
        if last <= first:
            return None
        inside = self.tokens[first:last]
        return float(inside.mean()), float(inside.max())
