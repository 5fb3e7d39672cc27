"""The demo's questions are held out, complete, and quote what is really there."""

import json
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpora" / "demo"
EVALS = ROOT / "evals" / "demo"
QUESTIONS = [json.loads(line) for line in (EVALS / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
BY_ID = {row["id"]: row for row in QUESTIONS}
ANSWERABLE = [row for row in QUESTIONS if row["kind"] == "answerable"]
UNANSWERABLE = [row for row in QUESTIONS if row["kind"] != "answerable"]
VERBATIM = {".md", ".rst", ".txt", ".csv", ".jsonl"}
READABLE = {".md", ".rst", ".txt", ".html", ".csv", ".ipynb", ".json", ".jsonl", ".py", ".toml", ".css", ".js"}
HELD_OUT_FROM = (
    *("corpora", "src", "docs", "tools", "tests", "benchmarks"),
    *("README.md", "app.py", "CHANGELOG.md", "CONTRIBUTING.md"),
)
TAUGHT = ("training",)
SHORT = (
    4  # words of a question that names nothing: two such, underspecified, were written for the training data as well
)
BINARY = {".docx", ".pdf", ".pptx", ".xlsx"}
LONG = 8  # words; a shorter sentence may well be somebody else's
UNANSWERABLE_KINDS = {"underspecified", "false_premise", "nonsense", "out_of_corpus", "not_calculable", "absent_fact"}
SLICES = {
    "single_fact", "table_lookup", "multi_document", "paraphrase", "as_of", "superseded", "conflicting", "feedback",
    "card_comparison", "restricted", "private", "injection",
}  # fmt: skip


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w.%$-]+", text.casefold()))


def _long_sentences(text: str) -> list[str]:
    return [_plain(one) for one in re.split(r"(?<=[.!?])\s+", text) if len(one.split()) > LONG]


@cache
def _everything_else() -> str:
    return "\n".join([_texts(HELD_OUT_FROM), *map(_plain, _of_binaries())])


@cache
def _texts(names: tuple[str, ...]) -> str:
    starts = [ROOT / name for name in names]
    paths = [path for start in starts for path in ([start] if start.is_file() else sorted(start.rglob("*")))]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in paths if path.suffix in READABLE]
    unquoted = [text.replace("\\n", " ").replace('\\"', " ") for text in texts]  # as JSON holds them
    return _plain("\n".join(unquoted))


def _of_binaries() -> list[str]:
    """Return the texts of the documents that are no plain text."""
    ingest = pytest.importorskip("plainspoken.ingest")
    files = [one for one in ingest.discover([CORPUS]).files if Path(one.relative).suffix in BINARY]
    texts = [
        one.text for one in ingest.parse(files, corpus="demo", default_access=("everyone",)) if hasattr(one, "text")
    ]
    assert len(texts) == len(files) > 0
    return texts


def stands_elsewhere(row: dict) -> list[str]:
    """Return what of a question stands anywhere else, by name: a failed test shows no word of it."""
    quotes = [_plain(quote["text"]) for quote in row["quotes"]]
    references = [one for one in _long_sentences(row["reference"]) if not any(one in quote for quote in quotes)]
    question, taught = _plain(row["question"]), _texts(TAUGHT)
    is_taught = len(question.split()) > SHORT and question in taught
    found = ["question"] * (is_taught or question in _everything_else())
    return found + ["reference"] * any(one in _everything_else() or one in taught for one in references)


@cache
def _extracted() -> dict[str, str]:
    ingest = pytest.importorskip("plainspoken.ingest")
    wanted = {quote["document"] for row in QUESTIONS for quote in row["quotes"]}
    files = [one for one in ingest.discover([CORPUS]).files if one.relative in wanted]
    read = list(ingest.parse(files, corpus="demo", default_access=("everyone",)))
    return {one.path: one.text for one in read if hasattr(one, "text")}


