"""A permit day as fixed-width bytes, so that a year of a board is read as one column a row.

The view asks as of when once for a query, not once for each day.
"""

from alembic import op

revision = "0017"
down_revision = "0016"

PACKED = """
alter table {table} add column packed bytea not null generated always as (
    int4send(day - date '1970-01-01') || float8send(coalesce(lower, 'NaN'))
    || float8send(coalesce(upper, 'NaN')) || float8send(coverage)
) stored
"""
TOLD = """municipality, operator_id, form_factor, zone, tolerance_m, indicator, day, made_at, lower,
       upper, coverage, behind, reason, version"""
KNOWN = """
create view permit_day_known as
select {columns}
from permit_day where made_at <= {as_of}
union all
select {columns}
from permit_day_version where made_at <= {as_of} and replaced_at > {as_of}
"""


def upgrade() -> None:
    """Add the column, where days are told and where they were told otherwise."""
    for table in ("permit_day", "permit_day_version"):
        op.execute(PACKED.format(table=table))
    op.execute("drop view permit_day_known")
    op.execute(KNOWN.format(columns=f"{TOLD}, packed", as_of="(select asked_as_of())"))


def downgrade() -> None:
    """As it was."""
    op.execute("drop view permit_day_known")
    op.execute(KNOWN.format(columns=TOLD, as_of="asked_as_of()"))
    for table in ("permit_day_version", "permit_day"):
        op.execute(f"alter table {table} drop column packed")
