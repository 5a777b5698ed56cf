"""Who looked at what, and who changed what: only added to, each entry sealed by the one before."""

from alembic import op

from stoep.store.statements import run

revision = "0029"
down_revision = "0028"

UP = """
create table audit_entry (
    number bigint not null,
    at timestamp with time zone not null,
    actor text not null,
    organisation_id integer not null,
    organisation text not null,
    session_id integer,
    key_id integer,
    what text not null,
    action text not null,
    object text not null,
    operators text[] not null,
    municipality text,
    purpose text not null,
    outcome text not null,
    origin text not null,
    before bytea not null,
    hash bytea not null,
    constraint pk_audit_entry primary key (number),
    constraint ck_audit_entry_what check (what in ('look', 'export', 'act')),
    constraint ck_audit_entry_outcome check (outcome in ('let_through', 'refused'))
);
create index ix_audit_entry_organisation_id on audit_entry (organisation_id, number);
create index ix_audit_entry_municipality on audit_entry (municipality, number);
create index ix_audit_entry_operators on audit_entry using gin (operators);
"""
REFUSE = """
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise integrity_constraint_violation using
        message = format('%s is only added to: what was written, stays.', tg_table_name),
        hint = 'See docs/people.md for who may read it.';
end $$
"""
TRIGGER = """
create trigger added_to_only before update or delete or truncate on audit_entry
    execute function refuse_audit_change();
"""
DOWN = """
drop table audit_entry;
drop function refuse_audit_change();
"""


def upgrade() -> None:
    """Add the table, and what keeps it."""
    run(UP)
    op.execute(REFUSE)
    run(TRIGGER)


def downgrade() -> None:
    """Drop them."""
    run(DOWN)
