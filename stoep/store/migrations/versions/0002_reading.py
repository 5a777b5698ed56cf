"""Read what stands fast: open stays as packed bytes, history by time.

A national map reads 100,000 open stays at once; as one column of fixed-width bytes that takes a
fifth of the server's time that five columns take. A past moment looks for the stays around it in
months of history, which lie in the order of their ends: a block range index finds them and costs a
departure next to nothing.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

PACKED = """
alter table open_stay add column packed bytea not null generated always as (
    int8send(id)
    || int4send(round(st_x(geom) * 1e7)::int4) || int4send(round(st_y(geom) * 1e7)::int4)
    || timestamptz_send(first_seen) || int4send(base_s::int4)
    || int4send(vehicle_type_id * 4
                + case state when 'available' then 0 when 'reserved' then 1 else 2 end)
) stored
"""
BY_TIME = """
create index ix_stay_end_hi_first_seen on stay using brin (
    end_hi timestamptz_minmax_multi_ops, first_seen timestamptz_minmax_multi_ops
) with (pages_per_range = 16, autosummarize = on)
"""


def upgrade() -> None:
    """Add the column and the index."""
    op.execute(PACKED)
    op.execute(BY_TIME)


def downgrade() -> None:
    """Take them away."""
    op.execute("drop index ix_stay_end_hi_first_seen")
    op.execute("alter table open_stay drop column packed")
