"""The catalogue as of now: read again when, and only when, documents changed."""

import threading

from sqlalchemy import Connection

from plainspoken.ledger import schema, shelves
from plainspoken.ledger.catalogue import Catalogue
from plainspoken.ledger.database import Database
from plainspoken.ledger.standing import Entry

COUNTER = "SELECT number FROM state WHERE name = 'data'"  # as words: asked at every turn, a sixth of the time


class View:
    """Keeps the last catalogue, and knows whether it still holds.

    Args:
        database: Where the editions are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._catalogue = Catalogue((), counter=-1)
        self._entries: dict[str, Entry] = {}
        self._blanked = ""
        self._refreshing = threading.Lock()

    def now(self) -> Catalogue:
        """Return the catalogue of this moment."""
        with self._database.reading() as connection:
            return self.seen_by(connection)

    def seen_by(self, connection: Connection) -> Catalogue:
        """Return the catalogue of the moment that ``connection`` sees."""
        counter = connection.exec_driver_sql(COUNTER).scalar()
        kept = self._catalogue
        if kept.counter == counter:
            return kept
        with self._refreshing:
            self._unlearn(connection)
            entries = shelves.entries(connection, self._entries)
            self._entries = {entry.base.id: entry for entry in entries}
            fresh = Catalogue(entries, counter=int(counter or 0), before=self._catalogue)
            if fresh.counter > self._catalogue.counter:
                self._catalogue = fresh
        return fresh

    def _unlearn(self, connection: Connection) -> None:
        """Read every edition again where something in them was blanked since."""
        blanked = schema.word(connection, schema.BLANKED)
        if blanked != self._blanked:
            self._blanked, self._entries, self._catalogue = blanked, {}, Catalogue((), counter=-1)
