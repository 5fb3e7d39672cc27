"""Fine-tune the packaged MiniLM into a reader: which tokens of a passage answer a question, and whether any do.

    python training/reader/neural.py PAIRS[,PAIRS] WEIGHTS OUT [EPOCHS [START]]

PAIRS is what pairs.py and companies.py print, WEIGHTS the packaged ``model.safetensors``, OUT the file of the trained layers, START an
earlier OUT to go on from. Needs
torch and transformers (the extra ``models``). The input is ``[CLS] question [SEP] head. passage [SEP]``; one head scores
each token (Provence, Chirkova et al. 2025, arXiv:2501.16214: pruning as token labels beside a rank score), another the
passage by its first token. Embeddings and the first layers stay as they are, so that they are shared with the
embedder. A fifth of the groups (documents, dossiers) is held back: figures are theirs. tools/build_graph.py makes of
OUT what the product loads; MODEL_CARD.md says what it is worth.
"""

import json
import random
import sys
import time
from collections import defaultdict
from copy import copy
from pathlib import Path

import numpy as np
import torch
from held import held
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

SEED = 7
THREADS = 2
FROZEN = 2  # layers below which nothing is trained
CROP = 150  # tokens of a passage in training: a stretch of it, drawn so that it holds the answer
LONGEST = 300  # tokens of question, head and passage where nothing is cropped
HEAD_TOKENS = 48
QUESTION_TOKENS = 64
BESIDE = 0.8  # share of the answered questions that are also shown a passage which does not answer
SHOWN = {
    "dossier": 0.25,
    "written": 0.8,
    "mtrag": 0.5,
    "clapnq": 0.5,
    "halueval": 0.25,
    "company": 0.5,
    "phrased": 0.35,
}  # of a set's questions, an epoch
AGAINST = 3  # pieces of a company that do not answer, beside those that do: about as in use
HOPEFUL = 6  # of them the first ones, which look like answers; one is drawn from the others
BATCH_TOKENS = 2400
RATE, WARMUP, DECAY = 1.0e-4, 0.03, 0.01
TOKEN_WEIGHT = 1.0
TOKENIZER = Path(__file__).parents[2] / "src/plainspoken/weights_data/tokenizer.json"


class Reader(torch.nn.Module):
    """MiniLM with a head for tokens and one for the passage."""

    def __init__(self, weights: Path) -> None:
        super().__init__()
        config = BertConfig(
            hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536, vocab_size=30522,
            hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        )  # fmt: skip
        self.bert = BertModel(config, add_pooling_layer=False)
        self.bert.load_state_dict(load_file(weights), strict=False)
        self.token, self.passage = torch.nn.Linear(384, 1), torch.nn.Linear(384, 1)
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:FROZEN]):
            for parameter in part.parameters():
                parameter.requires_grad = False

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the logit of each token and of each passage."""
        states = self.bert(ids, attention_mask=mask).last_hidden_state
        return self.token(states)[..., 0], self.passage(states[:, 0])[..., 0]


class Encoded:
    """One pair as numbers: ids, where its passage begins, a label for each of its passage's tokens."""

    __slots__ = ("answers", "asked", "group", "ids", "labels", "offsets", "question", "set", "start")

    def __init__(self, pair: dict, tokenizer: Tokenizer) -> None:
        question = tokenizer.encode(pair["question"], add_special_tokens=False).ids[:QUESTION_TOKENS]
        head = tokenizer.encode(pair["head"], add_special_tokens=False).ids[:HEAD_TOKENS] if pair["head"] else []
        read = tokenizer.encode(pair["text"], add_special_tokens=False)
        first = [101, *question, 102, *head, *([1012] if head else [])]  # [CLS] … [SEP] … .
        room = LONGEST - len(first) - 1
        self.start = len(first)
        self.ids = [*first, *read.ids[:room], 102]
        self.offsets = read.offsets[:room]
        self.labels = [float(any(a < e and s < b for a, b in pair["answers"])) for s, e in self.offsets]
        self.answers = pair["answers"]
        self.set, self.group, self.asked, self.question = pair["set"], pair["group"], pair["asked"], pair["question"]

    def cropped(self, chance: random.Random) -> "Encoded":
        """Return the same with CROP tokens of its passage; around an answer where it has one."""
        extra = len(self.labels) - CROP
        if extra <= 0:
            return self
        marked = [at for at, label in enumerate(self.labels) if label]
        at = chance.choice(marked) if marked else None
        low, high = (0, extra) if at is None else (max(0, at - CROP + 16), min(extra, at))
        begin = chance.randint(low, max(low, high))
        part = copy(self)
        part.labels, part.offsets = self.labels[begin : begin + CROP], self.offsets[begin : begin + CROP]
        body = self.ids[self.start + begin : self.start + begin + CROP]
        part.ids = [*self.ids[: self.start], *body, 102]
        return part


