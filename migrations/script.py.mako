"""${message}."""

from __future__ import annotations

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    # Spell the tables out as they are now; import nothing from ledger. A rebuilt table loses its triggers: put them back.
    ${upgrades if upgrades else "op.execute('')"}


def downgrade() -> None:
    # A step that would lose rows raises and says why.
    ${downgrades if downgrades else "op.execute('')"}
