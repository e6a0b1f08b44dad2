"""Who may do what in a book on a server: three roles that logins are given, made by migration 0004 or here, later."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from ledger.store.schema import migrations

ROLES = ("wage_ledger_documenter", "wage_ledger_analyst", "wage_ledger_publisher")


@dataclass(frozen=True)
class Role:
    """A role of the server. `has_rights` says whether it may do its work in this book; `logins` counts who has it."""

    role: str
    is_there: bool
    has_rights: bool
    logins: int


def roles(connection: Connection) -> tuple[Role, ...]:
    """The three roles, and how they stand in this book. A login that has a role through another one counts."""
    return tuple(Role(name, *connection.execute(_STANDING, {"role": name}).one()) for name in ROLES)


def has_roles(engine: Engine) -> bool:
    """True when every role is there and has its rights in this book."""
    with engine.connect() as connection:
        return all(role.has_rights for role in roles(connection))


def grant_roles(engine: Engine) -> None:
    """Make the roles that are not there, and give all three their rights in this book, in one transaction.

    What is done already stays as it is. Raises NotAllowed for a login that may not: making a role needs CREATEROLE,
    the rest is for the owner of the book's tables.
    """
    files = sorted(migrations().glob("*/roles.sql"))  # each schema that has tables for a role gives it its rights
    with engine.begin() as connection:
        for statement in (part for file in files for part in file.read_text(encoding="utf-8").split("\n\n")):
            connection.exec_driver_sql(statement.replace("%", "%%"))


# pg_has_role is true of a superuser for every role, so memberships are walked.
_STANDING = text("""
    WITH RECURSIVE its (oid) AS (
        SELECT oid FROM pg_catalog.pg_roles WHERE rolname = :role
        UNION SELECT m.member FROM pg_catalog.pg_auth_members AS m JOIN its ON its.oid = m.roleid
    )
    SELECT EXISTS (SELECT FROM its),
        EXISTS (
            SELECT FROM pg_catalog.pg_class AS c, pg_catalog.aclexplode(c.relacl) AS a
            JOIN pg_catalog.pg_roles AS r ON r.oid = a.grantee
            WHERE c.oid = pg_catalog.to_regclass('public.output') AND r.rolname = :role AND a.privilege_type = 'INSERT'
        ),
        (SELECT count(*) FROM its JOIN pg_catalog.pg_roles AS r USING (oid) WHERE r.rolcanlogin AND r.rolname <> :role)
""")
