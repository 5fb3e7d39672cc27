"""Pairs of a question and a passage as told, with the stretches of it that answer: what the neural reader learns from.

    python training/reader/pairs.py DATA > pairs.jsonl

DATA holds docs/, model_cards/, qa/ and grounding/ of the development sets. Written dossiers lie beside this file. What
is printed holds the documents' words: it is for training here and is never committed.
"""

import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from math import log
from pathlib import Path

from examples import load, matches, proof_by_reference, without

from plainspoken.answer.told import told
from plainspoken.ingest import discover, parse
from plainspoken.passages import Document
from plainspoken.wording.sentences import units
from plainspoken.wording.words import terms

HERE = Path(__file__).parent
NEAR = 5  # passages beside the right one that a question is shown
SEED = 11


@dataclass(frozen=True)
class Pair:
    """A question beside one passage.

    Attributes:
        set: Name of the set.
        group: Pairs of one group stay on one side of a split.
        question: As asked.
        head: Title, section path and header row above the passage.
        text: The passage.
        answers: (start, end) of each stretch that answers, in code points of ``text``.
        asked: Number of the question within its set: pairs of one question share it.
    """

    set: str
    group: str
    question: str
    head: str
    text: str
    answers: tuple[tuple[int, int], ...]
    asked: str


def main(data: Path) -> None:
    """Print every pair as a JSON line."""
    for pair in (*dossiers(), *written(data), *clapnq(data), *mtrag(data), *hotpot(data)):
        if (read := as_told(pair)) is not None:
            print(json.dumps(asdict(read), ensure_ascii=False))  # a script's output


def as_told(pair: Pair) -> Pair | None:
    """Return the pair with its passage as the product's reader is shown it; None where no line of that answers."""
    read = told(pair.text)
    lines = [at for at, u in enumerate(read.units) if any(a < u.end and u.start < b for a, b in pair.answers)]
    if not read.text.strip() or (pair.answers and not lines):
        return None
    return replace(pair, text=read.text, answers=tuple(read.over(at, at) for at in lines))


def dossiers() -> Iterator[Pair]:
    """Yield each question of the dossiers beside each passage of its dossier."""
    for file in sorted((HERE / "dossiers").glob("*.jsonl")):
        for dossier in load(file):
            for at, question in enumerate(dossier["questions"]):
                for number, passage in enumerate(dossier["passages"]):
                    text = passage["text"]
                    starts = [(text.index(quote), quote) for n, quote in question["a"] if n == number]
                    yield Pair(
                        "dossier" if question["a"] else "dossier-none",
                        f"dossier:{dossier['id']}",
                        question["q"],
                        " > ".join(part for part in (passage["title"], passage["section"]) if part),
                        text,
                        tuple((start, start + len(quote)) for start, quote in starts),
                        f"{dossier['id']}/{at}",
                    )


def written(data: Path) -> Iterator[Pair]:
    """Yield the written questions over project documents: their own passages and the nearest others by words."""
    rows = load(HERE / "questions.jsonl")
    for folder in sorted({row["set"] for row in rows}):
        shelf = Shelf(data / folder / "files")
        for row in (row for row in rows if row["set"] == folder):
            spans = [(one["start"], one["end"]) for one in row["answers"]]
            own = [at for at, one in enumerate(shelf.passages) if one[0] == row["document"] and _inside(one, spans)]
            near = [at for at in shelf.nearest(row["question"], NEAR + len(own)) if at not in own][:NEAR]
            for at in (*own, *near):
                document, _, head, text = shelf.passages[at]
                found = _inside(shelf.passages[at], spans) if document == row["document"] else ()
                kind = "written" if spans else "written-none"
                yield Pair(kind, f"written:{folder}:{row['document']}", row["question"], head, text, found, row["id"])


