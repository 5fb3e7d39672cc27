"""Headings that deny or leave open what is listed under them."""

import pytest

from plainspoken.wording.headings import unasserted


@pytest.mark.parametrize(
    ("heading", "is_denial"),
    [
        ("Out of scope", True),
        ("2.1 Out-of-Scope Use", True),
        ("Rejected alternatives", True),
        ("Alternatives considered but rejected", True),
        ("Prohibited uses", True),
        ("Exclusions from the training data", True),
        ("Not supported", True),
        ("Considered options", False),
        ("Alternatives considered", False),
        ("Open questions", False),
        ("To do", False),
    ],
)
def test_a_heading_that_asserts_nothing_is_known(heading, is_denial):
    found = list(unasserted(f"## {heading}\n\n- An item\n").values())

    assert [one.is_denial for one in found] == [is_denial]


@pytest.mark.parametrize(
    "heading",
    ["Scope", "Goals", "Options", "Why the offer was rejected", "Rejected rows", "No-code tools", "Known issues",
     "Working without a GPU", "Not found errors", "Open data", "Proposal", "Exclusive offers"],
)  # fmt: skip
def test_any_other_heading_leaves_its_items_as_they_are(heading):
    assert not unasserted(f"## {heading}\n\n- An item\n")


def test_a_heading_reigns_over_deeper_ones_and_a_bold_line_until_something_is_said():
    text = "## Ideas\n\n### Loans\n\n- One\n\n## Data\n\n- Two\n\n**Non-goals**\n\n- Three\n\nIt is so:\n\n- Four\n"
    found = unasserted(text)

    assert {text[at : text.index("\n", at)]: one.words for at, one in found.items()} == {
        "One": "Ideas",
        "Three": "Non-goals",
    }


def test_a_heading_of_endless_small_words_takes_no_time():
    assert not unasserted(f"## Excluded {'for ' * 20_000}!x\n\n- An item\n")
