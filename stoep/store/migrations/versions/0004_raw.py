"""Bodies as they came, for a while, and the state of a feed once a day: what a rebuild begins with.

Bodies are kept by day and dropped by day. Those of suspect lists lie apart and are kept longer.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

BODIES = """
create table {name} (
    feed_id integer not null,
    started_at timestamp with time zone not null,
    base_at timestamp with time zone,
    hash bytea not null,
    types jsonb,
    zipped bytea,
    constraint pk_{name} primary key (feed_id, started_at)
) partition by range (started_at)
"""
CHECKPOINT = """
create table checkpoint (
    feed_id integer not null,
    taken_at timestamp with time zone not null,
    generation bigint not null,
    zipped bytea not null,
    constraint pk_checkpoint primary key (feed_id, taken_at)
)
"""


def upgrade() -> None:
    """Add the tables."""
    op.execute(BODIES.format(name="raw_poll"))
    op.execute(BODIES.format(name="raw_suspect"))
    op.execute(CHECKPOINT)


def downgrade() -> None:
    """Drop them."""
    op.execute("drop table raw_poll, raw_suspect, checkpoint")
