"""Looks for private fields at question time: in good time, and no heading twice."""

import hashlib
import queue
import threading
from collections.abc import Sequence, Set
from dataclasses import replace

from plainspoken.errors import PlainspokenError, RedactionError
from plainspoken.passages import ScoredPassage
from plainspoken.redacted import PrivateSpan
from plainspoken.wiring import Engines

MOST_HEADINGS = 4096  # some hundred bytes each


class Finding:
    """Finds private spans, and remembers those of what is no asker's own words.

    Args:
        engines: What finds them, and how long that may take.
    """

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._headings: dict[bytes, tuple[PrivateSpan, ...]] = {}

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
        spans = dict(zip(texts, self.anew(texts, asker=frozenset()), strict=True))
        return tuple(
            replace(one, passage=replace(one.passage, spans=spans[one.passage.text]))
            if one.edition.detector != finder
            else one
            for one in found
        )

    def anew(self, texts: Sequence[str], *, asker: Set[str]) -> list[tuple[PrivateSpan, ...]]:
        """Return the private spans of each text; a heading that was searched before is not searched again.

        Args:
            texts: What is to be searched.
            asker: The texts among them that are the asker's own words: nothing of these is remembered. Of a heading it
                is a digest, so that what is forgotten is in no memory either.
        """
        keys = {text: hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts}
        remembered = self._headings  # never emptied, only replaced: another question may read it at the same time
        known = {text: remembered[key] for text, key in keys.items() if key in remembered}
        missing = [text for text in texts if text not in known]
        fresh = self.in_time(missing) if missing else []
        if len(fresh) != len(missing):
            raise RedactionError(
                f"{len(fresh)} of {len(missing)} texts were searched for private fields; nothing was sent"
            )
        known |= zip(missing, fresh, strict=True)
        if len(self._headings) > MOST_HEADINGS:
            self._headings = {}
        self._headings |= {keys[text]: known[text] for text in missing if text not in asker}
        return [known[text] for text in texts]

    def in_time(self, texts: Sequence[str]) -> list[tuple[PrivateSpan, ...]]:
        """Return the private spans of each text.

        Raises:
            RedactionError: They were not evaluated, or not in time.
        """
        patience = self._engines.settings.privacy.deadline_s
        done: queue.SimpleQueue[list[tuple[PrivateSpan, ...]] | PlainspokenError] = queue.SimpleQueue()

        def look() -> None:
            try:
                done.put(self._engines.find(texts))
            except PlainspokenError as error:
                done.put(error)

        threading.Thread(target=look, name="plainspoken-private", daemon=True).start()
        try:
            found = done.get(timeout=patience)
        except queue.Empty:
            late = f"private fields were not evaluated within {patience:g} s; nothing was sent"
            raise RedactionError(late) from None
        if isinstance(found, PlainspokenError):
            raise found
        return found
