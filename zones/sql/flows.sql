-- Told units of some blocks, for those who may see groups of at least k trips.
-- cells: null for all; direction: which end of a trip lies in one of them.
select extract(epoch from b.starts_at)::int8 as block, f.origin_id as origin,
       f.destination_id as destination, f.trips
from flow f
join flow_block b on b.id = f.block_id
where b.starts_at = any(select to_timestamp(s) from unnest(%(starts)s::int8[]) s)
  and f.least_k >= %(k)s
  and (%(cells)s::int[] is null
       or case when %(direction)s = 'from' then f.origin_id else f.destination_id end
          = any(%(cells)s::int[]))
