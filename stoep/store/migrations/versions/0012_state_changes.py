"""What a standing vehicle said of itself, when that changed, and past moments found fast.

A stay holds its newest state. Each change before is a row here, so that a past moment is told by
the state of then; a stay that never changes has none.

What held at a moment, of months of history, is found by length: whatever lasted less than two
hours and held at noon ended before two. Seventeen short stretches of one index hold the whole
answer, where a block range index reads every page in which anything long stands: decision 0017.
"""

from alembic import op

revision = "0012"
down_revision = "0011"

BY_LENGTH = """
create function by_length(since timestamp with time zone, until timestamp with time zone)
returns bigint language sql immutable strict parallel safe as $$
    select (width_bucket(
        date_part('epoch', until - since),
        array[
            3600, 7200, 14400, 28800, 57600, 115200, 230400, 460800, 921600, 1843200, 3686400,
            7372800, 14745600, 29491200, 58982400, 117964800
        ]::float8[]
    )::int8 << 40) + date_part('epoch', until - '2000-01-01 00:00+00'::timestamptz)::int8
$$
"""
PACK_STAY = """
create function pack_stay(
    id bigint, geom geometry, first_seen timestamp with time zone, base_s bigint,
    vehicle_type_id smallint, state text
)
returns bytea language sql immutable parallel safe as $$
    select int8send(id)
           || int4send(round(st_x(geom) * 1e7)::int4) || int4send(round(st_y(geom) * 1e7)::int4)
           || timestamptz_send(first_seen) || int4send(base_s::int4)
           || int4send(vehicle_type_id * 4
                       + case state when 'available' then 0 when 'reserved' then 1 else 2 end)
$$
"""
COLUMNS = """
alter table stay add column packed bytea, add column ended_by_length bigint;
update stay set packed = pack_stay(id, geom, first_seen, base_s, vehicle_type_id, state),
                ended_by_length = by_length(first_seen, end_hi);
alter table stay alter column packed set not null, alter column ended_by_length set not null;
create index ix_stay_by_length on stay (ended_by_length, first_seen)
    include (end_lo, feed_id, packed);
"""
FILL = """
create function fill_stay() returns trigger language plpgsql as $$
begin
    new.packed = pack_stay(
        new.id, new.geom, new.first_seen, new.base_s, new.vehicle_type_id, new.state);
    new.ended_by_length = by_length(new.first_seen, new.end_hi);
    return new;
end $$;
create trigger filled before insert on stay for each row
    when (new.packed is null or new.ended_by_length is null) execute function fill_stay();
"""
"""Polls bring both along: worked out here for each row they would double what an ending costs."""
TABLE = """
create table state_change (
    stay_id bigint not null,
    changed_at timestamp with time zone not null,
    feed_id integer not null,
    was_since timestamp with time zone not null,
    changed_lo timestamp with time zone not null,
    observed_s bigint not null,
    was text not null,
    became text not null,
    constraint pk_state_change primary key (stay_id, changed_at),
    constraint ck_state_change_order
        check (was_since <= changed_lo and changed_lo < changed_at),
    constraint ck_state_change_news check (was <> became)
) partition by range (changed_at)
"""


def upgrade() -> None:
    """Make the table, and what finds moments."""
    op.execute(BY_LENGTH)
    op.execute(PACK_STAY)
    op.execute(COLUMNS)
    op.execute(FILL)
    op.execute(TABLE)
    op.execute(
        "create index ix_state_change_by_length on state_change"
        " (by_length(was_since, changed_at), was_since)"
        " include (changed_at, stay_id, feed_id, was)"
    )
    op.execute("alter table open_stay add column state_since timestamp with time zone")


def downgrade() -> None:
    """Take them away."""
    op.execute("alter table open_stay drop column state_since")
    op.execute("drop table state_change")
    op.execute("drop index ix_stay_by_length")
    op.execute("drop trigger filled on stay")
    op.execute("drop function fill_stay")
    op.execute("alter table stay drop column packed, drop column ended_by_length")
    op.execute("drop function pack_stay")
    op.execute("drop function by_length")
