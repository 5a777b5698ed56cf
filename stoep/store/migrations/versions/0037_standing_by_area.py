"""What stands is found by its area: a hub with ten vehicles is asked for without reading a city."""

from stoep.store.statements import run

revision = "0037"
down_revision = "0036"

UP = """
create index ix_open_stay_areas on open_stay using gin (areas) with (gin_pending_list_limit = 256);
"""
DOWN = """
drop index ix_open_stay_areas;
"""


def upgrade() -> None:
    """Add the index; what waits to be sorted into it stays short, for each question reads it."""
    run(UP)


def downgrade() -> None:
    """Drop it."""
    run(DOWN)
