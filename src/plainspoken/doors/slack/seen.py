"""Which messages were taken already: Slack sends again what it believes was lost, even after a restart."""

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

from plainspoken.doors.slack.messages import Said
from plainspoken.errors import UnavailableError

KEPT_S = 7 * 24 * 3600.0  # Slack gives up after hours
WAIT_S = 10.0


class Seen:
    """Remembers messages by (team, channel, ts), in a file of its own.

    Args:
        path: The file; its folder is made when absent.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def is_new(self, message: Said) -> bool:
        """Return whether this message is seen for the first time, and remember it.

        Raises:
            UnavailableError: It cannot be remembered.
        """
        try:
            with self._lock, closing(self._open()) as database, database:
                database.execute("DELETE FROM seen WHERE at < ?", (time.time() - KEPT_S,))
                row = message.team, message.channel, message.ts, time.time()
                return database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)", row).rowcount == 1
        except (sqlite3.Error, OSError) as error:
            raise UnavailableError(f"{str(self._path)!r} cannot be written; the message was not answered") from error

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        database = sqlite3.connect(self._path, timeout=WAIT_S)
        columns = "team TEXT, channel TEXT, ts TEXT, at REAL, PRIMARY KEY (team, channel, ts)"
        database.execute(f"CREATE TABLE IF NOT EXISTS seen ({columns})")
        return database
