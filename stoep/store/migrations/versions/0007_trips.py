"""Whether a feed tells trips too, and up to which hour they were read."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns."""
    op.execute("alter table feed add column tells_trips boolean not null default false")
    op.execute("alter table feed_state add column trips_to timestamp with time zone")


def downgrade() -> None:
    """Take them away."""
    op.execute("alter table feed_state drop column trips_to")
    op.execute("alter table feed drop column tells_trips")
