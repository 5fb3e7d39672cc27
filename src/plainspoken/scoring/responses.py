"""What a subject of an evaluation came back with, whichever it was: the assistant, a baseline, a model."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from plainspoken.errors import UsageError

ANSWERED, ABSTAINED, FAILED = "answered", "abstained", "failed"
TOKEN = 4  # characters of English to a token, about


@dataclass(frozen=True, slots=True)
class Quoted:
    """The words that a statement is tied to.

    Attributes:
        document: Path of the document.
        text: The words.
        source: Those words with what stands around them in the version that was named, and its title and section.
        header: Words that label the quoted ones: the header row of their table, the first line of their file.
        is_verbatim: Whether the version that was named holds the words at the place that was named.
        is_stale: Whether that document was not in force on the day asked about.
    """

    document: str
    text: str
    source: str
    header: str = ""
    is_verbatim: bool = True
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence that was shown, with its quotes and the score that ``verify`` gave it."""

    text: str
    quotes: tuple[Quoted, ...]
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Response:
    """What one question got.

    Attributes:
        status: answered, abstained or failed.
        text: As shown; of a failure, what failed.
        statements: In order.
        removed: (text, why) of what was proposed and not shown.
        found: Paths of the documents that retrieval brought, best first.
        milliseconds: Of the whole answer.
        path: llm, extractive or cache; empty for a baseline.
        leaks: Forbidden texts that the answer held.
        exposed: Private values that stood in what a model was sent, or would have been.
        is_repeated: Whether asking again gave the same bytes; None where it was not asked again.
        sent: Tokens sent to a model, about, in every call.
        received: Tokens received from it, about.
        reason: Why it abstained, by name; empty where it did not.
        cost: What these tokens cost in US dollars; None where nobody knows.
    """

    status: str
    text: str
    statements: tuple[Statement, ...] = ()
    removed: tuple[tuple[str, str], ...] = ()
    found: tuple[str, ...] = ()
    milliseconds: float = 0.0
    path: str = ""
    leaks: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    is_repeated: bool | None = None
    sent: int = 0
    received: int = 0
    reason: str = ""
    cost: float | None = None


def write_responses(path: Path, responses: Iterable[tuple[str, Response]]) -> None:
    """Write (case id, response) pairs, one a line, so that they can be graded again without asking again."""
    path.write_text("".join(_row(case_id, each) for case_id, each in responses), encoding="utf-8")


class Journal:
    """The responses of a run that may be stopped, on disk as they come; the next run goes on from there.

    Args:
        path: Where they stand; None where nothing is kept.

    Attributes:
        known: Case id → response of what was asked before.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.known: dict[str, Response] = {}
        if path is not None and path.is_file():
            whole, _, _ = path.read_text(encoding="utf-8").rpartition("\n")  # a kill may have cut the last line
            path.write_text(whole and f"{whole}\n", encoding="utf-8")
            self.known = read_responses(path)

    def keep(self, case_id: str, response: Response) -> None:
        """Write one more, at once."""
        if self._path is not None and case_id not in self.known:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(_row(case_id, response))


def _row(case_id: str, response: Response) -> str:
    return json.dumps({"id": case_id} | asdict(response), ensure_ascii=False) + "\n"


def read_responses(path: Path) -> dict[str, Response]:
    """Return case id → response, as ``write_responses`` wrote them.

    Raises:
        UsageError: The file is no such thing.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # a text may hold what else ends a line
        rows = [json.loads(line) for line in lines if line]
        return {row.pop("id"): _response(row) for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{str(path)!r} holds no responses; nothing was graded") from error


def _response(row: Mapping[str, Any]) -> Response:
    statements = tuple(
        Statement(each["text"], tuple(Quoted(**quoted) for quoted in each["quotes"]), each["score"])
        for each in row["statements"]
    )
    pairs = tuple((text, why) for text, why in row["removed"])
    lists = {name: tuple(row[name]) for name in ("found", "leaks", "exposed")}
    return Response(**{**row, **lists, "statements": statements, "removed": pairs})
