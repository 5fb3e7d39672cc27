"""Measure the verifier on human marks, on HaluEval and on sentences changed in one place.

    python benchmarks/verifier.py DATA PASSAGES.json      # what training/reader/corpus.py printed

Development figures: the support score was fitted on these sets (out-of-fold figures: train_verifier.py); the
vetoes were not fitted to anything. Intervals resample tasks, pairs or documents.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "training" / "reader"))
from claims import Labelled, halueval, honest, human, mutated
from corpus import Known
from fitting import auroc, interval

from plainspoken.answers import Judgement, Sentence
from plainspoken.verify import verify

THRESHOLD = 0.5


def main(data: Path, passages: Path) -> None:
    known = [Known(**row) for row in json.loads(passages.read_text(encoding="utf-8"))]
    texts = [(f"projects:{one.document}", one.text) for one in known if len(one.text) > 300][::25]
    scored(list(human(data)), "mtrag_human_eval")
    scored(list(halueval(data)), "halueval_qa")
    detected([*honest(data), *mutated(data, texts)])


def judged(rows: list[Labelled]) -> list[Judgement]:
    return [verify(Sentence(row.claim, (1,)), row.passages, question=row.question) for row in rows]


def scored(rows: list[Labelled], name: str) -> None:
    started = time.process_time()
    scores = np.array([one.score for one in judged(rows)])
    spent = (time.process_time() - started) / len(rows) * 1000
    labels = np.array([np.nan if row.supported is None else float(row.supported) for row in rows])
    known, groups = ~np.isnan(labels), [row.group for row in rows]
    lengths = -np.array([len(row.claim) for row in rows], float)

    def area(at: np.ndarray) -> float:
        return auroc(labels[at][known[at]], scores[at][known[at]])

    low, high = interval(area, groups, rounds=200)
    kept = scores[known & (labels == 1)] >= THRESHOLD
    refused = scores[known & (labels == 0)] < THRESHOLD
    whole, length = area(np.arange(len(rows))), auroc(labels[known], lengths[known])
    print(f"{name}: n {len(rows)}, AUROC {whole:.3f} [{low:.3f}, {high:.3f}], length only {length:.3f}")
    right = (kept.mean() + refused.mean()) / 2
    print(f"    balanced accuracy at {THRESHOLD}: {right:.3f}; {spent:.1f} ms of processor time a claim")
    same_length(labels, scores, lengths)
    if any(row.mark for row in rows):
        marks = np.array([row.mark for row in rows])
        whole = np.arange(len(rows))
        low, high = interval(lambda at: spearman(marks[at], scores[at]), groups, rounds=200)
        print(f"    Spearman with the mean mark: {spearman(marks[whole], scores[whole]):.3f} [{low:.3f}, {high:.3f}]")


def same_length(labels: np.ndarray, scores: np.ndarray, lengths: np.ndarray) -> None:
    """Print the area within fifths of equal length, where length cannot help."""
    known = ~np.isnan(labels)
    edges = np.quantile(lengths[known], [0.2, 0.4, 0.6, 0.8])
    fifth = np.digitize(lengths, edges)
    areas = [auroc(labels[known & (fifth == k)], scores[known & (fifth == k)]) for k in range(5)]
    print("    AUROC within fifths of length, longest first:", "  ".join(f"{area:.3f}" for area in areas))


def spearman(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


def ranks(values: np.ndarray) -> np.ndarray:
    """Return average ranks."""
    ordered = np.sort(values)
    return (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")) / 2


def detected(rows: list[Labelled]) -> None:
    found = judged(rows)
    for kind in sorted({row.set for row in rows}):
        some = [one for row, one in zip(rows, found, strict=True) if row.set == kind]
        groups = [row.group for row in rows if row.set == kind]
        passed = np.array([one.verdict == "supported" for one in some], float)
        low, high = interval(lambda at, p=passed: p[at].mean(), groups, rounds=200)
        print(f"    {kind:22s} n {len(some):4d}  called supported {passed.mean():.3f} [{low:.3f}, {high:.3f}]")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
