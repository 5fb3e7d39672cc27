"""Record what goes to a model: the body of the one request that a question about some demo documents makes.

    python tools/request_body.py [docs/explanation/request-body.json]

A server of this script's own, on this machine, takes the place of the model and writes down the bytes that arrive. The
file is these bytes, read as JSON and set out in lines. Nothing leaves the machine.
"""

import json
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from plainspoken.assistant import Assistant
from plainspoken.conversations import Question
from plainspoken.librarian import Corpus, keep
from plainspoken.settings import load
from plainspoken.wiring import Engines

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "explanation" / "request-body.json"
DOCUMENTS = ROOT / "corpora" / "demo" / "docs" / "people"
QUESTION = "Did Hanneke de Vries cover the on-call for both projects, and how do I reach her?"
DAY = date(2026, 11, 22)
DEADLINE_S = 120  # long enough for a machine that many share to import its client


class Recorder(BaseHTTPRequestHandler):
    """Keeps every body that arrives, and answers that the passages do not say."""

    def do_POST(self) -> None:
        """Take one request."""
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))  # type: ignore[attr-defined]
        delta = {"role": "assistant", "content": "The passages do not answer this question."}
        choice = {"index": 0, "delta": delta, "finish_reason": "stop"}
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "stub", "choices": [choice]}
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\ndata: [DONE]\n\n")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def recorder() -> Iterator[tuple[str, list[bytes]]]:
    """Yield the address of a model's stand-in, and the bodies that it is sent."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    server.bodies = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", server.bodies  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


def recorded(home: Path) -> tuple[bytes, list[str]]:
    """Return the bytes that were sent, and the private values of the documents and the question."""
    with recorder() as (url, bodies):
        model = {"llm.model": "openai/stub", "llm.api_base": url, "llm.deadline_s": DEADLINE_S}
        engines = Engines(load(None, {"home": home, **model}, environ={}))
        keep([DOCUMENTS], corpus=Corpus("demo"), engines=engines, on=DAY)
        assistant = Assistant(engines)
        asked = Question(QUESTION, DAY)
        assistant.ask(asked)
        found = assistant.search(QUESTION, principal=asked.principal, corpus=None, as_of=DAY, limit=50)
        texts = [(one.passage.text, one.passage.spans or ()) for one in found]
        texts += zip([QUESTION], engines.find([QUESTION]), strict=True)
        assistant.close()
    values = {text[span.start : span.end] for text, spans in texts for span in spans}
    return bodies[0], sorted(values)


def set_out(body: bytes) -> str:
    """Return a body as it is kept: one line of a text to a line, so that it can be read."""
    told = json.loads(body)
    for message in told["messages"]:
        message["content"] = message["content"].split("\n")
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the file and return the exit code."""
    picture = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    with tempfile.TemporaryDirectory() as home:
        body, values = recorded(Path(home))
    picture.write_text(set_out(body), encoding="utf-8")
    print(f"{len(body)} bytes were sent; the documents and the question hold {len(values)} private values")
    return 0


if __name__ == "__main__":
    sys.exit(main())
