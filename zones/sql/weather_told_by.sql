-- Who told the weather of some stretches, as it was known at moments: of each source when it was
-- heard last. A source whose every hour was told anew by another is not named.
select d.n::int, w.source, max(w.known_at)
from unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[], %(bases)s::text[],
            %(known)s::timestamptz[]) with ordinality as d(starts_at, ends_at, basis, known, n)
cross join lateral (
    select distinct on (begins_at) source, known_at
    from weather_hour
    where municipality = %(municipality)s and basis = d.basis
      and begins_at >= d.starts_at and begins_at < d.ends_at and known_at <= d.known
    order by begins_at, known_at desc, source
) w
group by d.n, w.source
order by d.n, w.source
