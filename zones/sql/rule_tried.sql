-- When the rule of a zone (kind/code) would have held within a stretch, had it been there all along, in
-- order of time (unix seconds): always, but where a module's effect opens it, in the hours of that effect.
select extract(epoch from lower(span))::int8, extract(epoch from upper(span))::int8
from unnest(rule_held(jsonb_populate_record(null::area, jsonb_build_object(
    'kind', %(kind)s::text, 'code', %(code)s::text, 'municipality', %(municipality)s::text,
    'valid_from', to_timestamp(%(start)s), 'valid_to', to_timestamp(%(end)s)
)))) as span
order by 1
