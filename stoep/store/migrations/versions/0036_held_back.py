"""Who is reserved where it did not stand is held back until it has stood, over a restart too."""

from stoep.store.statements import run

revision = "0036"
down_revision = "0035"

UP = "alter table feed_state add column held_back jsonb;"
DOWN = "alter table feed_state drop column held_back;"


def upgrade() -> None:
    """Add the column."""
    run(UP)


def downgrade() -> None:
    """Drop it."""
    run(DOWN)
