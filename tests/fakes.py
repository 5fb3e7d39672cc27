"""Stand-ins: plain functions and a server behind a real socket, never a mock."""

import hashlib
import itertools
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plainspoken.access import rule_for
from plainspoken.errors import RedactionError
from plainspoken.ledger import Ledger
from plainspoken.passages import Document, Metadata, Passage
from plainspoken.redacted import PrivateSpan, Redacted, RedactedText
from plainspoken.store import Store

# --- a language model behind a real socket, and a prompt to send it -------------------------------------------------


def asked(
    question: str, passages: Sequence[str], *, titles: Sequence[str] = (), contexts: Sequence[str] = ()
) -> Redacted:
    """Return a prompt as the gate would build it, over texts that hold nothing private."""
    return Redacted(
        messages=(("user", question),),
        question=RedactedText(question),
        passages=tuple(RedactedText(text) for text in passages),
        prompt="sha256:0",
        sent={},
        titles=tuple(titles),
        contexts=tuple(contexts),
    )


@dataclass
class ModelServer:
    """A running stub: its address and what was asked of it."""

    url: str
    requests: list[dict[str, object]]


@dataclass(frozen=True)
class Manners:
    """How a model's server behaves, in seconds and faults."""

    status: int = 200
    hang: float = 0.0
    first_after: float = 0.0
    pause: float = 0.0
    endless: bool = False
    empty_choices: bool = False
    null_content: bool = False
    finish: str | None = "stop"
    said: str = ""


class ModelHandler(BaseHTTPRequestHandler):
    """Answers one request after the other; ``server`` carries the words, the manners and what was asked."""

    def do_POST(self) -> None:
        manners, over = self.server.manners, self.server.over
        self.server.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        over.wait(manners.hang)
        if manners.status != 200:
            self.refuse(manners.status)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.flush()
        over.wait(manners.first_after)
        self.stream()

    def refuse(self, status: int) -> None:
        said = f"{self.server.manners.said} bad prompt: {self.server.requests[-1]['messages']}"
        message = json.dumps({"error": {"message": said, "type": "x"}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(message)))
        self.end_headers()
        self.wfile.write(message)

    def stream(self) -> None:
        manners, over = self.server.manners, self.server.over
        for text in itertools.cycle(self.server.pieces) if manners.endless else self.server.pieces:
            if over.is_set():
                return
            try:
                self.wfile.write(self.chunk(text))
                self.wfile.flush()
            except OSError:
                return
            over.wait(manners.pause)
        if manners.finish:
            self.wfile.write(self.chunk("", manners.finish))
        self.wfile.write(b"data: [DONE]\n\n")

    def chunk(self, text: str, finish: str | None = None) -> bytes:
        manners = self.server.manners
        delta = {"role": "assistant", "content": None if manners.null_content else text}
        choices = [] if manners.empty_choices else [{"index": 0, "delta": delta, "finish_reason": finish}]
        body = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "stub", "choices": choices}
        return b"data: " + json.dumps(body).encode() + b"\n\n"

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def model_server(pieces: Sequence[str], manners: Manners = Manners()) -> Iterator[ModelServer]:
    """Serve ``pieces`` as an OpenAI-compatible stream on loopback, or misbehave as told."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), ModelHandler)
    server.daemon_threads = True
    server.pieces, server.manners, server.requests, server.over = pieces, manners, [], threading.Event()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield ModelServer(f"http://127.0.0.1:{server.server_port}/v1", server.requests)
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


# --- documents for the ledger, and engines for the librarian ---------------------------------------------------------


def told(path: str, text: str = "Some words.", *, corpus: str = "notes", **known: Any) -> Document:
    """Return a document whose passages are its lines; ``known`` are fields of its metadata."""
    metadata = Metadata(**{"title": path, "rule": rule_for("everyone"), **known})
    document_id = hashlib.sha256(f"{corpus}\0{path}".encode()).hexdigest()[:16]
    version = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    passages, start = [], 0
    for line in text.split("\n"):
        passage_id = hashlib.sha256(f"{document_id}{version}{start}".encode()).hexdigest()[:32]
        place = (start, start + len(line))
        passages.append(Passage(passage_id, document_id, version, line, *place, rule=metadata.rule, spans=()))
        start += len(line) + 1
    source = f"/invented/{path}"
    return Document(document_id, corpus, path, source, version, "document", text, metadata, tuple(passages))


class HashedWords:
    """An embedder without weights: a text's vector is drawn from its hash."""

    name = "hashed-words"
    backend = "python"
    size = 8
    max_tokens = 256

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        seeds = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") for text in texts]
        rows = np.array([np.random.default_rng(seed).normal(size=self.size) for seed in seeds], dtype=np.float32)
        return rows.reshape(-1, self.size) / np.linalg.norm(rows.reshape(-1, self.size), axis=1, keepdims=True)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return self.embed([text])[0]


