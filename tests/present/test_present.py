import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken import present
from plainspoken.inventory import Inventory
from plainspoken.present.plain import in_force
from tests.doors.invented import ABSTAINED, ANSWER, EDITION, FOUND, TODAY

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> {{constructor}} ${alert(1)} `x` <!channel> <@U024BE7LH> "
    "![p](http://evil.example/?q=1) [x](javascript:alert(1)) \x1b[31mred\x1b]0;title\x07 \u202egnp.exe & &lt;"
)


def with_hostile_words(answer):
    claims = tuple(replace(claim, text=HOSTILE + ".") for claim in answer.claims)
    citations = tuple(
        replace(c, quote=HOSTILE, title=HOSTILE, section=HOSTILE, owner=HOSTILE) for c in answer.citations
    )
    return replace(answer, text=HOSTILE, question=HOSTILE, notice=HOSTILE, claims=claims, citations=citations)


class Elements(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.words = set(), set(), []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data):
        self.words.append(data)


def test_the_json_of_an_answer_has_the_promised_fields_in_order():
    shown = present.answer_json(ANSWER)

    assert list(shown) == [
        "id", "question", "status", "path", "text", "audience", "as_of", "claims", "citations",
        "abstention", "removed", "privacy", "notice", "candidates", "passport",
    ]  # fmt: skip
    assert list(shown["citations"][0]) == [
        "n", "document", "document_id", "version", "title", "section", "page",
        "quote", "start", "end", "owner", "valid_from", "valid_to", "dates_inferred",
    ]  # fmt: skip
    assert list(shown["passport"]) == [
        "snapshot", "model", "prompt", "code", "settings", "seed", "passages", "timings_ms", "ladder",
    ]  # fmt: skip
    assert shown["privacy"] == {"sent": {"PERSON": 2}, "restored": {"PERSON": 1}}
    assert json.loads(json.dumps(shown)) == shown


def test_the_json_of_an_abstention_says_what_is_missing_and_whom_to_ask():
    shown = present.answer_json(ABSTAINED)

    assert shown["status"] == "abstained"
    assert shown["claims"] == shown["citations"] == []
    assert set(shown["abstention"]) == {"reason", "missing", "closest", "ask"}


def test_a_candidate_is_a_whole_answer():
    shown = present.answer_json(replace(ANSWER, candidates=(ABSTAINED,)))

    assert shown["candidates"] == [present.answer_json(ABSTAINED)]


def test_a_search_result_says_where_and_why():
    shown = present.results_json("wape", TODAY, [FOUND])

    assert list(shown) == ["query", "as_of", "results"]
    assert list(shown["results"][0]) == [
        "score", "document", "document_id", "version", "title", "section", "start", "end", "text", "why",
    ]  # fmt: skip


def test_documents_are_listed_once_with_their_versions():
    older = replace(EDITION, id="e0", version="sha256:00", current=False)
    shown = present.documents_json([older, EDITION])

    assert [entry["document"] for entry in shown["documents"]] == [EDITION.path]
    assert [version["current"] for version in shown["documents"][0]["versions"]] == [True, False]


def test_a_terminal_shows_quotes_and_the_notice():
    shown = present.answer_text(ANSWER)

    assert "WAPE fell to 11.3 % [1]." in shown
    assert "[1] reports/w07.md" in shown
    assert "“WAPE fell to 11.3 %”" in shown
    assert "in force since 2026-02-16" in shown
    assert ANSWER.notice in shown


def test_a_terminal_shows_what_is_missing_and_whom_to_ask():
    shown = present.answer_text(ABSTAINED)

    assert "Missing: a document about cats" in shown
    assert "Ask: Ana Example" in shown


@pytest.mark.parametrize("show", [present.answer_text, present.answer_markdown])
def test_no_form_lets_a_document_command_the_terminal(show):
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", show(with_hostile_words(ANSWER)))


def test_a_chat_client_gets_no_link_image_or_element_from_a_document():
    shown = present.answer_markdown(with_hostile_words(ANSWER))

    assert not re.search(r"(?<!\\)<[a-zA-Z!/]|(?<!\\)\]\(|(?<!\\)://", shown)


