"""Train what weighs the reader's evidence and write it into src/plainspoken/answer/coefficients.json.

    python training/reader/train.py RETRIEVED HOME

    # RETRIEVED is what retrieved.py printed, HOME an empty folder

Three small logistic models are learnt: does this stretch belong to the answer, by its words alone (``choose_words``,
which decides what is read), and as the reader sees it too (``choose_read``); do the passages answer at all
(``answerable``). The first learns from the companies that the reader learns from; the others only from what is held back
from it (held.py), so that its evidence is as good here as it will be in use. Figures printed are out of fold: five folds
by document or dossier.
"""

import hashlib
import json
import sys
from pathlib import Path

import companies
import numpy as np
from examples import Example, dossiers, matches, written
from fitting import Fitted, auroc, fit, fit_choice, folds
from held import COMPANIES, WEIGHED, held, is_held

import plainspoken.answer.extractive as reader
from plainspoken.answer.features import Features
from plainspoken.answer.question import sought
from plainspoken.embedding import open_embedder, open_reader
from plainspoken.weights import checked
from plainspoken.wording.logistic import trained

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "src/plainspoken/answer/coefficients.json"
WORDS = Features.__slots__[: reader.BY_WORDS]
READ = ("words", "read", "peak", "read_passage")
FOLDS = 5
CUT_WEIGHT = 0.5  # of an example whose answer was taken away: another passage may still answer
COMPANY_WEIGHT = 0.5  # four companies make nearly half of the examples, by few hands
SMOOTH = 30.0  # ridge of ``answerable``: at 3 it learns how the questions of one set are put
DRAWN = 0.16  # share of the held dossiers' questions: they are read in minutes


def main(retrieved: Path, home: Path) -> None:
    """Build the examples, read them, fit, write."""
    embed, read = open_embedder(checked=checked).embed, open_reader(checked=checked).read
    by_words([one for file in companies.files() if teaches(file) for one in companies.examples(file, home)])
    found = [
        *(one for file in companies.files() if weighs(file) for one in companies.examples(file, home)),
        *dossiers(HERE / "dossiers", embed, drawn),
        *(one for one in written(retrieved) if held(one.group)),
    ]
    learn(found, [reader.rank(one.asked, sought(one.question), read=read) for one in found])


def teaches(file: Path) -> bool:
    """Return whether what words alone say is learnt from a company."""
    return file.parent == companies.COMPANIES and not is_held(file.stem)


def weighs(file: Path) -> bool:
    """Return whether what weighs the reader's evidence is learnt from a company."""
    return file.stem in COMPANIES or file.stem.partition("-")[0] in WEIGHED


def by_words(examples: list[companies.Asked]) -> None:
    """Fit and write what words alone say of a stretch."""
    ranked = [reader.rank(one.asked, sought(one.question)) for one in examples]
    learnt = Chooser(examples, ranked, folds([one.group for one in examples], FOLDS), WORDS).model(None)
    write({"choose_words": learnt.as_json()})


def write(models: dict[str, dict]) -> None:
    """Put models into the file of coefficients, and have them read from it again."""
    out = json.loads(TARGET.read_text(encoding="utf-8")) | models
    TARGET.write_text(json.dumps(out, indent=1) + "\n", encoding="utf-8")
    trained.cache_clear()


def drawn(question: str) -> bool:
    """Return whether a dossier's question is among the share that is read: by its hash."""
    return int(hashlib.sha256(f"s{question}".encode()).hexdigest(), 16) % 1000 < 1000 * DRAWN


def learn(examples: list[Example], evidence: list[list[reader.Ranked]]) -> None:
    """Fit what the reader's evidence is worth, print it out of fold, and write it."""
    kept = [(one, ranked) for one, ranked in zip(examples, evidence, strict=True) if ranked]
    examples, evidence = [one for one, _ in kept], [ranked for _, ranked in kept]
    fold = folds([one.group for one in examples], FOLDS)
    chooser = Chooser(examples, evidence, fold, READ)
    models = {"choose_read": chooser.model(None), "answerable": answerable(examples, evidence, fold, chooser)}
    write({name: model.as_json() for name, model in models.items()})


class Chooser:
    """Learns which stretches belong to the answer, from answered examples of which one was ranked in front."""

    def __init__(self, examples, evidence, fold, names) -> None:
        self.names, rows, labels, owners = names, [], [], []
        for at, (one, ranked) in enumerate(zip(examples, evidence, strict=True)):
            front = [each for each in ranked if names is WORDS or each.evidence.is_read]
            marks = marked(one, front)
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


def marked(one: Example | companies.Asked, front: list[reader.Ranked]) -> list[bool]:
    """Return which stretches answer."""
    if isinstance(one, companies.Asked):
        return [label is True for label in companies.labels(one.row, [each.candidate for each in front])]
    return [matches(each.candidate.text, one.proof) for each in front]


def values_of(ranked: reader.Ranked, names) -> list[float]:
    """Return the named evidence of a stretch."""
    return [getattr(ranked.evidence, name) for name in names]


def answerable(examples, evidence, fold, chooser: Chooser) -> Fitted:
    """Learn whether passages answer, from the evidence of the best stretches as a chooser of other folds ranks them."""
    choosers = [chooser.model(k).as_model() for k in range(FOLDS)]
    rows = []
    for one, ranked, k in zip(examples, evidence, fold, strict=True):
        front = [each for each in ranked if each.evidence.is_read]
        again = [reader.Ranked(e.candidate, e.evidence, choosers[k].probability(values_of(e, READ))) for e in front]
        again.sort(key=lambda each: (-each.score, each.candidate.n, each.candidate.order))
        rows.append(reader.whole_evidence(again[: reader.LOOKED_AT], sought(one.question), one.asked))
    x, sets = np.array(rows), np.array([one.set for one in examples])
    known = np.array([one.answerable is not None for one in examples])
    y = np.array([bool(one.answerable) for one in examples], float)
    w = np.array([weight_of(one.set) for one in examples])
    guess = np.zeros(len(y))
    for k in range(FOLDS):
        taught = (fold != k) & known
        guess[fold == k] = fit(list(reader.WHOLE), x[taught], y[taught], w[taught], SMOOTH).probabilities(x[fold == k])
    pairs = (("company", "-none"), ("dossier", "-none"), ("dossier", "-cut"), ("written", "-none"), ("written", "-cut"))
    for yes, no in pairs:
        some_ = known & np.isin(sets, [yes, yes + no])
        print(f"answerable, {yes} against {yes}{no}: AUROC {auroc(y[some_], guess[some_]):.3f} of {some_.sum()}")
    for floor in (0.4, 0.45, 0.47, 0.5, 0.55, 0.6):
        shares = {str(kind): round(float(np.mean(guess[sets == kind] >= floor)), 2) for kind in sorted(set(sets))}
        print(f"    answered at {floor}: {shares}")
    return fit(list(reader.WHOLE), x[known], y[known], w[known], SMOOTH)


def weight_of(kind: str) -> float:
    """Return how much an example of a set counts."""
    return CUT_WEIGHT if kind.endswith("-cut") else COMPANY_WEIGHT if kind.startswith("company") else 1.0


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
