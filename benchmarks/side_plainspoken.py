"""Our side of `peer_llamaindex.py`: the product's own rounds, as `plainspoken ingest` and `search` run them.

python side_plainspoken.py ingest HOME FOLDER [--detection]
python side_plainspoken.py query HOME QUERIES.json
"""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

CORPUS = "handbook"
LIMIT = 8


class Timed:
    """The product's embedder, with the time it took and the tokens it read."""

    def __init__(self, embedder, count):
        self.name, self.size, self.max_tokens = embedder.name, embedder.size, embedder.max_tokens
        self.backend = embedder.backend
        self._embedder, self._count = embedder, count
        self.spent, self.texts = 0.0, []

    def embed(self, texts):
        """Embed, and note the time and the texts."""
        start = time.perf_counter()
        vectors = self._embedder.embed(texts)
        self.spent += time.perf_counter() - start
        self.texts.extend(texts)
        return vectors

    def tokens(self):
        """Return how many tokens were read, and of how many texts not all."""
        counts = [self._count(text) for text in self.texts]
        return sum(min(count, self.max_tokens) for count in counts), sum(count > self.max_tokens for count in counts)


def opened(home, detection):
    """Return the product's engines on ``home``."""
    from plainspoken.settings import load
    from plainspoken.wiring import Engines

    flags = {"home": str(home)}
    return Engines(load(None, flags if detection else {**flags, "privacy.enabled": "false"}))


def ingest(home, folder, detection):
    """Keep one folder; return what it took. Tokens are counted after the clock has stopped."""
    from plainspoken import weights
    from plainspoken.embedding import token_counter
    from plainspoken.librarian import Corpus, keep

    begin = time.perf_counter()
    engines = opened(home, detection)
    timed = Timed(engines.embedder, token_counter(checked=weights.checked))
    engines.__dict__["embedder"] = timed  # where the cached property keeps it
    report = keep([Path(folder)], corpus=Corpus(CORPUS), engines=engines, on=datetime.now(UTC).date())
    engines.close()
    took = time.perf_counter() - begin
    tokens, cut = timed.tokens()
    return {
        "steps_s": {"all": took},
        "counting_s": time.perf_counter() - begin - took,
        "passages": report.passages,
        "private": sum(report.private.values()),
        "embed_s": timed.spent,
        "tokens": tokens,
        "tokens_per_s": tokens / timed.spent,
        "passages_cut_off": cut,
        "backend": timed.backend,
    }


def query(home, queries):
    """Answer the first query (the process is then ready), then time every one."""
    from plainspoken.access import Principal
    from plainspoken.assistant import Assistant

    engines = opened(home, detection=True)
    assistant = Assistant(engines)
    who = {"principal": Principal("bench"), "corpus": CORPUS, "as_of": datetime.now(UTC).date(), "limit": LIMIT}
    first = assistant.search(queries[0], **who)
    ready = time.time()
    took = []
    for text in queries:
        start = time.perf_counter()
        found = assistant.search(text, **who)
        took.append(time.perf_counter() - start)
        if len(found) != LIMIT:
            raise SystemExit(f"{len(found)} results for {text!r}")
    engines.close()
    return {"ready_at": ready, "query_s": took, "first": [each.passage.id for each in first[:3]]}


if __name__ == "__main__":
    what, home, given, *rest = sys.argv[1:]
    if what == "ingest":
        print(json.dumps(ingest(home, given, "--detection" in rest)))
    else:
        print(json.dumps(query(home, json.loads(Path(given).read_text(encoding="utf-8")))))
