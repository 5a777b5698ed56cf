"""Whose weather is asked for by itself: the forecast hourly, what was measured daily."""

from stoep.store.statements import run

revision = "0026"
down_revision = "0025"

UP = """
create table weather_source (
    municipality text not null,
    station integer,
    forecast_url text,
    measured_url text,
    set_by text not null,
    set_at timestamp with time zone not null,
    constraint pk_weather_source primary key (municipality)
);
"""
DOWN = """
drop table weather_source;
"""


def upgrade() -> None:
    """Add the table."""
    run(UP)


def downgrade() -> None:
    """Drop it."""
    run(DOWN)
