"""OMOP in PostgreSQL: an address in, a database that is open out; everything is read in one transaction that writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from trialwright.errors import UserError
from trialwright.patients.omop_sql import Database, Relation, Row, SchemaLayout

_SCHEMES = ("postgresql", "postgres")
_AT_ONCE = 5_000


def is_postgres(source: str) -> bool:
    """True for the address of a PostgreSQL database."""
    return source.split("://", maxsplit=1)[0].lower() in _SCHEMES and "://" in source


def shown(address: str) -> str:
    """The address without its user and password."""
    found = urlsplit(address)
    host = found.hostname or "local"
    return f"postgresql://{host}{f':{found.port}' if found.port else ''}{found.path}"


def open_postgres(address: str, *, schema: str | None = None) -> Database:
    """The database at an address. What cannot be reached is a `UserError` that does not tell the password."""
    try:
        import psycopg
    except ImportError:
        raise UserError("psycopg is not installed", place=shown(address), hint='pip install "trialwright[omop]"') from None
    try:
        connection = psycopg.connect(address, connect_timeout=20, application_name="trialwright")
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
    except psycopg.Error as error:
        hint = "is the server running, and are host, database, user and password right?"
        raise UserError(
            f"the database cannot be reached: {_first_line(error, address)}", place=shown(address), hint=hint
        ) from None
    try:
        found = _Postgres(connection, address, schema)
        found.check()
    except UserError:
        connection.close()
        raise
    return found


class _Postgres(Database):
    def __init__(self, connection: Any, address: str, schema: str | None) -> None:
        super().__init__(shown(address))
        self._connection, self._address, self._streams = connection, address, 0
        sql = (
            "SELECT table_schema, table_name, column_name FROM information_schema.columns"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        self._layout = SchemaLayout(list(self.stream(sql)), self.name, schema)

    @property
    def prefetches(self) -> bool:
        return False

    def relation(self, table: str) -> Relation | None:
        return self._layout.relation(table)

    def strangers(self) -> tuple[str, ...]:
        return self._layout.strangers()

    def whole(self, column: str) -> str:
        return column  # they are whole numbers there, and a cast would keep an index from being used

    def text(self, column: str) -> str:
        return f"CAST({column} AS text)"

    def stream(self, sql: str) -> Iterator[Row]:
        import psycopg

        self._streams += 1
        try:
            with self._connection.cursor(name=f"trialwright_{self._streams}") as cursor:
                cursor.itersize = _AT_ONCE
                cursor.execute(sql)
                yield from cursor
        except psycopg.Error as error:
            raise UserError(f"it cannot be read: {_first_line(error, self._address)}", place=self.name) from None

    def close(self) -> None:
        self._connection.close()


def _first_line(error: Exception, address: str) -> str:
    password = urlsplit(address).password
    line = " ".join(str(error).split())[:300]
    return line.replace(password, "***") if password else line
