"""Commands that read JSON lines and write one for each: ``answer``, ``redact``, ``verify``."""

import json
import math
import queue
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import typer

from plainspoken.answers import Sentence
from plainspoken.conversations import Question
from plainspoken.doors.asking import checked, day
from plainspoken.doors.terminal.desk import Desk
from plainspoken.doors.terminal.options import AsOf, Audience, Config, Debug, Lines
from plainspoken.errors import UnavailableError, UsageError
from plainspoken.placeholders import QUESTION, Placeholders
from plainspoken.present import answer_json

app = typer.Typer()
TOGETHER = 128  # lines handled in one go, so that the tagger works in batches
LONGEST_LINE = 50_000_000  # bytes
NO_JSON = "the line is no valid JSON in UTF-8"

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the input: what it held, or why it could not be read."""

    content: Row
    error: str = ""

    @property
    def id(self) -> object:
        """Return the id the line gave itself."""
        return self.content.get("id")


@app.command("answer")
def answer(
    jsonl: Lines = False,
    audience: Audience = "sponsor",
    as_of: AsOf = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Answer each line's question from its own passages: {"id", "question", "passages": [{"id", "text"}]}."""
    with Desk(config, debug=debug) as desk:
        _must_be_lines(jsonl)
        today = day(as_of, f"--as-of {as_of!r}")
        checked(Question("?", today, audience=audience), f"--audience {audience!r}")

        def one(row: Row) -> Row:
            question = checked(Question(_text(row, "question"), today, audience=audience))
            passages = [(_name(item), _text(item, "text")) for item in _rows(row, "passages")]
            return answer_json(desk.assistant.read(question, passages)) | {"id": row.get("id")}

        _each(desk, lambda rows: [_tried(desk, one, row) for row in rows])


@app.command("redact")
def redact(jsonl: Lines = False, config: Config = None, debug: Debug = False) -> None:
    """Find and replace what is private in each line: {"id", "text"}."""
    with Desk(config, debug=debug) as desk:
        _must_be_lines(jsonl)
        from plainspoken.redact import redact_text  # --help needs none of it

        def batch(rows: Sequence[Row]) -> list[Row]:
            texts = [_text(row, "text") for row in rows]
            found = desk.engines.detector.find(texts)  # asked for by name, whatever privacy.enabled says of models
            answers: list[Row] = []
            for row, text, spans in zip(rows, texts, found, strict=True):
                redacted, _ = redact_text(text, spans, issued=Placeholders(), source=QUESTION)
                shown = [asdict(span) for span in sorted(spans, key=lambda span: (span.start, span.end))]
                answers.append({"id": row.get("id"), "text": redacted.text, "spans": shown})
            return answers

        _each(desk, lambda rows: _batched(desk, batch, rows))


@app.command("verify")
def verify(jsonl: Lines = False, config: Config = None, debug: Debug = False) -> None:
    """Judge each line's claim by its passages: {"id", "claim", "question"?, "passages": [text]}."""
    with Desk(config, debug=debug) as desk:
        _must_be_lines(jsonl)
        from plainspoken.verify import verify as judge  # --help needs none of it

        def one(row: Row) -> Row:
            passages = _list(row, "passages")
            if not all(isinstance(passage, str) for passage in passages):
                raise UsageError("'passages' must be a list of texts")
            texts = [str(passage) for passage in passages]
            claim = Sentence(_text(row, "claim"), tuple(range(1, len(texts) + 1)))
            question = _text(row, "question") if row.get("question") is not None else ""
            judged = judge(claim, texts, question=question)
            return {
                "id": row.get("id"),
                "verdict": judged.verdict,
                "score": round(float(judged.score), 6),
                "reasons": list(judged.reasons),
            }

        _each(desk, lambda rows: [_tried(desk, one, row) for row in rows])


def _must_be_lines(jsonl: bool) -> None:
    if not jsonl:
        raise UsageError("give --jsonl and one JSON object a line on standard input")


