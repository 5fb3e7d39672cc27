"""Questions with passages that answer them or do not, from the public development sets.

Every set is read from the folder that is named on the command line; nothing of it is shipped. What the reader
learns from is the features of src/plainspoken/answer/features.py, never words.
"""

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from corpus import Known, made
from numpy.typing import NDArray

from plainspoken.redacted import Redacted, RedactedText
from plainspoken.wording.sentences import units
from plainspoken.wording.words import covered, rarity, terms

SHOWN = 5  # passages that a question is shown when it searches a pool
MOST_HALUEVAL = 260
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


def clapnq(data: Path) -> Iterator[Example]:
    """Yield CLAPNQ with its gold passage, and the same without the sentences that answer (then: unanswerable)."""
    for row in load(data / "qa/clapnq/dev.jsonl"):
        group = f"clapnq:{row['meta']['title']}"
        proof = (
            tuple(s for chosen in row["meta"].get("selected_sentences") or () for s in chosen)
            if row["answerable"]
            else ()
        )
        passages = tuple(row["contexts"])
        yield Example("clapnq", group, row["question"], passages, row["answerable"], proof, row["reference"])
        if proof:
            yield Example("clapnq-cut", group, row["question"], tuple(without(p, proof) for p in passages), False)


def mtrag(data: Path, embed: Embed) -> Iterator[Example]:
    """Yield MTRAG-UN, every question searching the pool of the file's contexts; and the same without its own."""
    rows = load(data / "qa/mtrag_un/dev.jsonl")
    pool = Pool(sorted({context for row in rows for context in row["contexts"]}), embed)
    for row in rows:
        own = frozenset(row["contexts"])
        group = f"mtrag:{row['id'].split('<::>')[0]}"
        found = pool.search(row["question"])
        state = row["meta"]["answerability"]
        right = row["answerable"] and bool(own & set(found))
        answerable = right if right or not row["answerable"] else None
        proof = proof_by_reference(row["reference"] or "", found) if right else ()
        yield Example(
            f"mtrag-{state.lower()}", group, row["question"], found, answerable, proof, row["reference"] or ""
        )
        if row["answerable"]:
            yield Example("mtrag-cut", group, row["question"], pool.search(row["question"], but=own), False)


def elsewhere(data: Path, embed: Embed) -> Iterator[Example]:
    """Yield questions on other documentation, asked of open project documents that do not answer them."""
    texts = [
        paragraphs
        for folder in ("kedro", "presidio", "sklearn-sleps", "sourcegraph-handbook")
        for paragraphs in _documents(data / "docs" / folder / "files")
    ]
    pool = Pool(random.Random(7).sample(texts, 250), embed)  # a seeded sample
    for row in load(data / "qa/hf_doc_qa/all.jsonl"):
        yield Example("hf_doc_qa", row["id"], row["question"], pool.search(row["question"]), False)


def hotpot(data: Path) -> Iterator[Example]:
    """Yield HaluEval's questions over their knowledge, and over the same without the sentences that name the answer."""
    rows = [row for row in load(data / "grounding/halueval_qa/all.jsonl") if row["label"] == "supported"]
    for row in rows[:MOST_HALUEVAL]:
        text = re.sub(r"(?<=[a-z\d)\"][.!?])(?=[A-Z\"])", " ", row["context"]).strip()
        answer, group = row["claim"].strip(), f"halueval:{row['meta']['pair']}"
        if answer.lower().strip(".") in ("yes", "no"):
            continue
        proof = tuple(
            text[u.start : u.end] for u in units(text) if answer.lower().strip(". ") in text[u.start : u.end].lower()
        )
        yield Example("halueval", group, row["meta"]["question"], (text,), True if proof else None, proof, answer)
        if proof and len(without(text, proof).split()) > 8:
            yield Example("halueval-cut", group, row["meta"]["question"], (without(text, proof),), False)


def projects(known_file: Path, embed: Embed) -> Iterator[Example]:
    """Yield questions made from project documents; their twins without the document, and on a property it lacks."""
    known = [Known(**row) for row in json.loads(known_file.read_text(encoding="utf-8"))]
    random_ = random.Random(11)  # a seeded sample
    documents = random_.sample(sorted({one.document for one in known}), DOCUMENTS)
    known = [one for one in known if one.document in set(documents)]
    pool = Pool([f"{one.title} {one.context} {one.text}"[:700] for one in known], embed)
    asked = list(made(known))
    properties = sorted({one.proof.strip("| ").split("|")[0].strip() for one in asked if one.kind == "row"})
    for one in asked:
        home = frozenset(at for at, other in enumerate(known) if other.document == known[one.passage].document)
        group = f"projects:{known[one.passage].document}"
        found = pool.order(one.question)
        if one.passage in found[:SHOWN]:
            yield _shown(f"made-{one.kind}", group, one.question, [known[at] for at in found[:SHOWN]], one.proof)
        if one.kind != "list":
            rest = [at for at in found if at not in home][:SHOWN]
            yield _shown(f"made-{one.kind}-cut", group, one.question, [known[at] for at in rest], "")
        text = " ".join(known[at].text for at in home).lower()
        lacking = random_.choice(properties)
        if one.kind in ("row", "field") and lacking.lower() not in text:
            subject = known[one.passage].title.split(" > ")[0]
            question = f"What is the {lacking} of {subject}?"
            yield _shown("made-absent", group, question, [known[at] for at in pool.order(question)[:SHOWN]], "")


def written(retrieved: Path) -> Iterator[Example]:
    """Yield written questions over project documents with what the product's retrieval brought (retrieved.py).

    Where retrieval missed a part of the answer nobody can tell whether the rest answers: such a question teaches
    nothing. The same without its document is taken as unanswerable.
    """
    for row in json.loads(retrieved.read_text(encoding="utf-8")):
        found = [Known("", one["title"], one["context"], one["text"]) for one in row["passages"]]
        rest = [known for known, one in zip(found, row["passages"], strict=True) if not one["own"]]
        kind, group = f"written-{row['kind']}", f"written:{row['group']}"
        if row["reached"]:
            yield replace(_shown(kind, group, row["question"], found, "x"), proof=tuple(row["proof"]))
            if len(rest) > 2:
                yield _shown("written-cut", group, row["question"], rest, "")
        elif not row["answerable"]:
            yield _shown(kind, group, row["question"], found, "")


DOCUMENTS = 70


def _shown(kind: str, group: str, question: str, found: Sequence[Known], proof: str) -> Example:
    return Example(
        kind, group, question, tuple(one.text for one in found), bool(proof), (proof,) if proof else (), "",
        tuple(one.title for one in found), tuple(one.context for one in found),
    )  # fmt: skip


class Pool:
    """Passages to search: half words, half meaning."""

    def __init__(self, texts: Sequence[str], embed: Embed) -> None:
        self.texts = list(texts)
        self.embed = embed
        self.vectors = embed([text[:700] for text in self.texts])
        self.bags = [frozenset(terms(text)) for text in self.texts]

    def search(self, question: str, *, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Return the best passages, those in ``but`` left out."""
        return tuple(self.texts[at] for at in self.order(question) if self.texts[at] not in but)[:SHOWN]

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


def _documents(folder: Path) -> Iterator[str]:
    for file in sorted(path for path in folder.rglob("*") if path.suffix in {".md", ".rst", ".txt"}):
        text = file.read_text(encoding="utf-8", errors="replace")
        for start in range(0, min(len(text), 6000), 1200):
            if len(piece := text[start : start + 1200].strip()) > 300:
                yield piece
