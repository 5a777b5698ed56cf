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


def upgrade() -> None:
    """Add the receipts, and let what is past keeping go."""
    run(UP)
    op.execute(REFUSE)
    run(TRIGGER)


def downgrade() -> None:
    """Drop them; ids that were forgotten are not known again, and their vehicles go."""
    run(DOWN)
