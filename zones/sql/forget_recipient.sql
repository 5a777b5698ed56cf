-- A recipient is told no more: its address and secret go, and what waits for it is given up.
with gone as (
    update recipient set removed_at = %(at)s, removed_by = %(by)s, address = null
    where id = %(id)s and removed_at is null
    returning id
), secret as (
    delete from notice_secret where name = %(secret)s and exists (select from gone)
), waiting as (
    update notice set state = 'given_up', ended_at = %(at)s, reason = 'removed'
    where recipient_id in (select id from gone) and state in ('waiting', 'sending')
)
select id from gone