def _each(desk: Desk, work: Callable[[Sequence[Row]], Sequence[Row]]) -> None:
    """Print what ``work`` makes of every line, in order; a bad line does not stop the others."""
    for lines in _batches():
        done = iter(work([line.content for line in lines if not line.error]))
        for line in lines:
            result = {"id": line.id, "error": line.error} if line.error else next(done)
            if "error" in result:
                desk.failed()
            _give(desk, result)


def _give(desk: Desk, result: Row) -> None:
    """Print a result; what JSON cannot hold (NaN, say) becomes its line's error."""
    try:
        desk.give(result)
    except (ValueError, RecursionError) as error:  # nothing of it was written yet
        desk.failed()
        desk.give({"id": result["id"], "error": desk.words(error)})


def _tried(desk: Desk, one: Callable[[Row], Row], row: Row) -> Row:
    try:
        return one(row)
    except Exception as error:  # noqa: BLE001  a door: whatever is wrong with one line, the others are answered
        return {"id": row.get("id"), "error": desk.words(error)}


def _batched(desk: Desk, batch: Callable[[Sequence[Row]], list[Row]], rows: Sequence[Row]) -> Sequence[Row]:
    """Return the results of a batch; if any row spoils it, each is tried alone."""
    try:
        return batch(rows)
    except Exception:  # noqa: BLE001  as above: the row that spoils it says why
        return [_tried(desk, lambda row: batch([row])[0], row) for row in rows]


def _batches() -> Iterator[list[Line]]:
    """Yield the lines that are there, never waiting for more than one."""
    if sys.stdin is None:  # closed by whoever started us
        return
    waiting: queue.Queue[Line | Exception | None] = queue.Queue(maxsize=4 * TOGETHER)
    # Else Python closes it at its end, and aborts where the thread still waits in it.
    source = sys.stdin.detach()  # type: ignore[union-attr]  # Python opens it as a TextIOWrapper, which has it

    def read() -> None:
        end: Exception | None = None
        try:
            while raw := source.readline(LONGEST_LINE + 1):
                if raw.strip():
                    waiting.put(_line(raw))
        except Exception as error:  # noqa: BLE001  whoever waits for lines tells it
            end = error
        waiting.put(end)

    threading.Thread(target=read, name="stdin", daemon=True).start()
    line = waiting.get()
    while isinstance(line, Line):
        lines = [line]
        while isinstance(line, Line) and len(lines) < TOGETHER and not waiting.empty():
            if isinstance(line := waiting.get(), Line):
                lines.append(line)
        yield lines
        line = waiting.get() if isinstance(line, Line) else line
    if line is not None:
        why = getattr(line, "strerror", None) or type(line).__name__
        raise UnavailableError(f"standard input cannot be read ({why}); nothing more was done") from line


def _line(raw: bytes) -> Line:
    if len(raw) > LONGEST_LINE:
        return Line({}, f"the line is longer than {LONGEST_LINE} bytes")
    try:
        content = json.loads(raw.decode("utf-8-sig"), parse_constant=_refused, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        return Line({}, str(error) if isinstance(error, _NumberError) else NO_JSON)
    if not isinstance(content, dict):
        return Line({}, "the line is no JSON object")
    name = content.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int | float | None):
        return Line({}, "'id' must be a text, a number or null")
    return Line(content)


class _NumberError(ValueError):
    """A number is larger than any that can be given back."""


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")  # Python would take it, and print it again


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _NumberError("the line holds a number that is too large")
    return number


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise UsageError(f"{name!r} must be a text")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise UsageError(f"{name!r} holds half a character (a lone surrogate)")
    return value


def _list(row: Row, name: str) -> list[object]:
    value = row.get(name)
    if not isinstance(value, list):
        raise UsageError(f"{name!r} must be a list")
    return value


def _rows(row: Row, name: str) -> list[Row]:
    items = _list(row, name)
    rows: list[Row] = [item for item in items if isinstance(item, dict)]
    if len(rows) < len(items):
        raise UsageError(f"{name!r} must be a list of objects")
    return rows


def _name(row: Row) -> str:
    value = row.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(row, "id")
