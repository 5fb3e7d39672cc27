import random
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plainspoken.access import rule_for
from plainspoken.answer.candidates import candidates
from plainspoken.answer.told import plain
from plainspoken.conversations import Question, Turn
from plainspoken.errors import RedactionError
from plainspoken.passages import Edition, Passage, ScoredPassage
from plainspoken.placeholders import Placeholders
from plainspoken.redact import mask, redact, redact_text
from plainspoken.redacted import ENTITY_TYPES, PrivateSpan, Redacted, RedactedText
from plainspoken.restore import restore
from plainspoken.shapes import BUILTIN_TYPES, mentions
from plainspoken.validity import Window

TEMPLATE = """# A template. Slots: {passages} {question}.

## system
Keep <PERSON_1> as it is.

## user
{passages}
{history}
Question: {question} for a {audience}
"""
NAMES = re.compile(r"Ada Quill|Quill, Ada|Ben Tarn|Ada|Cora Vale|[a-z]+@[a-z.]+|[0-9]{3}-[0-9]{4}")
EDITION = Edition(
    id="e" * 16,
    document_id="d" * 16,
    corpus="demo",
    path="notes/ada.md",
    version="sha256:0",
    kind="document",
    title="Notes",
    owner=None,
    status=None,
    stage=None,
    rule=rule_for("everyone"),
    window=Window(date(2026, 1, 1)),
)


def type_of(value):
    return "EMAIL_ADDRESS" if "@" in value else "PHONE_NUMBER" if value[0].isdigit() else "PERSON"


def spans_in(text):
    return tuple(PrivateSpan(m.start(), m.end(), type_of(m.group())) for m in NAMES.finditer(text))


def find(texts):
    return [spans_in(text) for text in texts]


def down(_texts):
    raise RedactionError("the tagger is down")


def passage(text, *, n=1, spans="found", title="Notes", section=(), context=""):
    made = Passage(
        id=f"{n:032x}",
        document_id="d" * 16,
        version="sha256:0",
        text=text,
        start=0,
        end=len(text),
        section=section,
        context=context,
        spans=spans_in(text) if spans == "found" else spans,
    )
    return ScoredPassage(made, replace(EDITION, title=title), 1.0)


def ask(question, *passages, issued=None, history=(), finder=find, template=TEMPLATE):
    asked = Question(question, date(2026, 11, 22), history=tuple(history))
    return redact(
        template, asked, passages, find=finder, issued=issued or Placeholders(), values={"audience": "sponsor"}
    )


def sent(redacted):
    return "\n".join(text for _, text in redacted.messages)


def test_nothing_private_is_in_the_prompt_wherever_it_stood():
    redacted, _ = ask(
        "Did Ada Quill agree?",
        passage(
            "Ben Tarn asked.", title="Call with Cora Vale", section=("On Ada Quill",), context="| cora@vale.example |"
        ),
        history=[Turn("Who is Ben Tarn?", "Ben Tarn knows Cora Vale.")],
    )

    assert not NAMES.search(sent(redacted))
    assert redacted.sent == {"EMAIL_ADDRESS": 1, "PERSON": 3}
    assert "Cora" not in "".join(redacted.titles + redacted.contexts)


def test_one_person_in_all_forms_has_one_placeholder_numbered_by_appearance():
    redacted, _ = ask("Is Ada's plan ready?", passage("Ben Tarn met Ada Quill. Quill, Ada agreed with ADA QUILL."))

    assert redacted.passages[0].text.startswith("<PERSON_1> met <PERSON_2>. <PERSON_2> agreed")
    assert redacted.question.text == "Is <PERSON_2>'s plan ready?"


