"""What is past keeping goes, with a receipt: stays, looks, ids of vehicles not heard of."""

from alembic import op

from stoep.store.statements import run

revision = "0034"
down_revision = "0033"

UP = """
create table retention (
    what text not null,
    kept_from timestamp with time zone not null,
    done_at timestamp with time zone not null,
    gone bigint not null default 0,
    number bigint,
    hash bytea,
    constraint pk_retention primary key (what)
);
alter table push_vehicle add column forgotten_at timestamp with time zone;
drop trigger added_to_only on audit_entry;
create trigger added_to_only before update or truncate on audit_entry
    execute function refuse_audit_change();
"""
REFUSE = """
create function refuse_early_audit_end() returns trigger language plpgsql as $$
begin
    if current_setting('stoep.past_keeping', true) = 'audit_entry'
       and old.at < now() - interval '13 months' then
        return old;
    end if;
    raise integrity_constraint_violation using
        message = format('%s is only added to: what was written, stays 13 months.', tg_table_name),
        hint = 'See docs/people.md for who may read it.';
end $$
"""
FORGET_PEOPLE = """
create function forget_people(over_before timestamptz) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    -- A journey is good for minutes: whatever could name what goes below is gone before it.
    delete from provider_journey where begun_at < over_before + interval '29 days';
    delete from sign_in_attempt where tried_at < over_before;
    delete from session where coalesce(ended_at, seen_at) < over_before;
    delete from invitation where coalesce(used_at, withdrawn_at, expires_at) < over_before;
$$
"""
FORGET_LOOKS = """
create function forget_looks(over_before timestamptz, told_at timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$ begin
    -- The database lets go none that is younger, whoever asks.
    perform set_config('stoep.past_keeping', 'audit_entry', true);
    with last as (
        select number, hash from audit_entry
        where number < coalesce(
            (select min(number) from audit_entry
             where at >= least(over_before, now() - interval '13 months')), 9223372036854775807)
        order by number desc
        limit 1
    ), gone as (
        delete from audit_entry where number <= (select number from last) returning number
    )
    insert into retention (what, kept_from, done_at, gone, number, hash)
    select 'audit_entry', over_before, told_at, (select count(*) from gone), number, hash
    from last
    on conflict (what) do update
    set kept_from = excluded.kept_from, done_at = excluded.done_at,
        gone = retention.gone + excluded.gone, number = excluded.number, hash = excluded.hash;
    perform set_config('stoep.past_keeping', '', true);
end $$
"""
TRIGGER = """
create trigger kept_for_13_months before delete on audit_entry
    for each row execute function refuse_early_audit_end();
"""
DOWN = """
drop trigger kept_for_13_months on audit_entry;
drop function refuse_early_audit_end();
drop trigger added_to_only on audit_entry;
create trigger added_to_only before update or delete or truncate on audit_entry
    execute function refuse_audit_change();
delete from push_event where vehicle_id in
    (select id from push_vehicle where forgotten_at is not null);
delete from push_vehicle where forgotten_at is not null;
alter table push_vehicle drop column forgotten_at;
drop table retention;
"""


DOORS = {
    FORGET_PEOPLE: "forget_people(timestamptz)",
    FORGET_LOOKS: "forget_looks(timestamptz, timestamptz)",
}
"""What who ingests may have done with people it may not see: that they go after their time."""


def upgrade() -> None:
    """Add the receipts, and let what is past keeping go."""
    run(UP)
    op.execute(REFUSE)
    for door, signature in DOORS.items():
        op.execute(door)
        op.execute(f"revoke execute on function {signature} from public")
    run(TRIGGER)


def downgrade() -> None:
    """Drop them; ids that were forgotten are not known again, and their vehicles go."""
    for signature in DOORS.values():
        op.execute(f"drop function {signature}")
    run(DOWN)
