"""What the ledger notes about the index: with what it was built, and whether it holds everything."""

from dataclasses import dataclass

from sqlalchemy import Connection

from plainspoken.ledger import schema

FORM = "1"
"""Version of what goes into a point; raised when what stands for a passage or its terms change."""
INDEX = "index"
"""Under this name the ledger notes what the index was built with; empty while points of it are out of date."""
FILLED = "filled"
"""Under this name the ledger notes with what every passage was last brought in."""
UNFILLED = "not to the end"
"""Noted instead while an index that was emptied is being filled."""
NOTES = f"SELECT name, word FROM state WHERE name IN ('{INDEX}', '{FILLED}')"  # noqa: S608  # our own words only
"""Asked at every question, twice: so it is not put together anew each time."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What is known of the index.

    Attributes:
        built: With what it was built; empty while points of it are out of date.
        filled: With what every passage was last brought in; ``UNFILLED`` while that is being done.
        is_settled: Whether no edition waits for its new rule or window: until then it is not found.
    """

    built: str
    filled: str
    is_settled: bool

    @property
    def is_whole(self) -> bool:
        """Return whether it holds what the ledger says, and nothing else."""
        return bool(self.built) and self.is_settled

    @property
    def is_unfilled(self) -> bool:
        """Return whether passages are missing from it."""
        return (self.built or self.filled) == UNFILLED

    def fits(self, embedder: str) -> bool:
        """Return whether it was built with this embedding model, or not at all so far."""
        return (self.built or self.filled) in ("", index_name(embedder))


def index_name(embedder: str) -> str:
    """Return what an index is built with, by the name of its embedding model."""
    return f"{FORM} {embedder}"


def indexed(connection: Connection, *, is_settled: bool) -> Indexed:
    """Return what is known of the index."""
    notes = dict(map(tuple, connection.exec_driver_sql(NOTES)))
    return Indexed(notes.get(INDEX) or "", notes.get(FILLED) or "", is_settled)


def start_over(connection: Connection) -> None:
    """Note that an index, if any was built, has to be filled from nothing."""
    if schema.word(connection, INDEX):
        schema.keep_word(connection, INDEX, "")
        schema.keep_word(connection, FILLED, UNFILLED)
