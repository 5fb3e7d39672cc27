"""Train the reader's small logistic models and write src/plainspoken/answer/coefficients.json.

    python training/reader/train.py DATA KNOWN RETRIEVED [MEMORY]

    # DATA holds qa/, grounding/, docs/ of the development sets; KNOWN is what corpus.py prints, RETRIEVED what
    # retrieved.py prints; MEMORY keeps vectors between runs

Two questions are learnt, each with and without likeness of meaning: does this stretch belong to the answer
(``choose``), and do these passages answer at all (``answerable``). Figures printed are out of fold: five folds
by document or conversation.
"""

import json
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
from examples import Example, clapnq, elsewhere, hotpot, matches, mtrag, projects, written
from fitting import Fitted, auroc, fit, fit_choice, fit_signed, folds

import plainspoken.answer.extractive as reader
from plainspoken.answer.features import Features
from plainspoken.answer.question import sought
from plainspoken.embedding import open_embedder
from plainspoken.weights import checked
from plainspoken.wording.logistic import Logistic

TARGET = Path(__file__).parents[2] / "src/plainspoken/answer/coefficients.json"
NAMES = [field.name for field in fields(Features)]
FOLDS = 5
FOR = ("own", "near", "passage", "pairs", "rarest", "rarest_near", "kind", "kind_new", "names", "names_own", "numbers", "novel",
       "rank", "cosine", "lift", "kind_near", "best", "margin", "best_own", "best_near", "best_passage", "best_kind",
       "best_names", "best_rarest", "cosine_best", "cosine_near")  # fmt: skip
FREE = ("rarest", "names_own", "passage", "novel")  # in the choice only: the sentence that answers often says "it"
SIGNS = {**dict.fromkeys(FOR, 1), "lost": -1, "pronoun": -1, "third": 0}
WEIGHTS = {"clapnq": 1.0, "clapnq-cut": 0.7, "halueval": 0.5, "halueval-cut": 0.4, "hf_doc_qa": 0.7,
           "made-row": 0.5, "made-field": 0.5, "made-list": 0.4, "made-definition": 0.5, "made-row-cut": 0.3,
           "made-field-cut": 0.3, "made-definition-cut": 0.3, "made-absent": 0.5, "written-cut": 0.4}  # fmt: skip


def main(data: Path, known_file: Path, retrieved_file: Path, memory_file: Path | None = None) -> None:
    """Build the rows, cross-validate, fit on all, write."""
    embedder = open_embedder(checked=checked)
    embed = remembered(embedder.embed, memory_file)
    examples = [
        *clapnq(data),
        *mtrag(data, embed),
        *hotpot(data),
        *elsewhere(data, embed),
        *projects(known_file, embed),
        *written(retrieved_file),
    ]
    fold = folds([example.group for example in examples], FOLDS)
    models: dict[str, Fitted] = {}
    evidence = [gathered(example, embed) for example in examples]
    embed.save()
    for name, width in (("choose", None), ("choose_words", -reader.MEANINGS)):
        models[name] = choose(examples, evidence, fold, name, width)
    for name, meaning in (("answerable", True), ("answerable_words", False)):
        models[name] = answerable(examples, evidence, fold, models, name, meaning)
    out = {
        "provenance": "training/reader/train.py on clapnq, mtrag_un, halueval_qa, hf_doc_qa (development halves), and written questions"
    }
    out |= {name: model.as_json() for name, model in models.items()}
    TARGET.write_text(json.dumps(out, indent=1) + "\n", encoding="utf-8")


def remembered(embed, file: Path | None = None):
    """Return ``embed`` with a memory of single texts, kept in ``file`` between runs."""
    memory: dict[str, np.ndarray] = {}
    if file and file.exists():
        with np.load(file, allow_pickle=False) as kept:
            memory = dict(zip(kept["texts"].tolist(), kept["vectors"], strict=True))

    def look(texts):
        new = sorted({text for text in texts if text not in memory})
        for start in range(0, len(new), 512):
            part = new[start : start + 512]
            memory.update(zip(part, embed(part), strict=True))
            if len(new) > 100 or len(memory) % 2000 < len(part):
                save()
        return np.stack([memory[text] for text in texts])

    def save():
        if file:
            np.savez(file, texts=np.array(list(memory)), vectors=np.stack(list(memory.values())))

    look.save = save
    return look


def gathered(example: Example, embed) -> list[reader.Ranked]:
    """Return the candidates of an example with their whole evidence, meaning for the front ones."""
    return reader.rank(example.asked, sought(example.question), embed=embed)


def choose(examples, evidence, fold, name, width) -> Fitted:
    """Learn which stretches belong to the answer, from answerable examples whose proof is known."""
    rows, labels, groups, weights, owner = [], [], [], [], []
    for at, (example, ranked) in enumerate(zip(examples, evidence, strict=True)):
        if not (example.answerable and example.proof):
            continue
        marks = [matches(one.candidate.text, example.proof) for one in ranked]
        if not any(marks):
            continue
        for one, mark in zip(ranked, marks, strict=True):
            if width is None and not one.evidence.cosine:
                continue
            rows.append(one.evidence.values[:width])
            labels.append(mark)
            groups.append(fold[at])
            weights.append(WEIGHTS.get(example.set, 1.0) / len(ranked))
            owner.append(at)
    names = NAMES[:width]
    x, y, g, w, owner = np.array(rows), np.array(labels, float), np.array(groups), np.array(weights), np.array(owner)
    held = np.zeros(len(y))
    for k in range(FOLDS):
        held[g == k] = chooser_of(names, x, y, w, owner, g != k).probabilities(x[g == k])
    first = [y[owner == at][np.argmax(held[owner == at])] for at in np.unique(owner)]
    sets = {examples[at].set for at in np.unique(owner)}
    print(f"{name}: {len(y)} stretches, AUROC {auroc(y, held):.3f}, P@1 {np.mean(first):.3f} of {len(first)}")
    for kind in sorted(sets):
        some = [hit for at, hit in zip(np.unique(owner), first, strict=True) if examples[at].set == kind]
        print(f"    {kind}: P@1 {np.mean(some):.3f} of {len(some)}")
    for floor in (0.2, 0.3, 0.4, 0.5):
        rows_ = [(share, *joined(y, held, owner, floor, share)) for share in (0.5, 0.65, 0.8, 0.9)]
        print(f"    joined from {floor}:", "  ".join(f"{s}: P {p:.2f} R {r:.2f} F {f:.2f}" for s, p, r, f in rows_))
    return chooser_of(names, x, y, w, owner, g >= 0)


