"""Numbers about feeds over real HTTP: a line for each feed, with its coverage."""

import httpx
import pytest
from psycopg.types.json import Jsonb

from api.answers import IndicatorSeries
from stoep.vocabulary import AreaKind
from tests.api.checks import told
from tests.worlds import World
from zones.cells import fold_feed
from zones.feed_quality import QUALITY


@pytest.mark.parametrize("name", QUALITY)
def test_a_line_for_each_feed_by_day(client: httpx.Client, world: World, name: str) -> None:
    area = world.area(AreaKind.district, "west", 4.30, 52.10, 4.32, 52.11)
    for key in ("swift", "veer"):
        world.feed(key, ("13 23:00", "14 23:00"))
        world.polled(key, "14 12:00", listed=10, dropped=Jsonb({"duplicate_id": 1}))
        world.stands(key, 4.305, 52.105, "14 00:00", areas=(area,))
        fold_feed(world.connection, world.feeds[key].id)
    period = {"from": "2026-03-13T23:00:00Z", "to": "2026-03-14T23:00:00Z", "step": "day"}
    path = f"/indicators/{name}/series"
    answer = told(client.get(path, params={"area": area, **period}), IndicatorSeries)
    assert [line["key"] for line in answer["series"]] == ["swift", "veer"]
    for line in answer["series"]:
        assert line["coverage"] == [1.0]
        expected = {
            "feed_availability": 1.0, "feed_duplicates": 0.1, "feed_clock_offset": None,
        }.get(name, 0.0)  # fmt: skip
        assert line["values"] == [expected]
        assert line["reasons"] == [None if expected is not None else "no_source_time"]