def test_a_bare_name_that_two_people_share_is_given_to_neither():
    known = Placeholders()
    for value in ("Ada Quill", "Ada Vale", "Ada", "ada", "Quill"):
        known, placeholder = known.issue("PERSON", value, "question")
    names = [[form.text for form in entry.forms] for entry in known.entries]

    assert names == [["Ada Quill", "Quill"], ["Ada Vale"], ["Ada", "ada"]]
    assert placeholder == "<PERSON_1>"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ada Quill", "QUILL, Ada"),
        ("Ada Quill", "ada quill"),
        ("Ada Quill", "A. Quill"),
        ("Ada Quill", "Dr. Quill"),
        ("Ada", "Ada Quill"),
        ("José García-López", "Jose Garcia Lopez"),
        ("Ada Maria Quill", "Ada Quill"),
    ],
)
def test_forms_of_one_name_are_one_person(first, second):
    known, one = Placeholders().issue("PERSON", first, "question")
    known, other = known.issue("PERSON", second, "question")

    assert one == other == "<PERSON_1>"


def test_different_people_are_not_merged():
    known, _ = Placeholders().issue("PERSON", "Ada Quill", "question")
    known, other = known.issue("PERSON", "Ben Quill", "question")

    assert other == "<PERSON_2>"


@pytest.mark.parametrize(
    ("type_", "first", "second"),
    [
        ("IP_ADDRESS", "10.1.12.3", "10.11.2.3"),
        ("BIRTH_DATE", "1/12/1980", "11/2/1980"),
        ("EMAIL_ADDRESS", "a.nna@x.example", "anna@x.example"),
        ("ID", "A-1-23", "A-12-3"),
        ("HANDLE", "@a_nna", "@anna"),
        ("TICKET", "OPS-1-2", "OPS-12"),
        ("STREET_ADDRESS", "Mill Lane 1/2", "Mill Lane 12"),
    ],
)
def test_different_values_have_different_placeholders(type_, first, second):
    known, one = Placeholders().issue(type_, first, "question")
    known, other = known.issue(type_, second, "question")

    assert (one, other) == (f"<{type_}_1>", f"<{type_}_2>")
    assert restore(f"{one} {other}", known, may=lambda _: True).text == f"{first} {second}"


