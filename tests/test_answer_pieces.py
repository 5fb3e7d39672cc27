"""The reader reads what is likeliest to answer, whole stretches only, and no more than it has time for."""

from dataclasses import replace

import numpy as np
import pytest

from plainspoken.answer.candidates import as_told, candidates
from plainspoken.answer.pieces import FIRST, MOST, PIECE, READ_AT_MOST, marks, pieces
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

    (told,) = as_told(asked("?", [LONG]))
    assert "number 77 " in told.text[found[0].start : found[0].end]
    assert all(piece.end - piece.start <= PIECE + 250 for piece in found)
    assert sum(piece.end - piece.start for piece in found) <= READ_AT_MOST
    assert len({(piece.n, piece.start) for piece in found}) == len(found)


def test_every_stretch_of_a_piece_is_marked_and_what_was_not_read_is_not():
    texts, asks = [LONG], []

    def ask(shown):
        asks.extend(shown)
        return [Reading(2.0, np.array([0]), np.array([len(text)]), np.array([1.0], np.float32)) for _, text in shown]

    given = scored(texts)
    marked = marks(given, texts=[one.text for one in as_told(asked("?", texts))], heads=["Lamps"], ask=ask)

    read = {one.order for (one, _), mark in zip(given, marked, strict=True) if mark}
    assert all(mark == (0.1, 0.1, 0.2) for mark in marked if mark)
    assert 0 < len(read) < len(given)
    assert all(head == "Lamps" for head, _ in asks)


@pytest.mark.parametrize(
    ("odds", "expected"),
    [
        pytest.param(0.5, FIRST, id="sure of one"),
        pytest.param(-0.5, MOST, id="sure of none"),
        pytest.param(-2.5, FIRST, id="hopeless"),
    ],
)
def test_no_more_is_read_once_a_piece_surely_answers_or_none_comes_near(odds, expected):
    texts = [f"Lamp number {n} stands in street {n}." for n in range(12)]
    asks = []

    def ask(shown):
        asks.extend(shown)
        return [Reading(odds, np.array([0]), np.array([9]), np.array([odds], np.float32)) for _ in shown]

    marks(scored(texts), texts=texts, heads=[""] * 12, ask=ask)

    assert len(asks) == expected


@pytest.mark.parametrize(
    ("text", "context", "kind", "told"),
    [
        pytest.param("Not for:\n\n- traffic lights\n- indoor *lamps*\n", "", "item", "traffic lights", id="item"),
        pytest.param("| Week | Error |\n|---|---|\n| 3 | 9 % |\n", "", "row", "Week: 3; Error: 9 %", id="row"),
        pytest.param("3,9 %,no\n", "week,error,on", "row", "week: 3; error: 9 %; on: no", id="header elsewhere"),
        pytest.param("## Go-live: 3 March\n\nAll went well.\n", "", "heading", "Go-live: 3 March", id="heading"),
    ],
)
def test_what_is_read_is_told_without_marks_and_a_row_under_its_names(text, context, kind, told):
    given = replace(asked("?", [text]), contexts=(context,))
    one = next(each for each in candidates(given) if each.kind == kind)

    assert as_told(given)[0].text[slice(*one.place)] == told
