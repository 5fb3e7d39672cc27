"""Compile the name lists that detection reads, from Faker's locales and from lists of our own.

Usage: python training/pii/names.py COMMON.txt TOKENIZER.json

COMMON.txt holds ordinary lower-case words of technical prose, one a line: a name that is
one of them ("mark", "will", "iris") is kept apart and never matched in lower case. TOKENIZER.json is the embedding
model's (Apache-2.0): its whole words that no list has are words of English text that are no names.
"""

import importlib
import json
import pkgutil
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from faker.providers import person

WORDS = Path(__file__).parents[2] / "src/plainspoken/pii/words"
VALUES = Path(__file__).parent / "values"
LATIN = re.compile(r"[A-Za-zÀ-žȘ-ț'’-]{3,}")
NOT_NAMES = frozenset(
    {"the", "and", "del", "van", "von", "der", "den", "las", "los", "san", "dos", "das", "bin", "ibn", "org", "len"}
)


def plain(word: str) -> str:
    """Return a word without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def values(listed: object) -> Iterator[str]:
    """Yield the names of one of Faker's lists, whatever it is made of."""
    for value in listed if isinstance(listed, list | tuple | dict | set) else ():
        yield from str(value if isinstance(value, str) else " ".join(map(str, value))).split()


def names(kind: str) -> set[str]:
    """Return every first or last name of every locale that is written in Latin letters, and ours."""
    found = ours(kind)
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            if re.match(rf"{kind}_(?:romanized_)?names?", attribute):
                found.update(plain(name) for name in values(getattr(provider, attribute)) if LATIN.fullmatch(name))
    return found - NOT_NAMES


def ours(kind: str) -> set[str]:
    """Return the words of a list written by hand."""
    return set((VALUES / f"{kind}.txt").read_text(encoding="utf-8").split())


def main() -> None:
    """Write first.txt, last.txt and ambiguous.txt."""
    common = set(Path(sys.argv[1]).read_text(encoding="utf-8").split())
    first, last = names("first"), names("last")
    for name, words in (("first", first), ("last", last), ("ambiguous", (first | last) & common)):
        (WORDS / f"{name}.txt").write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")
    vocabulary = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))["model"]["vocab"]
    seen = ({word for word in vocabulary if re.fullmatch(r"[a-z]{4,}", word)} | ours("nouns")) - first - last - common
    (WORDS / "seen.txt").write_text("\n".join(sorted(seen)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
