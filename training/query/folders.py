"""Folders of documents with their questions, as corpora.py writes and train.py reads them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Corpus:
    """One folder of documents.

    Attributes:
        name: Of the company, or of the set.
        texts: Its passages as they are embedded.
        vectors: Theirs, one row each.
        asked: (question, rows of ``texts`` that answer it) of every question that can be answered.
    """

    name: str
    texts: list[str]
    vectors: NDArray[np.float32]
    asked: list[tuple[str, list[int]]]

    def write(self, folder: Path) -> None:
        """Write it into ``folder``: its words as NAME.json, its vectors as NAME.npy."""
        words = {"texts": self.texts, "asked": self.asked}
        (folder / f"{self.name}.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        np.save(folder / f"{self.name}.npy", self.vectors)


def read(folder: Path) -> Iterator[Corpus]:
    """Yield every corpus that was written into ``folder``, in the order of names."""
    for file in sorted(folder.glob("*.json")):
        words = json.loads(file.read_text(encoding="utf-8"))
        yield Corpus(file.stem, words["texts"], np.load(file.with_suffix(".npy")), words["asked"])
