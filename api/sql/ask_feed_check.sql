-- A feed that somebody wants tried, unless too many are asked for: then no row comes back.
insert into feed_check (id, url, format, default_form_factor)
select %(id)s, %(url)s, %(format)s, %(form)s
where (select count(*) from feed_check where finished_at is null) < %(waiting)s
  and (select count(*) from feed_check where asked_at > now() - interval '1 hour') < %(hourly)s
returning id
