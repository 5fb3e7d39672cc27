"""Measure the extractive reader: does it answer what is answered, decline what is not, and choose the right sentence.

    python benchmarks/reader.py DATA PASSAGES.json [EMBEDDINGS.npz]

Development figures of the whole product path; the small models were fitted on these sets, so the out-of-fold
figures that training/reader/train.py prints are the ones to believe. Intervals resample documents or conversations.
"""

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "training" / "reader"))
from examples import Example, clapnq, elsewhere, matches, mtrag, projects
from fitting import interval
from train import remembered

from plainspoken.answer import answer
from plainspoken.answers import Sentence
from plainspoken.embedding import open_embedder
from plainspoken.weights import checked
from plainspoken.wording.words import terms


def main(data: Path, passages: Path, memory: Path | None = None) -> None:
    embed = remembered(open_embedder(checked=checked).embed, memory)
    examples = [*clapnq(data), *mtrag(data, embed), *elsewhere(data, embed), *projects(passages, embed)]
    started = time.process_time()
    answers = [said(example, embed) for example in examples]
    print(f"{len(examples)} questions, {(time.process_time() - started) / len(examples) * 1000:.0f} ms each")
    for name in sorted({example.set for example in examples}):
        report(name, [pair for pair in zip(examples, answers, strict=True) if pair[0].set == name])


def said(example: Example, embed) -> list[Sentence]:
    return [one for one in answer(example.asked, embed=embed) if isinstance(one, Sentence)]


def report(name: str, pairs: list[tuple[Example, list[Sentence]]]) -> None:
    groups = [example.group for example, _ in pairs]
    answered = np.array([bool(sentences) for _, sentences in pairs], float)
    low, high = interval(lambda at: answered[at].mean(), groups, rounds=200)
    line = f"{name:22s} n {len(pairs):4d}  answered {answered.mean():.2f} [{low:.2f}, {high:.2f}]"
    proven = [(e, s) for e, s in pairs if e.answerable and e.proof and s]
    if proven:
        hits = [[matches(one.text, example.proof) for one in sentences] for example, sentences in proven]
        line += f"  a right sentence {np.mean([any(h) for h in hits]):.2f}"
        line += f"  precision {np.mean([np.mean(h) for h in hits]):.2f}"
    told = [(e, s) for e, s in pairs if e.reference and s]
    if told:
        line += f"  token F1 with the reference {np.mean([overlap(e.reference, s) for e, s in told]):.2f}"
    print(line)


def overlap(reference: str, sentences: list[Sentence]) -> float:
    """Return token F1 of an answer and its reference."""
    right, given = set(terms(reference)), {term for one in sentences for term in terms(one.text)}
    both = len(right & given)
    return 2 * both / (len(right) + len(given)) if both else 0.0


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
