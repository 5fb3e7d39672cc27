"""Count in how many paragraphs of open project documentation each stem occurs.

    python training/reader/background.py FOLDER… > src/plainspoken/wording/background.json

The folders used for the shipped file: the documentation of kedro (Apache-2.0), presidio (MIT), scikit-learn's
enhancement proposals (BSD-3-Clause), GOV.UK's AWS decision records (MIT) and the Sourcegraph handbook (MIT).
Only counts of single stems are kept, of those that occur in at least MINIMUM paragraphs.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

from plainspoken.wording.words import terms

MINIMUM = 4
KINDS = {".md", ".rst", ".txt", ".html"}


def count(folders: list[Path]) -> dict[str, object]:
    """Return the number of paragraphs and, for each stem, how many hold it."""
    counts: Counter[str] = Counter()
    total = 0
    for file in sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in KINDS):
        text = re.sub(r"<[^>]+>|https?://\S+", " ", file.read_text(encoding="utf-8", errors="replace"))
        for paragraph in re.split(r"\n\s*\n", text):
            found = {term for term in terms(paragraph) if term.isalpha()}
            if found:
                counts.update(found)
                total += 1
    kept = {term: n for term, n in sorted(counts.items()) if n >= MINIMUM}
    return {"provenance": "training/reader/background.py", "paragraphs": total, "counts": kept}


if __name__ == "__main__":
    print(
        json.dumps(count([Path(name) for name in sys.argv[1:]]), ensure_ascii=False, separators=(",", ":"))
    )  # a script's output
