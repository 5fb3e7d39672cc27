"""How well the right documents are found: a BEIR-shaped folder, scored with the literature's measures."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from plainspoken.access import EVERYONE, rule_for
from plainspoken.errors import UsageError
from plainspoken.passages import Edition, Passage, ScoredPassage
from plainspoken.validity import Window

CORPUS = "judged"
DEPTH = 100  # of a run: recall@100
SHOWN = 8  # passages of a timed query: what an answer is made from
BATCH = 512  # documents indexed at once
READ = ("_id", "title", "text")  # fields of a line

Search = Callable[[str, int], list[ScoredPassage]]
Index = Callable[[Sequence[ScoredPassage]], None]
Split = Callable[[str], Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A collection with judged relevance.

    Attributes:
        documents: Id, title and text of each.
        queries: Query id → text; only those that were judged.
        qrels: Query id → document id → relevance.
    """

    documents: tuple[tuple[str, str, str], ...]
    queries: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the measures say; every judged query counts, one without results as 0.

    Attributes:
        ndcg_at_10, recall_at_100: Means over the queries.
        queries, documents: How many there were.
        p50_ms, p95_ms: Time of one query, its embedding included.
        ingest_s: Time to split, embed and index all documents.
    """

    ndcg_at_10: float
    recall_at_100: float
    queries: int
    documents: int
    p50_ms: float
    p95_ms: float
    ingest_s: float

    def as_json(self) -> dict[str, float]:
        """Return the figures under the names that the literature and our command line give them."""
        return {
            "ndcg@10": round(self.ndcg_at_10, 4),
            "recall@100": round(self.recall_at_100, 4),
            "queries": self.queries,
            "documents": self.documents,
            "p50_ms": round(self.p50_ms, 2),
            "p95_ms": round(self.p95_ms, 2),
            "ingest_s": round(self.ingest_s, 2),
        }


def evaluate(judged: Judged, *, split: Split, index: Index, search: Search) -> Found:
    """Index a judged collection, ask all of its queries, and measure.

    Args:
        judged: From ``read_judged``.
        split: A text → the stretches that become passages.
        index: Embeds passages and adds them to the product's index.
        search: (query, limit) → passages, the product's own retrieval.
    """
    started = time.perf_counter()
    for start in range(0, len(judged.documents), BATCH):
        batch = judged.documents[start : start + BATCH]
        index([passage for document in batch for passage in passages_of(*document, split=split)])
    ingest_s = time.perf_counter() - started
    times = [_timed(search, query) for query in judged.queries.values()]
    run = {query_id: _deep(search, query) for query_id, query in judged.queries.items()}
    ndcg, recall = measure(judged.qrels, run)
    p50, p95 = _percentiles(times)
    return Found(ndcg, recall, len(judged.queries), len(judged.documents), p50, p95, ingest_s)


def passages_of(document_id: str, title: str, text: str, *, split: Split) -> Iterator[ScoredPassage]:
    """Yield the passages of one judged document, which everyone may see at any time."""
    version = "sha256:" + hashlib.sha256(f"{title}\0{text}".encode()).hexdigest()
    everyone = rule_for(EVERYONE)
    edition = Edition(
        id=_hashed(document_id)[:16],
        document_id=document_id,
        corpus=CORPUS,
        path=document_id,
        version=version,
        kind="document",
        title=title,
        owner=None,
        status=None,
        stage=None,
        rule=everyone,
        window=Window(),
    )
    for start, end in split(text) or ([(0, len(text))] if title else []):
        passage_id = _hashed(f"{document_id}\0{start}\0{end}")[:32]
        passage = Passage(passage_id, document_id, version, text[start:end], start, end, rule=everyone)
        yield ScoredPassage(passage, edition, 0.0)


def by_document(found: Sequence[ScoredPassage]) -> dict[str, float]:
    """Return each document's score: that of its best passage."""
    best: dict[str, float] = {}
    for each in found:
        best[each.passage.document_id] = max(each.score, best.get(each.passage.document_id, each.score))
    return best


