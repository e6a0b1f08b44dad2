"""A condition has the grade of its source's word, as entries and claims have; those of before are F6, not judged."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add both columns, each with its rule. No table is made anew, so that every trigger stays."""
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        "ALTER TABLE condition ADD COLUMN reliability TEXT NOT NULL DEFAULT 'F'"
        " CONSTRAINT ck_condition_reliability_known CHECK (reliability IN ('A', 'B', 'C', 'D', 'E', 'F'))"
    )
    op.execute(
        f"ALTER TABLE condition ADD COLUMN credibility {whole} NOT NULL DEFAULT 6"
        " CONSTRAINT ck_condition_credibility_known CHECK (credibility BETWEEN 1 AND 6)"
    )


def downgrade() -> None:
    """Take the columns away again, as long as no condition was judged."""
    if op.get_bind().exec_driver_sql(JUDGED).first():
        raise RuntimeError("The book has conditions with a grade. Before 0002 there is no column that could keep it.")
    op.execute("ALTER TABLE condition DROP COLUMN credibility")
    op.execute("ALTER TABLE condition DROP COLUMN reliability")


JUDGED = "SELECT 1 FROM condition WHERE reliability <> 'F' OR credibility <> 6 LIMIT 1"
