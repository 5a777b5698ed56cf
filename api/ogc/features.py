"""Features of a collection, one page of them, and how far a collection reaches."""

from dataclasses import dataclass
from typing import Any

from api.evidence import SQL, Reading
from api.ogc.asked import AboutItems
from api.ogc.collections import CRS84, GREGORIAN, Collection

MATCHING = b"""
, matching as (
    select * from chosen
    where (%(id)s::int4 is null or id = %(id)s)
      and (%(west)s::float8 is null
           or st_intersects(
                  geom, st_makeenvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326))
           or st_intersects(
                  geom, st_makeenvelope(%(west2)s, %(south)s, %(east2)s, %(north)s, 4326)))
      and (%(until)s::int8 is null or starts_at <= to_timestamp(%(until)s))
      and (%(since)s::int8 is null or coalesce(ends_at, 'infinity') > to_timestamp(%(since)s))
)
"""
PAGE = b"""
select (select count(*) from matching), jsonb_build_object(
    'type', 'Feature', 'id', id, 'geometry', st_asgeojson(geom, 6)::jsonb, 'properties', properties
)::text
from matching order by id limit %(limit)s offset %(offset)s
"""
COUNT = b"select count(*) from matching"
EXTENT = b"""
select st_xmin(b), st_ymin(b), st_xmax(b), st_ymax(b),
       to_char(since, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), to_char(until, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
from (
    select st_extent(geom) as b, min(starts_at) as since,
           case when bool_and(ends_at is not null) then max(ends_at) end as until
    from chosen
) as whole
where b is not null
"""


@dataclass(frozen=True)
class Page:
    """Features as JSON texts, and how many there are of them in all."""

    features: list[str]
    matched: int


def read_page(reading: Reading, one: Collection, asked: AboutItems) -> Page:
    """The features that a question is about, in the order of their numbers."""
    west, south, east, north = asked.bbox or (None, None, None, None)
    # A box whose west lies east of its east crosses the antimeridian: then it is two.
    crosses = west is not None and east is not None and west > east
    since, until = (reading.now_s, reading.now_s) if asked.datetime is None else asked.datetime
    values = {
        **_shared(reading, one),
        "west": west,
        "south": south,
        "east": 180.0 if crosses else east,
        "north": north,
        "west2": -180.0 if crosses else west,
        "east2": east,
        "since": since,
        "until": until,
        "limit": asked.limit,
        "offset": asked.offset,
    }
    query = SQL[one.query] + MATCHING
    rows = reading.connection.execute(query + PAGE, values).fetchall()
    if rows:
        return Page([row[1] for row in rows], rows[0][0])
    [(matched,)] = reading.connection.execute(query + COUNT, values).fetchall()
    return Page([], matched)


def read_one(reading: Reading, one: Collection, number: int) -> str | None:
    """A feature by its number, whenever it is valid; None where there is none."""
    empty = dict.fromkeys(("west", "south", "east", "north", "west2", "east2", "since", "until"))
    values = {**_shared(reading, one), **empty, "id": number, "limit": 1, "offset": 0}
    rows = reading.connection.execute(SQL[one.query] + MATCHING + PAGE, values).fetchall()
    return rows[0][1] if rows else None


def read_extent(reading: Reading, one: Collection) -> dict[str, Any] | None:
    """How far a collection reaches, in place and time; None where it is empty."""
    rows = reading.connection.execute(SQL[one.query] + EXTENT, _shared(reading, one)).fetchall()
    if not rows:
        return None
    west, south, east, north, since, until = rows[0]
    return {
        "spatial": {"bbox": [[west, south, east, north]], "crs": CRS84},
        "temporal": {"interval": [[since, until]], "trs": GREGORIAN},
    }


def _shared(reading: Reading, one: Collection) -> dict[str, Any]:
    return {"kinds": list(one.kinds), "now": reading.now_s, "id": None}
