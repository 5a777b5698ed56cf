"""What stood at a past moment is found without reading all that stands today."""

from stoep.store.statements import run

revision = "0027"
down_revision = "0026"

UP = """
create index ix_open_stay_first_seen on open_stay (first_seen);
"""
DOWN = """
drop index ix_open_stay_first_seen;
"""


def upgrade() -> None:
    """Add the index."""
    run(UP)


def downgrade() -> None:
    """Drop it."""
    run(DOWN)
