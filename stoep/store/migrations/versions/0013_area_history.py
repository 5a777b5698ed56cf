"""What of history has yet to be counted: areas drawn later, and what late words touched."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the tables."""
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
    op.execute(
        "create table cell_recount ("
        " feed_id integer not null,"
        " area_id integer not null,"
        " from_at timestamp with time zone not null,"
        " to_at timestamp with time zone not null,"
        " constraint pk_cell_recount primary key (feed_id, area_id),"
        " constraint fk_cell_recount_feed_id foreign key (feed_id) references feed (id),"
        " constraint fk_cell_recount_area_id foreign key (area_id) references area (id)"
        "     on delete cascade)"
    )
    op.execute("create index ix_area_fold_waiting on area_fold (area_id) where finished_at is null")


def downgrade() -> None:
    """Drop them; what waits in them is counted whole."""
    op.execute(
        "update fold_state f set folded_to = least(f.folded_to, r.from_at)"
        " from (select feed_id, min(from_at) as from_at from cell_recount group by feed_id) r"
        " where r.feed_id = f.feed_id"
    )
    op.execute("drop table area_fold, cell_recount")
