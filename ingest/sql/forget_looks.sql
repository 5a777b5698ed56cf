-- Entries of the log of looks from before a moment, up to the first that is younger. The last of them
-- leaves its number and seal: the chain goes on from there. Whatever a clock of ours says, the database
-- keeps thirteen months by its own.
with last as (
    select number, hash from audit_entry
    where number < coalesce(
        (select min(number) from audit_entry
         where at >= least(%(before)s, now() - interval '13 months')), 9223372036854775807)
    order by number desc
    limit 1
), gone as (
    delete from audit_entry where number <= (select number from last) returning number
)
insert into retention (what, kept_from, done_at, gone, number, hash)
select 'audit_entry', %(before)s, %(now)s, (select count(*) from gone), number, hash
from last
on conflict (what) do update
set kept_from = excluded.kept_from, done_at = excluded.done_at,
    gone = retention.gone + excluded.gone, number = excluded.number, hash = excluded.hash
