"""Whom a kept answer tells what: a private value comes back only where its source is known to be open."""

from datetime import UTC, date, datetime

import pytest

from plainspoken.access import EVERYONE, Principal, rule_for
from plainspoken.answers import Answer, Kept, Passport
from plainspoken.gate import REPLY
from plainspoken.passages import Edition, Passage, ScoredPassage
from plainspoken.placeholders import HISTORY, QUESTION, Placeholders, asked_in
from plainspoken.show import show
from plainspoken.validity import Window

TODAY = date(2026, 11, 22)
ANYBODY = Principal("anonymous", frozenset({EVERYONE}))
OPEN, SHUT = "a" * 32, "b" * 32


def scored(passage_id, rule):
    passage = Passage(passage_id, "d", "sha256:0", "Ada Quill", 0, 9, rule=rule)
    edition = Edition("e", "d", "notes", "a.md", "sha256:0", "document", "A", None, None, None, rule, Window())
    return ScoredPassage(passage, edition, 0.0)


def kept(text):
    passport = Passport("", "extractive", "", "", "", 7, passages=(OPEN, SHUT))
    answer = Answer("ans_1", "", "answered", "llm", text, "sponsor", TODAY, (), (), None, (), {}, {}, "", passport)
    return Kept(answer, "anonymous", "", (), datetime.now(UTC))


@pytest.mark.parametrize(
    ("source", "told"),
    [
        pytest.param(OPEN, "Ada Quill", id="passage-that-the-viewer-sees"),
        pytest.param(SHUT, "<PERSON_1>", id="passage-of-other-groups"),
        pytest.param("c" * 32, "<PERSON_1>", id="passage-that-is-gone"),
        pytest.param("c" * 31, "<PERSON_1>", id="another-id-than-a-passage-has"),
        pytest.param("sha256:" + "c" * 64, "<PERSON_1>", id="version"),
        pytest.param("", "<PERSON_1>", id="nothing"),
        pytest.param("questions of hr", "<PERSON_1>", id="only-begins-like-one"),
        pytest.param(QUESTION, "Ada Quill", id="question"),
        pytest.param(asked_in(3), "Ada Quill", id="turn"),
        pytest.param(HISTORY, "Ada Quill", id="history"),
        pytest.param(REPLY, "Ada Quill", id="reply"),
    ],
)
def test_a_private_value_is_told_only_where_its_source_is_known_and_open(source, told):
    issued, placeholder = Placeholders().issue("PERSON", "Ada Quill", source)
    passages = [scored(OPEN, rule_for(EVERYONE)), scored(SHUT, rule_for("hr"))]
    shown = show(kept(placeholder), viewer=ANYBODY, issued=issued, look=lambda _: passages)

    assert shown.text == told
