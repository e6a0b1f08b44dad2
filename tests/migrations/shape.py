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
}


def shape(connection: Connection) -> str:
    if connection.dialect.name == "sqlite":
        return ";\n\n".join(connection.scalars(text(SQLITE))) + ";\n"
    parts = []
    for heading, query in POSTGRESQL.items():
        rows = (
            " | ".join("" if cell is None else str(cell) for cell in row) for row in connection.execute(text(query))
        )
        parts.append(f"## {heading}\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"
