"""A set is read whole and right, or refused with the line that is wrong."""

import json
import re

import pytest

from plainspoken.errors import UsageError
from plainspoken.scoring.cases import load

ROW = {"id": "q1", "question": "Why?", "reference": "So.", "kind": "answerable", "as_of": "2026-11-22"}


def a_set(tmp_path, *rows, qrels=None):
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    if qrels is not None:
        (tmp_path / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param({"kind": "answerabel"}, "kind 'answerabel' is not allowed", id="kind-that-is-none"),
        pytest.param({"facts": "0.83"}, "facts = '0.83' is no list", id="facts-that-are-a-text"),
        pytest.param({"facts": ["0.83", ""]}, "facts = '' is no text", id="empty-fact"),
        pytest.param({"facts": [{}]}, "facts = {} is no text", id="fact-that-is-an-object"),
        pytest.param({"quotes": "x"}, "quotes are no list", id="quotes-that-are-a-text"),
        pytest.param({"quotes": [{"document": "a.md"}]}, "'text' is missing", id="quote-without-text"),
        pytest.param({"question": None}, "question = None is no text", id="no-question"),
        pytest.param({"as_of": "tomorrow"}, "tomorrow", id="no-day"),
        pytest.param({"id": "q0"}, "the id 'q0' stands above already", id="id-that-is-taken"),
    ],
)
def test_a_wrong_question_is_refused_with_its_line_and_the_reason(tmp_path, change, why):
    folder = a_set(tmp_path, ROW | {"id": "q0"}, ROW | change)

    with pytest.raises(UsageError, match=f"line 2 of .*{re.escape(why)}"):
        load(folder)


@pytest.mark.parametrize("line", ["[]", "1", "{", '"x"', "[" * 100_000])
def test_a_line_that_is_no_object_is_refused(tmp_path, line):
    (tmp_path / "questions.jsonl").write_text(line)

    with pytest.raises(UsageError, match="line 1"):
        load(tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("q1\ta.md", id="too-few-columns"),
        pytest.param("q1\ta.md\tmuch", id="grade-that-is-no-number"),
        pytest.param("q1\ta.md\t-1", id="grade-below-nothing"),
        pytest.param("q1\t0\ta.md\t1", id="too-many-columns"),
        pytest.param("q1 a.md 1", id="blanks-for-tabs"),
    ],
)
def test_a_wrong_judgement_is_refused_with_its_line(tmp_path, line):
    folder = a_set(tmp_path, ROW, qrels=f"question-id\tdocument\tgrade\n{line}\n")

    with pytest.raises(UsageError, match=r"line 2 of .*qrels\.tsv"):
        load(folder)


@pytest.mark.parametrize("name", ["questions.jsonl", "qrels.tsv"])
def test_a_file_that_is_no_utf_8_is_named(tmp_path, name):
    folder = a_set(tmp_path, ROW, qrels="")
    (folder / name).write_bytes(b"\xe9\xff")

    with pytest.raises(UsageError, match=f"{name}' is not UTF-8"):
        load(folder)


def test_empty_lines_a_byte_order_mark_and_other_ends_of_line_within_a_text_do_no_harm(tmp_path):
    row = json.dumps(ROW | {"question": "Why\u2028not?"}, ensure_ascii=False)
    (tmp_path / "questions.jsonl").write_bytes(b"\xef\xbb\xbf" + row.encode() + b"\r\n\r\n")
    (tmp_path / "qrels.tsv").write_text("q1\ta.md\t2\n\nq1\tb.md\t1\n")  # without a line of names

    (case,) = load(tmp_path)

    assert (case.question, case.relevant) == ("Why\u2028not?", {"a.md": 2, "b.md": 1})
