"""The pieces of the passages that are worth the reader's time, and what it makes of the stretches in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from plainspoken.answer.candidates import Candidate
from plainspoken.readings import Reading

Ask = Callable[[Sequence[tuple[str, str]]], list[Reading]]
Read = Callable[[str, Sequence[tuple[str, str]]], list[Reading]]

PIECE = 700  # characters: about 160 tokens, as the reader was taught
READ_AT_MOST = 3_200  # characters of all pieces
FOUND_HIGH = 0.5  # what the first passage's rank adds to its pieces' hope; less by the root of the rank for the others
MOST = 8  # pieces read: with twelve no more is answered rightly (docs/decisions/0011)
FIRST = 4  # pieces read before it is asked whether more are worth the wait: four of five answers are among them
SURE = 0.0  # log-odds of a piece and of its best word from which no more is read
HOPELESS = -2.0  # log-odds of a piece: where the first ones stay below, 2 of 100 answers are in those that follow
LED = 250  # characters between two stretches that are read with the second: headings, lead-ins, header rows
DEEP = 10.0  # log-odds that count as certain


@dataclass(slots=True)
class Piece:
    """A part of a passage, as told, between two stretches.

    Attributes:
        n: Number of its passage.
        start, end: Where it stands in the passage as told.
        hope: The best score, by words alone, of a stretch in it, and more where its passage was found high.
    """

    n: int
    start: int
    end: int
    hope: float


def pieces(scored: Sequence[tuple[Candidate, float]]) -> list[Piece]:
    """Return the pieces to read, best first: MOST of them, READ_AT_MOST characters in all; the best one always."""
    made: list[Piece] = []
    for one, score in sorted(scored, key=lambda pair: (pair[0].n, pair[0].place)):
        start, end = one.place
        hope = score + FOUND_HIGH / one.n**0.5
        last = made[-1] if made and made[-1].n == one.n else None
        if last and (end <= last.end or end - last.start <= PIECE):
            last.end, last.hope = max(last.end, end), max(last.hope, hope)
        else:
            before = min(last.end, start) if last else 0
            made.append(Piece(one.n, before if start - before <= LED else start, end, hope))
    made.sort(key=lambda piece: (-piece.hope, piece.n, piece.start))
    taken: list[Piece] = []
    left = READ_AT_MOST
    for piece in made:
        if len(taken) < MOST and (not taken or piece.end - piece.start <= left):
            taken.append(piece)
            left -= piece.end - piece.start
    return taken


def marks(
    scored: Sequence[tuple[Candidate, float]],
    *,
    texts: Sequence[str],
    heads: Sequence[str],
    ask: Ask,
) -> list[tuple[float, float, float] | None]:
    """Return for each candidate what the reader makes of it (mean, peak, piece; each -1 to 1); None where not read.

    Args:
        scored: Candidates with their scores by words.
        texts: The passages as told.
        heads: What stands above each.
        ask: (head, text) of each piece → how it reads beside the question.
    """
    chosen = pieces(scored)
    shown = [(heads[piece.n - 1], texts[piece.n - 1][piece.start : piece.end]) for piece in chosen]
    read = ask(shown[:FIRST])
    if not any(map(is_sure, read)) and any(one.passage >= HOPELESS for one in read):
        read += ask(shown[FIRST:])
    return [_mark(one, chosen, read) for one, _ in scored]


def is_sure(reading: Reading) -> bool:
    """Return whether a piece answers so surely that others are not worth the wait."""
    return reading.passage >= SURE and float(reading.tokens.max(initial=-DEEP)) >= SURE


def _mark(candidate: Candidate, chosen: Sequence[Piece], read: Sequence[Reading]) -> tuple[float, float, float] | None:
    start, end = candidate.place
    for piece, reading in zip(chosen, read, strict=False):
        if piece.n == candidate.n and piece.start <= start and end <= piece.end:
            seen = reading.over(start - piece.start, end - piece.start)
            if seen:
                return _within(seen[0]), _within(seen[1]), _within(reading.passage)
    return None


def _within(odds: float) -> float:
    return max(-1.0, min(1.0, odds / DEEP))
