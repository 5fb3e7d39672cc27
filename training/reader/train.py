"""Train what weighs the reader's evidence and write it into src/plainspoken/answer/coefficients.json.

    python training/reader/train.py DATA RETRIEVED

    # DATA holds qa/ and grounding/ of the development sets, RETRIEVED is what retrieved.py printed

Three small logistic models are learnt: does this stretch belong to the answer, as words and the reader see it
(``choose_read``), and with likeness of meaning (``choose``); do the passages answer at all (``answerable``). What words
alone say (``choose_words``, ``answerable_words``) was learnt earlier, on more questions, and stays. Only groups held back
from the reader (neural.py) are used, so that its evidence is as good here as it will be in use. Figures printed are out
of fold: five folds by document, dossier or conversation.
"""

import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from examples import Example, clapnq, dossiers, hotpot, matches, written
from fitting import Fitted, auroc, fit, fit_choice, folds
from held import held

import plainspoken.answer.extractive as reader
from plainspoken.answer.question import sought
from plainspoken.embedding import open_embedder, open_reader
from plainspoken.weights import checked

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "src/plainspoken/answer/coefficients.json"
READ = ("words", "read", "peak", "read_passage")
MEANT = (*READ, "cosine")
FOLDS = 5
CUT_WEIGHT = 0.5  # of an example whose answer was taken away: another passage may still answer
SHARES = {"dossier": 0.3, "clapnq": 0.6, "halueval": 0.4}  # of the examples, to read them in minutes


def main(data: Path, retrieved: Path) -> None:
    """Build the examples, read them, fit, write."""
    embed, read = open_embedder(checked=checked).embed, open_reader(checked=checked).read
    found = [
        *some(dossiers(HERE / "dossiers", embed)),
        *(one for one in written(retrieved) if held(one.group)),
        *some(one for one in clapnq(data) if held(one.group)),
        *some(one for one in hotpot(data) if held(one.group)),
    ]
    learn(found, [reader.rank(one.asked, sought(one.question), read=read, embed=embed) for one in found])


def some(examples: Iterable[Example]) -> Iterable[Example]:
    """Return a share of the examples, by the hash of their question."""
    for one in examples:
        drawn = int(hashlib.sha256(f"s{one.question}".encode()).hexdigest(), 16) % 1000
        if drawn < 1000 * SHARES[one.set.split("-")[0]]:
            yield one


def learn(examples: list[Example], evidence: list[list[reader.Ranked]]) -> None:
    """Fit the three models, print what they are worth out of fold, and write them."""
    kept = [(one, ranked) for one, ranked in zip(examples, evidence, strict=True) if ranked]
    examples, evidence = [one for one, _ in kept], [ranked for _, ranked in kept]
    fold = folds([one.group for one in examples], FOLDS)
    fitted = {
        name: Chooser(examples, evidence, fold, names) for name, names in (("choose_read", READ), ("choose", MEANT))
    }
    models = {name: chooser.model(None) for name, chooser in fitted.items()}
    models["answerable"] = answerable(examples, evidence, fold, fitted["choose"])
    out = json.loads(TARGET.read_text(encoding="utf-8")) | {name: model.as_json() for name, model in models.items()}
    TARGET.write_text(json.dumps(out, indent=1) + "\n", encoding="utf-8")


class Chooser:
    """Learns which stretches belong to the answer, from answered examples of which one was ranked in front."""

    def __init__(self, examples, evidence, fold, names) -> None:
        self.names, rows, labels, owners = names, [], [], []
        for at, (one, ranked) in enumerate(zip(examples, evidence, strict=True)):
            front = [each for each in ranked if getattr(each.evidence, names[-1]) not in (0.0, -1.0)]
            marks = [matches(each.candidate.text, one.proof) for each in front]
            if one.answerable and any(marks):
                rows += [values_of(each, names) for each in front]
                labels += marks
                owners += [at] * len(front)
        self.x, self.y, self.owner = np.array(rows), np.array(labels, float), np.array(owners)
        self.fold = fold[self.owner]
        self.weight = 1 / np.bincount(self.owner)[self.owner]
        guess = np.zeros(len(self.y))
        for k in range(FOLDS):
            guess[self.fold == k] = self.model(k).probabilities(self.x[self.fold == k])
        first = [self.y[self.owner == at][np.argmax(guess[self.owner == at])] for at in np.unique(self.owner)]
        print(f"{names[-1]}: {len(self.y)} stretches, P@1 {np.mean(first):.3f} of {len(first)} questions")
        for kind in sorted({examples[at].set for at in np.unique(self.owner)}):
            hits = [hit for at, hit in zip(np.unique(self.owner), first, strict=True) if examples[at].set == kind]
            print(f"    {kind}: P@1 {np.mean(hits):.3f} of {len(hits)}")

    def model(self, without: int | None) -> Fitted:
        """Return the model that all folds but one teach."""
        rows = self.fold != without if without is not None else np.ones(len(self.y), bool)
        return fit_choice(list(self.names), self.x[rows], self.y[rows], self.weight[rows], self.owner[rows])


def values_of(ranked: reader.Ranked, names) -> list[float]:
    """Return the named evidence of a stretch."""
    return [getattr(ranked.evidence, name) for name in names]


def answerable(examples, evidence, fold, chooser: Chooser) -> Fitted:
    """Learn whether passages answer, from the evidence of the best stretches as a chooser of other folds ranks them."""
    choosers = [chooser.model(k).as_model() for k in range(FOLDS)]
    rows = []
    for one, ranked, k in zip(examples, evidence, fold, strict=True):
        front = [each for each in ranked if each.evidence.cosine]
        again = [reader.Ranked(e.candidate, e.evidence, choosers[k].probability(values_of(e, MEANT))) for e in front]
        again.sort(key=lambda each: (-each.score, each.candidate.n, each.candidate.order))
        rows.append(reader.whole_evidence(again[: reader.LOOKED_AT], sought(one.question), one.asked))
    x, sets = np.array(rows), np.array([one.set for one in examples])
    known = np.array([one.answerable is not None for one in examples])
    y = np.array([bool(one.answerable) for one in examples], float)
    w = np.array([CUT_WEIGHT if one.set.endswith("-cut") else 1.0 for one in examples])
    guess = np.zeros(len(y))
    for k in range(FOLDS):
        taught = (fold != k) & known
        guess[fold == k] = fit(list(reader.WHOLE), x[taught], y[taught], w[taught]).probabilities(x[fold == k])
    for yes, no in (("dossier", "-none"), ("dossier", "-cut"), ("written", "-none"), ("written", "-cut")):
        some_ = known & np.isin(sets, [yes, yes + no])
        print(f"answerable, {yes} against {yes}{no}: AUROC {auroc(y[some_], guess[some_]):.3f} of {some_.sum()}")
    for floor in (0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
        shares = {str(kind): round(float(np.mean(guess[sets == kind] >= floor)), 2) for kind in sorted(set(sets))}
        print(f"    answered at {floor}: {shares}")
    return fit(list(reader.WHOLE), x[known], y[known], w[known])


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