@dataclass
class Workshop:
    """What the librarian works with: a real ledger and index, an embedder and a detector that need no weights."""

    ledger: Ledger
    store: Store
    embedder: HashedWords = field(default_factory=HashedWords)
    finder: str = "mail-1"
    encoder: str | None = None
    window: int = 256
    broken: str = "\0"

    def tag(self, text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    def find(self, texts: Sequence[str]) -> list[tuple[PrivateSpan, ...]]:
        """Find addresses at example domains; any text with ``broken`` in it cannot be evaluated."""
        if any(self.broken in text for text in texts):
            raise RedactionError("not evaluated")
        return [
            tuple(PrivateSpan(*match.span(), "EMAIL_ADDRESS") for match in re.finditer(r"\w+@\w+\.example", text))
            for text in texts
        ]


# --- a model that grades ---------------------------------------------------------------------------------------------

INPUT = re.compile(r"input: (\{.*\})\s*Output:", re.DOTALL)


def often(share: float) -> Callable[[int], bool]:
    """Return which calls fail, spread evenly: ``share`` of them."""
    return lambda call: int((call + 1) * share) > int(call * share)


def never(_call: int) -> bool:
    """Fail on no call."""
    return False


@dataclass
class Grader:
    """Grades an item as ``rule`` says, or fails as ``fails`` says of the number of the call; knows nothing of ragas."""

    rule: Callable[[str, Mapping[str, Any]], float | None]
    fails: Callable[[int], bool] = never
    calls: int = 0

    def score(self, name: str, item: Mapping[str, Any], _run: int = 0) -> float | None:
        self.calls += 1
        return None if self.fails(self.calls - 1) else self.rule(name, item)


@dataclass
class JudgeModel:
    """A language model that is asked by ragas: ``holds(context, claim)`` decides; broken replies as ``fails`` says."""

    holds: Callable[[str, str], bool]
    fails: Callable[[int], bool] = never
    asked: list[tuple[str, int]] = field(default_factory=list)

    def __call__(self, prompt: str, run: int = 0) -> str:
        self.asked.append((prompt, run))
        if self.fails(len(self.asked) - 1):
            return "I would rather not."
        given = json.loads(INPUT.findall(prompt)[-1])
        return f"Here it is:\n```json\n{json.dumps(self.reply(prompt, given))}\n```"

    def reply(self, prompt: str, given: Mapping[str, Any]) -> dict[str, Any]:
        if "statements" in given:
            return {"statements": [self.said(given["context"], each, "verdict") for each in given["statements"]]}
        if "response" in given:
            return {"question": "What is it?", "noncommittal": int(not self.holds("", given["response"]))}
        if "context" not in given:
            return {"statements": [given["answer"]]}
        if "classifications" in prompt:
            return {"classifications": [self.said(given["context"], given["answer"], "attributed")]}
        return self.said(given["context"], given["answer"], "verdict")

    def said(self, context: str, claim: str, key: str) -> dict[str, Any]:
        return {"statement": claim, "reason": "so", key: int(self.holds(context, claim))}
