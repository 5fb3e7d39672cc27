"""Show each written question what the product's own retrieval brings, for the reader to learn from.

    python training/reader/retrieved.py DATA HOME > retrieved.json

DATA holds docs/ and model_cards/; HOME is a home into which each of their sets was ingested as a corpus of its name,
e.g. ``plainspoken ingest DATA/docs/kedro/files --corpus docs/kedro``. What is written holds the documents' words: it is
for training here and is never committed.
"""

import json
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from plainspoken.access import Principal
from plainspoken.passages import ScoredPassage
from plainspoken.retrieve import retrieve
from plainspoken.settings import load
from plainspoken.wiring import Engines

QUESTIONS = Path(__file__).parent / "questions.jsonl"
SHOWN = 24  # as many as the assistant reads


def main(data: Path, home: Path) -> None:
    """Print one JSON list: each question with the passages found, and which of their stretches answer."""
    engines = Engines(load(None, {"home": home}))
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    print(json.dumps([shown(row, data, engines) for row in rows], ensure_ascii=False))
    engines.close()


def shown(row: dict, data: Path, engines: Engines) -> dict:
    """Return one question with what retrieval brings for it."""
    scope = engines.ledger.scope(Principal(), datetime.now(UTC).date(), frozenset({row["set"]}))
    read = partial(engines.ledger.passages, scope=scope)
    found = retrieve(
        row["question"], scope=scope, store=engines.store, embed=engines.embed_query, read=read, limit=SHOWN
    )
    text = (data / row["set"] / "files" / row["document"]).read_bytes().decode("utf-8-sig")
    spans = [(answer["start"], answer["end"]) for answer in row["answers"]]
    here = [scored for scored in found if scored.edition.path == row["document"]]
    reached = [span for span in spans if any(_overlap(scored, span) for scored in here)]
    return {
        "id": row["id"],
        "kind": row["kind"],
        "group": f"{row['set']}:{row['document']}",
        "question": row["question"],
        "answerable": bool(spans),
        "reached": len(reached) == len(spans) and bool(spans),
        "proof": [text[start:end] for start, end in reached],
        "passages": [_shown(scored, row["document"]) for scored in found],
    }


def _overlap(scored: ScoredPassage, span: tuple[int, int]) -> bool:
    return scored.passage.start < span[1] and span[0] < scored.passage.end


def _shown(scored: ScoredPassage, document: str) -> dict:
    title = " > ".join(part for part in (scored.edition.title, *scored.passage.section) if part)
    return {
        "text": scored.passage.text,
        "title": title,
        "context": scored.passage.context,
        "own": scored.edition.path == document,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
