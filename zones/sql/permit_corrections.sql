-- What late words put right: when it was, and what it is about.
select extract(epoch from made_at)::float8, extract(epoch from from_at)::float8,
       extract(epoch from to_at)::float8, reason
from correction
order by made_at, id
