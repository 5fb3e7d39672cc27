"""Looks for private fields at question time: in good time, a bounded number at once, and no heading twice."""

import hashlib
import json
import queue
import re
import threading
import time
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from plainspoken.errors import PlainspokenError, RedactionError
from plainspoken.passages import ScoredPassage
from plainspoken.redacted import PrivateSpan
from plainspoken.remembered import Remembered
from plainspoken.wiring import Engines

REMEMBERED = 4096  # texts, some hundred bytes each
AT_ONCE = 16  # searches, those included that nobody waits for any more; a server answers eight questions at once

ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4}"
    r"|\\[\"\\/bfnrt]"
)
"""What stands in JSON for one character."""
FILLER = "\u200b"
"""Stands for the rest of an escape that was read: a detector does not see it, and offsets stay what they were."""
FILLERS = re.compile(f"{FILLER}*")

Spans = tuple[PrivateSpan, ...]


class Scanner:
    """Finds private spans, and remembers those of what is no asker's own words.

    Args:
        engines: What finds them, and how long that may take.
    """

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._memory = Remembered[bytes, Spans](REMEMBERED)  # by digests: what is forgotten is in no memory either
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def renewed(self, found: Sequence[ScoredPassage]) -> tuple[ScoredPassage, ...]:
        """Return the passages, those searched again in which something else than today's detector looked, or nothing.

        Raises:
            RedactionError: They were not evaluated, or not in time.
        """
        if not self._engines.settings.privacy.enabled:
            return tuple(found)  # what was found once goes on being masked
        finder = self._engines.finder
        stale = {one.passage.text for one in found if one.edition.detector != finder}
        if not stale:
            return tuple(found)
        texts = sorted(stale)
        spans = dict(zip(texts, self.scan(texts, own=frozenset()), strict=True))
        return tuple(
            replace(one, passage=replace(one.passage, spans=spans[one.passage.text], beside=None))
            if one.edition.detector != finder
            else one
            for one in found
        )

    def scan(self, texts: Sequence[str], *, own: Set[str]) -> list[Spans]:
        """Return the private spans of each text; one that is remembered is not searched again.

        Args:
            texts: What is to be searched.
            own: Those of the texts that are the asker's own words: they are searched each time, and not remembered.

        Raises:
            RedactionError: They were not evaluated, or not in time.
        """
        keys = {text: _digest(text) for text in texts}
        remembered = self._memory.known(keys.values())
        known = {text: remembered[key] for text, key in keys.items() if key in remembered}
        missing = [text for text in texts if text not in known]
        fresh = self.in_time(missing) if missing else []
        known |= zip(missing, fresh, strict=True)
        self._memory.add({keys[text]: known[text] for text in missing if text not in own})
        return [known[text] for text in texts]

    def in_json(self, texts: Sequence[str]) -> list[Spans]:
        r"""Return the private spans of each text, also those that are seen only once JSON's escapes are read.

        A judge is sent its passages in JSON: a name that begins a line stands there as ``\nNadia``.

        Raises:
            RedactionError: They were not evaluated, or not in time.
        """
        read = [ESCAPE.sub(_read, text) for text in texts]
        if read == list(texts):
            return self.in_time(texts)
        found = self.in_time([*texts, *read])
        both = zip(found[: len(texts)], found[len(texts) :], read, strict=True)
        return [tuple(_whole([*as_written, *as_read], words)) for as_written, as_read, words in both]

    def in_time(self, texts: Sequence[str]) -> list[Spans]:
        """Return the private spans of each text.

        Raises:
            RedactionError: They were not evaluated, or not in time.
        """
        patience = self._engines.settings.privacy.deadline_s
        late = f"private fields were not evaluated within {patience:g} s; nothing was sent"
        end = time.monotonic() + patience
        done: queue.SimpleQueue[list[Spans] | PlainspokenError] = queue.SimpleQueue()

        def look() -> None:
            try:
                done.put(self._engines.find(texts))
            except PlainspokenError as error:
                done.put(error)
            finally:
                self._places.release()

        if not self._places.acquire(timeout=patience):
            raise RedactionError(late)
        try:
            threading.Thread(target=look, name="plainspoken-private", daemon=True).start()
        except RuntimeError:  # no thread is to be had
            self._places.release()
            raise RedactionError(late) from None
        try:
            found = done.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty:
            raise RedactionError(late) from None
        if isinstance(found, PlainspokenError):
            raise found
        if len(found) != len(texts):
            raise RedactionError(
                f"{len(found)} of {len(texts)} texts were searched for private fields; nothing was sent"
            )
        return found


def _read(escape: re.Match[str]) -> str:
    """Return the character that an escape stands for, filled up to its length."""
    letter = json.loads(f'"{escape.group()}"')
    return str(letter) + FILLER * (len(escape.group()) - len(letter))


def _whole(spans: Sequence[PrivateSpan], read: str) -> Iterator[PrivateSpan]:
    """Yield the spans of a text, none of which begins or ends within an escape any more."""
    for span in spans:
        start, end = (_after(read, offset) for offset in (span.start, span.end))
        if start < end:
            yield replace(span, start=start, end=end)


def _after(read: str, offset: int) -> int:
    rest = FILLERS.match(read, offset)
    return rest.end() if rest else offset


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
