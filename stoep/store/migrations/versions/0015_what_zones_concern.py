"""What a zone concerns goes with its area: some form factors only, and places by form factor."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the columns; areas of zones get what their zones say."""
    op.execute("alter table area add column form_factors text[]")
    op.execute("alter table area add column capacity_by_form jsonb")
    op.execute(
        "update area a set form_factors = z.form_factors,"
        " capacity_by_form = case when not z.capacity ? 'combined' then z.capacity end"
        " from zone z where z.area_id = a.id"
    )


def downgrade() -> None:
    """Drop them; zones keep what they say."""
    op.execute("alter table area drop column capacity_by_form, drop column form_factors")