def _inside(passage: tuple[str, int, str, str], spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    _, start, _, text = passage
    cut = [(max(0, a - start), min(len(text), b - start)) for a, b in spans]
    return tuple((a, b) for a, b in cut if b - a > 2)


class Shelf:
    """The passages of one folder, as the product cuts them, searched by words (BM25, k1 .9, b 0)."""

    def __init__(self, folder: Path) -> None:
        self.passages: list[tuple[str, int, str, str]] = []
        for document in parse(discover([folder]).files, corpus="training", default_access=("everyone",)):
            if isinstance(document, Document):
                for one in document.passages:
                    parts = (document.metadata.title, *one.section, one.context)
                    head = " > ".join(dict.fromkeys(part for part in parts if part))
                    self.passages.append((document.path, one.start, head, one.text))
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for at, (_, _, head, text) in enumerate(self.passages):
            for term, count in Counter(terms(f"{head} {text}")).items():
                self._postings[term].append((at, count))

    def nearest(self, question: str, limit: int) -> list[int]:
        """Return the numbers of the passages that share most with ``question``."""
        scores: Counter[int] = Counter()
        for term in dict.fromkeys(terms(question)):
            found = self._postings.get(term, [])
            idf = log(1 + (len(self.passages) - len(found) + 0.5) / (len(found) + 0.5))
            for at, count in found:
                scores[at] += idf * count * 1.9 / (count + 0.9)
        return sorted(scores, key=lambda at: (-scores[at], at))[:limit]


def clapnq(data: Path) -> Iterator[Pair]:
    """Yield CLAPNQ: its passage; the passage without the sentences that answer; two others of the set."""
    rows, chance = load(data / "qa/clapnq/dev.jsonl"), random.Random(SEED)
    for row in rows:
        group, question, text = f"clapnq:{row['meta']['title']}", row["question"], row["contexts"][0]
        proof = (
            [s for chosen in row["meta"].get("selected_sentences") or () for s in chosen] if row["answerable"] else []
        )
        found = _located(text, proof)
        if row["answerable"] and not found:
            continue
        title = row["meta"]["title"]
        yield Pair("clapnq" if found else "clapnq-none", group, question, title, text, found, row["id"])
        if found:
            yield Pair("clapnq-cut", group, question, title, without(text, proof), (), row["id"])
        for other in chance.sample(rows, 2):
            if other["contexts"][0] != text:
                yield Pair("clapnq-other", group, question, other["meta"]["title"], other["contexts"][0], (), row["id"])


def mtrag(data: Path) -> Iterator[Pair]:
    """Yield MTRAG-UN's questions beside their contexts, answers located by the reference; others where none answers."""
    rows, chance = load(data / "qa/mtrag_un/dev.jsonl"), random.Random(SEED)
    pool = sorted({context for row in rows for context in row["contexts"]})
    bags = [frozenset(terms(context)) for context in pool]
    for row in rows:
        group = f"mtrag:{row['id'].split('<::>')[0]}"
        wanted = frozenset(terms(row["question"]))
        for context in row["contexts"] if row["answerable"] else ():
            proof = proof_by_reference(row["reference"] or "", [context])
            if proof:
                yield Pair("mtrag", group, row["question"], "", context, _located(context, proof), row["id"])
        order = sorted(range(len(pool)), key=lambda at: (-len(wanted & bags[at]), at))
        near = [pool[at] for at in order if pool[at] not in row["contexts"]][:3]
        for context in (*near, *chance.sample(pool, 1)):
            yield Pair("mtrag-none", group, row["question"], "", context, (), row["id"])


def hotpot(data: Path) -> Iterator[Pair]:
    """Yield HaluEval's questions over their knowledge, and over the same without the sentences that name the answer."""
    rows = [row for row in load(data / "grounding/halueval_qa/all.jsonl") if row["label"] == "supported"]
    for row in rows:
        text, answer = row["context"].strip(), row["claim"].strip().strip(". ")
        if answer.lower() in ("yes", "no"):
            continue
        stretches = [text[u.start : u.end] for u in units(text)]
        proof = [stretch for stretch in stretches if answer.lower() in stretch.lower()]
        if not proof:
            continue
        group, question = f"halueval:{row['meta']['pair']}", row["meta"]["question"]
        yield Pair("halueval", group, question, "", text, _located(text, proof), row["id"])
        rest = without(text, proof)
        if len(rest.split()) > 8 and answer.lower() not in rest.lower():
            yield Pair("halueval-cut", group, question, "", rest, (), row["id"])


def _located(text: str, proof: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return where the sentences of ``proof`` stand in ``text``."""
    return tuple((u.start, u.end) for u in units(text) if matches(text[u.start : u.end], proof))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
