"""The tables, their version, and the steps from each version to the next."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from plainspoken.errors import LedgerError

SCHEMA = 5
BLANKED = "blanked"
"""Under this name the ledger notes when words of published editions were last blanked."""

IDENTITY = "identity"
"""Under this name stands what tells this ledger from every other one."""

TABLES = MetaData()


class Verbatim(TypeDecorator[str]):
    """Text kept to the last code point: PostgreSQL's own text type cannot hold U+0000."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return bytes for PostgreSQL and plain text elsewhere."""
        kind: TypeEngine[Any] = LargeBinary() if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return ``value`` as the database takes it."""
        if value is None or dialect.name != "postgresql":
            return value
        return value.encode()  # type: ignore[return-value]  # bytes where load_dialect_impl chose bytes

    def process_result_value(self, value: object | None, dialect: Dialect) -> str | None:
        """Return ``value`` as it was handed in."""
        del dialect
        return bytes(value).decode() if isinstance(value, bytes | memoryview) else value  # type: ignore[return-value]  # str


state = Table(
    "state",
    TABLES,
    Column("name", Text, primary_key=True),
    Column("number", BigInteger, nullable=False, server_default="0"),
    Column("word", Text, nullable=False, server_default=""),
)

documents = Table(
    "documents",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("corpus", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("source", Text, nullable=False),
    UniqueConstraint("corpus", "path"),
)

texts = Table(
    "texts",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("text", Verbatim, nullable=False),
)

editions = Table(
    "editions",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("document_id", Text, ForeignKey("documents.id"), nullable=False, index=True),
    Column("reading", Text, nullable=False),  # equal for equal version, metadata and extraction; ``id`` if read once
    Column("inputs", Text, nullable=False),  # fingerprint of what was read, so that an unchanged file is not parsed
    Column("version", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("status", Text, nullable=False),  # staged, published, retired
    Column("sequence", Integer, nullable=False),  # order of publication within the document
    Column("published_on", Integer, nullable=False),  # proleptic ordinal of a UTC day
    Column("metadata", Text, nullable=False),
    Column("narrowings", Text, nullable=False),  # distinct extra clauses of its passages
    Column("hidden", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("text_id", Text, ForeignKey("texts.id"), nullable=False, index=True),
    Column("detector", Text, nullable=False),  # what found the spans
    Column("passages", Integer, nullable=False),
    Column("private", Text, nullable=False),  # entity type → number of private things
    Column("evaluated", Integer, nullable=False),  # 0 where private things were not looked for in every passage
    Column("indexed", Text),  # rules and days as they stand in the index; NULL when it holds no point
)

passages = Table(
    "passages",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("edition_id", Text, ForeignKey("editions.id"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("page", Integer),
    Column("context", Verbatim, nullable=False),
    Column("narrowing", Text, nullable=False),
    Column("spans", Text),  # NULL: not evaluated
    Column("text", Verbatim, nullable=False),
    Column("torn", Integer, nullable=False, server_default="0"),  # 1: its first statement; 2: its last; 3: both
    Column("beside", Text),  # private spans of heading and context; NULL: not looked for yet
)

vectors = Table(
    "vectors",
    TABLES,
    Column("model", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

conversations = Table(
    "conversations",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("principal", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("turns", Text, nullable=False),
    Column("revision", Integer, nullable=False),
)

answers = Table(
    "answers",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("principal", Text, nullable=False),
    Column("cache_key", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("kept", Text, nullable=False),
)

feedback = Table(
    "feedback",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("answer_id", Text, nullable=False, index=True),
    Column("given", Text, nullable=False),
    Column("kept", Text, nullable=False),
)

egress = Table(
    "egress",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("kept", Text, nullable=False),
)

runs = Table(
    "runs",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("started", Text, nullable=False),
    Column("kept", Text, nullable=False),
)

examined = Table(
    "examined",
    TABLES,
    Column("set", Text, primary_key=True),
    Column("case_id", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("kept", Text, nullable=False),
)

reviews = Table(
    "reviews",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("set", Text, nullable=False),
    Column("given", Text, nullable=False),
    Column("kept", Text, nullable=False),
)

BY_PLACE = Index("passages_by_place", passages.c.edition_id, passages.c.start)
BY_CACHE_KEY = Index("answers_by_cache_key", answers.c.cache_key, answers.c.asked)


def _to_2(connection: Connection) -> None:
    """Find cached answers by key, and neighbouring passages by place, without reading every row."""
    BY_PLACE.create(connection)
    BY_CACHE_KEY.create(connection)


def _to_3(connection: Connection) -> None:
    """Keep what held-out questions last got, and what people say of it."""
    TABLES.create_all(connection, tables=[examined, reviews])


def _to_4(connection: Connection) -> None:
    """Note of which statements of a passage a part was cut out; older passages know it once they are read anew."""
    connection.execute(text("ALTER TABLE passages ADD COLUMN torn INTEGER NOT NULL DEFAULT 0"))


def _to_5(connection: Connection) -> None:
    """Keep what is private in the words above and beside a passage; where that is not known, it is looked for."""
    connection.execute(text("ALTER TABLE passages ADD COLUMN beside TEXT"))


STEPS: Mapping[int, Callable[[Connection], None]] = {2: _to_2, 3: _to_3, 4: _to_4, 5: _to_5}
"""Version → what leads to it from the one before. Only ever appended to."""


def migrate(connection: Connection) -> None:
    """Bring an empty or older database to this version's tables.

    Raises:
        LedgerError: The database was written by a newer version of plainspoken.
    """
    if not inspect(connection).has_table(state.name):
        TABLES.create_all(connection)
        connection.execute(state.insert(), [{"name": "schema", "number": SCHEMA}, {"name": "data", "number": 0}])
        return
    found = connection.execute(select(state.c.number).where(state.c.name == "schema")).scalar_one()
    if found > SCHEMA:
        raise LedgerError(
            f"the ledger has schema {found}, this plainspoken knows up to {SCHEMA}; "
            "it was not opened: update plainspoken"
        )
    for version in range(found + 1, SCHEMA + 1):
        STEPS[version](connection)
    connection.execute(update(state).where(state.c.name == "schema").values(number=SCHEMA))


def count_change(connection: Connection) -> None:
    """Note that documents changed, so that whatever was computed from them is computed anew."""
    connection.execute(text("UPDATE state SET number = number + 1 WHERE name = 'data'"))


def word(connection: Connection, name: str) -> str:
    """Return a word that was noted; empty where there is none."""
    return connection.scalar(select(state.c.word).where(state.c.name == name)) or ""


def keep_word(connection: Connection, name: str, value: str) -> None:
    """Note a word."""
    if not connection.execute(update(state).where(state.c.name == name).values(word=value)).rowcount:
        connection.execute(state.insert(), [{"name": name, "number": 0, "word": value}])
