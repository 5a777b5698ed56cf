-- Exports of another dashboard that were brought in; who brought them is not told.
select id, source, events,
       (select coalesce(sum(value::int), 0)::int8 from jsonb_each_text(refused)) as refused,
       extract(epoch from from_at)::int8 as from_s, extract(epoch from to_at)::int8 as to_s,
       extract(epoch from imported_at)::int8 as made_s
from import_run
where imported_at <= to_timestamp(%(now)s)
  and imported_at >= to_timestamp(%(start)s) and imported_at < to_timestamp(%(end)s)
