"""Dates are moved on their way to a remote model, the same everywhere, and come back exactly as they were written."""

import base64
import json
import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.assistant import Assistant
from plainspoken.conversations import Question, Turn
from plainspoken.gate import LEAST_WEEKS, NOT_TOLD, Gate
from plainspoken.librarian import Corpus, keep
from plainspoken.placeholders import Placeholders
from plainspoken.settings import load
from plainspoken.settings.shapes import LlmSettings
from plainspoken.shifting import UNTOLD, Shifting
from plainspoken.wiring import Engines
from plainspoken.written_dates import FULL, SHORT, written_dates
from tests.conftest import DAY
from tests.fakes import model_server

WEEKS = 45
DAYS = timedelta(weeks=WEEKS)


def shifting(days=7 * WEEKS):
    return Shifting(Placeholders(shift=days))


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("2026-05-03", "2027-03-14"),
        ("2026-05-03T10:00:00Z", "2027-03-14T10:00:00Z"),
        ("run_2026-05-03_a", "run_2027-03-14_a"),
        ("2026/5/3", "2027/3/14"),
        ("03.05.2026", "14.03.2027"),
        ("3.5.2026", "14.3.2027"),
        ("22.12.2025", "02.11.2026"),
        ("20260503", "20270314"),
        ("3 May 2026", "14 March 2027"),
        ("03 MAY 2026", "14 MARCH 2027"),
        ("3rd of May, 2026", "14th of March, 2027"),
        ("May 3, 2026", "March 14, 2027"),
        ("Sunday, May 3rd, 2026", "Sunday, March 14th, 2027"),
        ("Sun 3 Sep 2023", "Sun 14 Jul 2024"),
        ("Sept. 3, 2023", "Jul. 14, 2024"),
        ("3-Sep-2023", "14-Jul-2024"),
        ("3. Mai 2026", "14. März 2027"),
        ("3 de mayo de 2026", "14 de marzo de 2027"),
        ("on 3 may 2026", "on 14 march 2027"),
        ("2026-W18", "2027-W10"),
        ("2026-W18-7", "2027-W10-7"),
    ],
)
def test_a_day_is_moved_and_keeps_its_form(written, sent):
    moving = shifting()

    assert moving.move(written, "question") == sent
    assert moving.back(sent).text == written


@pytest.mark.parametrize(
    "written",
    [
        *("3 May", "May 3rd", "3. Mai", "3–10 May 2026", "May 3 and 10, 2026", "03.–10.05.2026"),
        *("May 2026", "2026-05", "05/2026", "05/03/2026", "3-5-2026", "2026-02-30", "31 June 2026", "2099-12-30"),
    ],
)
def test_what_tells_no_single_day_becomes_a_placeholder(written):
    moving = shifting()
    sent = moving.move(f"By {written}, then", "question")

    assert sent == "By <DATE_TIME_1>, then"
    assert moving.back("It is [date_time 1].").text == f"It is {written}."


@pytest.mark.parametrize(
    "text",
    [
        *("Q2 2026", "2026", "FY26", "week 19", "in May", "on Monday", "10:30", "1700000000", "20269999", "2026.1"),
        *("version 1.2.10", "section 3 may change", "March 10%", "GPT-4 0613", "5/3 of it", "1,840 rows", "0.83"),
    ],
)
def test_what_is_no_day_stays(text):
    assert shifting().move(text, "question") == text


def test_a_date_that_would_read_like_another_becomes_a_placeholder():
    moving = shifting()
    sent = moving.move("Sep 3, 2023 and Sept 3, 2023 and Sep 3, 2023", "question")

    assert sent == "Jul 14, 2024 and <DATE_TIME_1> and Jul 14, 2024"


@pytest.mark.parametrize(
    ("reply", "told", "is_whole"),
    [
        pytest.param("Since March 14, 2027.", "Since May 3, 2026.", True, id="in its own form"),
        pytest.param("Since 14 March.", "Since 3 May.", True, id="without the year"),
        pytest.param("A week later, on 21 March 2027.", "A week later, on 10 May 2026.", True, id="calculated"),
        pytest.param("Since 15 March.", f"Since {UNTOLD}.", False, id="a day that was not sent"),
        pytest.param("Since March 2027.", f"Since {UNTOLD}.", False, id="a month that was not sent"),
        pytest.param("Since 14/03/2027.", f"Since {UNTOLD}.", False, id="in a form that can be read twice"),
    ],
)
def test_a_reply_that_writes_a_date_its_own_way_is_told_or_known_to_be_untold(reply, told, is_whole):
    moving = shifting()
    moving.move("Retrained on 2026-05-03.", "question")

    back = moving.back(reply)

    assert (back.text, back.is_whole) == (told, is_whole)


