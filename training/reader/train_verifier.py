"""Train the verifier's support score and write src/plainspoken/verify/coefficients.json.

    python training/reader/train_verifier.py DATA PASSAGES.json [--dry]   # PASSAGES.json: what corpus.py printed

Vetoes are rules and are not learnt; the score learns how much words, runs of words and the question tell. Figures
printed are out of fold, vetoes included, as the product would have judged: five folds by document, conversation or
pair. Beside each stands what the claim's length alone would reach. With --dry nothing is written.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from claims import Labelled, halueval, honest, human, mutated, written
from corpus import Known
from fitting import Fitted, auroc, fit, fit_signed, folds, interval

from plainspoken.answers import Sentence
from plainspoken.verify import CONTRADICTED_AT_MOST, SHORT_ANSWER, SUPPORTED, UNPROVEN_AT_MOST
from plainspoken.verify.clauses import pairs, statements
from plainspoken.verify.evidence import Case, gather
from plainspoken.verify.support import Signs, signs
from plainspoken.verify.vetoes import vetoes

TARGET = Path(__file__).parents[2] / "src/plainspoken/verify/coefficients.json"
NAMES = [field.name for field in fields(Signs)]
FOLDS = 5
FOR = dict.fromkeys(("best", "carried", "whole", "pairs", "clause", "weakest", "run", "novel", "together"), 1)
AGAINST = dict.fromkeys(("rarest", "lost", "vetoes"), -1)
SIGNS = {"claim": {**FOR, **AGAINST, "together": 0, "echoed": 0, "length": 0}, "short": {**FOR, **AGAINST, "length": 0}}
"""Length is left out: it gives HaluEval's wrong answers away, and nobody else's."""
WEIGHTS = {"halueval": 0.4, "human": 1.0, "honest": 1.0, "astray": 0.5, "written": 1.0}


@dataclass(frozen=True)
class Part:
    """One sentence of a claim as the score sees it.

    Attributes:
        row: Number of the claim.
        set, fold, weight: Where it comes from, where it is held out, how much it counts.
        short: Whether it is read with its question.
        values: Its signs.
        most: What its vetoes leave of the score; 1 without any.
        good: Whether the claim is supported.
    """

    row: int
    set: str
    fold: int
    weight: float
    short: bool
    values: tuple[float, ...]
    most: float
    good: bool


def main(data: Path, passages: Path, *flags: str) -> None:
    """Build the rows, cross-validate, fit on all, write."""
    known = [Known(**row) for row in json.loads(passages.read_text(encoding="utf-8"))]
    texts = [(f"projects:{one.document}", one.text) for one in known if len(one.text) > 300][::25]
    rows = [*human(data), *honest(data), *mutated(data, texts), *halueval(data), *written(is_held=False)]
    rows = [row for row in rows if row.supported is not None]
    fold = folds([row.group for row in rows], FOLDS)
    parts = [part for at, row in enumerate(rows) for part in parts_of(at, row, int(fold[at]))]
    held = np.zeros(len(parts))
    made: dict[str, object] = {
        "provenance": "training/reader/train_verifier.py on halueval_qa, mtrag_human_eval, clapnq (development sets) "
        "and the tuning half of verifier_claims.jsonl"
    }
    for name, short in (("claim", False), ("short", True)):
        some = [at for at, part in enumerate(parts) if part.short == short]
        model, held[some] = _learn(name, [parts[at] for at in some])
        made[name] = model.as_json()
        print(name, {n: round(float(w), 2) for n, w in zip(NAMES, model.weights, strict=True) if w})
    report(rows, parts, held)
    if "--dry" not in flags:
        TARGET.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


def parts_of(at: int, row: Labelled, fold: int) -> list[Part]:
    """Return each sentence of a claim."""
    found = []
    sentences = statements(row.claim)
    cited = tuple(range(1, len(row.passages) + 1))
    case = Case(Sentence(row.claim, cited), cited, row.passages, (), row.question)
    for claim in sentences:
        evidence = gather(claim, case)
        near = pairs(claim, evidence)
        asked = row.question if len(row.claim.split()) <= SHORT_ANSWER else ""
        against = [] if evidence.is_verbatim else vetoes(claim, evidence, near, asked)
        seen = signs(claim, evidence, near, question=row.question, vetoes=len(against))
        short = bool(row.question) and len(claim.split()) <= SHORT_ANSWER
        weight = WEIGHTS.get(row.set.split("-")[0], 0.5) / len(sentences)
        verdicts = {veto.verdict for veto in against}
        most = CONTRADICTED_AT_MOST if "contradicted" in verdicts else UNPROVEN_AT_MOST if verdicts else 1.0
        found.append(Part(at, row.set, fold, weight, short, seen.values, most, bool(row.supported)))
    return found


def _learn(name: str, parts: Sequence[Part]) -> tuple[Fitted, np.ndarray]:
    """Return the model of all, and what models of the other folds say of each."""
    x, y = np.array([part.values for part in parts]), np.array([part.good for part in parts], float)
    g, w = np.array([part.fold for part in parts]), np.array([part.weight for part in parts])
    changed = np.array([part.set.startswith("mutated") for part in parts])
    learnt = ~(changed & (y == 0) & (x[:, NAMES.index("vetoes")] == 0))
    held = np.zeros(len(y))
    for k in range(FOLDS):
        held[g == k] = _fitted(name, x, y, w, learnt & (g != k)).probabilities(x[g == k])
    return _fitted(name, x, y, w, learnt), held


def _fitted(name: str, x, y, w, rows) -> Fitted:
    """Return the model of ``rows``; changes that no veto noticed are not learnt from: words cannot tell them."""
    x, y, w = x[rows], y[rows], w[rows]
    return fit_signed(NAMES, SIGNS[name], lambda kept: fit([NAMES[at] for at in kept], x[:, kept], y, w))


def report(rows: Sequence[Labelled], parts: Sequence[Part], held: np.ndarray) -> None:
    """Print what the product would have said of each claim, had its fold not been learnt from."""
    scores: dict[int, list[float]] = {}
    shown: dict[int, bool] = {}
    for part, chance in zip(parts, held, strict=True):
        scores.setdefault(part.row, []).append(float(chance) * part.most)
        shown[part.row] = shown.get(part.row, True) and part.most == 1.0 and chance >= SUPPORTED
    for name in sorted({row.set for row in rows}):
        at = [n for n, row in enumerate(rows) if row.set == name and n in scores]
        good = np.array([rows[n].supported for n in at], float)
        judged = np.array([np.mean(scores[n]) for n in at])
        passed = np.array([shown[n] for n in at], float)
        lengths = -np.array([len(rows[n].claim) for n in at], float)
        groups = [rows[n].group for n in at]
        line = f"{name:22s} n {len(at):4d}  shown: true {share(passed[good == 1])} false {share(passed[good == 0])}"
        if 0 < good.mean() < 1:
            low, high = interval(lambda i, g=good, j=judged: auroc(g[i], j[i]), groups, rounds=200)
            right = (passed[good == 1].mean() + 1 - passed[good == 0].mean()) / 2
            line += f"  balanced {right:.3f}  AUROC {auroc(good, judged):.3f} [{low:.3f}, {high:.3f}]"
            line += f"  length only {auroc(good, lengths):.3f}"
        print(line)


def share(passed: np.ndarray) -> str:
    return f"{passed.mean():.3f}" if len(passed) else "  –  "


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]), *sys.argv[3:])
