"""What a standing vehicle said of itself, and when that changed.

A stay holds its newest state. Each change before is a row here, so that a past moment is told by
the state of then; a stay that never changes has none.
"""

from alembic import op

revision = "0012"
down_revision = "0007"

TABLE = """
create table state_change (
    stay_id bigint not null,
    changed_at timestamp with time zone not null,
    feed_id integer not null,
    changed_lo timestamp with time zone not null,
    observed_s bigint not null,
    was text not null,
    became text not null,
    constraint pk_state_change primary key (stay_id, changed_at),
    constraint ck_state_change_order check (changed_lo < changed_at),
    constraint ck_state_change_news check (was <> became)
) partition by range (changed_at)
"""


def upgrade() -> None:
    """Make the table."""
    op.execute(TABLE)


def downgrade() -> None:
    """Drop it."""
    op.execute("drop table state_change")