NAMES = st.sampled_from([(FULL[each], SHORT[each]) for each in FULL])
GLUE = st.sampled_from(
    " ~, ~; ~\n~ (~), ~ to ~–~-~/~.~ | ~ and ~ 7 ~3~v2.~_~ on Monday ~é~%~5 ~ may ~[1] ~ in 2027 ~ Q2 2026 ".split("~")
)


@st.composite
def dates(draw):
    day = draw(st.dates(date(1890, 1, 1), date(2110, 12, 31)))
    full, short = draw(NAMES)
    name = draw(st.sampled_from([full, short]))[day.month - 1]
    name = draw(st.sampled_from([str, str.upper, str.lower, str.title]))(name)
    padded = draw(st.booleans())
    d, m, y = (f"{day.day:02}", f"{day.month:02}", f"{day.year:04}") if padded else (day.day, day.month, day.year)
    forms = [f"{y}-{m}-{d}", f"{y}/{m}/{d}", f"{y}{day.month:02}{day.day:02}", f"{d}.{m}.{y}", f"{d}. {m}. {y}"]
    forms += [
        f"{m}/{d}/{y}",
        f"{d}-{m}-{y}",
        f"{d} {name} {y}",
        f"{name} {d}, {y}",
        f"{d}. {name} {y}",
        f"{name} {d}th",
    ]
    forms += [f"{d} de {name} de {y}", f"{name} {y}", f"{d} {name}", f"{d}-{name}-{y}", f"{name}. {d} {y}", f"{y}-{m}"]
    forms += [day.strftime("%G-W%V"), day.strftime("%GW%V%u")]
    return str(draw(st.sampled_from(forms)))


TEXTS = st.lists(st.one_of(dates(), GLUE), max_size=12).map("".join)
SHIFTS = st.integers(26, 129).flatmap(lambda weeks: st.sampled_from([7 * weeks, -7 * weeks]))


@settings(max_examples=700, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3), SHIFTS)
def test_what_is_moved_comes_back_byte_for_byte(texts, days):
    moving = shifting(days)
    sent = [moving.move(text, "question") for text in texts]

    assert [moving.back(text).text for text in sent] == texts
    assert all(moving.back(text).is_whole for text in sent)


@settings(max_examples=200, deadline=None)
@given(TEXTS, SHIFTS)
def test_no_day_is_left_where_it_was_and_all_go_the_same_way(text, days):
    moving = shifting(days)
    after = moving.move(text, "question")

    moved = {one.day + timedelta(days=days) for one in written_dates(text) if one.day}
    assert {one.day for one in written_dates(after)} <= moved


# --- the whole corridor ----------------------------------------------------------------------------------------------

NOTES = """---
title: Sync of 3 May 2026
valid_from: 2026-05-04
---
# Sync of 3 May 2026

The Brook model was retrained on Sunday, 3 May 2026. Ruth Vandermeer signed it off on May 5, 2026.
The next retraining is planned for 2026-11-01. The budget for 2027 is 48,200 euros.
"""
ASKED = "When was the Brook model retrained, on 3 May 2026?"
TRUE = re.compile(r"3 May 2026|May 5, 2026|2026-11-01|2026-05-04")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder, home = tmp_path_factory.mktemp("notes"), tmp_path_factory.mktemp("home")
    (folder / "2026-05-03-sync.md").write_text(NOTES, encoding="utf-8")
    engines = Engines(load(None, {"home": home}))
    keep([folder], corpus=Corpus("default"), engines=engines, on=DAY)
    engines.close()
    return home


@pytest.fixture
def remote(monkeypatch):
    monkeypatch.setattr(LlmSettings, "is_remote", lambda *_: True)


