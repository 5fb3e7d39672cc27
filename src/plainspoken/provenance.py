"""Which code this is: the release, and a digest of what was really run."""

import hashlib
from functools import cache
from pathlib import Path

from plainspoken import __version__

SHAPES_ANSWERS = (".py", ".json", ".md", ".txt")  # code, coefficients, prompts, word lists
DIGITS = 12


@cache
def code_version() -> str:
    """Return e.g. ``0.1.0+3f2a9c01d4e5``: equal for equal code, so a changed reader is not served from the cache."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in SHAPES_ANSWERS and "weights_data" not in path.parts:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:DIGITS]}"
