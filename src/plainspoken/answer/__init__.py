"""Proposes an answer, sentence by sentence: from a model's reply, or out of the passages themselves."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from plainspoken.answer.extractive import extract
from plainspoken.answer.reply import parse
from plainspoken.answers import Abstention, Removed, Sentence
from plainspoken.redacted import Redacted

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


def answer(
    asked: Redacted,
    *,
    reply: Iterator[str] | None = None,
    embed: Embed | None = None,
    audience: str = "sponsor",
) -> Iterator[Sentence | Removed | Abstention]:
    """Yield whole sentences as they are found, what was dropped and why, or one abstention and nothing after it.

    Args:
        asked: The question and its numbered passages, redacted.
        reply: A model's reply in pieces. None: the best stretches of the passages themselves.
        embed: Turns texts into unit vectors, for the choice among stretches; words alone decide without it.
        audience: Who reads; an engineer is also shown lines of code.
    """
    if reply is not None:
        yield from parse(reply, passages=len(asked.passages), question=asked.question.text)
        return
    yield from extract(asked, embed=embed, code=audience == "engineer")
