"""Labels over HTTP: expected and observed, why, what was known then, and what such days did."""

from datetime import date, time
from typing import Any

import httpx
import pytest

from api.answers import LabelComparison, LabelDayInFull, Labels
from runner.find import find_module
from stoep.contract.facts import Basis
from tests.api.checks import faults, refused, told
from tests.beaches import HERE, SOURCE, THERE, WARM, Beaches, bring, run
from tests.worlds import World, at
from zones.cells import fold_feed
from zones.modules.effects import EffectKind, Wish, set_effect

DAYS = {"municipality": HERE, "module": "beach_day", "from": "2026-03-10"}
DAY = {"municipality": HERE, "module": "beach_day"}


@pytest.fixture
def template(told_beaches: Beaches) -> str:
    return told_beaches.template


@pytest.fixture
def areas(world: World, told_beaches: Beaches) -> dict[str, int]:
    return told_beaches.taken_up(world)


def labels(client: httpx.Client, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = told(client.get("/labels", params=DAYS | changes), Labels)
    return found


def answers(client: httpx.Client, **changes: Any) -> dict[str, tuple[str | None, str | None]]:
    [module] = labels(client, **changes)["modules"]
    return {
        one["day"][-2:]: tuple(
            None if one[basis] is None else one[basis]["answer"] for basis in Basis
        )
        for one in module["days"]
    }


def compared(client: httpx.Client, **changes: Any) -> dict[str, Any]:
    asked = DAYS | {"to": "2026-03-15"} | changes
    found: dict[str, Any] = told(client.get("/labels/compare", params=asked), LabelComparison)
    return found


@pytest.mark.usefixtures("areas")
def test_each_day_is_told_beforehand_and_afterwards(client: httpx.Client) -> None:
    found = labels(client)
    assert (found["today"], found["to"], found["decides_at"]) == (
        "2026-03-15", "2026-03-17", "18:00",
    )  # fmt: skip
    assert answers(client) == {
        "10": ("no", "no"),
        "11": ("yes", "yes"),
        "12": ("yes", "no"),
        "13": (None, "unknown"),
        "14": ("yes", "yes"),
        "15": ("yes", None),
        "16": ("yes", None),
    }


@pytest.mark.usefixtures("areas")
def test_a_telling_has_its_facts_thresholds_sources_and_moments(client: httpx.Client) -> None:
    [module] = labels(client, to="2026-03-12")["modules"]
    telling = module["days"][1]["expected"]
    assert (telling["decided_at"], telling["known_at"]) == ("2026-03-10T17:00:00Z",) * 2
    facts = {one["what"]: one for one in telling["facts"]}
    warmest = facts["warmest"]
    assert (warmest["value"], warmest["limit"], warmest["holds"]) == (WARM, 25, True)
    assert (warmest["unit"], warmest["text"]["nl"]) == ("°C", "Warmste uur")
    thresholds = {one["name"]: one["value"] for one in telling["thresholds"]}
    assert thresholds["working_c"] == 25
    assert [(one["fact"], one["source"]) for one in telling["sources"]] == [
        ("weather", SOURCE),
        ("calendar", "holidays_by_law"),
        ("school", SOURCE),
    ]
    assert telling["sources"][0]["known_at"] == "2026-03-10T11:00:00Z"


@pytest.mark.usefixtures("areas")
def test_what_was_known_at_the_decision_can_be_looked_up_later(
    client: httpx.Client, world: World
) -> None:
    """A forecast that came after the decision, and a new run, change nothing of what was told."""
    bring(world, HERE, 16, 5.0, Basis.expected, at("15 11:40"))
    asked = DAY | {"day": "2026-03-16"}
    full = told(client.get("/labels/day", params=asked), LabelDayInFull)
    assert [one["answer"] for one in full["told"]] == ["yes"]
    assert {hour["temperature_c"] for hour in full["told"][0]["weather"]} == {WARM}
    assert len(full["told"][0]["weather"]) == 24
    run(world, find_module("beach_day"), HERE, date(2026, 3, 16), Basis.expected, at("15 11:50"))
    again = told(client.get("/labels/day", params=asked), LabelDayInFull)
    told_again = [(one["answer"], one["weather"][0]["temperature_c"]) for one in again["told"]]
    assert told_again == [("yes", WARM), ("no", 5)]


@pytest.mark.usefixtures("areas")
def test_a_day_tells_what_follows_by_the_city_s_own_decision(
    client: httpx.Client, world: World
) -> None:
    beach = find_module("beach_day")
    who = ("A. Official", "council decision 12")
    full = Wish(
        EffectKind.capacity, date(2026, 3, 10), *who, area="hub/H", value=1.5,
        hours_from=time(10), hours_until=time(22),
    )  # fmt: skip
    set_effect(world.connection, beach, HERE, full, at("9 12:00"))
    told_day = told(client.get("/labels/day", params=DAY | {"day": "2026-03-14"}), LabelDayInFull)
    [effect] = told_day["follows"]
    assert (effect["kind"], effect["area_name"], effect["value"]) == ("capacity", "H", 1.5)
    assert (effect["opens"], effect["closes"], effect["basis"]) == ("10:00", "22:00", "observed")
    assert effect["why"] == "council decision 12"
    none = client.get("/labels/day", params=DAY | {"day": "2026-03-12"}).json()
    assert none["follows"] == []
    compared_areas = {one["code"] for one in compared(client)["areas"]}
    assert compared_areas == {"coast8", "inland8"}


@pytest.mark.usefixtures("areas")
def test_another_city_s_days_are_not_told(client: httpx.Client) -> None:
    assert answers(client, municipality=THERE) == {}
    full = client.get("/labels/day", params=DAY | {"municipality": THERE, "day": "2026-03-11"})
    assert full.json()["told"] == []


def test_days_with_a_yes_stand_beside_comparable_days(
    client: httpx.Client, areas: dict[str, int]
) -> None:
    """Wednesday beside Tuesday and Thursday; Saturday has no other weekend day to stand beside."""
    found = compared(client)
    assert found["days"] == {
        "compared": ["2026-03-11"],
        "beside": ["2026-03-10", "2026-03-12"],
        "alone": ["2026-03-14"],
        "unknown": ["2026-03-13"],
        "untold": [],
    }
    coast, inland = found["areas"]
    km2 = client.get(f"/areas/{areas['coast8']}").json()["properties"]["area_m2"] / 1e6
    assert coast["code"] == "coast8"
    assert coast["value"] == pytest.approx(4 / km2)
    assert coast["beside"] == pytest.approx(1 / km2)
    assert coast["difference"] == pytest.approx(3 / km2)
    assert (coast["days"], coast["beside_days"], coast["coverage"]) == (1, 2, 1)
    assert (inland["difference"], inland["reason"]) == (0, None)
    [hub] = found["hubs"]
    assert (hub["indicator"], hub["value"], hub["beside"]) == ("hub_occupancy", 1, 0.25)
    # The days are those of the indicator's own series, which has its receipt.
    series = client.get(coast["series"].removeprefix("/v1")).json()
    assert series["series"][0]["values"][1] == coast["value"]
    assert series["receipt"]


def test_a_day_that_was_not_seen_whole_is_in_no_number(
    client: httpx.Client, areas: dict[str, int], world: World
) -> None:
    """veer was silent on Thursday morning: only Tuesday is left beside Wednesday."""
    world.feed("veer", ("9 12:00", "11 23:00"), ("12 12:00", "15 12:00"))
    coast = (areas[HERE], areas["coast8"])
    world.stands("veer", 4.306, 52.105, "9 12:00", areas=coast)
    fold_feed(world.connection, world.feeds["veer"].id)
    found = {one["code"]: one for one in compared(client)["areas"]}
    km2 = client.get(f"/areas/{areas['coast8']}").json()["properties"]["area_m2"] / 1e6
    assert found["coast8"]["value"] == pytest.approx(5 / km2)
    assert found["coast8"]["beside"] == pytest.approx(2 / km2)
    assert (found["coast8"]["days"], found["coast8"]["beside_days"]) == (1, 1)


def test_without_a_yes_or_an_other_day_nothing_is_claimed(
    client: httpx.Client, areas: dict[str, int]
) -> None:
    only = compared(client, **{"from": "2026-03-11", "to": "2026-03-12"})
    assert {one["reason"] for one in only["areas"]} == {"no_comparable_day"}
    assert all(one["value"] is one["beside"] is one["difference"] is None for one in only["areas"])
    none = compared(client, **{"from": "2026-03-12", "to": "2026-03-13"})
    assert {one["reason"] for one in none["areas"] + none["hubs"]} == {"no_such_day"}
    assert none["inflow"]["reason"] == "no_area"


@pytest.mark.parametrize(
    ("field", "path", "changes"),
    [
        ("from", "/labels", {"from": "2020-01-01"}),
        ("from", "/labels", {"to": "2026-03-10"}),
        ("module", "/labels", {"module": "nothing"}),
        ("module", "/labels", {"module": "hub_only"}),
        ("municipality", "/labels", {"municipality": "GM0001"}),
        ("from", "/labels/compare", {"from": "2025-03-01"}),
        ("to", "/labels/compare", {"to": "2026-03-16"}),
        ("module", "/labels/compare", {"module": "reach"}),
    ],
)
@pytest.mark.usefixtures("areas")
def test_what_cannot_be_asked_is_named(
    client: httpx.Client, field: str, path: str, changes: dict[str, str]
) -> None:
    assert field in faults(client.get(path, params=DAYS | changes))


@pytest.mark.usefixtures("areas")
def test_an_area_that_is_no_district_has_no_inflow(
    client: httpx.Client, areas: dict[str, int]
) -> None:
    assert compared(client, area=areas["hub"])["inflow"]["reason"] == "no_area"
    refused(client.get("/labels/nothing"), 404)
