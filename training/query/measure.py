"""Print how often what answers is among the first passages found, with the query's own layers and without.

    python training/query/measure.py HOME [NAME …]

HOME is where corpora.py ingested the companies and twins. NAMEs are those held back from all training unless others are
given. A passage answers that holds a line quoted for the question; of 1 in 12 questions no passage does word for word (a
field, a table's row): they count as not found. Intervals are over the documents quoted.
"""

import re
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

from corpora import LINE, READER

sys.path.insert(0, str(READER))

import companies  # beside the reader
from fitting import interval
from held import COMPANIES, TWINS

from plainspoken import retrieve
from plainspoken.access import Principal
from plainspoken.assistant import Assistant
from plainspoken.wiring import Engines

DEPTHS = (1, 4, 8, 24)


class AsItIs(Engines):
    """The same, but that a query is read as any text is."""

    def embed_query(self, text):
        """Return the vector that the text would have in the index."""
        return self.embedder.embed([text])[0]


def ranks(name: str, home: Path, kind: type[Engines]) -> list[tuple[int, str]]:
    """Return for each question of a folder the rank of the first passage that answers, and the document quoted."""
    file = (companies.COMPANIES if name[0] == "c" else companies.TWINS) / f"{name}.jsonl"
    engines, rows = companies.filled(file, home)
    assistant, found = Assistant(kind(engines.settings)), []
    engines.close()
    for row in (row for row in rows if row["quotes"]):
        every = [_even(line) for quote in row["quotes"] for line in (quote["text"], *quote["text"].split("\n"))]
        lines = [line for line in every if len(line) > LINE] or every[:1]
        day = date.fromisoformat(row["as_of"])
        hits = assistant.search(row["question"], principal=Principal(), corpus=None, as_of=day, limit=max(DEPTHS))
        places = [at for at, hit in enumerate(hits, 1) if any(line in _even(hit.passage.text) for line in lines)]
        found.append((min(places, default=sys.maxsize), f"{name}:{row['quotes'][0]['document']}"))
    assistant.close()
    return found


def _even(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def main(home: Path, names: list[str]) -> None:
    """Print a line for each kind of folder and each way to read a query."""
    for kind in (AsItIs, Engines):
        found = defaultdict(list)
        for name in names:
            found[name[0]] += ranks(name, home, kind)
        for sort, some in found.items():
            groups, shares = [about for _, about in some], []
            for depth in DEPTHS:
                hits = [rank <= depth for rank, _ in some]
                low, high = interval(lambda at, hits=hits: sum(hits[i] for i in at) / len(at), groups)
                shares.append(f"@{depth} {sum(hits) / len(hits):.3f} [{low:.2f}-{high:.2f}]")
            print(kind.__name__, sort, len(some), f"weight {retrieve.DENSE_WEIGHT}", *shares, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or sorted(COMPANIES | TWINS))
