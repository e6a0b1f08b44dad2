"""A check of a book on a server: what the roles of a team may do is what the migrations gave them, and no more."""

from __future__ import annotations

import hashlib

from sqlalchemy import text
from sqlalchemy.orm import Session

from ledger.book.check.findings import Found

# The digest of each role's rights as the migrations give them; a test holds them to a fresh book.
RIGHTS = {
    "wage_ledger_analyst": "a6b073c5bc51d6ae8fdf16c0622d3f1aa82c4ef2d6430a8106c696f1149fd97d",
    "wage_ledger_documenter": "a073a6c83ecbf3dfd314d10c93f989a070a586da8775c485166e6791c0187cc2",
    "wage_ledger_publisher": "14efadd5b3f78282ecea9f1a5565e31e8ce4c4e10f2152cb3d81f6588a6f14aa",
}
ADVICE = (
    "REVOKE what was granted by hand (wage-ledger help teams), then give what is missing: wage-ledger roles --grant"
)
# Who may do what with which table, column, sequence or schema of the book; 0 is everybody on the server.
RIGHTS_QUERY = """
    WITH here AS (
        SELECT oid, nspname, nspacl FROM pg_catalog.pg_namespace WHERE nspname IN ('public', 'wage_ledger_reader')
    ), rights AS (
        SELECT h.nspname || '.' || c.relname AS what, a.grantee, a.privilege_type, a.is_grantable
        FROM pg_catalog.pg_class AS c JOIN here AS h ON h.oid = c.relnamespace, pg_catalog.aclexplode(c.relacl) AS a
        UNION ALL
        SELECT h.nspname || '.' || c.relname || '.' || t.attname, a.grantee, a.privilege_type, a.is_grantable
        FROM pg_catalog.pg_class AS c JOIN here AS h ON h.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute AS t ON t.attrelid = c.oid, pg_catalog.aclexplode(t.attacl) AS a
        UNION ALL
        SELECT h.nspname, a.grantee, a.privilege_type, a.is_grantable
        FROM here AS h, pg_catalog.aclexplode(h.nspacl) AS a WHERE a.grantee <> 0 OR a.privilege_type <> 'USAGE'
    )
    SELECT coalesce(r.rolname, 'everybody'), concat_ws(' ', what, privilege_type, is_grantable) FROM rights
    LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = grantee
    WHERE grantee = 0 OR r.rolname IN ('wage_ledger_analyst', 'wage_ledger_documenter', 'wage_ledger_publisher')
"""


def rights(session: Session) -> Found:
    """Each role has its rights and no others, and nobody has any by being on the server. A role with none may wait."""
    if session.connection().dialect.name != "postgresql":
        return
    found = rights_digests(session)
    for role in sorted(found):
        if found[role] != RIGHTS.get(role):
            yield f"role {role}", "may do other things in this book than it is for, or fewer"


def rights_digests(session: Session) -> dict[str, str]:
    """The digest of the rights of each role that has any."""
    held: dict[str, list[str]] = {}
    for role, right in session.connection().execute(text(RIGHTS_QUERY)):
        held.setdefault(role, []).append(right)
    return {role: hashlib.sha256("\n".join(sorted(set(its))).encode()).hexdigest() for role, its in held.items()}
