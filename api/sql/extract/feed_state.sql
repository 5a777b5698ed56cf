-- How far each feed's evidence went.
select jsonb_build_object(
    'feed_id', feed_id, 'generation', generation,
    'evidence_at', case when evidence_at is not null
        then least(evidence_at, evidence_as_of(feed_id)) end,
    'evidence_s', evidence_s, 'standing', standing, 'stays_opened', stays_opened,
    'suspect_polls', 0, 'clock_offset_s', clock_offset_s, 'lease', 0
)
from feed_state where feed_id = any(%(feeds)s::int[]) order by feed_id
