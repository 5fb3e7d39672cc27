"""Train the upper layers by which the query encoder reads a question; what it is compared with stays as it is.

    python training/query/train.py CORPORA WEIGHTS OUT [EPOCHS]

CORPORA is what corpora.py wrote, WEIGHTS the packaged ``model.safetensors``, OUT the file of the trained layers, of which
tools/build_graph.py makes what the product loads. Needs torch and transformers (the extra ``models``).

The vectors of the passages are those of the packaged model and are never computed again, so every passage of a folder
stands against every question of it (a softmax over all of them; several may be right), and an index built before this
encoder serves it. What is no question is held to its first vector (``ANCHOR``), so that statements, titles and queries of
few words keep their meaning: the distance is 1 - cosine, as is the likeness (Karpukhin et al. 2020, arXiv:2004.04906, for
the two encoders; only one of them learns here).
"""

import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from folders import Corpus, read
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

sys.path.insert(0, str(Path(__file__).parents[1] / "reader"))

from held import COMPANIES, TWINS  # beside the reader

HELD = COMPANIES | TWINS
SEED = 7
THREADS = 2
FROZEN = 2  # layers below which nothing is trained, as in the reader
LONGEST = 64  # tokens of a question
BATCH = 32  # questions of one folder
SHARPNESS = 20.0  # by which likenesses are multiplied: as the packaged model was taught
RATE, WARMUP, DECAY, DROPOUT = 7e-5, 0.1, 0.01, 0.1
ANCHOR = 0.5  # weight of what is no question
ANCHORS = 6  # passages' beginnings a batch
BEGINNING = 80  # characters
EPOCHS = 3
LIKE = 4  # batches whose questions are sorted by length, so that little is padded
DEPTHS = (1, 4, 8, 24)
TOKENIZER = Path(__file__).parents[2] / "src/plainspoken/weights_data/tokenizer.json"


class QueryEncoder(torch.nn.Module):
    """MiniLM with mean pooling; its lower layers are left alone."""

    def __init__(self, weights: Path) -> None:
        super().__init__()
        config = BertConfig(
            hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536, vocab_size=30522,
            hidden_dropout_prob=DROPOUT, attention_probs_dropout_prob=DROPOUT,
        )  # fmt: skip
        self.bert = BertModel(config, add_pooling_layer=False)
        self.bert.load_state_dict(load_file(weights), strict=False)
        self.tokenizer = Tokenizer.from_file(str(TOKENIZER))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(LONGEST)
        self.still = (self.bert.embeddings, *self.bert.encoder.layer[:FROZEN])
        for part in self.still:
            for parameter in part.parameters():
                parameter.requires_grad = False

    def forward(self, texts: list[str]) -> torch.Tensor:
        """Return one vector of length one for each text."""
        read = [self.tokenizer.encode(text).ids for text in texts]
        ids = torch.zeros(len(read), max(map(len, read)), dtype=torch.long)
        mask = torch.zeros_like(ids)
        for row, tokens in enumerate(read):
            ids[row, : len(tokens)], mask[row, : len(tokens)] = torch.tensor(tokens), 1
        states, own = self.bert(ids, attention_mask=mask).last_hidden_state, mask[..., None].float()
        return torch.nn.functional.normalize((states * own).sum(1) / own.sum(1), dim=1)

    def learning(self) -> None:
        """Switch to training; what is frozen stays as it is."""
        self.train()
        for part in self.still:
            part.eval()

    @torch.no_grad()
    def vectors(self, texts: list[str]) -> NDArray[np.float32]:
        """Return the vectors of many texts."""
        self.eval()
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        made = np.zeros((len(texts), 384), np.float32)
        for start in range(0, len(order), 64):
            part = order[start : start + 64]
            made[part] = self([texts[at] for at in part]).numpy()
        return made


def loss_of(model: QueryEncoder, corpus: Corpus, asked: list[tuple[str, list[int]]]) -> torch.Tensor:
    """Return how surprised the encoder is, on average, that some right passage answers rather than any other."""
    scores = SHARPNESS * model([question for question, _ in asked]) @ torch.from_numpy(corpus.vectors).T
    right = torch.zeros_like(scores, dtype=torch.bool)
    for row, (_, proof) in enumerate(asked):
        right[row, proof] = True
    return (torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(~right, -torch.inf), 1)).mean()


