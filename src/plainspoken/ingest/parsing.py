"""Files into documents, parsed in a child process that may die of any one of them."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plainspoken.errors import PlainspokenError
from plainspoken.ingest import frames
from plainspoken.ingest.counting import open_counter
from plainspoken.ingest.discovery import Found, Refused, Skipped
from plainspoken.ingest.limits import Limits
from plainspoken.passages import Document

MODULE = "plainspoken.ingest.child"
PASSED_ON = (
    "PATH",
    "PYTHONPATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "PLAINSPOKEN_WEIGHTS",
    "HF_HOME",  # the hub's cache, where the encoder that was named lies; nothing is fetched from there
    "HF_HUB_CACHE",
    "HUGGINGFACE_HUB_CACHE",
    "XDG_CACHE_HOME",
    "SYSTEMROOT",
    "VIRTUAL_ENV",
)
QUIET = {  # one thread each: address space is limited, and a pool of threads reserves gigabytes of it
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false", "MALLOC_ARENA_MAX": "2", "PYTHONIOENCODING": "utf-8", "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
}  # fmt: skip
GRACE = 5.0  # seconds after which a child that outlived its own alarm is killed
READ = 1 << 20


class _DiedError(Exception):
    """The child ended before it answered."""


def parse(
    found: Iterable[Found],
    *,
    corpus: str,
    default_access: tuple[str, ...],
    model: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    progress: Callable[[Found], None] | None = None,
) -> Iterator[Document | Refused | Skipped]:
    """Yield for each file its document, or why there is none, in the order given.

    Args:
        found: The files.
        corpus: Name of the corpus they belong to.
        default_access: Groups that may see what declares no access.
        model: Whose tokens are counted; None for the packaged encoder.
        limits: What one file may cost.
        progress: Called with each file once it is done.

    Raises:
        WeightsError: The packaged tokenizer is missing or is another one.
        SettingsError: There is no such model, or its tokens cannot be counted.

    While the caller works on one document, the child already reads the next file.
    """
    child = _Child(model, limits, module=MODULE)
    try:
        before: Found | None = None
        for one in found:
            reply = child.reply() if before else None
            child.ask(_request(one, corpus, default_access, limits))
            if before:
                yield _told(before, reply or {}, progress)
            before = one
        if before:
            yield _told(before, child.reply(), progress)
    finally:
        child.close()


def idle_globs(
    folder_files: Mapping[Path, Sequence[str]],
    *,
    model: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> dict[Path, tuple[str, ...]]:
    """Return which globs of each folder file match no file.

    Args:
        folder_files: Each with the names of the files below its folder.
        model: As in ``parse``.
        limits: What one of them may cost; one that costs more tells nothing.
    """
    child = _Child(model, limits, module=MODULE)
    found = {}
    try:
        for path, names in folder_files.items():
            child.ask({"source": str(path), "names": list(names), **_costs(limits)})
            found[path] = tuple(child.reply().get("idle", ()))
    finally:
        child.close()
    return found


def _costs(limits: Limits) -> dict[str, float]:
    return {"seconds": limits.seconds, "memory": limits.memory, "file": limits.file, "output": limits.output}


def _request(one: Found, corpus: str, default_access: tuple[str, ...], limits: Limits) -> dict[str, Any]:
    return {
        "source": str(one.path), "root": str(one.root), "path": one.relative, "corpus": corpus,
        "default_access": default_access, **_costs(limits),
    }  # fmt: skip


def _told(one: Found, reply: dict[str, Any], progress: Callable[[Found], None] | None) -> Document | Refused | Skipped:
    if progress:
        progress(one)
    if "failed" in reply:
        raise PlainspokenError(str(reply["failed"]))
    if "skipped" in reply:
        return Skipped(one.relative, str(reply["skipped"]), str(one.path))
    if "document" in reply:
        return frames.unpack(reply["document"])
    return Refused(one.relative, str(reply["refused"]), str(one.path))


@dataclass(slots=True)
class _Child:
    """The process, started when the first file is asked for and again after each death."""

    model: str | None
    limits: Limits
    module: str
    process: subprocess.Popen[bytes] | None = None
    asked: float = 0.0
    buffer: bytearray = field(default_factory=bytearray)

    def ask(self, request: dict[str, Any]) -> None:
        """Send one request; a child that died meanwhile is replaced."""
        if self.process is None:
            self._start()
        try:
            self._send(request)
        except BrokenPipeError:
            self.close()
            self._start()
            self._send(request)
        self.asked = time.monotonic()

    def reply(self) -> dict[str, Any]:
        """Return the answer to the last request, a refusal if the child died of it."""
        try:
            size = int.from_bytes(self._read(frames.HEADER), "big")
            if size > self.limits.output:
                self.close()
                return {"refused": "gave more text than is allowed"}
            reply: dict[str, Any] = json.loads(self._read(size))
        except _DiedError:
            why = self._cause_of_death()
            self.close()
            return {"refused": why}
        if reply.get("exhausted"):
            self.close()
        return reply

    def close(self) -> None:
        """End the process."""
        if self.process is None:
            return
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                _close_quietly(stream)
        self.process.wait()
        self.process = None
        self.buffer.clear()

    def _start(self) -> None:
        open_counter(self.model)  # here first, where it can be told what is wrong: the child would die of it
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", self.module],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(), bufsize=0,
        )  # fmt: skip
        self._send({"model": self.model, "memory": self.limits.memory})

    def _send(self, message: dict[str, Any]) -> None:
        if self.process is None or self.process.stdin is None:
            raise BrokenPipeError
        data = json.dumps(message).encode()
        self.process.stdin.write(len(data).to_bytes(frames.HEADER, "big") + data)

    def _read(self, size: int) -> bytes:
        if self.process is None or self.process.stdout is None:
            raise _DiedError
        handle = self.process.stdout.fileno()
        while len(self.buffer) < size:
            left = self.asked + self.limits.seconds * frames.PATIENCE + GRACE - time.monotonic()
            ready, _, _ = select.select([handle], [], [], max(left, GRACE))
            piece = os.read(handle, READ) if ready else b""
            if not piece:
                raise _DiedError
            self.buffer += piece
        data = bytes(self.buffer[:size])
        del self.buffer[:size]
        return data

    def _cause_of_death(self) -> str:
        if self.process is None:
            return "could not be parsed"
        try:
            code = self.process.wait(timeout=GRACE)
        except subprocess.TimeoutExpired:
            return f"took longer than {self.limits.seconds:g} s"
        if code in {-signal.SIGALRM, -signal.SIGPROF}:
            return f"took longer than {self.limits.seconds:g} s"
        if code in {-signal.SIGKILL, -signal.SIGABRT} or code == -signal.SIGSEGV:
            return f"crashed the parser (out of memory above {self.limits.memory / 2**30:.3g} GB, or a defect in it)"
        return f"crashed the parser (exit {code})"


def environment() -> dict[str, str]:
    """Return what the child is told of its surroundings: no secret, and nothing that it has no use for."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ} | QUIET


def _close_quietly(stream: Any) -> None:
    try:
        stream.close()
    except OSError:
        return