@pytest.mark.parametrize(
    ("type_", "first", "second"),
    [
        ("PHONE_NUMBER", "+49 30 123-4567", "+49 (30) 1234567"),
        ("CREDIT_CARD", "4111 1111 1111 1111", "4111-1111-1111-1111"),
        ("IBAN_CODE", "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("EMAIL_ADDRESS", "Anna@X.example", "an\u200bna@x.example"),
        ("STREET_ADDRESS", "12  Mill Lane.", "12 mill lane"),
    ],
)
def test_one_value_has_one_placeholder_however_it_is_cased_and_spaced(type_, first, second):
    known, one = Placeholders().issue(type_, first, "question")
    _, other = known.issue(type_, second, "question")

    assert one == other


@pytest.mark.parametrize(
    "forgery",
    [
        "<PERSON_1>",
        "PERSON_1",
        "&lt;person 1&gt;",
        "[Person_1]",
        "<PER\u200bSON_1>",
        "＜PERSON_1＞",
        "<PERSONA_1>",
        "**<PERSON_1>**",
    ],
)
def test_what_looks_like_a_placeholder_never_becomes_a_person(forgery):
    redacted, issued = ask(f"Who is {forgery}?", passage(f"Ada Quill wrote {forgery} here."))
    told = restore(redacted.passages[0].text, issued, may=lambda _: True)

    assert told.text == f"Ada Quill wrote {forgery} here."
    assert "TEXT" not in redacted.sent


def test_document_text_is_not_expanded_as_a_slot():
    redacted, _ = ask("Why?", passage("Set {question} and {audience} and {nothing}."))

    assert "Set {question} and {audience} and {nothing}." in redacted.messages[1][1]


@pytest.mark.parametrize("forgery", ["TICKET_1", "[ticket 1]", "<TICKET_1>", "MEDICAL_LICENSE_1"])
def test_what_looks_like_a_placeholder_of_a_type_of_ones_own_never_becomes_anothers_value(forgery):
    later = "OPS-77 is open."
    issued = Placeholders(own=frozenset({"TICKET"}))
    redacted, issued = ask(
        "Which?",
        passage(f"See {forgery}.", spans=()),
        passage(later, n=2, spans=(PrivateSpan(0, 6, "TICKET"),)),
        issued=issued,
    )
    issued, _ = issued.issue("MEDICAL_LICENSE", "MD1234567", "question")
    told = restore("\n".join(one.text for one in candidates(redacted)), issued, may=lambda _: True).text

    assert restore(redacted.passages[0].text, issued, may=lambda _: True).text == f"See {forgery}."
    assert told.count("OPS-77") == 1
    assert "MD1234567" not in told


def test_every_type_that_can_be_found_is_escaped_before_one_is_issued():
    assert ENTITY_TYPES <= BUILTIN_TYPES


def nothing(texts):
    return [() for _ in texts]


def test_an_earlier_turn_is_masked_again_though_nothing_is_found_in_it():
    issued = Placeholders()
    for type_, value in (("ID", "47"), ("PERSON", "Weißmann"), ("ID", "A-4711"), ("PERSON", "Will")):
        issued, _ = issued.issue(type_, value, "f" * 32)
    turn = Turn("Whose is 47?", "It is WEIßMANN's: 47, in row_47 of 470.")
    redacted, _ = ask("Will a-4711 have 47 rows?", issued=issued, history=[turn], finder=nothing)

    assert redacted.history == (("Whose is <ID_1>?", "It is <PERSON_1>'s: <ID_1>, in row_<ID_1> of 470."),)
    assert redacted.question.text == "Will <ID_2> have 47 rows?"


def test_a_question_comes_back_in_the_form_in_which_it_was_asked():
    first, issued = ask("What did Ada say?", passage("Ada Quill said no."))
    second, issued = ask("Did Ada Quill say no?", issued=issued, history=[Turn("What did Ada say?", "No.")])
    told = [
        restore(one.question.text, issued.as_asked(turn), may=lambda _: True).text
        for turn, one in enumerate((first, second))
    ]

    assert told == ["What did Ada say?", "Did Ada Quill say no?"]
    assert restore(first.question.text, issued, may=lambda _: True).text == "What did Ada Quill say?"


def test_a_value_private_in_one_place_is_private_in_all():
    redacted, _ = ask("Is ben tarn there?", passage("See BEN TARN.", spans=()), passage("Ben Tarn left.", n=2))

    assert "tarn" not in sent(redacted).lower()


PROJECT = "Owl is owned by Ida."


@pytest.mark.parametrize(
    ("question", "words", "masked", "read"),
    [
        pytest.param("Who owns Owl?", "Owl was late.", "Who owns <PERSON_1>?", "<PERSON_1> was late.", id="as-written"),
        pytest.param(
            "Owl: whose?", "An owl hoots. Owl is new.", "Owl: whose?", "An owl hoots. Owl is new.", id="a-word"
        ),
        pytest.param("Is owl late?", "The owl sees Owl.", "Is owl late?", "The owl sees <PERSON_1>.", id="both"),
        pytest.param(
            "is owl ok?", "See owl-v2. Owl won.", "is <PERSON_1> ok?", "See owl-v2. <PERSON_1> won.", id="lower"
        ),
        pytest.param("Owls?", "For Owl's sake, Owlet.", "Owls?", "For <PERSON_1>'s sake, Owlet.", id="whole-words"),
    ],
)
def test_a_name_of_one_word_is_masked_in_all_texts_or_in_none(question, words, masked, read):
    known = (PrivateSpan(0, 3, "PERSON"),)
    redacted, _ = ask(question, passage(PROJECT, spans=known), passage(words, n=2, spans=()))

    assert redacted.question.text == masked
    assert redacted.passages[1].text == read


def test_what_is_private_or_was_only_asked_makes_no_ordinary_word_of_a_name():
    known = (PrivateSpan(12, 18, "PERSON"), PrivateSpan(25, 40, "EMAIL_ADDRESS"))
    found = passage("Approved by Xanthe. Mail xanthe@acme.com.", spans=known)
    redacted, _ = ask("and when did xanthe sign?", found, history=[Turn("what did xanthe decide?", "Nothing.")])

    assert "xanthe" not in sent(redacted)


def test_a_question_does_not_begin_with_a_name_that_is_a_modal_verb():
    redacted, _ = ask("Will Will go?", passage("Will went.", spans=(PrivateSpan(0, 4, "PERSON"),)))

    assert redacted.question.text == "Will <PERSON_1> go?"


def test_what_was_found_beside_a_passage_is_not_looked_for_again():
    def none_but_the_question(texts):
        assert set(texts) == {"Who?", "sponsor"}
        return find(texts)

    found = passage("Words.", title="By Ben Tarn", section=("Ada",), context="Cora Vale")
    kept = replace(found.passage, beside=(spans_in(found.heading), spans_in(found.passage.context)))
    redacted, _ = ask("Who?", replace(found, passage=kept), finder=none_but_the_question)

    assert redacted.titles == ("By <PERSON_1> > <PERSON_2>",)
    assert redacted.contexts == ("<PERSON_3>",)


def test_a_conversation_goes_on_with_its_placeholders():
    _, issued = ask("Is Ada Quill there?")
    stored = Placeholders.from_json(issued.to_json())
    redacted, later = ask("And Ben Tarn? And Ada?", issued=stored)

    assert stored == issued
    assert redacted.question.text == "And <PERSON_2>? And <PERSON_1>?"
    assert later.entries[0].number == 1


def test_what_is_left_of_placeholders_keeps_its_numbers_and_a_new_one_takes_none_of_them():
    issued = Placeholders()
    for value, source in (("Ada Quill", "p1"), ("Ben Ode", "p2"), ("Cy Marsh", "p1"), ("Ada B. Quill", "p2")):
        issued, _ = issued.issue("PERSON", value, source)

    left = issued.only(lambda _entry, _form, source: source == "p1")
    left, new = left.issue("PERSON", "Dora Lund", "p3")

    assert [(entry.number, [form.text for form in entry.forms]) for entry in left.entries] == [
        (1, ["Ada Quill"]),
        (3, ["Cy Marsh"]),
        (4, ["Dora Lund"]),
    ]
    assert new == "<PERSON_4>"


@pytest.mark.parametrize(
    ("text", "private", "expected"),
    [
        pytest.param("<PERSON_1> went.", "<PERSON_1>", "<PERSON_1> went.", id="a-placeholder-alone"),
        pytest.param("<PERSON_1> Novak went.", "<PERSON_1> Novak", "<PERSON_1> <PERSON_2> went.", id="a-name-after"),
        pytest.param("Nadia <PERSON_1> went.", "Nadia <PERSON_1>", "<PERSON_2> <PERSON_1> went.", id="a-name-before"),
        pytest.param(
            "Ask Eve <PERSON_1>, Novak.",
            "Eve <PERSON_1>, Novak",
            "Ask <PERSON_2> <PERSON_1>, <PERSON_3>.",
            id="on-both-sides",
        ),
        pytest.param("<PERSON_1> (…)", "<PERSON_1> (…)", "<PERSON_1> (…)", id="marks-alone"),
    ],
)
def test_what_is_private_beside_a_placeholder_is_masked_and_the_placeholder_stays(text, private, expected):
    issued, _ = Placeholders().issue("PERSON", "Ada Quill", "question")
    start = text.index(private)

    masked, _ = mask(text, [PrivateSpan(start, start + len(private), "PERSON")], issued=issued, source="reply")

    assert masked == expected


def test_an_earlier_answer_opens_nothing_by_being_told():
    _, issued = ask("Who asked?", passage("Ada Quill asked."))
    _, later = ask("When?", issued=issued, history=[Turn("Who asked?", "Ada Quill asked.")])

    assert restore("<PERSON_1>", later, may=lambda source: source == "history").text == "<PERSON_1>"


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(down, id="raises"),
        pytest.param(lambda texts: find(texts)[1:], id="too-few"),
        pytest.param(lambda texts: [(PrivateSpan(0, 10**6, "PERSON"),) for _ in texts], id="outside"),
    ],
)
def test_nothing_is_rendered_when_private_fields_were_not_evaluated(broken):
    with pytest.raises(RedactionError):
        ask("Why did Ada Quill go?", passage("Words."), finder=broken)


