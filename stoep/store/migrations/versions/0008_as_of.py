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
"""The setting `stoep.as_of` of a transaction is JSON: by feed the end of its evidence and of what
was folded of it, in unix seconds. Without it all evidence counts; a feed it lacks was not known."""


def upgrade() -> None:
    """Make the functions."""
    op.execute(AS_OF.format(name="evidence_as_of", part=0))
    op.execute(AS_OF.format(name="folded_as_of", part=1))


def downgrade() -> None:
    """Drop them."""
    op.execute("drop function evidence_as_of(integer), folded_as_of(integer)")
