"""The shape of a database as text: what the golden files hold."""

from __future__ import annotations

from sqlalchemy import Connection, text

SQLITE = """
    SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'
    ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 ELSE 3 END, name
"""
POSTGRESQL = {
    "columns": """
        SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> 'alembic_version' ORDER BY table_name, ordinal_position
    """,
    "constraints": """
        SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'p', 'u')
            AND conrelid <> 'alembic_version'::regclass
        ORDER BY conrelid::regclass::text COLLATE "C", conname COLLATE "C"
    """,
    "indexes": """
        SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        ORDER BY indexname COLLATE "C"
    """,
    "triggers": """
        SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        ORDER BY tgrelid::regclass::text COLLATE "C", tgname COLLATE "C"
    """,
    "functions": """
        SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        ORDER BY proname COLLATE "C"
    """,
    "views": """
        SELECT viewname, pg_get_viewdef(format('%I.%I', schemaname, viewname)::regclass) FROM pg_views
        WHERE schemaname = 'wage_ledger_reader' ORDER BY viewname COLLATE "C"
    """,
    "rights": """
        WITH rights AS (
            SELECT c.oid::regclass::text AS what, a.* FROM pg_class c, aclexplode(c.relacl) a
            WHERE c.relnamespace IN (to_regnamespace('public'), to_regnamespace('wage_ledger_reader'))
            UNION ALL
            SELECT c.relname || '.' || t.attname, a.* FROM pg_class c
            JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
            WHERE c.relnamespace = 'public'::regnamespace
        )
        SELECT r.rolname, what, string_agg(privilege_type, ' ' ORDER BY privilege_type) FROM rights
        JOIN pg_roles r ON r.oid = grantee WHERE starts_with(r.rolname, 'wage_ledger_')
        GROUP BY r.rolname, what ORDER BY r.rolname COLLATE "C", what COLLATE "C"
    """,
}


def shape(connection: Connection) -> str:
    if connection.dialect.name == "sqlite":
        return ";\n\n".join(connection.scalars(text(SQLITE))) + ";\n"
    parts = []
    for heading, query in POSTGRESQL.items():
        rows = (
            " | ".join("" if cell is None else str(cell) for cell in row) for row in connection.execute(text(query))
        )
        if found := "\n".join(rows):
            parts.append(f"## {heading}\n{found}")
    return "\n\n".join(parts) + "\n"
