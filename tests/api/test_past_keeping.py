"""What the API says of a time of which single vehicles are no longer kept: null with the reason.

```
          10 00:00          12 12:00         15 12:00
swift     |=====================================|
  stands  --------------------------------------      since before, and still
  went    ------                                      gone on day 11, and past keeping
                            ^ kept since
```
"""

from typing import Any

import httpx
import pytest

from api.answers import (
    Explanation,
    HotSpots,
    Hubs,
    HubStates,
    IndicatorMap,
    IndicatorSeries,
    LastingSpots,
    LongParked,
    Vehicles,
    Worklist,
)
from ingest.tidy import tidy
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.api.checks import told
from tests.worlds import World, at
from zones.cells import fold_feed

LON, LAT = 4.305, 52.105
BEFORE, AFTER = "2026-03-11T06:00:00Z", "2026-03-13T06:00:00Z"
GONE = "past_keeping: swift"


@pytest.fixture
def areas(world: World) -> dict[str, int]:
    """A city with a district and a hub, counted when all of it was kept."""
    box = (4.30, 52.10, 4.32, 52.11)
    drawn = {
        "city": world.area(AreaKind.municipality, "GM9999", *box, municipality=None),
        "district": world.area(AreaKind.district, "west", *box),
        "hub": world.area(AreaKind.hub, "H1", 4.315, 52.10, 4.32, 52.11, capacity=4),
    }
    world.feed("swift", ("10 00:00", "15 12:00"), id_policy="stable")
    inside = (drawn["city"], drawn["district"])
    for n in range(3):
        world.stands("swift", LON + n * 1e-6, LAT, "10 00:00", areas=inside)
        gone = ("10 00:00", "11 12:00", "11 12:01")
        world.stood("swift", LON - n * 1e-6, LAT, *gone, areas=inside)
    fold_feed(world.connection, world.feeds["swift"].id)
    return drawn


def forget(world: World) -> None:
    """Thirteen months after noon of the 12th."""
    now = at("12 12:00").replace(year=2027, month=4)
    tidy(world.connection, Settings(stay_keep_months=13), now=now)
    assert world.connection.execute("select count(*) from stay").fetchone() == (0,)


def test_vehicles_of_a_moment(client: httpx.Client, world: World, areas: dict[str, int]) -> None:
    assert told(client.get("/vehicles", params={"moment": BEFORE}), Vehicles)["count"] == 6
    forget(world)
    found = told(client.get("/vehicles", params={"moment": BEFORE}), Vehicles)
    assert (found["count"], found["coverage"], found["reason"]) == (None, 0.0, GONE)
    [feed] = found["feeds"]
    assert (feed["status"], feed["count"], feed["at"]) == ("past_keeping", None, None)
    assert found["vehicles"] == []
    assert told(client.get("/vehicles", params={"moment": AFTER}), Vehicles)["count"] == 3


def test_lists(client: httpx.Client, world: World, areas: dict[str, int]) -> None:
    forget(world)
    area = areas["city"]
    for path, answer, counts in (
        ("/hot-spots", HotSpots, ("count",)),
        ("/long-parked", LongParked, ("certain", "possible", "standing", "unproven")),
        ("/worklist", Worklist, ("count", "certain", "possible", "standing", "unproven")),
    ):
        asked = {"area": area, "moment": BEFORE}
        found = told(client.get(path, params=asked), answer)
        assert (found["coverage"], found["reason"]) == (0.0, GONE), path
        assert {found[name] for name in counts} == {None}, path
        found = told(client.get(path, params=asked | {"moment": AFTER}), answer)
        assert None not in {found[name] for name in counts}, path
    asked = {"area": area, "from": BEFORE, "to": AFTER, "least": 2}
    found = told(client.get("/hot-spots/lasting", params=asked), LastingSpots)
    assert (found["coverage"], found["count"], found["reason"]) == (0.0, None, "past_keeping")
    asked |= {"from": AFTER, "to": "2026-03-14T06:00:00Z"}
    assert told(client.get("/hot-spots/lasting", params=asked), LastingSpots)["count"] == 1


def test_hubs(client: httpx.Client, world: World, areas: dict[str, int]) -> None:
    forget(world)
    found = told(client.get("/hubs", params={"moment": BEFORE}), Hubs)
    [hub] = found["hubs"]
    assert (found["reason"], hub["vehicles"], hub["state"]) == (GONE, None, None)
    day = told(client.get(f"/hubs/{areas['hub']}/states", params={"day": "2026-03-11"}), HubStates)
    assert [(one["state"], one["stale"]) for one in day["states"]] == [(None, True)]


def test_numbers(client: httpx.Client, world: World, areas: dict[str, int]) -> None:
    forget(world)
    period = {"from": "2026-03-10T00:00:00Z", "to": "2026-03-14T00:00:00Z", "step": "hour"}

    def line(indicator: str) -> Any:
        asked = period | {"area": areas["district"]}
        found = told(client.get(f"/indicators/{indicator}/series", params=asked), IndicatorSeries)
        return found, found["series"][0]

    found, departures = line("departures")
    assert set(departures["values"][:60]) == {None}
    assert set(departures["reasons"][:60]) == {"past_keeping"}
    assert departures["values"][60:] == [0.0] * 36
    assert [gap["reason"] for gap in found["gaps"]] == ["past_keeping"]
    _, parked = line("vehicles_parked")
    assert parked["values"][:36] == [6.0] * 36
    assert parked["values"][37:] == [3.0] * 59
    asked = {"kind": "district", "moment": BEFORE}
    found = told(client.get("/indicators/parked_density/map", params=asked), IndicatorMap)
    assert (found["values"][0]["value"], found["reason"]) == (None, GONE)


def test_a_draft_of_then_is_refused_with_the_remedy(
    client: httpx.Client, world: World, areas: dict[str, int]
) -> None:
    forget(world)
    ring = [[4.301, 52.101], [4.31, 52.101], [4.31, 52.108], [4.301, 52.108], [4.301, 52.101]]
    draft = {
        "kind": "no_parking",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "from": BEFORE,
        "to": AFTER,
    }
    refused = client.post("/what-if", json=draft)
    assert refused.status_code == 400
    said = refused.json()
    assert "is kept from 2026-03-12T12:00:00Z on" in said["detail"]
    assert "vehicles_parked" in said["remedy"]
    assert client.post("/what-if", json=draft | {"from": "2026-03-12T12:00:00Z"}).is_success


def test_an_old_receipt_says_why_it_cannot_be_told_again(
    client: httpx.Client, world: World, areas: dict[str, int]
) -> None:
    asked = {"area": areas["city"], "moment": BEFORE}
    receipt = told(client.get("/vehicles", params=asked), Vehicles)["receipt"]
    series = {"area": areas["district"], "from": "2026-03-10T00:00:00Z", "to": BEFORE}
    counted = client.get("/indicators/vehicles_parked/series", params=series).json()["receipt"]
    assert told(client.get(f"/receipts/{receipt}"), Explanation)["same"]
    forget(world)
    found = told(client.get(f"/receipts/{receipt}"), Explanation)
    assert (found["same"], found["behind"]["stays"], found["behind"]["listed"]) == (False, None, [])
    assert "no longer kept" in found["why"]
    # Counts are kept, as they were told.
    assert told(client.get(f"/receipts/{counted}"), Explanation)["same"]
    assert client.get(f"/receipts/{receipt}/file").status_code == 400
