-- Blocks of flows that were told, of those that begin at some moments (unix seconds).
select extract(epoch from starts_at)::int8 as start, extract(epoch from told_at)::int8 as told_at,
       coverage, feeds
from flow_block
where starts_at = any(select to_timestamp(s) from unnest(%(starts)s::int8[]) s)
  and told_at <= asked_as_of()
