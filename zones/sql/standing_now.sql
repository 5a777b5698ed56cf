-- What the newest good poll of each feed listed, each stay as 32 bytes (open_stay.packed); of feeds
-- the first and the last are told, as in standing_past; nearly all are asked for, so no index helps.
select coalesce(string_agg(packed, ''), '') as stays
from open_stay
where missing_since is null and (feed_id between %(first_feed)s and %(last_feed)s) is true
