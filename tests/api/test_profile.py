"""A week of an indicator over real HTTP; 15 March 2026 is a Sunday."""

import httpx
import pytest

from api.answers.profile import IndicatorProfile
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, refused, told
from tests.worlds import World
from zones.cells import fold_feed
from zones.profile import PER_QUARTER

PERIOD = {"area": "1", "from": "2026-03-13T23:00:00Z", "to": "2026-03-14T23:00:00Z"}


@pytest.fixture(autouse=True)
def drawn(world: World) -> None:
    world.area(AreaKind.district, "west", 4.30, 52.10, 4.32, 52.11)
    world.feed("swift", ("13 23:00", "15 12:00"))
    world.stands("swift", 4.305, 52.105, "13 23:00", areas=(1,))
    fold_feed(world.connection, 1)


@pytest.mark.parametrize("name", PER_QUARTER)
def test_168_slots_from_monday_on(client: httpx.Client, name: str) -> None:
    answer = told(client.get(f"/indicators/{name}/profile", params=PERIOD), IndicatorProfile)
    order = [(slot["weekday"], slot["hour"]) for slot in answer["slots"]]
    assert order == [(day, hour) for day in range(1, 8) for hour in range(24)]
    saturday = [slot for slot in answer["slots"] if slot["weekday"] == 6]
    assert [slot["n"] for slot in saturday] == [4] * 24
    assert {slot["coverage"] for slot in saturday} == {1.0}
    assert None not in [slot["value"] for slot in saturday]
    others = [slot for slot in answer["slots"] if slot["weekday"] != 6]
    assert {(slot["value"], slot["reason"]) for slot in others} == {(None, "not_in_period")}
    assert answer["timezone"] == "Europe/Amsterdam"


def test_what_is_to_come_is_no_part_of_a_mean(client: httpx.Client) -> None:
    later = {**PERIOD, "to": "2026-03-29T00:00:00Z"}
    answer = client.get("/indicators/vehicles_parked/profile", params=later).json()
    assert answer["period"]["to"] == "2026-03-15T12:00:00Z"
    assert {slot["coverage"] for slot in answer["slots"] if slot["n"]} == {1.0}


def test_profiles_refuse_what_makes_no_sense(client: httpx.Client) -> None:
    path = "/indicators/vehicles_parked/profile"
    assert set(faults(client.get(path))) == {"area", "from"}
    assert set(faults(client.get(path, params={**PERIOD, "area": "99"}))) == {"area"}
    assert set(faults(client.get(path, params={**PERIOD, "operator": "nobody"}))) == {"operator"}
    assert set(faults(client.get(path, params={**PERIOD, "to": PERIOD["from"]}))) == {"from"}
    assert set(faults(client.get(path, params={**PERIOD, "step": "hour"}))) == {"step"}
    assert set(faults(client.get(f"{path}?area=1&from=2026-03-15T12:00:00Z"))) == {"from"}
    assert set(faults(client.get(f"{path}?area=1&from=2030-01-01T00:00:00Z"))) == {"from"}
    assert (
        "400 days" in refused(client.get(f"{path}?area=1&from=1986-01-01T00:00:00Z"), 400)["detail"]
    )
    classes = client.get("/indicators/duration_classes/profile", params=PERIOD)
    assert set(faults(classes)) == {"indicator"}
    refused(client.get("/indicators/happiness/profile", params=PERIOD), 404)
