"""How far the evidence went at an earlier moment: a question can be asked again as of then."""

from alembic import op

revision = "0008"
down_revision = "0007"

AS_OF = """
create function {name}(feed integer) returns timestamptz language sql stable parallel safe as $$
select case
    when coalesce(current_setting('stoep.as_of', true), '') = '' then 'infinity'::timestamptz
    else coalesce(
        to_timestamp((current_setting('stoep.as_of')::jsonb -> feed::text ->> {part})::float8),
        '-infinity'
    )
end
$$
"""
"""The setting `stoep.as_of` of a transaction is JSON: by feed the end of its evidence, of what was
folded of it, and of the trips that were told, in unix seconds; and `at`, the moment itself. Without
it all evidence counts; a feed it lacks was not known."""
ASKED = """
create function asked_as_of() returns timestamptz language sql stable parallel safe as $$
select case
    when coalesce(current_setting('stoep.as_of', true), '') = '' then 'infinity'::timestamptz
    else to_timestamp((current_setting('stoep.as_of')::jsonb ->> 'at')::float8)
end
$$
"""


def upgrade() -> None:
    """Make the functions."""
    op.execute(AS_OF.format(name="evidence_as_of", part=0))
    op.execute(AS_OF.format(name="folded_as_of", part=1))
    op.execute(AS_OF.format(name="trips_as_of", part=2))
    op.execute(ASKED)


def downgrade() -> None:
    """Drop them."""
    op.execute(
        "drop function evidence_as_of(integer), folded_as_of(integer), trips_as_of(integer),"
        " asked_as_of()"
    )
