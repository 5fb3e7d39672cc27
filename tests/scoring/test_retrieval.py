"""Measures on a judged collection, counted by hand."""

import json
import math

import pytest

from plainspoken.errors import UsageError
from plainspoken.scoring.retrieval import by_document, evaluate, measure, passages_of, read_judged

QRELS = {"q1": {"a": 1, "b": 1}, "q2": {"c": 1}}


def whole(text):
    return [(0, len(text))] if text else []


def halves(text):
    middle = len(text) // 2
    return [(0, middle), (middle, len(text))]


@pytest.fixture
def folder(tmp_path):
    rows = [
        {"_id": "a", "title": "One", "text": "alpha alpha"},
        {"_id": "b", "title": "", "text": "beta"},
        {"_id": "c", "text": "gamma"},
    ]
    queries = [{"_id": "q1", "text": "alpha"}, {"_id": "q2", "text": "gamma"}, {"_id": "q3", "text": "not judged"}]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ta\t1\nq1\tb\t1\nq2\tc\t1\n")
    return tmp_path


def test_a_folder_is_read_with_the_queries_that_were_judged(folder):
    judged = read_judged(folder)

    assert judged.documents == (("a", "One", "alpha alpha"), ("b", "", "beta"), ("c", "", "gamma"))
    assert list(judged.queries) == ["q1", "q2"]
    assert judged.qrels == QRELS


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param("q1 a 1\nq1 b 1\nq2 c 1\n", id="no-header"),
        pytest.param("q1 0 a 1\nq1 0 b 1\nq2 0 c 1\n", id="trec"),
    ],
)
def test_judgements_are_read_in_the_usual_shapes(folder, lines):
    (folder / "qrels.tsv").unlink()
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text(lines)

    assert read_judged(folder).qrels == QRELS


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_byte_order_mark_is_no_part_of_the_first_line(folder, name):
    (folder / name).write_bytes(b"\xef\xbb\xbf" + (folder / name).read_bytes())

    assert read_judged(folder).qrels == QRELS


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        pytest.param("corpus.jsonl", None, "cannot be read", id="no-corpus"),
        pytest.param("qrels.tsv", None, "cannot be read", id="no-judgements"),
        pytest.param("qrels.tsv", "query-id corpus-id score\n", "judges nothing", id="nothing-judged"),
        pytest.param("qrels.tsv", "q1 a 1\nq1 b one\n", "line 2", id="a-grade-that-is-no-number"),
        pytest.param("qrels.tsv", "q9 a 1\n", "'q9'", id="an-unknown-query"),
        pytest.param("queries.jsonl", "{", "line 1", id="no-json"),
        pytest.param("corpus.jsonl", '{"_id": "a"}', "line 1", id="no-text"),
        pytest.param("queries.jsonl", "[" * 100_000, "line 1: not JSON", id="nested-without-end"),
        pytest.param(
            "corpus.jsonl", '{"_id": "a", "text": "\\ud800"}', "line 1: holds half a character", id="surrogate"
        ),
        pytest.param("corpus.jsonl", b"\xff\xfe", "cannot be read", id="no-utf-8"),
    ],
)
def test_a_broken_folder_is_named(folder, name, content, complaint):
    path = folder / name
    path.unlink()
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(UsageError, match=complaint):
        read_judged(folder)


def test_measures_are_means_over_all_judged_queries_and_a_missing_one_counts_0():
    ndcg, recall = measure(QRELS, {"q1": {"x": 3.0, "a": 2.0}})
    by_hand = (1 / math.log2(3)) / (1 + 1 / math.log2(3))

    assert ndcg == pytest.approx(by_hand / 2)
    assert recall == pytest.approx(0.5 / 2)


def test_a_document_scores_as_its_best_passage():
    first, second = passages_of("a", "One", "alpha beta", split=halves)
    scored = [type(first)(each.passage, each.edition, score) for each, score in ((first, 0.2), (second, 0.7))]

    assert by_document(scored) == {"a": 0.7}
    assert (first.passage.text, second.passage.text) == ("alpha", " beta")
    assert first.passage.id != second.passage.id


def test_an_empty_document_with_a_title_is_indexed_and_one_without_is_not():
    assert len(list(passages_of("a", "One", "", split=whole))) == 1
    assert list(passages_of("a", "", "", split=whole)) == []


def test_a_hundred_documents_are_looked_at_though_each_has_several_passages(folder):
    rows = [{"_id": f"d{number:03}", "text": "alpha " * 4} for number in range(120)]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (folder / "qrels.tsv").write_text("q1\td099\t1\nq2\td100\t1\n")
    held = []

    def quarters(text):
        return [(start, start + len(text) // 4) for start in range(0, len(text), len(text) // 4)]

    def search(_query, limit):
        ranked = sorted(held, key=lambda each: each.passage.document_id)
        return [type(each)(each.passage, each.edition, -float(n)) for n, each in enumerate(ranked)][:limit]

    found = evaluate(read_judged(folder), split=quarters, index=held.extend, search=search)

    assert found.recall_at_100 == 0.5


def test_every_document_is_indexed_every_query_asked_and_the_figures_named(folder):
    held = []

    def search(query, limit):
        return [each for each in held if query in each.passage.text][:limit]

    found = evaluate(read_judged(folder), split=whole, index=held.extend, search=search)
    figures = found.as_json()

    assert list(figures) == ["ndcg@10", "recall@100", "queries", "documents", "p50_ms", "p95_ms", "ingest_s"]
    assert figures["recall@100"] == 0.75
    assert (figures["queries"], figures["documents"]) == (2, 3)
    assert 0 <= figures["p50_ms"] <= figures["p95_ms"]