def stream(home, question, reply, *, shift=True):
    """Return what is streamed, sentences first, the words that the model was sent, and what is kept as seen."""
    with model_server(reply) as server:
        flags = {"home": home, "llm.model": "openai/stub", "llm.api_base": server.url, "llm.deadline_s": 60}
        flags |= {"privacy.vault_key": base64.b64encode(bytes(32)).decode()}  # the shift follows from it
        assistant = Assistant(Engines(load(None, flags | {"privacy.shift_dates": shift})))
        *sentences, answer = assistant.stream(question)
        saw = assistant.saw(answer.id, question.principal)
        assistant.close()
    told = [message["content"] for message in server.requests[0]["messages"]]
    return sentences, answer, "\n".join(told), saw


def retrained(told):
    """Return the date of the retraining as sent."""
    return re.search(r"retrained on (Sunday, [^.]+)\.", told)[1]


@pytest.mark.usefixtures("remote")
def test_a_remote_model_sees_no_date_as_it_is_and_the_reader_no_other(home):
    history = (Turn("And on 3 May 2026?", "It was May 5, 2026."),)
    _, _, told, saw = stream(home, Question(ASKED, DAY, history=history, conversation="a"), ["Nothing [1]."])
    moved = retrained(told)

    reply = [f"The Brook model was retrained on {moved[:9]}", f"{moved[9:]} [1]. <PERSON_1> left in March 2020 [1]."]
    sentences, answer, _, _ = stream(home, Question(ASKED, DAY, conversation="a"), reply)

    assert not TRUE.search(told[told.index("Passages:") :])
    assert DAY.isoformat() not in told
    assert NOT_TOLD in told
    assert told.count(moved.removeprefix("Sunday, ")) >= 4  # question, history, title, passage
    assert "\n".join(text for _, text in saw) == told
    assert "retrained on Sunday, 3 May 2026" in sentences[0]
    assert answer.path == "llm"
    assert answer.question == ASKED
    assert "3 May 2026" in answer.text
    assert answer.citations[0].quote in NOTES
    assert "March 2020" not in json.dumps([removed.text for removed in answer.removed])


@pytest.mark.usefixtures("remote")
@pytest.mark.parametrize(
    "told", ["{year}", "The Brook model was retrained in {year}", "It was retrained in {month} {year}"]
)
@pytest.mark.parametrize("talk", ["b", "c", "d", "e"])  # a conversation for each, so other weeks
def test_a_year_or_month_that_only_the_moved_date_bears_out_is_not_shown(home, told, talk):
    *_, sent, _ = stream(home, Question(ASKED, DAY, conversation=talk), ["Nothing [1]."])
    _, _, month, year = retrained(sent).split()

    reply = [f"{told.format(month=month, year=year)} [1]."]
    sentences, answer, _, _ = stream(home, Question(ASKED, DAY, conversation=talk), reply)

    assert year != "2026"
    assert answer.path != "llm"
    assert not any(year in sentence and "retrained in" in sentence for sentence in sentences)


@pytest.mark.usefixtures("remote")
def test_a_whole_sentence_with_a_year_of_its_own_is_shown(home):
    reply = ["The budget for 2027 is 48,200 euros [1]."]
    _, answer, _, _ = stream(home, Question("What is the budget for 2027?", DAY), reply)

    assert answer.path == "llm"
    assert "budget for 2027 is 48,200" in answer.text


@pytest.mark.usefixtures("remote")
def test_dates_stay_unless_they_are_to_be_shifted(home):
    *_, told, _ = stream(home, Question(ASKED, DAY, conversation="f"), ["Nothing [1]."], shift=False)

    assert retrained(told) == "Sunday, 3 May 2026"


def test_a_model_on_this_machine_sees_dates_as_they_are(home):
    *_, told, _ = stream(home, Question(ASKED, DAY, conversation="g"), ["Nothing [1]."])

    assert retrained(told) == "Sunday, 3 May 2026"


@pytest.mark.usefixtures("remote")
def test_the_shift_is_a_conversations_own_whole_weeks_and_follows_from_the_key(home, tmp_path):
    def shifts(home):
        engines = Engines(load(None, {"home": home, "privacy.shift_dates": True}))
        gate = Gate(engines)
        found = [gate._shift("openai/stub", f"talk {n}") for n in range(40)]
        engines.close()
        return found

    mine = shifts(home)

    assert mine == shifts(home)
    assert mine != shifts(tmp_path)
    assert len(set(mine)) > 10
    assert len({days > 0 for days in mine}) == 1  # else the mean of many conversations would be the truth
    assert all(days % 7 == 0 and abs(days) >= 7 * LEAST_WEEKS for days in mine)
