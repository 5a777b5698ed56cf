"""Areas whose history has yet to be counted, and how far that is: a queue that survives a kill."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table."""
    op.execute(
        "create table area_fold ("
        " area_id integer not null,"
        " asked_at timestamp with time zone not null default now(),"
        " started_at timestamp with time zone,"
        " from_at timestamp with time zone,"
        " to_at timestamp with time zone,"
        " folded_from timestamp with time zone,"
        " done_share double precision not null default 0,"
        " finished_at timestamp with time zone,"
        " failed text,"
        " constraint pk_area_fold primary key (area_id),"
        " constraint fk_area_fold_area_id foreign key (area_id) references area (id)"
        "     on delete cascade)"
    )
    op.execute("create index ix_area_fold_waiting on area_fold (area_id) where finished_at is null")


def downgrade() -> None:
    """Drop it."""
    op.execute("drop table area_fold")
