"""What people did about vehicles that stand too long or in the way; only added to."""

from alembic import op

revision = "0018"
down_revision = "0017"

TABLE = """
create table worklist_action (
    stay_id bigint not null,
    number integer not null,
    what text not null,
    assignee text,
    note text,
    said_by text not null,
    verified boolean not null,
    said_at timestamp with time zone not null,
    constraint pk_worklist_action primary key (stay_id, number),
    constraint ck_worklist_action_what
        check (what in ('assigned', 'handled', 'reopened', 'noted')),
    constraint ck_worklist_action_assignee check ((what = 'assigned') = (assignee is not null)),
    constraint ck_worklist_action_note check (what <> 'noted' or note is not null),
    constraint ck_worklist_action_number check (number > 0)
)
"""
REFUSE = """
create function refuse_worklist_change() returns trigger language plpgsql as $$
begin
    raise integrity_constraint_violation using
        message = format('%s is only added to: what was done, stays on record.', tg_table_name),
        hint = 'What was wrong is put right by an action of its own.';
end $$
"""
TRIGGER = """
create trigger added_to_only before update or delete or truncate on worklist_action
    execute function refuse_worklist_change()
"""


def upgrade() -> None:
    """Add the table."""
    for statement in (TABLE, REFUSE, TRIGGER):
        op.execute(statement)


def downgrade() -> None:
    """Drop it: what people did is forgotten."""
    op.execute("drop table worklist_action")
    op.execute("drop function refuse_worklist_change")
