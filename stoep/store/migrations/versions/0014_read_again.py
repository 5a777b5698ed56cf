"""What a rebuild needs beside the bodies: the newest times of a feed's clock, and how it was read.

Nothing is known of how bodies from before were read: they are read as their feed is set up now.
"""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make room for both."""
    op.execute("alter table feed_state add column clock_seen bigint[] not null default '{}'")
    op.execute(
        "create table feed_reading ("
        " feed_id integer not null,"
        " since timestamp with time zone not null,"
        " reading jsonb not null,"
        " constraint pk_feed_reading primary key (feed_id, since),"
        " constraint fk_feed_reading_feed_id foreign key (feed_id) references feed (id))"
    )


def downgrade() -> None:
    """Forget both; states of feeds that were taken with them cannot be put back any more."""
    op.execute("delete from checkpoint")
    op.execute("drop table feed_reading")
    op.execute("alter table feed_state drop column clock_seen")
