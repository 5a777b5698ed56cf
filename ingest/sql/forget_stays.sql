-- Stays that ended before a moment, what was told of them before a correction, and stays that stand
-- open in a feed that has been silent since before it. Gives a receipt: since when stays are kept.
with ended as (
    delete from stay where end_hi < %(before)s returning id
), versions as (
    delete from stay_version where coalesce(end_hi, first_seen) < %(before)s
), silent as (
    update feed_state set generation = generation + 1, standing = 0
    where evidence_at < %(before)s and exists (
        select from open_stay o where o.feed_id = feed_state.feed_id
    )
    returning feed_id
), left_open as (
    delete from open_stay where feed_id in (select feed_id from silent) returning id
)
insert into retention (what, kept_from, done_at, gone)
select 'stay', %(before)s, %(now)s, (select count(*) from ended) + (select count(*) from left_open)
where %(months)s > 0 or exists (select from ended) or exists (select from left_open)
   or exists (select from retention where what = 'stay')
on conflict (what) do update
set kept_from = greatest(retention.kept_from, excluded.kept_from), done_at = excluded.done_at,
    gone = retention.gone + excluded.gone
