"""The reader reads what is likeliest to answer, whole stretches only, and no more than it has time for."""

import numpy as np

from plainspoken.answer.candidates import candidates
from plainspoken.answer.pieces import PIECE, READ_AT_MOST, marks, own, pieces
from plainspoken.readings import Reading
from tests.fakes import asked

LONG = "# Lamps\n\n" + " ".join(
    f"Sentence number {n} speaks of lamps, their poles and their cables." for n in range(120)
)


def scored(passages, hope=lambda text: float("number 77 " in text)):
    return [(one, hope(one.text)) for one in candidates(asked("Which lamp?", passages))]


def test_a_short_passage_is_read_in_one_piece_from_its_heading_on():
    (piece,) = pieces(scored(["# Lamps\n\nLamps fail. Poles do not."]))

    assert (piece.n, piece.start) == (1, 0)


def test_the_most_hopeful_piece_is_read_first_and_the_rest_as_far_as_time_reaches():
    found = pieces(scored([LONG, "A last word on lamps and poles."]))

    assert "number 77 " in LONG[found[0].start : found[0].end]
    assert all(piece.end - piece.start <= PIECE + 250 for piece in found)
    assert sum(piece.end - piece.start for piece in found) <= READ_AT_MOST
    assert len({(piece.n, piece.start) for piece in found}) == len(found)


def test_every_stretch_of_a_piece_is_marked_and_what_was_not_read_is_not():
    texts, asks = [LONG], []

    def ask(shown):
        asks.extend(shown)
        return [Reading(2.0, np.array([0]), np.array([len(text)]), np.array([1.0], np.float32)) for _, text in shown]

    given = scored(texts)
    marked = marks(given, texts=texts, heads=["Lamps"], ask=ask)

    read = {one.order for (one, _), mark in zip(given, marked, strict=True) if mark}
    assert all(mark == (0.1, 0.1, 0.2) for mark in marked if mark)
    assert 0 < len(read) < len(given)
    assert all(head == "Lamps" for head, _ in asks)


def test_a_stretchs_own_words_are_those_after_its_lead_in():
    text = "The model must not be used for:\n\n- traffic lights\n- indoor lamps\n"

    item = next(one for one in candidates(asked("?", [text])) if one.kind == "item")

    assert text[slice(*own(item))] == "traffic lights"
