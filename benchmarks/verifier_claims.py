"""Measure the verifier on hand-written claims: who is wrongly shown, who wrongly removed, by kind of change.

    python benchmarks/verifier_claims.py [--half tuning|held] [--misses]

The claims stand in training/reader/verifier_claims.jsonl, described in VERIFIER_CLAIMS.md there. Rules were tuned on
the tuning half; print the held half's shares, never its misses. Intervals resample passages.
"""

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "training" / "reader"))
from claims import WRITTEN
from fitting import auroc, interval

from plainspoken.answers import Sentence
from plainspoken.verify import verify

LABELS = {"supported": 1.0, "contradicted": 0.0, "unproven": 0.0}


@dataclass(frozen=True)
class Row:
    """One claim, what it is judged by and how it was judged."""

    group: str
    domain: str
    kind: str
    label: str
    claim: str
    verdict: str
    score: float
    reasons: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--half", choices=("tuning", "held"), default="tuning")
    parser.add_argument("--misses", action="store_true")
    asked = parser.parse_args()
    started = time.process_time()
    rows = list(judged(asked.half == "held"))
    spent = (time.process_time() - started) / len(rows) * 1000
    passages = len({row.group for row in rows})
    print(f"{asked.half} half: {len(rows)} claims, {passages} passages, {spent:.2f} ms CPU a claim")
    overall(rows)
    table(rows)
    if asked.misses and asked.half == "tuning":
        misses(rows)


def judged(is_held: bool):
    for line in WRITTEN.read_text(encoding="utf-8").splitlines():
        given = json.loads(line)
        if given["held"] != is_held:
            continue
        cites = tuple(range(1, len(given["passages"]) + 1))
        for one in given["claims"]:
            found = verify(Sentence(one["claim"], cites), given["passages"], question=one.get("question", ""))
            yield Row(
                group=given["id"],
                domain=given["domain"],
                kind=one["kind"],
                label=one["label"],
                claim=one["claim"],
                verdict=found.verdict,
                score=found.score,
                reasons=found.reasons,
            )


def overall(rows: list[Row]) -> None:
    good = np.array([LABELS[row.label] for row in rows])
    scores, lengths = np.array([row.score for row in rows]), np.array([-len(row.claim) for row in rows], float)
    passed = np.array([row.verdict == "supported" for row in rows], float)
    groups = [row.group for row in rows]
    figures = {
        "AUROC": lambda at: auroc(good[at], scores[at]),
        "length only": lambda at: auroc(good[at], lengths[at]),
        "balanced accuracy": lambda at: (passed[at][good[at] == 1].mean() + 1 - passed[at][good[at] == 0].mean()) / 2,
        "true shown": lambda at: passed[at][good[at] == 1].mean(),
        "false shown": lambda at: passed[at][good[at] == 0].mean(),
    }
    for name, figure in figures.items():
        low, high = interval(figure, groups)
        print(f"    {name:18s} {figure(np.arange(len(rows))):.3f} [{low:.3f}, {high:.3f}]")


def table(rows: list[Row]) -> None:
    """Print for every kind the share that is called supported."""
    for label in LABELS:
        for kind in sorted({row.kind for row in rows if row.label == label}):
            some = [row for row in rows if (row.label, row.kind) == (label, kind)]
            passed = np.array([row.verdict == "supported" for row in some], float)
            low, high = interval(lambda at, p=passed: p[at].mean(), [row.group for row in some])
            share = f"{passed.mean():.3f} [{low:.3f}, {high:.3f}]"
            print(f"    {label:12s} {kind:11s} n {len(some):3d}  called supported {share}")


def misses(rows: list[Row]) -> None:
    for row in rows:
        if (row.verdict == "supported") != (row.label == "supported"):
            print(f"{row.group} {row.label[:4]} {row.kind:10s} {row.score:.2f} {row.claim!r} {row.reasons}")


if __name__ == "__main__":
    main()