def test_a_passage_that_was_never_searched_is_not_rendered():
    with pytest.raises(RedactionError, match="never searched"):
        ask("Why?", passage("Ada Quill went.", spans=None))


def test_a_template_with_an_unknown_slot_is_refused():
    with pytest.raises(RedactionError, match="'colour'"):
        ask("Why?", template="## user\n{question} {colour}")


PARTS = (
    "Ada Quill",
    "Ben Tarn",
    "cora@vale.example",
    "555-1234",
    " ",
    ", ",
    "'s ",
    "<PERSON_1>",
    "PERSON_2",
    "[1] ",
    "é",
    "{question}",
    "\n",
    "TEXT_1",
    "PERSON",
    "_1 ",
    "](x)",
    "**",
    "`",
)
TEXTS = st.lists(st.sampled_from(PARTS), max_size=12).map("".join)


@settings(max_examples=400)
@given(text=TEXTS)
def test_the_round_trip_is_equal_to_the_last_character(text):
    redacted, issued = redact_text(text, spans_in(text), issued=Placeholders(), source="question")

    assert not NAMES.search(redacted.text)
    assert restore(redacted.text, issued, may=lambda _: True).text == text


def test_ten_thousand_texts_come_back_byte_for_byte():
    chance = random.Random(20261126)  # noqa: S311  # repeatable texts, no secret
    texts = ["".join(chance.choices(PARTS, k=chance.randrange(1, 25))) for _ in range(10_000)]

    for text in texts:
        redacted, issued = redact_text(text, spans_in(text), issued=Placeholders(), source="question")

        assert not NAMES.search(redacted.text)
        assert restore(redacted.text, issued, may=lambda _: True).text.encode() == text.encode()

    assert len(set(texts)) > 9_000
    assert sum(bool(NAMES.search(text)) for text in texts) > 5_000


