"""What a text says of itself is believed, what it says in passing of something else is not."""

import datetime

import pytest

from plainspoken.validity import Window
from tests.ingest.making import read_bytes

DAY = datetime.date
END_OF_MARCH = DAY(2025, 3, 31)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        pytest.param("# FAQ\n\nThe spring coupons are valid until 31 March 2025.\n", None, id="of-something-else"),
        pytest.param("# FAQ\n\nThe spring coupons are\nvalid until 31 March 2025.\n", None, id="a-line-that-goes-on"),
        pytest.param("# X\n\n```yaml\nexpires: 2025-03-31\n```\n", None, id="listing"),
        pytest.param("# X\n\n    expires: 2025-03-31\n\nWords.\n", None, id="indented-listing"),
        pytest.param("1. Ask:\n\n   ```yaml\n   expires: 2025-03-31\n   ```\n2. Wait.\n", None, id="listing-in-a-list"),
        pytest.param("# X\n\nexpires: 2025-03-31\n\n```\nx\n```\n", END_OF_MARCH, id="field"),
        pytest.param("```\nx\n```\n\nexpires: 2025-03-31\n", END_OF_MARCH, id="field-after-a-listing"),
        pytest.param("# X\n\nValid until 31 March 2025.\n", END_OF_MARCH, id="opens-its-line"),
        pytest.param("# X\n\nThis document expires on 31 March 2025.\n", END_OF_MARCH, id="of-itself"),
        pytest.param("# X\n\nNew. This model card is valid until 31 March 2025.\n", END_OF_MARCH, id="later-in-a-line"),
    ],
)
def test_only_what_is_said_of_the_document_ends_it(text, last):
    assert read_bytes("a.md", text).metadata.window == Window(None, last)


@pytest.mark.parametrize(
    ("field", "first"),
    [
        pytest.param("Date: 2025-02-01", DAY(2025, 2, 1), id="a-date-is-explicit"),
        pytest.param("Last updated: 2025-02-01", END_OF_MARCH, id="an-update-is-no-beginning"),
    ],
)
def test_a_field_that_dates_a_document_beats_a_sentence(field, first):
    text = f"# X\n\nThis policy is effective as of 31 March 2025.\n\n{field}\n"

    assert read_bytes("a.md", text).metadata.window.first == first


@pytest.mark.parametrize(
    ("name", "text", "owner"),
    [
        pytest.param(
            "a.md", "| Owner | Service | Status |\n|---|---|---|\n| Ada | Billing | Draft |\n", None, id="columns"
        ),
        pytest.param("a.md", "| Owner | Service |\n|---|---|\n| Ada | Billing |\n", None, id="two-columns"),
        pytest.param("a.md", "| | |\n|---|---|\n| **Owner** | Ada Lovelace |\n", "Ada Lovelace", id="row"),
        pytest.param("a.md", "| Key | Effect |\n|---|---|\n| `owner` | Ada Lovelace |\n", None, id="row-about-a-key"),
        pytest.param("a.md", "Owner: In our cloud this is the project it is in.\n", None, id="sentence"),
        pytest.param(
            "a.md", "- Owner: The sales team owns whatever comes in.\n- Owner: Marketing\n", None, id="of-its-parts"
        ),
        pytest.param("a.md", "Owner: <your name>\n\nAuthor: Ada Lovelace\n", "Ada Lovelace", id="gap"),
        pytest.param("a.rst", ":Author: Ada L. <ada@example.org>, Bo\n\nWords.\n", "Ada L., Bo", id="with-address"),
        pytest.param("a.md", "Owner: [Team Bread](bread.md).\n", "Team Bread", id="link"),
    ],
)
def test_an_owner_is_a_name_that_the_document_gives_as_its_own(name, text, owner):
    assert read_bytes(name, text).metadata.owner == owner


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param(
            "said.jsonl",
            '{"text": "Replaces: menu.md", "author": "Ada Lovelace", "date": "2025-01-01"}\n' * 3,
            id="json-lines",
        ),
        pytest.param(
            "said.csv",
            "text,author,date\n" + "Valid until 31 March 2025 is what it says,Ada Lovelace,2025-01-01\n" * 3,
            id="csv",
        ),
        pytest.param(
            "day.json", '[{"type": "message", "ts": "1", "text": "x\\nExpires: 2025-03-31", "user": "U1"}]', id="slack"
        ),
    ],
)
def test_what_people_said_tells_nothing_of_the_file_it_stands_in(name, data):
    document = read_bytes(name, data)

    assert document.kind == "feedback"
    assert (document.metadata.window, document.metadata.owner, document.metadata.supersedes) == (Window(), None, ())


def test_a_day_of_what_people_said_is_dated_by_its_name():
    data = '[{"type": "message", "ts": "1", "text": "The bread is dry.", "user": "U1"}]'

    assert read_bytes("2025-03-31.json", data).metadata.window == Window(END_OF_MARCH)


@pytest.mark.parametrize(
    ("line", "of"),
    [
        pytest.param("- Replaces the [old](old.md) loader.", (), id="a-change-in-a-list"),
        pytest.param("Replaces the [old](old.md) loader with [new](new.md).", (), id="a-swap"),
        pytest.param("The loader\nreplaces [old](old.md).", (), id="a-line-that-goes-on"),
        pytest.param("Supersedes section 3 of [old](old.md).", (), id="a-part"),
        pytest.param("Supersedes [old](old.md) in part.", (), id="in-part"),
        pytest.param("- This decision replaces [old](old.md) with [new](new.md).", ("old.md",), id="this-decision"),
        pytest.param(
            "Supersedes [bread in ovens](a.md) and [b](b.md) by [new](new.md).", ("a.md", "b.md"), id="several"
        ),
        pytest.param("- Supersedes: [old](old.md)", ("old.md",), id="field"),
    ],
)
def test_a_text_replaces_what_it_says_that_it_replaces_itself(line, of):
    assert read_bytes("a.md", f"# X\n\n{line}\n").metadata.supersedes == of


@pytest.mark.parametrize(
    ("status", "by"),
    [
        pytest.param("Accepted. Section 3 was superseded by ADR 12.", (), id="a-part"),
        pytest.param("Accepted. Superseded by ADR 12.", ("ADR 12",), id="after-a-full-stop"),
        pytest.param("accepted, 2025-01-02; replaced by 0012 on 2025-03-04", ("0012",), id="after-a-semicolon"),
        pytest.param("This decision has been superseded by ADR 12.", ("ADR 12",), id="this-decision"),
        pytest.param("Deprecated by ADR 12", ("ADR 12",), id="deprecated"),
        pytest.param("{proposed | superseded by [ADR 5](0005-example.md)}", (), id="a-template"),
    ],
)
def test_a_status_tells_what_replaced_the_whole_document(status, by):
    assert read_bytes("a.md", f"# X\n\nStatus: {status}\n\nWords.\n").metadata.superseded_by == by
