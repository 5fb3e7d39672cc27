"""A PostgreSQL of one's own, and what is written in a database."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@contextmanager
def cluster() -> Iterator[str]:
    """Run a throw-away PostgreSQL on a socket of its own; its programs refuse to run as root."""
    user = "postgres" if Path.home() == Path("/root") else None
    folder = Path(tempfile.mkdtemp(prefix="ledger-"))
    if user:
        shutil.chown(folder, user)
    programs = PROGRAMS[-1]
    data = str(folder / "data")

    def run(program: str, *arguments: str) -> None:
        command = [programs / program, "-D", data, *arguments]
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    run("initdb", "-U", "postgres", "-A", "trust", "-N")
    run("pg_ctl", "-w", "-o", f"-k {folder} -c listen_addresses='' -c fsync=off", "start")
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder)


@contextmanager
def database(url: str, name: str, *, template: str = "template1") -> Iterator[str]:
    """Make a database of that name in the cluster at ``url``, a copy of ``template``; yield its own address."""
    change(url, f"CREATE DATABASE {name} TEMPLATE {template}", alone=True)
    try:
        yield url.replace("/postgres?", f"/{name}?")
    finally:
        change(url, f"DROP DATABASE {name} WITH (FORCE)", alone=True)


def change(url: str, statement: str, *, alone: bool = False) -> None:
    """Run a statement, in a transaction unless it may not stand in one."""
    engine = create_engine(_driven(url), isolation_level="AUTOCOMMIT") if alone else create_engine(_driven(url))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def rows_of(url: str) -> bytes:
    """Return every value of every table."""
    engine = create_engine(_driven(url))
    with engine.connect() as connection:
        values = [
            value
            for table in sorted(inspect(engine).get_table_names())
            for row in connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608  # a name of our own
            for value in row
        ]
    engine.dispose()
    return b"\n".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in values)


def files_of(url: str) -> bytes:
    """Return what lies in the files of a database, indices and free pages included, once all is written to them."""
    change(url, "CHECKPOINT", alone=True)
    engine = create_engine(_driven(url))
    with engine.connect() as connection:
        number = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    engine.dispose()
    folder = Path(str(make_url(url).query["host"])) / "data" / "base" / str(number)
    return b"\n".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def _driven(url: str) -> str:
    return url.replace("postgresql:", "postgresql+psycopg:")
