"""Opens a database and hands out transactions: snapshots to read from, one writer at a time."""

import fcntl
import os
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import QueuePool, StaticPool

from plainspoken.errors import LedgerError, LockedError, SettingsError

Access = Callable[[str], Sequence[str]]
BUSY_MS = 10_000
"""How long one short transaction waits for another: as long as any lock is waited for."""
WRITER_KEY = 0x504C41494E
"""Key of PostgreSQL's advisory lock for whoever ingests: the letters PLAIN."""
RETRY_S = 0.05
ALLOWED = "sqlite:///FILE, or postgresql+psycopg://HOST/NAME where that driver is installed"
PSYCOPG = "postgresql+psycopg"
NO_DRIVER = (
    "ledger.url needs the PostgreSQL driver; nothing was opened: "
    "run `.venv/bin/python -m pip install -e '.[postgres]'` in the clone"
)
SETTINGS = (
    "journal_mode=WAL",
    f"busy_timeout={BUSY_MS}",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "secure_delete=ON",  # what is deleted is overwritten, not only unlinked
    "cache_size=-32768",  # KiB, taken as needed: with the default, 2,000, nearly every passage is read anew
)
BEGINNINGS = (
    ("BEGIN",),
    ("PRAGMA synchronous=NORMAL", "BEGIN IMMEDIATE"),
    ("PRAGMA synchronous=FULL", "BEGIN IMMEDIATE"),
)
"""How SQLite begins to read, to write, and to write what must outlast a power cut."""
ISOLATIONS: tuple[dict[str, Any], ...] = (
    {"isolation_level": "REPEATABLE READ"},
    {"isolation_level": "READ COMMITTED"},
    {"isolation_level": "READ COMMITTED"},
)
"""The same for PostgreSQL, which always writes durably."""


