import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.ingest.sentences import sentences
from plainspoken.ingest.splitting import FULL, SMALL, WINDOW
from tests.ingest.making import count_words, read_bytes

SENTENCE = "The forecast for bread in shop {} was late by one day because the till had no paper. "


def retrieval_text(document, passage):
    return "\n".join([document.metadata.title, " > ".join(passage.section), passage.context, passage.text])


def test_short_paragraphs_under_one_heading_share_a_passage():
    document = read_bytes("a.md", "# A\n\nOne thing.\n\nAnother thing.\n\n## B\n\nElsewhere.\n")

    assert [p.text for p in document.passages] == ["One thing.\n\nAnother thing.", "Elsewhere."]


def test_a_long_paragraph_is_parted_at_sentence_ends():
    document = read_bytes("a.md", "# A\n\n" + "".join(SENTENCE.format(n) for n in range(60)))

    assert len(document.passages) > 3
    assert all(p.text.startswith("The forecast") and p.text.endswith(".") for p in document.passages)
    assert sum(p.text.count("The forecast") for p in document.passages) == 60


def test_a_long_table_is_parted_between_rows_with_its_header_as_context():
    rows = "".join(f"| shop {n} | {n}.5 % | a remark on the shop |\n" for n in range(60))
    document = read_bytes("a.md", "# A\n\n| Shop | WAPE | Remark |\n|---|---|---|\n" + rows)

    first, *others = document.passages
    assert first.text.startswith("| Shop | WAPE")
    assert first.context == ""
    assert {p.context for p in others} == {"| Shop | WAPE | Remark |"}
    assert all(line.count("|") == 4 for p in others for line in p.text.splitlines())


def test_a_question_stays_with_its_answer_and_a_lead_in_with_its_list():
    filler = SENTENCE.format(1) * 5
    answer = f"**Who may stop a release?**\n\n{SENTENCE.format(2) * 3}"
    text = f"# FAQ\n\n{filler}\n\n{answer}\n\nYou need:\n\n- a key\n- a reason\n"
    document = read_bytes("a.md", text)

    assert any("Who may stop a release?**\n\nThe forecast" in p.text for p in document.passages)
    assert any("You need:\n\n- a key" in p.text for p in document.passages)


def test_a_listing_is_not_parted_inside_a_line_and_keeps_its_indentation():
    code = "".join(f"    value_{n} = compute(shop={n}, days=[1, 2, 3])\n" for n in range(60))
    document = read_bytes("a.md", f"# A\n\n```python\ndef f():\n{code}```\n")

    assert len(document.passages) > 2
    assert all(re.match(r"```|    value_", p.text) and p.kind == "code" for p in document.passages)


def test_front_matter_can_be_cited_but_not_its_access_lines():
    document = read_bytes("a.md", "---\nowner: Ana Lind\nstage: pilot\naccess: [hr]\n---\nWords here.\n")

    assert document.passages[0].text == "owner: Ana Lind\nstage: pilot"
    assert document.passages[0].kind == "metadata"
    assert not any("access" in p.text for p in document.passages)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It ran. It failed.", ["It ran. ", "It failed."]),
        ("See e.g. The Hague. Then go.", ["See e.g. The Hague. ", "Then go."]),
        ("We chose option B. Option A was slow.", ["We chose option B. ", "Option A was slow."]),
        ("It is no. The lamp No. 5 is out.", ["It is no. ", "The lamp No. 5 is out."]),
        ("It began in Feb. 2025. J. Smith left.", ["It began in Feb. 2025. J. Smith left."]),
        ("Version 2.1 is out. (Really?) Yes!", ["Version 2.1 is out. ", "(Really?) ", "Yes!"]),
        ("", []),
    ],
)
def test_sentences_end_where_people_end_them(text, expected):
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text", ["x" * 40_000, "# " + "wort " * 4_000 + "\n\nBody.\n", "- " + "a,b;c" * 3_000, "字" * 3_000]
)
def test_even_a_monster_fits_the_window(text):
    document = read_bytes("a.md", text)

    assert all(count_words(retrieval_text(document, p)) <= WINDOW for p in document.passages)


ROWS = "".join(f"| the shop of number {n} | {n}.5 % | a remark on the shop |\n" for n in range(60))
HEADER = "| Shop and its number | WAPE of the week | Remark of the planners of the shop |\n|---|---|---|\n"
LONG = [
    pytest.param("# A\n\n" + "".join(SENTENCE.format(n) for n in range(60)), id="prose"),
    pytest.param(
        f"# A title of some words\n\n## And a section\n\n### And another below it\n\n{HEADER}{ROWS}", id="table"
    ),
    pytest.param("# A\n\n```\n" + "value = compute(shop=1, days=[1, 2])\n" * 60 + "```\n", id="listing"),
]


@pytest.mark.parametrize("window", [64, 128, 512])
@pytest.mark.parametrize("text", LONG)
def test_passages_fit_an_encoder_with_another_window(text, window):
    document = read_bytes("a.md", text, window=window)
    longest = max(count_words(retrieval_text(document, p)) for p in document.passages)

    assert min(window, WINDOW) // 2 < longest <= min(window, WINDOW)


BLOCK = st.sampled_from(
    [
        "# Heading\n",
        "### Deep *heading*\n",
        SENTENCE.format(3) + "\n",
        SENTENCE.format(4) * 14 + "\n",
        "- item\n  - inner\n- item\n",
        "| a | b |\n|---|---|\n" + "| one | two |\n" * 40,
        "```\ncode: [1, 2]\n```\n",
        "> quoted words\n",
        "Setext\n======\n",
        "<!-- hidden -->\n",
        "<div>html words</div>\n",
        "1. first\n2. second\n",
        "![p](p.png)\n",
        "    indented\n",
        "Term: value\n",
        "~~~\nopen",
        "!!! note\n\n    Inside.\n",
        "\tTabbed\n",
        "***\n",
        "|\n",
        "- \n",
        "Ünïcode “quotes” … 🚀\r\n",
    ]
)


@settings(max_examples=120, deadline=None)
@given(
    blocks=st.lists(BLOCK, max_size=14),
    name=st.sampled_from(["a.md", "a.rst", "a.txt"]),
    gap=st.sampled_from(["\n", "\r\n", ""]),
)
def test_passages_are_slices_in_order_within_the_window(blocks, name, gap):
    text = "Start.\n\n" + gap.join(blocks)
    document = read_bytes(name, text)

    assert document.text == text
    at = 0
    for passage in document.passages:
        assert passage.text == text[passage.start : passage.end] == passage.text.strip("\r\n")
        assert passage.start >= at
        assert re.search(r"\w", passage.text)
        assert count_words(retrieval_text(document, passage)) <= WINDOW
        at = passage.end
    assert len({p.id for p in document.passages}) == len(document.passages)


def test_the_sizes_are_those_of_the_encoder():
    assert SMALL < FULL < WINDOW
