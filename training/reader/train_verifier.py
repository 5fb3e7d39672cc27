"""Train the verifier's support score and write src/plainspoken/verify/coefficients.json.

    python training/reader/train_verifier.py DATA PASSAGES.json   # PASSAGES.json: what corpus.py printed

Vetoes are rules and are not learnt; the score learns how much words, runs of words and the question tell. Figures
printed are out of fold: five folds by document, conversation or pair.
"""

import json
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
from claims import Labelled, halueval, honest, human, mutated
from corpus import Known
from fitting import Fitted, auroc, fit, fit_signed, folds

from plainspoken.answers import Sentence
from plainspoken.verify import SHORT_ANSWER
from plainspoken.verify.evidence import Case, gather
from plainspoken.verify.support import Signs, signs
from plainspoken.verify.vetoes import vetoes
from plainspoken.wording.sentences import spans

TARGET = Path(__file__).parents[2] / "src/plainspoken/verify/coefficients.json"
NAMES = [field.name for field in fields(Signs)]
FOLDS = 5
FOR = dict.fromkeys(("best", "carried", "whole", "pairs", "run", "novel", "together"), 1)
AGAINST = dict.fromkeys(("rarest", "lost", "vetoes"), -1)
SIGNS = {"claim": {**FOR, **AGAINST, "together": 0, "echoed": 0, "length": 0}, "short": {**FOR, **AGAINST, "length": 0}}
"""Length is left out: it gives HaluEval's wrong answers away, and nobody else's."""
WEIGHTS = {"halueval": 0.4, "human": 1.0, "honest": 1.0, "astray": 0.5}


def main(data: Path, passages: Path) -> None:
    """Build the rows, cross-validate, fit on all, write."""
    known = [Known(**row) for row in json.loads(passages.read_text(encoding="utf-8"))]
    texts = [(f"projects:{one.document}", one.text) for one in known if len(one.text) > 300][::25]
    rows = [*human(data), *honest(data), *mutated(data, texts), *halueval(data)]
    fold = folds([row.group for row in rows], FOLDS)
    parts = [part for row in zip(rows, fold, strict=True) for part in _parts(*row)]
    written: dict[str, object] = {
        "provenance": "training/reader/train_verifier.py on halueval_qa, mtrag_human_eval, clapnq (development sets)"
    }
    for name, short in (("claim", False), ("short", True)):
        written[name] = _learn(name, [part for part in parts if part[1] == short]).as_json()
    TARGET.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def _parts(row: Labelled, fold: int) -> list[tuple]:
    """Return for each sentence of a claim: its set, whether it is short, its signs, label, fold and weight."""
    if row.supported is None:
        return []
    found = []
    sentences = [row.claim[a:b] for a, b in spans(row.claim)] or [row.claim]
    case = Case(Sentence(row.claim, (1,)), (1,), row.passages, (), row.question)
    for claim in sentences:
        evidence = gather(claim, case)
        against = vetoes(claim, evidence)
        seen = signs(claim, evidence, question=row.question, vetoes=len(against))
        short = bool(row.question) and len(claim.split()) <= SHORT_ANSWER
        found.append((row.set, short, seen.values, row.supported, fold, WEIGHTS.get(row.set, 0.5) / len(sentences)))
    return found


def _learn(name: str, parts: list[tuple]) -> Fitted:
    sets = np.array([part[0] for part in parts])
    x, y = np.array([part[2] for part in parts]), np.array([part[3] for part in parts], float)
    g, w = np.array([part[4] for part in parts]), np.array([part[5] for part in parts])
    held = np.zeros(len(y))
    learnt = ~(np.char.startswith(sets.astype(str), "mutated") & (y == 0) & (x[:, NAMES.index("vetoes")] == 0))
    for k in range(FOLDS):
        held[g == k] = _fitted(name, x, y, w, learnt & (g != k)).probabilities(x[g == k])
    print(f"{name}: {len(y)} sentences, AUROC {auroc(y, held):.3f}")
    for kind in sorted(set(sets)):
        some = sets == kind
        print(
            f"    {kind:22s} n {some.sum():4d}  supported at .5: {np.mean(held[some] >= 0.5):.2f}  AUROC "
            f"{auroc(y[some], held[some]):.3f}"
        )
    return _fitted(name, x, y, w, learnt)


def _fitted(name: str, x, y, w, rows) -> Fitted:
    """Return the model of ``rows``; changes that no veto noticed are not learnt from: words cannot tell them."""
    x, y, w = x[rows], y[rows], w[rows]
    return fit_signed(NAMES, SIGNS[name], lambda kept: fit([NAMES[at] for at in kept], x[:, kept], y, w))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
