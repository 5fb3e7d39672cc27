"""Proposes an answer, sentence by sentence: from a model's reply, or out of the passages themselves."""

from collections.abc import Iterator

from plainspoken.answer.extractive import LOOKED_AT, PASSAGES, extract, rank
from plainspoken.answer.pieces import Read
from plainspoken.answer.question import sought
from plainspoken.answer.reply import parse
from plainspoken.answers import Abstention, Removed, Sentence
from plainspoken.redacted import Redacted

__all__ = ["LOOKED_AT", "PASSAGES", "Read", "answer", "rank", "sought"]


def answer(
    asked: Redacted,
    *,
    read: Read,
    reply: Iterator[str] | None = None,
    audience: str = "sponsor",
) -> Iterator[Sentence | Removed | Abstention]:
    """Yield whole sentences as they are found, what was dropped and why, or one abstention and nothing after it.

    An abstention after sentences holds only where none of them is supported.

    Args:
        asked: The question and its numbered passages, redacted.
        read: Marks what in a passage answers the question, for the extract.
        reply: A model's reply in pieces. None: the best stretches of the passages themselves.
        audience: Who reads; an engineer is also shown lines of code.
    """
    if reply is not None:
        yield from parse(reply, passages=len(asked.passages), question=asked.question.text)
        return
    yield from extract(asked, read=read, code=audience == "engineer")
