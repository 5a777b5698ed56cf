"""Lists that were held back are found without reading all polls: the log of quality has them."""

from stoep.store.statements import run

revision = "0035"
down_revision = "0034"

UP = """
create index ix_poll_held on poll (feed_id, started_at)
    where outcome in
    ('suspect_mass', 'suspect_empty', 'suspect_swapped', 'suspect_frozen', 'clock');
"""
DOWN = """
drop index ix_poll_held;
"""


def upgrade() -> None:
    """Add the index."""
    run(UP)


def downgrade() -> None:
    """Drop it."""
    run(DOWN)
