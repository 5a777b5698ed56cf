-- The feeds that a receipt knows; where they are read is nobody's business.
select to_jsonb(f) || '{"url": ""}' from feed f where id = any(%(feeds)s::int[]) order by id