def measure(qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Mapping[str, float]]) -> tuple[float, float]:
    """Return nDCG@10 and recall@100, averaged over every query of ``qrels``."""
    from ir_measures import Qrel, R, ScoredDoc, calc_aggregate, nDCG

    ndcg, recall = nDCG @ 10, R @ DEPTH
    judgements = [Qrel(query, doc, grade) for query, docs in qrels.items() for doc, grade in docs.items()]
    ranked = [ScoredDoc(query, doc, score) for query, docs in run.items() for doc, score in docs.items()]
    values = calc_aggregate([ndcg, recall], judgements, ranked)
    return float(values[ndcg]), float(values[recall])


def read_judged(folder: Path) -> Judged:
    """Read ``corpus.jsonl``, ``queries.jsonl`` and ``qrels.tsv`` (or ``qrels/test.tsv``).

    Raises:
        UsageError: A file is missing, or a line of it is not what BEIR writes.
    """
    qrels = _qrels(folder)
    documents = tuple(
        (_text(row, "_id"), _text(row, "title", ""), _text(row, "text")) for row in _rows(folder / "corpus.jsonl")
    )
    queries = {_text(row, "_id"): _text(row, "text") for row in _rows(folder / "queries.jsonl")}
    unknown = sorted(qrels.keys() - queries.keys())
    if unknown:
        raise UsageError(
            f"{str(folder)!r}: judged queries {unknown[:5]!r} are not in queries.jsonl; nothing was scored"
        )
    return Judged(documents, {each: queries[each] for each in queries if each in qrels}, qrels)


def _rows(path: Path) -> Iterator[Mapping[str, object]]:
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{str(path)!r}, line {number}: not JSON; nothing was scored") from error
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "_id" not in row:
            raise UsageError(f"{str(path)!r}, line {number}: needs '_id' and 'text'; nothing was scored")
        if any("\ud800" <= character <= "\udfff" for name in READ for character in _text(row, name)):
            raise UsageError(
                f"{str(path)!r}, line {number}: holds half a character (a lone surrogate); nothing was scored"
            )
        yield row


def _text(row: Mapping[str, object], key: str, absent: str | None = None) -> str:
    value = row.get(key, absent)
    return "" if value is None else str(value)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{str(path)!r} cannot be read; nothing was scored") from error


def _qrels(folder: Path) -> Mapping[str, Mapping[str, int]]:
    """Return the judgements: query, document, relevance; or TREC's four columns."""
    path = folder / "qrels.tsv"
    if not path.exists():
        path = folder / "qrels" / "test.tsv"
    qrels: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_lines(path), start=1):
        columns = line.split()
        if not columns or (number == 1 and not columns[-1].lstrip("-").isdigit()):  # the header
            continue
        try:
            query_id, document_id, relevance = columns[0], columns[-2], int(columns[-1])
        except (IndexError, ValueError) as error:
            raise UsageError(f"{str(path)!r}, line {number}: needs query, document, score") from error
        qrels.setdefault(query_id, {})[document_id] = relevance
    if not qrels:
        raise UsageError(f"{str(path)!r} judges nothing; nothing was scored")
    return qrels


def _deep(search: Search, query: str) -> dict[str, float]:
    """Return the best DEPTH documents with their scores: as many passages are taken as it needs, or as there are."""
    limit = DEPTH
    found = search(query, limit)
    while len(found) >= limit and len({each.passage.document_id for each in found}) < DEPTH:
        limit *= 2
        found = search(query, limit)
    best = by_document(found)
    return dict(sorted(best.items(), key=lambda each: -each[1])[:DEPTH])


def _timed(search: Search, query: str) -> float:
    started = time.perf_counter()
    search(query, SHOWN)
    return 1_000 * (time.perf_counter() - started)


def _percentiles(times: Sequence[float]) -> tuple[float, float]:
    if len(times) == 1:
        return times[0], times[0]
    cuts = quantiles(times, n=20, method="inclusive")
    return cuts[9], cuts[18]


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
