"""Where an evaluation set, its documents and its secrets are."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import plainspoken
from plainspoken.errors import UsageError

OWN = "corpus"  # folder of a set's own documents


@dataclass(frozen=True, slots=True)
class Place:
    """Where a set and its documents are.

    Attributes:
        name: Of the set.
        questions: Folder with ``questions.jsonl``.
        documents: Folder of the documents.
    """

    name: str
    questions: Path
    documents: Path

    @property
    def corpus(self) -> str:
        """Return the name of the corpus: two sets over the same documents share it, and what was read of it."""
        return self.name if self.documents.name == OWN else self.documents.name

    @property
    def access(self) -> Path:
        """Return the file that says who may see what."""
        return next(
            (f for f in (self.documents / "access.toml", self.questions / "access.toml") if f.is_file()), Path()
        )


def find_set(name: str) -> Place:
    """Return where the set is: a folder, or a name under ``evals`` here or beside the source.

    Raises:
        UsageError: There is no such set, or it has no documents.
    """
    roots = (Path.cwd(), Path(plainspoken.__file__).parents[2])
    candidates = [Path(name), *(root / "evals" / name for root in roots)]
    folder = next((each for each in candidates if (each / "questions.jsonl").is_file()), None)
    if folder is None:
        raise UsageError(f"there is no evaluation set {name!r}: neither a folder with questions.jsonl nor under evals/")
    folder = folder.resolve()
    root = folder.parent.parent
    named = _named_documents(folder / "set.toml")
    places = (root / named,) if named else (folder / OWN, root / "corpora" / folder.name)
    documents = next((each for each in places if each.is_dir()), None)
    if documents is None:
        raise UsageError(f"the set {name!r} has no documents: looked in {', '.join(map(str, places))}")
    return Place(folder.name, folder, documents)


def _named_documents(file: Path) -> str:
    """Return where ``set.toml`` says that the documents are; empty where it says nothing."""
    if not file.is_file():
        return ""
    try:
        return str(tomllib.loads(file.read_text(encoding="utf-8"))["documents"])
    except (ValueError, KeyError, RecursionError) as error:
        raise UsageError(f'{str(file)!r} must hold documents = "FOLDER"; nothing was evaluated') from error


def private_patterns(place: Place) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of ``canaries.toml``: private values that no model may be sent."""
    file = place.questions / "canaries.toml"
    if not file.is_file():
        return ()
    try:
        return tuple(re.compile(pattern) for pattern in tomllib.loads(file.read_text(encoding="utf-8"))["private"])
    except (ValueError, KeyError, TypeError, RecursionError, re.error) as error:
        raise UsageError(f"{str(file)!r} is not a list of patterns named 'private'; nothing was evaluated") from error
