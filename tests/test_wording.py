"""Text divides into what can be quoted, words share stems, and quantities have one form."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.wording.quantities import agrees, quantities
from plainspoken.wording.sentences import spans, units
from plainspoken.wording.words import covered, stem, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("One here. Two there.", ["One here.", "Two there."], id="stops"),
        pytest.param('**"Too late." (9 people)** Done. Two.', ['**"Too late." (9 people)** Done.', "Two."], id="aside"),
        pytest.param("It costs 3.5 crowns. Yes.", ["It costs 3.5 crowns.", "Yes."], id="decimal"),
        pytest.param("See e.g. Dr. Lamp. Then go.", ["See e.g. Dr. Lamp.", "Then go."], id="abbreviation"),
        pytest.param("A long line wrapped\nhere goes on.", ["A long line wrapped\nhere goes on."], id="wrapped"),
        pytest.param("# Head\n\nText.", ["# Head", "Text."], id="heading"),
        pytest.param("Uses:\n\n- one\n- two", ["Uses:", "one", "two"], id="list"),
        pytest.param("Owner: Mara\nStage: pilot\n", ["Owner: Mara", "Stage: pilot"], id="fields"),
        pytest.param("| a | b |\n|---|---|\n| 1 | 2 |", ["| 1 | 2 |"], id="pipe-table"),
        pytest.param("week,model,recall\n12,x,0.8\n13,y,0.9", ["12,x,0.8", "13,y,0.9"], id="comma-table"),
        pytest.param("Salt , pepper . Next one .", ["Salt , pepper .", "Next one ."], id="spaced-marks"),
    ],
)  # fmt: skip
def test_a_text_divides_into_what_can_be_quoted(text, expected):
    assert [text[one.start : one.end] for one in units(text)] == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("We choose option B. Option A was too slow.", 2, id="label"),
        pytest.param("Groups A and B. Group C got none.", 2, id="labels"),
        pytest.param("The values of x. The sum of n.", 2, id="letter-before-an-opener"),
        pytest.param("The answer is no. The model sees no names.", 2, id="no"),
        pytest.param("Training takes 30 min. The next step takes two.", 2, id="unit-before-an-opener"),
        pytest.param("Training takes 30 min. Evaluation takes two.", 2, id="unit-after-a-number"),
        pytest.param("It began in Feb. The pilot ended later.", 2, id="month"),
        pytest.param("He works in the U.S. The rest do not.", 2, id="dotted"),
        pytest.param("It closes at 5 p.m. The door is red.", 2, id="closing"),
        pytest.param("J. Smith and A. B. Jones read it.", 1, id="initials"),
        pytest.param("It is by K. He, X. Zhang and others.", 1, id="a-name-like-an-opener"),
        pytest.param("Lamp No. 5 is out.", 1, id="number"),
        pytest.param("See Fig. A for more.", 1, id="figure"),
        pytest.param("Ask Dr. No or Mr. Will Smith.", 1, id="titles"),
        pytest.param("It ended in Mar. 2025 for good.", 1, id="month-and-year"),
        pytest.param("Lamps, i.e. The Lamps, e.g. A lamp.", 1, id="leading"),
        pytest.param("It opens at 5 p.m. Monday to Friday.", 1, id="day"),
        pytest.param("Use max. 3 lamps and approx. Twelve hours.", 1, id="approximately"),
    ],
)
def test_a_full_stop_ends_a_sentence_unless_it_only_shortens_a_word(text, count):
    assert len(spans(text)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("The score is not shown to\nAnyone outside the team of\nMara Lind.", 1, id="function-words"),
        pytest.param("The model was retrained in\n2025 by hand.", 1, id="before-a-year"),
        pytest.param("Roses are red\nViolets are blue", 2, id="verses"),
        pytest.param("Public: no\nThe rest is not.", 2, id="an-answer"),
    ],
)
def test_a_short_line_goes_on_after_a_function_word(text, count):
    assert len(units(text)) == count


def test_an_item_knows_its_lead_in_and_a_row_its_columns():
    text = "Not for:\n\n- billing\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    item, row = [one for one in units(text) if one.kind in ("item", "row")]

    assert text[slice(*item.lead)] == "Not for:"
    assert row.row is not None
    assert (row.row.headers, row.row.cells) == (("a", "b"), ("1", "2"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("| a | b |\n|:-:|:-:|\n| 1 | 2 |", [("1", "2")], id="centred"),
        pytest.param("| a | b |\n|-|-|\n| 1 | 2 |", [("1", "2")], id="one-dash"),
        pytest.param("a | b\n-|-\n1 | 2", [("1", "2")], id="no-outer-pipes"),
        pytest.param("a|b\n-|-\n1|2", [("1", "2")], id="nothing-around-the-pipe"),
        pytest.param("| a | b |\n|---|---|\n| 1 |\n| 3 | 4 |", [("1", ""), ("3", "4")], id="short-row"),
        pytest.param("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n| 3 | 4 |", [("1", "2"), ("3", "4")], id="long-row"),
        pytest.param("| a | b |\n|---|---|\n| 1 | - |\nAll told.", [("1", "-")], id="ends-at-a-line-without-a-pipe"),
        pytest.param("Use a | b here.\nThen go on.", [], id="a-pipe-in-a-sentence"),
        pytest.param("It reads x|y from disk.\n---\nThen more.", [], id="a-pipe-above-a-line-across"),
        pytest.param("- one\n- two", [], id="a-list"),
    ],
)
def test_a_table_is_read_as_markdown_reads_it(text, expected):
    assert [one.row.cells for one in units(text) if one.row] == expected


def test_below_a_header_that_stands_elsewhere_only_what_opens_with_a_pipe_is_filled_up():
    found = units("Use a | b here.\n| 1 | 2 |\n| 3 | 4 | 5 |", "| x | y | z |")

    assert [one.row.cells if one.row else one.kind for one in found] == ["sentence", ("1", "2", ""), ("3", "4", "5")]


@given(st.text(alphabet="ab .:|-#\n\r1,;?*`é", max_size=120))
def test_units_are_stretches_in_reading_order_without_white_space_around(text):
    found = units(text)

    assert all(text[one.start : one.end].strip() == text[one.start : one.end] for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("retrained", "retraining"),
        ("owner", "owns"),
        ("forecasts", "forecasting"),
        ("decision", "decided"),
        ("policies", "policy"),
        ("measured", "measures"),
    ],
)
def test_inflections_share_a_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("claimed", "stated", "same"),
    [
        pytest.param("1,200 lamps", "1.2k lamps", True, id="magnitude"),
        pytest.param("83 %", "0.83", True, id="percent"),
        pytest.param("twelve weeks", "12 weeks", True, id="spelled"),
        pytest.param("45 min", "45 minutes", True, id="unit-names"),
        pytest.param("45 min", "45 hours", False, id="other-unit"),
        pytest.param("3 May 2025", "2025-05-03", True, id="date-forms"),
        pytest.param("May 2025", "3 May 2025", True, id="coarser"),
        pytest.param("3 May 2025", "May 2025", False, id="finer"),
        pytest.param("€300", "$300", False, id="currency"),
        pytest.param("about 300 crowns", "297 crowns", True, id="called-approximate"),
        pytest.param("300 crowns", "297 crowns", False, id="not-called-approximate"),
        pytest.param("about 303 crowns", "300 crowns", False, id="approximate-but-finer-than-stated"),
        pytest.param("the fifth day", "the tenth day", False, id="ordinals"),
        pytest.param("the 5th day", "the fifth day", True, id="ordinal-forms"),
        pytest.param("three quarters of it", "75 percent of it", True, id="fraction"),
        pytest.param("twice a week", "two times a week", True, id="twice"),
    ],
)
def test_quantities_agree_whatever_their_form(claimed, stated, same):
    assert agrees(quantities(claimed)[0], quantities(stated)[0]) is same


@pytest.mark.parametrize(
    ("asked", "written", "met"),
    [
        pytest.param("claims in May 2026", "2026-05: 3940", True, id="month by name"),
        pytest.param("what may be done", "2026-05: 3940", False, id="may is no month"),
        pytest.param("claims in June", "2026-05: 3940", False, id="another month"),
    ],
)
def test_a_month_in_figures_is_met_by_its_name(asked, written, met):
    assert bool(set(terms(asked)) & set(terms(written)) - {"2026"}) is met


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("xgboost,0.83,12", [0.83, 12], id="row"),
        pytest.param("xgboost,12,0.83", [12, 0.83], id="row-fraction-last"),
        pytest.param("2026-01,12000,35", [0, 12000, 35], id="row-that-opens-with-a-month"),
        pytest.param("[0.79,0.85]", [0.79, 0.85], id="interval"),
        pytest.param("[0.79,1]", [0.79, 1], id="interval-to-a-whole"),
        pytest.param("(1,0.79)", [1, 0.79], id="interval-from-a-whole"),
        pytest.param("lr=0.1,10 epochs", [0.1, 10], id="two-parameters"),
        pytest.param("10,20,30", [10, 20, 30], id="list"),
        pytest.param("1.234,56 EUR", [1234.56], id="continental"),
        pytest.param("1.234.567,89 EUR", [1234567.89], id="continental-millions"),
        pytest.param("1,234.56 EUR", [1234.56], id="english"),
        pytest.param("1,234,567 rows", [1234567], id="english-millions"),
        pytest.param("12 000,5 rows", [12000.5], id="spaced"),
        pytest.param("3,5 km", [3.5], id="decimal-comma"),
        pytest.param("0,831 of all", [0.831], id="decimal-comma-of-three"),
        pytest.param("It is 0.83. Then 12, 13.", [0.83, 12, 13], id="stops-and-commas-of-the-sentence"),
        pytest.param("1.2.3 at 10.0.0.1", [], id="version-and-address"),
    ],
)
def test_one_number_has_one_kind_of_separator_and_a_comma_ends_one_with_a_stop(text, values):
    assert [one.value for one in quantities(text)] == values


@given(st.text(alphabet="0123456789.,-’ €%kE[]", max_size=40))
def test_no_run_of_digits_and_marks_breaks_the_reading_of_numbers(text):
    assert all(one.start < one.end <= len(text) for one in quantities(text))


def test_identifiers_are_no_quantities():
    assert quantities("lamp-v2 and GPT-4 and v2.1") == ()


def test_a_synonym_counts_less_than_the_word_itself():
    assert covered(["own"], {"own"}) == 1.0
    assert 0 < covered(terms("launched"), frozenset(terms("shipped"))) < 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "**Limits.** It sees no fruit. It guesses.", ["**Limits.** It sees no fruit.", "It guesses."], id="kept"
        ),
        pytest.param("**All of it in bold.**", ["**All of it in bold.**"], id="alone"),
        pytest.param("It ends. **Here.**", ["It ends.", "**Here.**"], id="last"),
    ],
)
def test_a_heading_that_runs_into_its_paragraph_stays_with_what_it_opens(text, expected):
    assert [text[start:end] for start, end in spans(text)] == expected


def test_a_tables_head_whose_rows_are_gone_is_no_statement():
    assert [unit.kind for unit in units("| Name | Salary |\n|---|---|\n")] == []
    assert [unit.kind for unit in units("Two work here.\n\n| Name | Salary |\n|---|---|\n\nBoth bake.")] == [
        "sentence"
    ] * 2
    assert [unit.kind for unit in units("| Name | Salary |\n|---|---|\n| Runa | 3 |")] == ["row"]


def test_dividing_a_long_paragraph_takes_time_that_grows_with_it_and_not_with_its_square():
    def spent(times):
        started = time.process_time()
        assert len(spans("It is so. " * times)) == times
        return time.process_time() - started

    def least(times):
        return min(spent(times) for _ in range(3))  # the process may be tidying up its memory in one of them

    assert least(8_000) < 3 * 8 * least(1_000)
