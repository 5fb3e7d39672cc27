"""Questions with passages that answer them or do not.

What is learnt from is the features of src/plainspoken/answer/features.py, never words.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from held import held
from numpy.typing import NDArray

from plainspoken.redacted import Redacted, RedactedText
from plainspoken.wording.sentences import units
from plainspoken.wording.words import covered, rarity, terms

READ = 24  # passages of a question, as the assistant reads
Embed = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True)
class Example:
    """One question, what it is shown, and what is right.

    Attributes:
        set: Name of the set.
        group: Examples of one group stay on one side of a split.
        question: As asked.
        passages: As shown.
        answerable: Whether they answer; None where nobody can tell (not used for abstention).
        proof: Texts that are part of the answer; empty when unknown or unanswerable.
        reference: The right answer.
    """

    set: str
    group: str
    question: str
    passages: tuple[str, ...]
    answerable: bool | None
    proof: tuple[str, ...] = ()
    reference: str = ""
    titles: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()

    @property
    def asked(self) -> Redacted:
        """Return the example as the gate would hand it over."""
        texts = tuple(map(RedactedText, self.passages))
        return Redacted((), RedactedText(self.question), texts, "", {}, self.titles, self.contexts)


def load(path: Path) -> list[dict]:
    """Return the rows of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def written(retrieved: Path) -> Iterator[Example]:
    """Yield written questions over project documents with what the product's retrieval brought (retrieved.py).

    Where retrieval missed a part of the answer nobody can tell whether the rest answers: such a question teaches
    nothing. The same without its document is taken as unanswerable.
    """
    for row in json.loads(retrieved.read_text(encoding="utf-8")):
        found = [(one["title"], one["context"], one["text"]) for one in row["passages"]]
        rest = [known for known, one in zip(found, row["passages"], strict=True) if not one["own"]]
        group = f"written:{row['group']}"
        if row["reached"]:
            yield _shown("written", group, row["question"], found, row["proof"])
            if len(rest) > 2:
                yield _shown("written-cut", group, row["question"], rest, ())
        elif not row["answerable"]:
            yield _shown("written-none", group, row["question"], found, ())


def dossiers(folder: Path, embed: Embed, drawn: Callable[[str], bool]) -> Iterator[Example]:
    """Yield drawn questions of the dossiers, each searching the passages of all; and without those that answer."""
    shelf, asked = [], []
    for file in sorted(folder.glob("*.jsonl")):
        for dossier in load(file):
            first = len(shelf)
            shelf += [
                (f"{one['title']} > {one['section']}".strip(" >"), "", one["text"]) for one in dossier["passages"]
            ]
            asked += [(f"dossier:{dossier['id']}", first, question) for question in dossier["questions"]]
    pool = Pool([f"{title}\n{text}" for title, _, text in shelf], embed)
    for group, first, question in asked:
        if not held(group) or not drawn(question["q"]):
            continue
        proof = {first + n: quote for n, quote in question["a"]}
        found = pool.order(question["q"])[:READ]
        if not proof.keys() <= set(found):
            continue
        shown = [shelf[at] for at in found]
        yield _shown("dossier" if proof else "dossier-none", group, question["q"], shown, [q for _, q in question["a"]])
        if proof:
            rest = [shelf[at] for at in found if at not in proof]
            yield _shown("dossier-cut", group, question["q"], rest, ())


def _shown(
    kind: str, group: str, question: str, found: Sequence[tuple[str, str, str]], proof: Sequence[str]
) -> Example:
    titles, contexts, texts = (tuple(one[at] for one in found) for at in range(3))
    return Example(kind, group, question, texts, bool(proof), tuple(proof), "", titles, contexts)


class Pool:
    """Passages to search: half words, half meaning."""

    def __init__(self, texts: Sequence[str], embed: Embed) -> None:
        self.texts = list(texts)
        self.embed = embed
        self.vectors = embed([text[:700] for text in self.texts])
        self.bags = [frozenset(terms(text)) for text in self.texts]

    def order(self, question: str) -> list[int]:
        """Return the numbers of all passages, best first."""
        wanted = terms(question)
        likeness = self.vectors @ self.embed([question])[0]
        scores = [0.5 * covered(wanted, bag) + 0.5 * float(like) for bag, like in zip(self.bags, likeness, strict=True)]
        return sorted(range(len(scores)), key=lambda at: (-scores[at], at))


def without(passage: str, proof: Sequence[str]) -> str:
    """Return ``passage`` without the sentences of ``proof``."""
    kept = [passage[u.start : u.end] for u in units(passage) if not matches(passage[u.start : u.end], proof)]
    return " ".join(kept)


def matches(text: str, proof: Sequence[str]) -> bool:
    """Return whether ``text`` and a text of ``proof`` are the same but for their edges."""
    mine = set(terms(text))
    for other in proof:
        theirs = set(terms(other))
        if (
            mine
            and theirs
            and len(mine & theirs) >= 0.8 * min(len(mine), len(theirs))
            and len(mine & theirs) >= min(3, len(theirs))
        ):
            return True
    return False


def proof_by_reference(reference: str, passages: Sequence[str]) -> tuple[str, ...]:
    """Return the sentences most of whose weight the reference answer holds."""
    given = frozenset(terms(reference))
    found = []
    for passage in passages:
        for unit in units(passage):
            text = passage[unit.start : unit.end]
            mine = [term for term in terms(text) if rarity(term) > 2]
            if len(mine) >= 4 and covered(mine, given) >= 0.55:
                found.append(text)
    return tuple(found)
