"""Claims with the passages they are judged by: supported or not, from the development sets."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from examples import load
from mutations import mutations

from plainspoken.wording.sentences import spans, units

MOST_PER_KIND = 60
WRITTEN = Path(__file__).parent / "verifier_claims.jsonl"


@dataclass(frozen=True)
class Labelled:
    """One claim.

    Attributes:
        set: Name of the set, with the kind of change where it was changed.
        group: Claims of one group stay on one side of a split.
        claim, question: As given.
        passages: What it is judged by.
        supported: Whether they bear it out; None where people found it partly so.
        mark: Mean human mark of faithfulness, 1 to 4; 0 without one.
    """

    set: str
    group: str
    claim: str
    question: str
    passages: tuple[str, ...]
    supported: bool | None
    mark: float = 0.0


def halueval(data: Path) -> Iterator[Labelled]:
    """Yield HaluEval's answers to HotpotQA questions."""
    for row in load(data / "grounding/halueval_qa/all.jsonl"):
        group = f"halueval:{row['meta']['pair']}"
        yield Labelled(
            "halueval", group, row["claim"], row["meta"]["question"], (row["context"],), row["label"] == "supported"
        )


def human(data: Path) -> Iterator[Labelled]:
    """Yield MTRAG's answers with the marks that people gave them."""
    for row in load(data / "grounding/mtrag_human_eval/all.jsonl"):
        marks = row["meta"]["human"]["faithfulness"]
        label = {"supported": True, "unsupported": False}.get(row["label"])
        group = f"human:{row['id'].split('|')[0].split('<::>')[0]}"
        yield Labelled(
            "human", group, row["claim"], row["meta"]["question"], (row["context"],), label, sum(marks) / len(marks)
        )


def honest(data: Path) -> Iterator[Labelled]:
    """Yield people's own answers to answerable questions, and the same against another question's passage."""
    rows = [row for row in load(data / "qa/clapnq/dev.jsonl") if row["answerable"]]
    for at, row in enumerate(rows):
        group = f"clapnq:{row['meta']['title']}"
        other = rows[(at + 1) % len(rows)]
        for start, end in spans(row["reference"]):
            claim = row["reference"][start:end]
            if len(claim.split()) >= 4:
                yield Labelled("honest", group, claim, row["question"], tuple(row["contexts"]), True)
                yield Labelled("astray", group, claim, row["question"], tuple(other["contexts"]), False)


def mutated(data: Path, texts: Sequence[tuple[str, str]]) -> Iterator[Labelled]:
    """Yield true sentences as they stand, and changed in one place.

    Args:
        data: The development sets.
        texts: (group, passage) pairs of project documents.
    """
    random_ = random.Random(5)  # a seeded choice
    rows = [(f"clapnq:{row['meta']['title']}", row["contexts"][0]) for row in load(data / "qa/clapnq/dev.jsonl")]
    counts: dict[str, int] = {}
    pairs = [*rows, *texts]
    for group, passage in random_.sample(pairs, len(pairs)):
        plain = [
            passage[u.start : u.end]
            for u in units(passage)
            if u.kind == "sentence" and 6 <= len(passage[u.start : u.end].split()) <= 45
        ]
        for sentence in random_.sample(plain, min(3, len(plain))):
            if re.search(r"https?:|[|{}]", sentence):
                continue
            for kind, text in [
                ("verbatim", sentence),
                *((m.kind, m.text) for m in mutations(sentence, plain, random_)),
            ]:
                if counts.get(kind, 0) < MOST_PER_KIND and (kind == "verbatim" or text != sentence):
                    counts[kind] = counts.get(kind, 0) + 1
                    yield Labelled(f"mutated-{kind}", group, text, "", (passage,), kind == "verbatim")


def written(*, is_held: bool) -> Iterator[Labelled]:
    """Yield the claims that were written by hand, of one half; VERIFIER_CLAIMS.md describes them."""
    for line in WRITTEN.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for one in row["claims"] if row["held"] == is_held else ():
            yield Labelled(
                "written",
                f"written:{row['id']}",
                one["claim"],
                one.get("question", ""),
                tuple(row["passages"]),
                one["label"] == "supported",
            )
