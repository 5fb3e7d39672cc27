"""What anybody could build in an afternoon: the yardsticks that a run is held against."""

import re
import time
from collections.abc import Callable, Mapping, Sequence

from plainspoken.errors import PlainspokenError
from plainspoken.passages import ScoredPassage
from plainspoken.scoring.cases import Case
from plainspoken.scoring.overlap import plain
from plainspoken.scoring.responses import ABSTAINED, ANSWERED, FAILED, TOKEN, Quoted, Response, Statement

Search = Callable[[Case], Sequence[ScoredPassage]]
FRAME = 240  # characters of prompts/closed_book.md around a question, about
UNKNOWN = "i do not know"  # as prompts/closed_book.md asks for it
END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|\n\s*\n|\n(?=[-*|#])")
NAMES: Mapping[str, str] = {
    "bm25": "BM25, first sentence of the best passage",
    "dense": "Nearest passage by meaning, whole",
    "closed": "The same model, closed book",
}


def bm25(case: Case, search: Search) -> Response:
    """Answer with the first sentence of the passage that shares the rarest words."""
    return _best(case, search, first_sentence)


def dense(case: Case, search: Search) -> Response:
    """Answer with the whole of the passage that is nearest in meaning."""
    return _best(case, search, str.strip)


def closed(case: Case, reply: Callable[[str], str]) -> Response:
    """Answer with what a model says without any document; it cites nothing, so only right and wrong are judged."""
    started = time.perf_counter()
    try:
        text = reply(case.question)
    except PlainspokenError as error:
        return Response(FAILED, f"{type(error).__name__}: {error}", milliseconds=1000 * (time.perf_counter() - started))
    is_silent = not text or plain(text).strip(" .").startswith(UNKNOWN)
    spent = 1000 * (time.perf_counter() - started)
    sent, received = (FRAME + len(case.question)) // TOKEN, len(text) // TOKEN
    status = ABSTAINED if is_silent else ANSWERED
    return Response(status, text, milliseconds=spent, path="llm", sent=sent, received=received)


def first_sentence(text: str) -> str:
    """Return the first sentence of ``text`` that is more than a heading."""
    sentences = [each.strip() for each in END.split(text.strip()) if each.strip()]
    return next((each for each in sentences if not each.startswith("#")), text.strip())


def _best(case: Case, search: Search, cut: Callable[[str], str]) -> Response:
    started = time.perf_counter()
    found = search(case)
    spent = 1000 * (time.perf_counter() - started)
    paths = tuple(dict.fromkeys(each.edition.path for each in found))
    if not found:
        return Response(ABSTAINED, "Nothing was found.", milliseconds=spent, cost=0.0)
    text = cut(found[0].passage.text)
    quoted = Quoted(found[0].edition.path, text, found[0].passage.text)
    return Response(ANSWERED, text, (Statement(text, (quoted,)),), found=paths, milliseconds=spent, cost=0.0)
