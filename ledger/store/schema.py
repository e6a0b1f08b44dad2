"""Which schema a book has, and how it is brought to this version's. Alembic is loaded only to upgrade."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

import ledger
from ledger.store.errors import NewerSchema, NotABook, OlderSchema

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0006"


def migrations() -> Path:
    """The folder of the migrations: inside the installed package, or beside it in a checkout."""
    package = Path(ledger.__file__).parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def schema(connection: Connection) -> str | None:
    """The schema of the book, or None when the database has none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def expect_head(connection: Connection) -> None:
    """Refuse a database without a schema (NotABook), a newer and an older one."""
    found = schema(connection)
    if found is None:
        raise NotABook
    if found > HEAD:
        raise NewerSchema(found, HEAD)
    if found < HEAD:
        raise OlderSchema(found, HEAD)


def upgrade(engine: Engine, *, to: str = "head") -> None:
    """Bring the book to the newest schema, in one transaction."""
    from alembic import command

    with engine.begin() as connection:
        command.upgrade(config(connection), to)


def downgrade(engine: Engine, *, to: str = "base") -> None:
    """Take the book back to an older schema, in one transaction. A step that would lose rows refuses."""
    from alembic import command

    with engine.begin() as connection:
        command.downgrade(config(connection), to)


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings: the migrations' folder, and the connection to work on."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(migrations()).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made