def test_there_are_enough_of_each_kind_and_slice():
    kinds = Counter(row["kind"].removeprefix("unanswerable:") for row in UNANSWERABLE)

    assert len(QUESTIONS) >= 240
    assert len(UNANSWERABLE) >= 80
    assert set(kinds) == UNANSWERABLE_KINDS
    assert min(kinds.values()) >= 12
    assert {row["slice"] for row in ANSWERABLE} == SLICES
    assert len({(row["question"], row["principal"], row["as_of"]) for row in QUESTIONS}) == len(QUESTIONS)


def test_forty_run_first_ten_of_them_unanswerable():
    smoke = [row for row in QUESTIONS if row.get("smoke")]

    assert len(smoke) == 40
    assert sum(row["kind"] != "answerable" for row in smoke) == 10
    assert {row["kind"].removeprefix("unanswerable:") for row in smoke} == UNANSWERABLE_KINDS | {"answerable"}


def test_each_unanswerable_question_has_its_own_answerable_twin():
    twins = [row["twin"] for row in UNANSWERABLE]

    assert len(set(twins)) == len(twins)
    assert all(BY_ID[row["twin"]]["kind"] == "answerable" for row in UNANSWERABLE)
    assert all(BY_ID[row["twin"]]["twin"] == row["id"] for row in UNANSWERABLE)


def test_each_principal_is_known_and_each_day_is_a_day():
    principals = tomllib.loads((CORPUS / "access.toml").read_text(encoding="utf-8"))["principals"]

    assert {row["principal"] for row in QUESTIONS} <= set(principals)
    assert all(re.fullmatch(r"202[56]-\d\d-\d\d", row["as_of"]) for row in QUESTIONS)


def test_an_answerable_question_has_facts_and_quotes_and_an_unanswerable_one_neither():
    assert all(row["facts"] and row["quotes"] and row["reference"] for row in ANSWERABLE)
    assert not any(row["facts"] or row["quotes"] for row in UNANSWERABLE)
    assert all(row["reference"] for row in UNANSWERABLE)


@pytest.mark.parametrize("row", ANSWERABLE, ids=lambda row: row["id"])
def test_each_fact_stands_in_a_quote(row):
    quoted = _plain(" ".join(quote["text"] for quote in row["quotes"]))

    assert [fact for fact in row["facts"] if _plain(fact) not in quoted] == []


@pytest.mark.parametrize("row", ANSWERABLE, ids=lambda row: row["id"])
def test_each_quote_stands_verbatim_in_its_document(row):
    for quote in row["quotes"]:
        path = CORPUS / quote["document"]
        slack = "slack-export" in quote["document"]
        verbatim = path.suffix in VERBATIM and not slack
        text = path.read_text(encoding="utf-8") if verbatim else _extracted()[quote["document"]]

        assert quote["text"] in text


def test_extraction_keeps_the_quotes_of_plain_text_too():
    texts = _extracted()

    assert [q["text"] for row in QUESTIONS for q in row["quotes"] if q["text"] not in texts[q["document"]]] == []


def test_qrels_name_documents_that_exist_for_every_answerable_question():
    lines = (EVALS / "qrels.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:]]

    assert lines[0] == "question-id\tdocument\tgrade"
    assert {row[0] for row in rows} == {row["id"] for row in ANSWERABLE}
    assert [document for _, document, _ in rows if not (CORPUS / document).is_file()] == []
    assert {grade for _, _, grade in rows} == {"1", "2"}


def test_themes_name_every_feedback_entry():
    lines = (EVALS / "feedback_themes.tsv").read_text(encoding="utf-8").splitlines()

    assert len({line.split("\t")[0] for line in lines[1:]}) == 300


@pytest.mark.parametrize("case_id", BY_ID)
def test_neither_question_nor_reference_stands_anywhere_else(case_id):
    found = stands_elsewhere(BY_ID[case_id])

    assert found == []