@pytest.mark.parametrize(
    "written",
    ["[PERSON]()_1", "PER`SON_1`", "[PERSON](x)_1", "**PERSON**_1", "[PERSON][a]_1", "PERSON   1", "PERSON __1__"],
)
def test_what_becomes_a_placeholder_without_its_marks_comes_back_as_written(written):
    text = f"Ada Quill wrote {written} here."
    redacted, issued = redact_text(text, spans_in(text), issued=Placeholders(), source="question")
    read = plain(redacted.text)

    restored = restore(read, issued, may=lambda _: True).text
    marks = str.maketrans("", "", "*_`")

    assert "PERSON_1" not in read.replace("<PERSON_1>", "")
    assert restored.translate(marks) == text.translate(marks)


@given(text=TEXTS)
@example("Ada Quill met [PERSON](cora@vale.example)_1 and left early.")
def test_no_placeholder_comes_of_taking_marks_away(text):
    redacted, issued = redact_text(text, spans_in(text), issued=Placeholders(), source="question")
    own = {redacted.text[edit.new_start : edit.new_end] for edit in redacted.edits}
    prompt = Redacted((), RedactedText(""), (redacted,), "", {})

    for one in candidates(prompt):
        assert {one.text[m.start : m.end] for m in mentions(one.text, issued.types)} <= own


@given(text=TEXTS)
def test_offsets_lead_back_to_the_original(text):
    redacted, _ = redact_text(text, spans_in(text), issued=Placeholders(), source="question")
    done = 0
    for edit in redacted.edits:
        assert redacted.text[done : edit.new_start] == text[slice(*redacted.original(done, edit.new_start))]
        assert redacted.original(edit.new_start, edit.new_end) == (edit.start, edit.end)
        done = edit.new_end
    assert redacted.original(0, len(redacted.text)) == (0, len(text))


@given(turns=st.lists(st.tuples(st.booleans(), TEXTS), max_size=8))
def test_two_conversations_never_cross(turns):
    both = {True: Placeholders(), False: Placeholders()}
    alone = {True: Placeholders(), False: Placeholders()}
    for which, text in turns:
        _, both[which] = redact_text(text, spans_in(text), issued=both[which], source="question")
    for only in (True, False):
        for which, text in turns:
            if which is only:
                _, alone[only] = redact_text(text, spans_in(text), issued=alone[only], source="question")

    assert both == alone