class Anchors:
    """Beginnings of passages with the vectors that they have at first, drawn at random."""

    def __init__(self, model: QueryEncoder, corpora: list[Corpus], chance: random.Random) -> None:
        every = [text.rsplit("\n", maxsplit=1)[-1][:BEGINNING] for corpus in corpora for text in corpus.texts]
        self._texts = chance.sample([text for text in every if text.strip()], min(4_000, len(every)))
        self._vectors, self._chance = torch.from_numpy(model.vectors(self._texts)), chance

    def loss(self, model: QueryEncoder) -> torch.Tensor:
        """Return how far some of them have moved, on average."""
        some = self._chance.sample(range(len(self._texts)), ANCHORS)
        return (1 - (model([self._texts[at] for at in some]) * self._vectors[some]).sum(1)).mean()


def train(model: QueryEncoder, corpora: list[Corpus], held: list[Corpus], epochs: int) -> None:
    """Train, and after each epoch print what the held folders say."""
    chance = random.Random(SEED)  # a seeded order
    anchors = Anchors(model, corpora, chance)
    optimizer = torch.optim.AdamW([one for one in model.parameters() if one.requires_grad], lr=RATE, weight_decay=DECAY)
    began = time.time()
    for epoch in range(epochs):
        plan = batches(corpora, chance)
        lost = []
        for at, (corpus, some) in enumerate(plan, 1):
            done = (epoch + at / len(plan)) / epochs
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(done / WARMUP, (1 - done) / (1 - WARMUP))
            model.learning()
            loss = loss_of(model, corpus, some) + ANCHOR * anchors.loss(model)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            lost.append(loss.item())
            if at % 50 == 0:
                print(f"    {at}/{len(plan)} loss {np.mean(lost[-50:]):.3f}, {time.time() - began:.0f} s", flush=True)
        print(f"epoch {epoch}: loss {np.mean(lost):.3f}, {time.time() - began:.0f} s", flush=True)
        report(model, held)


def batches(corpora: list[Corpus], chance: random.Random) -> list[tuple[Corpus, list[tuple[str, list[int]]]]]:
    """Return every question once, BATCH of one folder together, in a shuffled order."""
    made = []
    for corpus in corpora:
        drawn, step = chance.sample(corpus.asked, len(corpus.asked)), LIKE * BATCH
        parts = [sorted(drawn[at : at + step], key=lambda one: len(one[0])) for at in range(0, len(drawn), step)]
        asked = [one for part in parts for one in part]
        made += [(corpus, asked[start : start + BATCH]) for start in range(0, len(asked), BATCH)]
    chance.shuffle(made)
    return made


def report(model: QueryEncoder, held: list[Corpus]) -> None:
    """Print how often a right passage is among the first few, by meaning alone."""
    for kind in sorted({corpus.name[0] for corpus in held}):
        ranks = []
        for corpus in (one for one in held if one.name[0] == kind):
            scores = model.vectors([question for question, _ in corpus.asked]) @ corpus.vectors.T
            ranks += [
                int((row > row[proof].max()).sum()) + 1 for row, (_, proof) in zip(scores, corpus.asked, strict=True)
            ]
        shares = {depth: round(float(np.mean(np.array(ranks) <= depth)), 3) for depth in DEPTHS}
        print(f"    {kind}: {len(ranks)} questions, found among the first {shares}", flush=True)


def main(folder: Path, weights: Path, out: Path, epochs: int) -> None:
    """Read the corpora, train, write."""
    torch.manual_seed(SEED)
    torch.set_num_threads(THREADS)
    every = list(read(folder))
    held = [corpus for corpus in every if corpus.name in HELD]
    taught = [corpus for corpus in every if corpus.name not in HELD]
    print(f"{sum(len(corpus.asked) for corpus in taught)} questions over {len(taught)} folders", flush=True)
    model = QueryEncoder(weights)
    report(model, held)
    train(model, taught, held, epochs)
    kept = {
        name.removeprefix("bert."): value.half().contiguous()
        for name, value in model.state_dict().items()
        if any(f"layer.{number}." in name for number in range(FROZEN, 6))
    }
    save_file(kept, str(out), metadata={"seed": str(SEED), "frozen": str(FROZEN)})


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), int(sys.argv[4]) if len(sys.argv) > 4 else EPOCHS)