class Database:
    """One open database.

    Args:
        url: SQLAlchemy URL; ``sqlite:///path``, ``sqlite://`` for memory, ``postgresql://…``.
        access: Corpus → the groups that see its documents by default today; None where nobody asks.
    """

    def __init__(self, url: str, access: Access | None = None) -> None:
        try:
            parsed = make_url(url)
            if parsed.drivername in ("postgresql", "postgres"):
                parsed = parsed.set(drivername=PSYCOPG)
            self.is_sqlite = parsed.get_backend_name() == "sqlite"
            memory = self.is_sqlite and parsed.database in (None, "", ":memory:")
            options: dict[str, Any] = {"poolclass": StaticPool if memory else QueuePool}
            if self.is_sqlite:
                options["connect_args"] = {"check_same_thread": False, "timeout": BUSY_MS / 1000}
            self.engine = create_engine(parsed, **options)
        except ImportError as error:
            needed = NO_DRIVER if parsed.drivername == PSYCOPG else _refused(url)
            raise SettingsError(needed) from error
        except (SQLAlchemyError, ValueError) as error:
            raise SettingsError(_refused(url)) from error
        self.name = _shown(url)
        self._file = None if memory or not self.is_sqlite else Path(str(parsed.database))
        self._one = threading.RLock() if memory else None  # one connection in memory serves one thread at a time
        self._ingesting = threading.Lock()
        if self.is_sqlite and self._file and "uri" not in parsed.query:
            _make(self._file)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare)
            event.listen(self.engine, "begin", _begin)
        reading, writing, durable = ({"begin": words} for words in BEGINNINGS) if self.is_sqlite else ISOLATIONS
        self._reading, self._writing, self._durable = (
            self.engine.execution_options(access=access, **options) for options in (reading, writing, durable)
        )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one moment of the database."""
        with self._transaction(self._reading) as connection:
            yield connection

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[Connection]:
        """Yield a connection whose changes all happen, or none; ``durable`` ones outlast a power cut."""
        with self._transaction(self._durable if durable else self._writing) as connection:
            yield connection

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        try:
            with self._serial(), engine.begin() as connection:
                yield connection
        except OperationalError as error:
            if "locked" in str(error.orig):
                raise LockedError(f"another process writes to the ledger {self.name!r}; nothing was changed") from error
            raise LedgerError(f"the ledger {self.name!r} cannot be used; nothing was changed: {error.orig}") from error
        except SQLAlchemyError as error:
            raise LedgerError(
                f"the ledger {self.name!r} cannot be used; nothing was changed: {_plain(error)}"
            ) from error

    @contextmanager
    def _serial(self) -> Iterator[None]:
        if self._one is None:
            yield
            return
        with self._one:
            yield

    @contextmanager
    def held(self, wait_s: float) -> Iterator[None]:
        """Hold the right to ingest into this database; others wait for it, in this process or another.

        Raises:
            LockedError: Somebody else still held it after ``wait_s`` seconds.
        """
        deadline = time.monotonic() + wait_s
        refusal = f"another process is changing the documents of {self.name!r}; nothing was changed"
        if not self._ingesting.acquire(timeout=wait_s):
            raise LockedError(refusal)
        try:
            with self._lock_file(deadline, refusal) if self.is_sqlite else self._lock_row(deadline, refusal):
                yield
        finally:
            self._ingesting.release()

    @contextmanager
    def _lock_file(self, deadline: float, refusal: str) -> Iterator[None]:
        if self._file is None:
            yield
            return
        with self._file.with_name(f"{self._file.name}.writer").open("a") as handle:
            while not _locked(handle.fileno()):
                _wait(deadline, refusal)
            try:
                yield
            finally:
                fcntl.flock(handle, fcntl.LOCK_UN)

    @contextmanager
    def _lock_row(self, deadline: float, refusal: str) -> Iterator[None]:
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            while not connection.scalar(select(func.pg_try_advisory_lock(WRITER_KEY))):
                _wait(deadline, refusal)
            try:
                yield
            finally:
                connection.execute(select(func.pg_advisory_unlock(WRITER_KEY)))

    def purge(self) -> None:
        """Write the database anew, so that nothing that was deleted is left in free pages, and empty its log.

        Raises:
            LockedError: Somebody reads an older moment all the while; its log still holds what was deleted.
        """
        held = f"another process reads the ledger {self.name!r}; what was deleted is gone from sight, not from its log"
        try:
            self._purge_file(held) if self.is_sqlite else self._purge_server()
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise LockedError(held) from error

    def _purge_file(self, held: str) -> None:
        connection = self.engine.raw_connection()
        try:
            driver: Any = connection.driver_connection
            with self._serial():
                driver.execute("VACUUM")
                deadline = time.monotonic() + BUSY_MS / 1000
                while driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                    _wait(deadline, held)
        finally:
            connection.close()

    def _purge_server(self) -> None:
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM FULL")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _make(file: Path) -> None:
    """Make a database's file, if it is absent, so that its owner alone can read it; its log and lock are made alike.

    Where it cannot be made, whoever opens it says so.
    """
    with suppress(OSError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _prepare(connection: Any, _record: object) -> None:  # a driver's own connection
    connection.isolation_level = None  # we begin transactions ourselves: the driver would not begin one to read
    for setting in SETTINGS:
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    for words in connection.get_execution_options()["begin"]:
        connection.exec_driver_sql(words)


def _refused(url: str) -> str:
    return f"ledger.url = {_shown(url)!r} is not allowed; allowed: {ALLOWED}"


def _shown(url: str) -> str:
    """Return ``url`` without what may be secret: who signs in, and what is asked of the driver."""
    return re.sub(r"(://[^?]*)\?.*", r"\1?…", re.sub(r"://(?!/).*@", "://…@", url, flags=re.DOTALL), flags=re.DOTALL)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(deadline: float, refusal: str) -> None:
    if time.monotonic() > deadline:
        raise LockedError(refusal)
    time.sleep(RETRY_S)


def _plain(error: Exception) -> str:
    """Return what went wrong without the statement's values, which may be document text."""
    return str(getattr(error, "orig", None) or type(error).__name__)
