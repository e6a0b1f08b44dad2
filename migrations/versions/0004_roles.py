"""The roles of a team on a server: who writes down, who measures, who publishes; and what a reader sees of the tables.

A book in a folder has none: it is opened by whoever has its key, whole. On PostgreSQL the roles are made if they are
not there, or all of it is left out where the login may not: `wage-ledger roles --grant` does it later. No row changes.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"

SQL = Path(__file__).parent.parent / "0004" / "roles.sql"
ROLES = ("wage_ledger_documenter", "wage_ledger_analyst", "wage_ledger_publisher")
# To make a role needs CREATEROLE, to make a schema the right to create in the database: an upgrade needs neither.
IF_IT_MAY = """
DO $all$
BEGIN
    EXECUTE $made${made}$made$;
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END
$all$
"""


def upgrade() -> None:
    """Make the roles, the reader's view of the tables, and the grants; all of it or none."""
    if op.get_bind().dialect.name == "postgresql":
        made = SQL.read_text(encoding="utf-8")
        op.get_bind().exec_driver_sql(IF_IT_MAY.format(made=made).replace("%", "%%"))


def downgrade() -> None:
    """Take back every right, and each role that no other book of the server uses and that nobody has."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("DROP SCHEMA IF EXISTS wage_ledger_reader CASCADE")
    for role in ROLES:
        op.execute(TAKE_BACK.format(role=role))


# Other databases of the server may depend on the role, and logins may have it: then it stays, without a right here.
TAKE_BACK = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '{role}') THEN
        RETURN;
    END IF;
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};
    REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role};
    REVOKE ALL ON SCHEMA public FROM {role};
    IF EXISTS (
        SELECT FROM pg_catalog.pg_auth_members AS m JOIN pg_catalog.pg_roles AS r ON r.oid = m.roleid
        JOIN pg_catalog.pg_roles AS u ON u.oid = m.member WHERE r.rolname = '{role}' AND u.rolname <> current_user
    ) THEN
        RETURN;
    END IF;
    BEGIN
        DROP ROLE {role};
    EXCEPTION WHEN dependent_objects_still_exist OR insufficient_privilege THEN
        NULL;
    END;
END
$$
"""