def test_the_sentences_of_a_chat_answer_keep_their_markers():
    assert present.answer_markdown(ANSWER).startswith("WAPE fell to 11.3 % [1].")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        pytest.param("WAPE fell [1][2].", "WAPE fell [1][2].", id="markers"),
        pytest.param("See www.evil.example.", r"See www\.evil.example.", id="www"),
        pytest.param("See WWW.evil.example.", r"See WWW\.evil.example.", id="www-in-capitals"),
        pytest.param("See https://evil.example.", r"See https\://evil.example.", id="address"),
        pytest.param("Ask a@b.example.", r"Ask a\@b.example.", id="mail"),
        pytest.param("It calls __init__ first.", r"It calls \_\_init\_\_ first.", id="bold"),
        pytest.param("The feature_store_v2 runs.", "The feature_store_v2 runs.", id="inside-a-word"),
        pytest.param("*a* ~~b~~ `c`", r"\*a\* \~\~b\~\~ \`c\`", id="other-formatting"),
        pytest.param(r"\<b> C:\data", r"\\\<b> C:\\data", id="backslash"),
        pytest.param("[x](y) [x]: y", r"[x]\(y) [x]\: y", id="link"),
    ],
)
def test_nothing_in_a_sentence_becomes_a_link_or_formatting(said, shown):
    assert present.sentence_markdown(said) == shown


def test_nothing_in_a_quote_becomes_a_link():
    quote = "www.evil.example, https://evil.example, a@b.example"
    shown = present.answer_markdown(replace(ANSWER, citations=(replace(ANSWER.citations[0], quote=quote),)))

    assert r"“www\.evil.example, https\://evil.example, a\@b.example”" in shown


@pytest.mark.parametrize("text", [ANSWER.text, "Ask a@b.example: __init__, `x`, C:\\data, https://x.example [1]."])
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(ANSWER, id="answered"),
        pytest.param(replace(ANSWER, notice=""), id="without-a-notice"),
        pytest.param(ABSTAINED, id="abstained"),
        pytest.param(replace(ABSTAINED, abstention=replace(ABSTAINED.abstention, missing="")), id="closest-first"),
    ],
)
def test_the_sentences_of_an_answer_are_found_again_in_its_markdown(answer, text):
    answer = replace(answer, text=text)

    assert present.sentences_of(present.answer_markdown(answer)) == text


def test_what_somebody_else_wrote_keeps_all_its_words():
    assert present.sentences_of(r"One \* two.\n\n- three") == r"One \* two.\n\n- three"


@pytest.mark.parametrize(
    "show",
    [
        pytest.param(lambda _words: present.answer_html(with_hostile_words(ANSWER)), id="answer"),
        pytest.param(lambda words: present.waiting_html(words, [words]), id="waiting"),
        pytest.param(lambda words: present.document_html(replace(EDITION, title=words), words, 3, 9), id="document"),
        pytest.param(lambda words: present.saw_html([("user", words)], words), id="saw"),
        pytest.param(present.who_html, id="who"),
        pytest.param(lambda _words: present.why_html(with_hostile_words(ANSWER), [FOUND]), id="why"),
    ],
)
def test_no_text_becomes_markup_on_the_page(show):
    elements = Elements(show(HOSTILE))

    assert not elements.tags & {"script", "img", "a", "iframe", "object", "svg", "style"}
    assert not [name for name in elements.attributes if name.startswith("on") or name in {"href", "src", "style"}]
    assert not re.search(r"[{}$`]", show(HOSTILE))


def test_every_marker_on_the_page_is_a_button_that_opens_its_quote():
    page = present.answer_html(ANSWER)

    assert page.count('data-does="citation" data-answer="ans_1" data-n="1"') == 2
    assert "11.3 %&nbsp;<button" in page


