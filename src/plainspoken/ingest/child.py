"""The process in which untrusted files are parsed: one file in, one frame out, until its input ends.

Run as ``python -P -m plainspoken.ingest.child``. It limits its own memory, lets
an alarm clock kill it, and can neither connect nor start programs.
"""

import json
import os
import resource
import signal
import stat
import sys
from pathlib import Path
from typing import Any, BinaryIO

from plainspoken.errors import DocumentError, PlainspokenError
from plainspoken.ingest import declared, frames
from plainspoken.ingest.counting import WordCounter, open_counter
from plainspoken.ingest.formats import NotForUsError, Source
from plainspoken.ingest.readers.slack import DAY_FILE
from plainspoken.ingest.reading import read

FORBIDDEN = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.bind",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
)
USERS_LARGEST = 20_000_000
DEPTH = 600  # frames of recursion; documents nested deeper are hostile


def main() -> None:
    """Answer requests until the input ends."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not fall into our frames
    setup = _receive(sys.stdin.buffer)
    if setup is None:
        return
    count = open_counter(setup["model"])
    _limit_memory(setup["memory"])
    sys.setrecursionlimit(DEPTH)
    sys.addaudithook(_stay_inside)
    while (request := _receive(sys.stdin.buffer)) is not None:
        _set_alarms(request["seconds"])
        reply = _answer(request, count)
        data = json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace")  # half a character would pass as JSON
        if len(data) > request["output"]:
            data = json.dumps({"refused": f"gave more than {request['output']:,} bytes of text"}).encode()
        _set_alarms(0)
        output.write(len(data).to_bytes(frames.HEADER, "big") + data)
        output.flush()
        if reply.get("exhausted"):
            return


def _set_alarms(seconds: float) -> None:
    """Let a signal end this process after so much work, or three times as long on the clock, whatever it is doing.

    Work is what counts, so that a busy machine refuses no file that an idle one reads.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * frames.PATIENCE)


def _receive(stream: BinaryIO) -> dict[str, Any] | None:
    head = stream.read(frames.HEADER)
    if len(head) < frames.HEADER:
        return None
    request: dict[str, Any] = json.loads(stream.read(int.from_bytes(head, "big")))
    return request


def _limit_memory(limit: int) -> None:
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ValueError, OSError):  # a system that knows no such limit; time and size still hold
        return


def _stay_inside(event: str, args: tuple[object, ...]) -> None:
    del args
    if event in FORBIDDEN:
        raise PermissionError(f"a document tried to {event}")


def _answer(request: dict[str, Any], count: WordCounter) -> dict[str, Any]:
    """Return a frame: a document, or why there is none; or the globs of a folder file that match no file."""
    reply: dict[str, Any] = {}
    try:
        if "names" in request:
            reply["idle"] = declared.idle(Path(request["source"]), request["names"])
        else:
            reply["document"] = frames.pack(read(_source(request), count=count))
    except NotForUsError as error:
        reply["skipped"] = str(error)
    except MemoryError:
        reply = {"refused": f"needed more than {request['memory'] / 2**30:.3g} GB of memory", "exhausted": True}
    except RecursionError:
        reply["refused"] = "is nested too deeply"
    except (DocumentError, PermissionError) as error:
        reply["refused"] = str(error)
    except OSError as error:
        reply["refused"] = f"cannot be read ({error.strerror or error})"
    except PlainspokenError as error:
        reply["failed"] = str(error)
    except Exception as error:  # noqa: BLE001 - this is the door of the process: a parser's surprise refuses one file
        reply["refused"] = f"cannot be parsed ({type(error).__name__}: {str(error)[:200]})"
    return reply


def _source(request: dict[str, Any]) -> Source:
    path, root = Path(request["source"]), Path(request["root"])
    users = b""
    if DAY_FILE.match(path.name) and path.parent != root and (path.parents[1] / "users.json").is_file():
        users = _bytes(path.parents[1] / "users.json", USERS_LARGEST)
    return Source(
        data=_bytes(path, request["file"]),
        path=request["path"],
        source=request["source"],
        root=root.name,
        corpus=request["corpus"],
        folders=declared.from_folders(path, root),
        default_access=tuple(request["default_access"]),
        users=users,
    )


def _bytes(path: Path, largest: int) -> bytes:
    """Return a plain file's bytes; a link, pipe or device that took its place since discovery is refused."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise DocumentError("is no plain file")
        data = file.read(largest + 1)
    if len(data) > largest:
        raise DocumentError(f"is larger than {largest // 1_000_000} MB")
    return data


if __name__ == "__main__":
    main()