def chooser_of(names, x, y, w, owner, rows) -> Fitted:
    """Return the chooser that ``rows`` teach, with the signs that reason gives."""
    x, y, w, owner = x[rows], y[rows], w[rows], owner[rows]
    signs = {name: sign for name, sign in SIGNS.items() if name not in FREE}
    return fit_signed(names, signs, lambda kept: fit_choice([names[at] for at in kept], x[:, kept], y, w, owner))


def judge_of(names, x, y, w, rows) -> Fitted:
    """Return the model of answerability that ``rows`` teach, with the signs that reason gives."""
    x, y, w = x[rows], y[rows], w[rows]
    return fit_signed(names, SIGNS, lambda kept: fit([names[at] for at in kept], x[:, kept], y, w))


def joined(y, held, owner, floor, share):
    """Return mean precision, recall and F1 of the stretches that would be chosen."""
    found = []
    for at in np.unique(owner):
        right, p = y[owner == at], held[owner == at]
        order = np.argsort(-p)[: reader.MOST_SENTENCES]
        taken = [i for i in order if i == order[0] or (p[i] >= floor and p[i] >= share * p[order[0]])]
        hit = right[taken].sum()
        precision, recall = hit / len(taken), hit / right.sum()
        found.append((precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)))
    return np.mean(found, axis=0)


def answerable(examples, evidence, fold, models, name, meaning) -> Fitted:
    """Learn whether passages answer, from the evidence of the best stretches."""
    rows, labels, groups, weights, sets = [], [], [], [], []
    chooser = models["choose" if meaning else "choose_words"].as_model()
    for at, (example, ranked) in enumerate(zip(examples, evidence, strict=True)):
        if example.answerable is None or not ranked:
            continue
        again = rescored(ranked, chooser, meaning)
        values = reader.whole_evidence(again, sought(example.question), example.asked)
        rows.append(values if meaning else values[: -reader.NEED_MEANING])
        labels.append(example.answerable)
        groups.append(fold[at])
        weights.append(WEIGHTS.get(example.set, 1.0))
        sets.append(example.set)
    names = list(reader.WHOLE if meaning else reader.WHOLE[: -reader.NEED_MEANING])
    x, y, g, w, sets = np.array(rows), np.array(labels, float), np.array(groups), np.array(weights), np.array(sets)
    held = np.zeros(len(y))
    for k in range(FOLDS):
        held[g == k] = judge_of(names, x, y, w, g != k).probabilities(x[g == k])
    print(f"{name}: {len(y)} questions, AUROC {auroc(y, held):.3f}")
    pairs = [("clapnq", ["clapnq"]), ("clapnq with cuts", ["clapnq", "clapnq-cut"]), ("halueval with cuts", ["halueval", "halueval-cut"]),
             ("mtrag", ["mtrag-answerable", "mtrag-partial", "mtrag-unanswerable", "mtrag-underspecified"]),
             ("projects", [f"made-{kind}" for kind in ("row", "field", "list", "definition", "row-cut", "field-cut", "definition-cut", "absent")]),
             ("written", [f"written-{kind}" for kind in ("sentence", "row", "item", "field", "several", "unanswerable")]),
             ("mtrag with cuts", ["mtrag-answerable", "mtrag-partial", "mtrag-cut"])]  # fmt: skip
    for title, kinds in pairs:
        some = np.isin(sets, kinds)
        print(f"    {title}: AUROC {auroc(y[some], held[some]):.3f} ({int(y[some].sum())} of {some.sum()} answerable)")
    for title, kinds in pairs:
        some = np.isin(sets, kinds)
        cut = [
            f"{t:.2f}: {np.mean(held[some & (y == 1)] >= t):.2f}/{np.mean(held[some & (y == 0)] < t):.2f}"
            for t in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55)
        ]
        print(f"    {title:18s} answered/refused rightly at", "  ".join(cut))
    for kind in sorted(set(sets)):
        some = sets == kind
        print(
            f"    {kind:20s} answered at .5: {np.mean(held[some] >= 0.5):.2f} at .4: {np.mean(held[some] >= 0.4):.2f} "
            f"at .6: {np.mean(held[some] >= 0.6):.2f} of {some.sum()}"
        )
    return judge_of(names, x, y, w, g >= 0)


def rescored(ranked, chooser: Logistic, meaning: bool) -> list[reader.Ranked]:
    """Return the candidates ranked by the model just learnt."""
    front = [one for one in ranked if one.evidence.cosine] if meaning else ranked
    again = [
        reader.Ranked(
            o.candidate,
            o.evidence,
            chooser.probability(o.evidence.values if meaning else o.evidence.values[: -reader.MEANINGS]),
        )
        for o in front
    ]
    return sorted(again, key=lambda one: (-one.score, one.candidate.n, one.candidate.order))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