def drawn(pairs: list[Encoded], chance: random.Random) -> list[Encoded]:
    """Return what one epoch sees: of a share of the questions every pair that answers, and some that do not."""
    by_question: dict[tuple[str, str], list[Encoded]] = defaultdict(list)
    for pair in pairs:
        by_question[pair.set.split("-")[0], pair.asked].append(pair)
    taken = []
    for (kind, _), some in by_question.items():
        if chance.random() > SHOWN.get(kind, 1.0):
            continue
        right = [pair for pair in some if any(pair.labels)]
        rest = [pair for pair in some if not any(pair.labels)]
        if kind in ("company", "phrased"):
            right += _hopeful(rest, AGAINST if right else AGAINST + 1, chance)
        elif rest and (not right or chance.random() < BESIDE):
            right.append(chance.choice(rest))
        taken += right
    return [pair.cropped(chance) for pair in taken]


def _hopeful(rest: list[Encoded], count: int, chance: random.Random) -> list[Encoded]:
    """Return ``count`` pieces, all but one of them from those that were read first."""
    front, back = rest[:HOPEFUL], rest[HOPEFUL:]
    chance.shuffle(front)
    return [*front[: max(1, count - 1)], *([chance.choice(back)] if back else [])][:count]


def batches(pairs: list[Encoded], chance: random.Random) -> list[list[Encoded]]:
    """Return the pairs in batches of like length, shuffled."""
    order = sorted(pairs, key=lambda pair: (len(pair.ids) // 16, chance.random()))
    made, current = [], []
    for pair in order:
        if current and (len(current) + 1) * len(pair.ids) > BATCH_TOKENS:
            made.append(current)
            current = []
        current.append(pair)
    made.append(current)
    chance.shuffle(made)
    return made


def tensors(batch: list[Encoded]) -> tuple[torch.Tensor, ...]:
    """Return ids, mask, token labels and the mask of passage tokens."""
    width = max(len(pair.ids) for pair in batch)
    ids, mask = torch.zeros(len(batch), width, dtype=torch.long), torch.zeros(len(batch), width, dtype=torch.long)
    labels, own = torch.zeros(len(batch), width), torch.zeros(len(batch), width)
    for row, pair in enumerate(batch):
        ids[row, : len(pair.ids)] = torch.tensor(pair.ids)
        mask[row, : len(pair.ids)] = 1
        end = pair.start + len(pair.labels)
        labels[row, pair.start : end] = torch.tensor(pair.labels)
        own[row, pair.start : end] = 1
    return ids, mask, labels, own


def loss_of(model: Reader, batch: list[Encoded]) -> torch.Tensor:
    """Return the mean of the passage's and its tokens' cross-entropy."""
    ids, mask, labels, own = tensors(batch)
    token, passage = model(ids, mask)
    right = labels.amax(1)
    each = torch.nn.functional.binary_cross_entropy_with_logits(token, labels, reduction="none") * own
    tokens = (each.sum(1) / own.sum(1).clamp(min=1)) * (0.4 + 0.6 * right)
    passages = torch.nn.functional.binary_cross_entropy_with_logits(passage, right, reduction="none")
    return (passages + TOKEN_WEIGHT * tokens).mean()


def train(model: Reader, pairs: list[Encoded], epochs: int, out: Path, check: list[Encoded]) -> None:
    """Train, twice an epoch keep the layers and print what the held groups say."""
    chance = random.Random(SEED)  # a seeded order
    optimizer = torch.optim.AdamW(
        [p for p in model.parameters() if p.requires_grad], lr=RATE, weight_decay=DECAY, betas=(0.9, 0.98)
    )
    began, running, seen = time.time(), 0.0, 0
    for epoch in range(epochs):
        plan = batches(drawn(pairs, chance), chance)
        for at, batch in enumerate(plan, 1):
            done = (epoch + at / len(plan)) / epochs
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(done / WARMUP, (1 - done) / (1 - WARMUP))
            loss = step(model, batch, optimizer)
            running, seen = 0.98 * running + 0.02 * loss if seen else loss, seen + len(batch)
            if at % 50 == 0:
                speed = seen / (time.time() - began)
                print(f"{epoch} {at}/{len(plan)} loss {running:.4f} {speed:.1f} pairs/s", flush=True)
            if at in (len(plan) // 2, len(plan)):
                keep(model, out)
                report(model, check)


def step(model: Reader, batch: list[Encoded], optimizer: torch.optim.Optimizer) -> float:
    """Learn from one batch and return its loss; what is frozen stays as it is."""
    model.train()
    for part in (model.bert.embeddings, *model.bert.encoder.layer[:FROZEN]):
        part.eval()
    loss = loss_of(model, batch)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def keep(model: Reader, out: Path) -> None:
    """Write the trained layers and heads, in half precision."""
    kept = {
        name.removeprefix("bert."): value.detach().half().contiguous()
        for name, value in model.state_dict().items()
        if any(f"layer.{n}." in name for n in range(FROZEN, 6)) or name.startswith(("token.", "passage."))
    }
    save_file(kept, str(out), metadata={"seed": str(SEED), "frozen": str(FROZEN)})


@torch.no_grad()
def scores(model: Reader, pairs: list[Encoded]) -> list[tuple[float, np.ndarray]]:
    """Return the passage's probability and its tokens' for each pair."""
    model.eval()
    found: list = [None] * len(pairs)
    order = sorted(range(len(pairs)), key=lambda at: len(pairs[at].ids))
    for start in range(0, len(order), 12):
        some = order[start : start + 12]
        ids, mask, _, _ = tensors([pairs[at] for at in some])
        token, passage = (torch.sigmoid(value).numpy() for value in model(ids, mask))
        for row, at in enumerate(some):
            pair = pairs[at]
            found[at] = (float(passage[row]), token[row, pair.start : pair.start + len(pair.labels)])
    return found


def report(model: Reader, check: list[Encoded]) -> None:
    """Print, for each set, how well questions that are answered are told from others and the answer is found."""
    found = scores(model, check)
    by_set: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    for pair, (passage, token) in zip(check, found, strict=True):
        by_set[pair.set.split("-")[0]][pair.asked].append((pair, passage, token))
    for name, questions in sorted(by_set.items()):
        right, best, hit = [], [], []
        for some in questions.values():
            answered = any(any(pair.labels) for pair, _, _ in some)
            some_ = [one for one in some if not one[0].set.endswith("-cut")] if answered else some
            right.append(answered)
            best.append(max(passage for _, passage, _ in some_))
            if answered:
                pair, _, token = max(some_, key=lambda one: one[1] * (0.5 + one[2].max(initial=0.0)))
                hit.append(bool(len(token)) and pair.labels[int(np.argmax(token))] > 0)
        y, p = np.array(right), np.array(best)
        area = np.mean(p[y][:, None] > p[~y][None]) if y.any() and not y.all() else float("nan")
        print(f"    {name}: {len(y)} questions, AUROC {area:.3f}, best token answers {np.mean(hit):.3f}", flush=True)


def main(files: str, weights: Path, out: Path, epochs: int, start: Path | None) -> None:
    """Read the pairs, train, write."""
    torch.manual_seed(SEED)
    torch.set_num_threads(THREADS)
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_padding()  # the file's own setting is 128 tokens, no more and no fewer
    tokenizer.no_truncation()
    lines = [line for name in files.split(",") for line in Path(name).read_text(encoding="utf-8").splitlines()]
    pairs = [Encoded(json.loads(line), tokenizer) for line in lines]
    check = [pair for pair in pairs if held(pair.group)]
    taught = [pair for pair in pairs if not held(pair.group)]
    print(
        f"{len(taught)} pairs to learn from, {len(check)} held; tokens a pair {np.mean([len(p.ids) for p in pairs]):.0f}"
    )
    random.Random(SEED).shuffle(check)
    model = Reader(weights)
    if start:
        kept = {name: value.float() for name, value in load_file(start).items()}
        known = model.state_dict()
        model.load_state_dict(
            known | {name if name in known else f"bert.{name}": value for name, value in kept.items()}
        )
    train(model, taught, epochs, out, check[:700])


if __name__ == "__main__":
    given, rest = sys.argv[1:4], sys.argv[4:]
    main(given[0], *map(Path, given[1:]), int(rest[0]) if rest else 2, Path(rest[1]) if len(rest) > 1 else None)