@given(st.text(min_size=3, max_size=200), st.data())
def test_the_highlighted_words_on_the_page_are_the_quote_itself(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    page = present.document_html(EDITION, text, start, end)
    mark = re.search(r"<mark[^>]*>(.*?)</mark>", page, re.DOTALL)

    assert mark is not None
    assert "".join(Elements(mark[1]).words) == present.inert(text[start:end])


def test_a_very_long_document_is_shown_around_its_quote_only():
    page = present.document_html(EDITION, "x" * 1_000_000, 500_000, 500_010)

    assert len(page) < 100_000


def test_placeholders_in_what_the_model_saw_stand_out():
    page = present.saw_html([("user", "<PERSON_1> asked <b>")], "m")

    assert '<span class="ps-private">&lt;PERSON_1&gt;</span>' in page
    assert "&lt;b&gt;" in page


def test_slack_blocks_hold_the_answer_its_quotes_and_the_notice():
    blocks = present.answer_blocks(ANSWER)

    assert blocks[0]["text"]["text"] == "WAPE fell to 11.3 % [1]."
    assert "“WAPE fell to 11.3 %”" in blocks[1]["elements"][0]["text"]
    assert blocks[-1]["elements"][0]["text"] == ANSWER.notice


@pytest.mark.parametrize("words", [HOSTILE, "<" * 9000, "&" * 9000, "x" * 9000, ""])
def test_slack_blocks_mention_nobody_and_stay_within_the_limits(words):
    answer = replace(with_hostile_words(ANSWER), text=words, citations=ANSWER.citations * 60)
    blocks = present.answer_blocks(answer)
    texts = [block.get("text") or block["elements"][0] for block in blocks]

    assert len(blocks) <= 50
    assert all(0 < len(item["text"]) <= 3000 for item in texts)
    assert all((item["type"], item["emoji"]) == ("plain_text", False) for item in texts)  # nothing is formatted
    assert not [item for item in texts if re.search(r"[<>]|&(?!amp;|lt;|gt;)", item["text"])]


@pytest.mark.parametrize(
    ("sentence", "times"),
    [
        pytest.param("The WAPE fell to 11.3 % in week seven [1].", 1, id="short"),
        pytest.param("The WAPE fell to 11.3 % in week seven [1].", 300, id="long"),
        pytest.param("Is a < b && c > d & e [1]?", 500, id="escapes"),
        pytest.param("words without an end", 500, id="one-sentence"),
        pytest.param("&" * 50, 50, id="longer-than-its-letters"),
    ],
)
def test_a_long_answer_is_told_to_slack_in_whole(sentence, times):
    text = " ".join([sentence] * times)
    blocks = present.answer_blocks(replace(ANSWER, text=text))
    sections = [html.unescape(block["text"]["text"]) for block in blocks if block["type"] == "section"]

    assert " ".join(sections) == text
    assert all(section.endswith(sentence[-1]) for section in sections)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        pytest.param(None, None, "no dates", id="none"),
        pytest.param("2026-01-01", None, "in force since 2026-01-01", id="open"),
        pytest.param("2026-01-01", "2026-01-01", "in force 2026-01-01 to 2026-01-01", id="one day"),
        pytest.param("9999-12-31", "0001-01-01", "never in force", id="replaced before its first day"),
    ],
)
def test_days_are_told_in_words(first, last, told):
    assert in_force(first, last, inferred=False) == told


def test_what_nobody_was_sent_is_not_told_to_have_been_sent():
    messages = [("user", "<PERSON_1> asked.")]

    assert "Sent to m, and nothing else:" in present.saw_text(messages, "m")
    assert "No model was sent anything" in present.saw_text(messages, "")
    assert "No language model was asked" in present.saw_html(messages, "")


@pytest.mark.parametrize(
    "trend",
    [
        pytest.param((), id="nothing-was-ingested"),
        pytest.param(((TODAY, {}),), id="one-day"),
    ],
)
def test_the_page_about_private_data_opens_where_there_is_none(trend):
    page = present.inventory_html(Inventory(counted=3, trend=trend))

    assert "0 of 3 documents" in page
    assert page.count("width:0.0%") == 2 * len(trend)
