"""The second set is held out, complete, quotes what is really there, and asks nothing that the first one asks."""

import json
from collections import Counter

import pytest

from plainspoken import ingest
from plainspoken.doors.terminal.places import find_set
from plainspoken.scoring.cases import load
from plainspoken.scoring.overlap import token_f1
from tests import test_evals_demo as first

EVALS = first.ROOT / "evals" / "demo2"
ROWS = [json.loads(line) for line in (EVALS / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
BY_ID = {row["id"]: row for row in ROWS}
ANSWERABLE = [row for row in ROWS if row["kind"] == "answerable"]
UNANSWERABLE = [row for row in ROWS if row["kind"] != "answerable"]
TOO_ALIKE = 0.75  # token F1 of two questions


@pytest.fixture(scope="module")
def texts():
    """Return path → text as it is ingested."""
    wanted = {quote["document"] for row in ANSWERABLE for quote in row["quotes"]}
    files = [one for one in ingest.discover([first.CORPUS]).files if one.relative in wanted]
    read = ingest.parse(files, corpus="demo", default_access=("everyone",))
    return {one.path: one.text for one in read if hasattr(one, "text")}


def test_every_slice_and_kind_is_there_and_each_unanswerable_question_has_its_own_twin():
    kinds = Counter(row["kind"].removeprefix("unanswerable:") for row in UNANSWERABLE)

    assert (len(ANSWERABLE), len(UNANSWERABLE)) == (50, 30)
    assert set(kinds) == first.UNANSWERABLE_KINDS
    assert {row["slice"] for row in ANSWERABLE} == {row["slice"] for row in UNANSWERABLE} == first.SLICES
    assert all(BY_ID[BY_ID[row["twin"]]["twin"]] is row for row in UNANSWERABLE)
    assert all(BY_ID[row["twin"]]["kind"] == "answerable" for row in UNANSWERABLE)


def test_it_asks_about_the_demo_corpus_in_the_rights_of_the_demo():
    place = find_set("demo2")

    assert (place.documents, place.corpus, place.name) == (first.CORPUS, "demo", "demo2")
    assert place.access == first.CORPUS / "access.toml"
    assert len(load(place.questions)) == 80


def test_quotes_stand_verbatim_in_their_documents_and_facts_in_the_quotes(texts):
    for row in ANSWERABLE:
        quoted = first._plain(" ".join(quote["text"] for quote in row["quotes"]))

        assert [quote for quote in row["quotes"] if quote["text"] not in texts[quote["document"]]] == []
        assert [fact for fact in row["facts"] if first._plain(fact) not in quoted] == [], row["id"]


def test_qrels_name_every_quoted_document_with_grade_2():
    cases = load(EVALS)

    for case in cases:
        assert {quote.document for quote in case.quotes} == {
            path for path, grade in case.relevant.items() if grade == 2
        }
        assert all((first.CORPUS / path).is_file() for path in case.relevant)


def test_no_question_is_one_of_the_first_set_and_neither_it_nor_its_reference_stands_anywhere_else():
    known = [row["question"] for row in first.QUESTIONS]

    alike = [row["id"] for row in ROWS if max(token_f1(row["question"], each) for each in known) > TOO_ALIKE]
    elsewhere = [(row["id"], found) for row in ROWS if (found := first.stands_elsewhere(row))]
    assert (alike, elsewhere) == ([], [])
