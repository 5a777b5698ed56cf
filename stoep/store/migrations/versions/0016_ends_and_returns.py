"""Ends that a gap hides are counted until the first poll without; places of return."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the columns; what was recorded before keeps the one moment that it has."""
    op.execute("alter table open_stay add column missing_anew timestamp with time zone")
    op.execute("alter table open_stay add column put_back geometry(point, 4326)")
    op.execute("alter table stay add column end_latest timestamp with time zone")
    op.execute("alter table stay add constraint ck_stay_latest check (end_latest > end_hi)")
    op.execute("create index ix_stay_end_latest on stay (end_latest) where end_latest is not null")


def downgrade() -> None:
    """Drop them; what a gap hid stays `unknown_gap`, and an absence is confirmed after the gap."""
    op.execute("drop index ix_stay_end_latest")
    op.execute("alter table stay drop constraint ck_stay_latest")
    op.execute("alter table stay drop column end_latest")
    op.execute("update open_stay set missing_since = missing_anew where missing_anew is not null")
    op.execute("alter table open_stay drop column missing_anew, drop column put_back")
