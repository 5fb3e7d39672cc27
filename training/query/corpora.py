"""Questions with the passages that answer them, and all passages beside which they have to be found.

    python training/query/corpora.py DATA HOME OUT

DATA holds docs/ and model_cards/ of the development sets; HOME is where the written companies and twins are ingested by
the product; OUT gets two files for each folder of documents, its words and its vectors. Each question also comes in the other words of
phrasings/: as somebody without technical training would put it (``a``), and in another shape (``b``).
"""

import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from folders import Corpus

from plainspoken.embedding import open_embedder
from plainspoken.ingest import discover, parse
from plainspoken.librarian.indexing import retrieval_text, vectors_of
from plainspoken.passages import Document
from plainspoken.weights import checked

HERE = Path(__file__).parent
READER = HERE.parent / "reader"
sys.path.insert(0, str(READER))

import companies  # noqa: E402  # beside the reader
from examples import load  # noqa: E402
from held import held, is_held  # noqa: E402

LINE = 8  # characters of a quoted line that does not stand somewhere by chance
MOST = 4_000  # passages of a folder beside which its questions are shown; of a larger one a sample
SEED = 7


def main(data: Path, home: Path, out: Path) -> None:
    """Write every corpus."""
    out.mkdir(parents=True, exist_ok=True)
    for corpus in chain(invented(home), written(data)):
        corpus.write(out)
        print(f"{corpus.name}: {len(corpus.texts)} passages, {len(corpus.asked)} questions", flush=True)


def phrasings() -> dict[str, dict[str, list[str]]]:
    """Return file name → id of a question → its other wordings."""
    return {
        file.stem: {row["of"]: [row["a"], row["b"]] for row in load(file)}
        for file in sorted((HERE / "phrasings").glob("*.jsonl"))
    }


def invented(home: Path) -> Iterator[Corpus]:
    """Yield the invented companies and twins, as the product cuts and embeds them."""
    other = phrasings()
    for file in (*sorted((READER / "companies").glob("*.jsonl")), *sorted((READER / "twins").glob("*.jsonl"))):
        engines, rows = companies.filled(file, home)
        editions = engines.ledger.editions(current_only=False)
        found = engines.ledger.stock.all_passages([edition.id for edition in editions])
        texts = [
            retrieval_text(one.edition.title, one.passage.section, one.passage.context, one.passage.text)
            for one in found
        ]
        vectors = np.array(vectors_of(texts, engines))
        engines.close()
        said = [_even(one.passage.text) for one in found]
        asked = [
            (question, proof)
            for row in rows
            if (proof := _holding(row["quotes"], said))
            for question in (row["question"], *_other(other, file.stem, row["id"]))
        ]
        yield Corpus(file.stem, texts, vectors, asked)


def _other(other: dict[str, dict[str, list[str]]], name: str, question: str) -> list[str]:
    """Return the other wordings of a question; none where its corpus is held back, which is measured as it is asked."""
    return [] if is_held(name) else other.get(name, {}).get(question, [])


def _holding(quotes: Sequence[dict], said: Sequence[str]) -> list[int]:
    lines = [_even(line) for quote in quotes for line in (quote["text"], *quote["text"].split("\n"))]
    telling = [line for line in lines if len(line) > LINE] or lines[:1]
    return [at for at, text in enumerate(said) if any(line in text for line in telling)]


def _even(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def written(data: Path) -> Iterator[Corpus]:
    """Yield the written questions over real project documents."""
    other = {key: value for rows in phrasings().values() for key, value in rows.items()}
    embed, rows = open_embedder(checked=checked).embed, defaultdict(list)
    for row in load(READER / "questions.jsonl"):
        if not held(f"written:{row['set']}:{row['document']}"):
            rows[row["set"]].append(row)
    for folder, some in sorted(rows.items()):
        passages = _some(_passages(data / folder / "files"), {row["document"] for row in some})
        where = defaultdict(list)
        for at, (path, _, _, _) in enumerate(passages):
            where[path].append(at)
        asked = [
            (question, proof)
            for row in some
            if (proof := [at for at in where[row["document"]] if _answers(passages[at], row["answers"])])
            for question in (row["question"], *other.get(row["id"], []))
        ]
        texts = [text for *_, text in passages]
        yield Corpus(f"w-{folder.replace('/', '-')}", texts, embed(texts), asked)


def _passages(folder: Path) -> list[tuple[str, int, int, str]]:
    return [
        (document.path, one.start, one.end, retrieval_text(document.metadata.title, one.section, one.context, one.text))
        for document in parse(discover([folder]).files, corpus="training", default_access=("everyone",))
        if isinstance(document, Document)
        for one in document.passages
    ]


def _some(passages: list[tuple[str, int, int, str]], asked: set[str]) -> list[tuple[str, int, int, str]]:
    """Return all passages of the documents asked about, and others up to MOST."""
    own = [one for one in passages if one[0] in asked]
    rest = [one for one in passages if one[0] not in asked]
    random.Random(SEED).shuffle(rest)
    return own + rest[: max(0, MOST - len(own))]


def _answers(passage: tuple[str, int, int, str], spans: Sequence[dict]) -> bool:
    _, start, end, _ = passage
    return any(min(end, span["end"]) - max(start, span["start"]) > 2 for span in spans)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
