-- What the newest good poll of each feed listed, each stay as 32 bytes (open_stay.packed).
select coalesce(string_agg(packed, ''), '') as stays
from open_stay
where missing_since is null and feed_id = any(%(feed_ids)s::int4[])
