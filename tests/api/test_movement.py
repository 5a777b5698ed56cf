"""Arrivals, departures and rentals over real HTTP.

        14 08:00            14 20:00
swift   |====================|     ids per trip
veer    |====================|     ids change
"""

import httpx
import pytest

from api.answers import IndicatorMap, IndicatorSeries
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, told
from tests.worlds import World
from zones.cells import fold_feed


@pytest.fixture(autouse=True)
def west(world: World) -> int:
    area = world.area(AreaKind.district, "west", 4.30, 52.10, 4.32, 52.11)
    world.feed("swift", ("14 08:00", "14 20:00"))
    world.feed("veer", ("14 08:00", "14 20:00"), id_policy="rotating")
    here = {"lon": 4.305, "lat": 52.105, "areas": (area,)}
    world.stood("swift", since="14 09:10", last="14 09:50", gone="14 09:51", **here)  # type: ignore[arg-type]
    world.stands("swift", since="14 09:20", **here)  # type: ignore[arg-type]
    world.stands("veer", since="14 08:00", **here)  # type: ignore[arg-type]
    for feed in world.feeds.values():
        fold_feed(world.connection, feed.id)
    return area


PERIOD = {"from": "2026-03-14T09:00:00Z", "to": "2026-03-14T11:00:00Z"}


@pytest.mark.parametrize(
    ("name", "values"),
    [("arrivals", [2.0, 0.0]), ("departures", [1.0, 0.0]), ("net_balance", [1.0, 0.0])],
)
def test_what_comes_and_goes(
    client: httpx.Client, west: int, name: str, values: list[float]
) -> None:
    asked = {"area": west, "operator": "swift", **PERIOD}
    answer = told(client.get(f"/indicators/{name}/series", params=asked), IndicatorSeries)
    (line,) = answer["series"]
    assert (line["values"], line["unknown"], line["basis"]) == (values, [0.0, 0.0], None)
    everyone = {"area": west, **PERIOD}
    (line,) = client.get(f"/indicators/{name}/series", params=everyone).json()["series"]
    assert (line["values"], line["unknown"]) == ([None, None], [None, None])
    assert line["reasons"] == ["ids_rotate: veer"] * 2
    over = {"kind": "district", "operator": "swift", **PERIOD}
    (found,) = told(client.get(f"/indicators/{name}/map", params=over), IndicatorMap)["values"]
    assert (found["value"], found["unknown"], found["vehicles"]) == (sum(values), 0.0, None)


def test_what_happens_has_no_map_of_a_moment(client: httpx.Client) -> None:
    assert set(faults(client.get("/indicators/arrivals/map?kind=district"))) == {"indicator"}


def test_rentals_say_what_they_are_counted_from(
    client: httpx.Client, world: World, west: int
) -> None:
    world.rode("veer", (4.31, 52.105), (4.33, 52.105), "14 09:00", "14 09:30")
    world.rode("veer", (4.31, 52.105), (4.33, 52.105), "14 10:10", "14 11:30")
    world.tells_trips("veer", "15 12:00")
    path, day = "/indicators/rentals/series", {"step": "day", **PERIOD}
    answer = told(client.get(path, params={"area": west, **day}), IndicatorSeries)
    (line,) = answer["series"]
    assert line["basis"] == "trips: veer; departures: swift"
    assert (line["values"], line["reasons"]) == (
        [None],
        ["low_coverage: swift; trips_not_told: veer"],
    )
    veer = client.get(path, params={"area": west, "operator": "veer", **day}).json()["series"][0]
    assert (veer["values"], veer["reasons"]) == ([None], ["trips_not_told: veer"])
    hours = client.get(path, params={"area": west, **PERIOD}).json()["series"][0]
    assert hours["reasons"] == ["trips_by_day_only: veer"] * 2
    per = {"area": west, "operator": "swift", **PERIOD}
    found = client.get("/indicators/rentals_per_vehicle/series", params=per).json()
    assert found["unit"] == "rentals/vehicle/day"
    assert found["series"][0]["values"] == [pytest.approx(1 / (5 / 4) * 24), 0.0]
