"""The packaged reader: MiniLM with upper layers of our own, which marks the words of a passage that answer a question.

Each pair of question and passage runs alone, as in ``packaged``: what is read of a passage is the same, bit for bit,
whatever else is read with it. How it was trained and what it can and cannot do: training/reader/MODEL_CARD.md.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from plainspoken.embedding.packaged import Backend, backend_for, has_bf16, lanes, padded
from plainspoken.embedding.tokens import MAX_CHARACTERS, packaged_tokenizer, sane
from plainspoken.readings import Reading

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

BASE, TRAINED = "model.safetensors", "reader.safetensors"
GRAPH, FLOAT_GRAPH = "reader.onnx", "reader_float.onnx"
MOST_TOKENS = 320  # question, head and passage; a passage of the index has 256 at most
QUESTION_TOKENS, HEAD_TOKENS = 64, 48  # as in training
START, BETWEEN, STOP = 101, 102, 1012  # [CLS], [SEP] and the full stop in MiniLM's vocabulary
NOTHING = -10.0  # log-odds of a passage without a word


class Reader(Protocol):
    """What reads passages beside a question."""

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """Return how each (head, text) reads beside ``question``; what lies beyond MOST_TOKENS is not read."""
        ...


class PackagedReader:
    """The packaged reader on the packaged tokenizer."""

    def __init__(self, tokenizer: "Tokenizer", compute: Backend) -> None:
        self._tokenizer = tokenizer
        self._compute = compute

    @cached_property
    def _lanes(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=lanes(), thread_name_prefix="read")

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """Return how each (head, text) reads beside ``question``; what lies beyond MOST_TOKENS is not read."""
        texts = [question, *(part for passage in passages for part in passage)]
        encoded = self._tokenizer.encode_batch(
            [sane(text[:MAX_CHARACTERS]) for text in texts], add_special_tokens=False
        )
        asked = encoded[0].ids[:QUESTION_TOKENS]
        pairs = [
            ([START, *asked, BETWEEN, *_headed(head)], text)
            for head, text in zip(encoded[1::2], encoded[2::2], strict=True)
        ]
        longest_first = sorted(range(len(pairs)), key=lambda at: -len(pairs[at][1].ids))
        done = self._lanes.map(lambda at: self._one(*pairs[at]), longest_first)
        found = dict(zip(longest_first, done, strict=True))
        return [found[at] for at in range(len(pairs))]

    def _one(self, first: list[int], text: "Encoding") -> Reading:
        """Return one passage's reading, ``first`` being what stands before it."""
        room = MOST_TOKENS - len(first) - 1
        ids, offsets = text.ids[:room], np.array(text.offsets[:room], dtype=np.int64).reshape(-1, 2)
        if not ids:
            return Reading(NOTHING, offsets[:, 0], offsets[:, 1], np.empty(0, dtype=np.float32))
        tokens, whole = self._compute.run(*padded([*first, *ids, BETWEEN], self._compute.step))
        return Reading(float(whole), offsets[:, 0], offsets[:, 1], tokens[len(first) : len(first) + len(ids)])


def _headed(head: "Encoding") -> list[int]:
    return [*head.ids[:HEAD_TOKENS], STOP] if head.ids else []


def open_packaged_reader(checked: Callable[[str], Path]) -> PackagedReader:
    """Open the reader on the fastest backend that this processor has, once all its files' SHA-256 have matched.

    Where there is no bf16 its matrices are multiplied in whole numbers of eight bits: 1.3 times as fast as single
    precision on AVX2.
    """
    with ThreadPoolExecutor(max_workers=1) as aside:
        name = FLOAT_GRAPH if has_bf16() else GRAPH
        verdicts = [aside.submit(checked, one) for one in (BASE, TRAINED, name)]
        graph = [verdict.result() for verdict in verdicts][-1]
    return PackagedReader(packaged_tokenizer(checked), backend_for(graph))
