-- When Stoep was at work: the starts (unix seconds, the first of each minute) of attempts on any feed
-- in stretches of time.
select distinct on (minute) at
from (
    select extract(epoch from p.started_at)::int8 as at,
           extract(epoch from p.started_at)::int8 / 60 as minute
    from unnest(%(froms)s::int8[], %(tos)s::int8[]) as g (from_s, to_s)
    join poll p on p.started_at >= to_timestamp(g.from_s) and p.started_at <= to_timestamp(g.to_s)
    where p.started_at <= asked_as_of()
) q
order by minute, at
