"""What modules put in force, over HTTP: which, why, since when, by whom; and in what it touches."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from api.answers import (
    Effects,
    Explanation,
    Hubs,
    HubStates,
    PermitBoard,
    PermitCourse,
    PermitLimits,
    PermitVerdict,
    WhatIf,
    WhatIfLimit,
    Zone,
    Zones,
)
from api.app import create_app
from api.receipts.rerun import check
from stoep.cli import app
from stoep.cluster import Cluster
from stoep.contract import Basis
from stoep.logs import configure
from stoep.settings import Settings
from tests.api.checks import faults, told
from tests.api.conftest import serving
from tests.api.test_receipts import rerun_in
from tests.worlds import at
from tests.zones.permits import HERE, count
from tests.zones.test_effects_in_force import (
    FEWER,
    FIRST,
    FULL,
    SHUT,
    WHO,
    Town,
    town,  # noqa: F401
)
from zones.permits.setting import Wish as Limit
from zones.permits.setting import set_limit
from zones.policy.adopt import adopt_areas

NOW = at("14 12:00").timestamp()


@pytest.fixture
def here(town: Town) -> Town:  # noqa: F811
    set_limit(
        town.world.connection,
        Limit(HERE, "swift", "permit_fleet", 10, "vehicles", FIRST, *WHO),
        at("11 12:00"),
    )
    town.set(FULL, SHUT, FEWER)
    town.answers("yes", 14)
    return town


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    """There it is 14 March 2026, 13:00 in the city."""
    with serving(create_app(Settings(), address, clock=lambda: NOW, secret="s")) as asking:
        yield asking


@pytest.fixture
def later(address: str) -> Iterator[httpx.Client]:
    """The same a day later."""
    clock = at("15 12:00").timestamp
    with serving(create_app(Settings(), address, clock=clock, secret="s")) as asking:
        yield asking


def areas_of(effects: list[dict[str, Any]]) -> set[str]:
    return {one["area"] for one in effects}


def test_what_is_in_force_on_a_day_tells_why_since_when_and_by_whom(
    client: httpx.Client, here: Town
) -> None:
    found = told(client.get("/effects", params={"municipality": HERE}), Effects)
    assert found["day"] == "2026-03-14"
    full, limit, shut = sorted(found["effects"], key=lambda one: one["kind"])[:3]
    assert (full["kind"], full["area"], full["value"]) == ("capacity", "hub/H", 1.5)
    assert (full["module"], full["version"]) == ("strand", "1.0.0")
    assert (full["decided_at"], full["observed"]) == ("2026-03-13T17:30:00Z", None)
    assert (full["set_by"], full["why"]) == ("A. Official", "council decision 1")
    assert (shut["from"], shut["to"]) == ("2026-03-14T09:00:00Z", "2026-03-14T21:00:00Z")
    assert limit["indicator"] == "permit_fleet"
    [module] = found["modules"]
    assert (module["module"], module["on"], module["expected"]) == ("strand", True, "yes")


def test_a_day_that_is_unknown_is_told_so_and_nothing_is_in_force(
    client: httpx.Client, later: httpx.Client, here: Town
) -> None:
    asked = {"municipality": HERE, "day": "2026-03-15"}
    [module] = told(client.get("/effects", params=asked), Effects)["modules"]
    assert (module["expected"], module["told_at"]) == (None, None)
    here.answers("unknown", 15, "14 17:30")
    found = told(later.get("/effects", params=asked), Effects)
    assert found["effects"] == []
    assert [one["expected"] for one in found["modules"]] == ["unknown"]


def test_expected_but_not_observed_stays_and_is_told(later: httpx.Client, here: Town) -> None:
    here.answers("no", 14, "15 06:00", Basis.observed)
    asked = {"municipality": HERE, "day": "2026-03-14"}
    found = told(later.get("/effects", params=asked), Effects)
    assert {one["observed"] for one in found["effects"]} == {"no"}
    assert len(found["effects"]) == 3


def test_a_municipality_that_is_not_there_is_refused(client: httpx.Client, here: Town) -> None:
    assert set(faults(client.get("/effects", params={"municipality": "GM1"}))) == {"municipality"}


def test_hubs_tell_their_places_of_the_day_and_why(client: httpx.Client, here: Town) -> None:
    found = told(client.get("/hubs"), Hubs)
    assert [(one["capacity"], one["occupancy"]) for one in found["hubs"]] == [(15, 0.8)]
    assert areas_of(found["effects"]) == {"hub/H"}
    before = told(client.get("/hubs", params={"moment": "2026-03-13T12:00:00Z"}), Hubs)
    assert [(one["capacity"], one["occupancy"]) for one in before["hubs"]] == [(10, 1.2)]
    assert before["effects"] == []
    states = client.get(f"/hubs/{here.hub}/states", params={"day": "2026-03-14"})
    day = told(states, HubStates)
    assert (day["capacity"], areas_of(day["effects"])) == (15, {"hub/H"})


def test_zones_and_areas_tell_whether_their_rule_holds(client: httpx.Client, here: Town) -> None:
    adopt_areas(here.world.connection, "drawn by hand", at("1 00:00"))
    for when, holds in (("2026-03-14T12:00:00Z", True), ("2026-03-14T08:00:00Z", False)):
        asked = {"kind": "no_parking", "moment": when}
        [zone] = told(client.get("/zones", params=asked), Zones)["features"]
        assert zone["properties"]["in_force"] is holds
        one = told(client.get(f"/zones/{zone['id']}", params={"moment": when}), Zone)
        assert areas_of(one["effects"]) == {"no_parking/P"}
        [area] = client.get("/areas", params=asked).json()["features"]
        assert area["properties"]["in_force"] is holds
    # Where it was decided yesterday evening, it is told before it begins.
    early = {"kind": "no_parking", "moment": "2026-03-13T20:00:00Z"}
    assert areas_of(client.get("/zones", params=early).json()["effects"]) == {
        "no_parking/P", "hub/H",
    }  # fmt: skip


ROW = {"municipality": HERE, "operator": "swift", "indicator": "permit_fleet"}


def test_permits_tell_the_limit_of_the_day_and_the_effect_that_set_it(
    later: httpx.Client, here: Town
) -> None:
    count(here.world, "12", "16")
    day = told(later.get("/permits/verdict", params={**ROW, "day": "2026-03-14"}), PermitVerdict)
    assert (day["verdict"], day["limit"]["value"], day["limit"]["id"]) == ("complies", 20, None)
    assert [one["kind"] for one in day["effects"]] == ["limit"]
    usual = told(later.get("/permits/verdict", params={**ROW, "day": "2026-03-13"}), PermitVerdict)
    assert (usual["verdict"], usual["limit"]["value"]) == ("does_not_comply", 10)
    assert usual["effects"] == []
    asked = {**ROW, "indicator": "permit_no_parking", "day": "2026-03-14"}
    shut = told(later.get("/permits/verdict", params=asked), PermitVerdict)
    assert areas_of(shut["effects"]) == {"no_parking/P"}
    course = told(later.get("/permits/course", params={**ROW, "from": "2026-03-13"}), PermitCourse)
    assert course["limits"] == [10, 20]
    assert [one["day"] for one in course["effects"]] == ["2026-03-14"]
    asked = {"municipality": HERE, "day": "2026-03-14"}
    limits = told(later.get("/permits/limits", params=asked), PermitLimits)
    assert [(one["value"], one["id"]) for one in limits["limits"]] == [(20, None)]
    assert [one["kind"] for one in limits["effects"]] == ["limit"]


def test_the_board_names_what_each_row_rests_on(later: httpx.Client, here: Town) -> None:
    """The limit of the day is on the fleet; the closed area is in the count of its own row."""
    closed = Limit(HERE, "swift", "permit_no_parking", 2, "stays", FIRST, *WHO)
    set_limit(here.world.connection, closed, at("11 12:00"))
    count(here.world, "12", "16")
    asked = {"municipality": HERE, "from": "2026-03-12", "to": "2026-03-15"}
    found = told(later.get("/permits/board", params=asked), PermitBoard)
    kinds = {one["id"]: (one["kind"], one["day"]) for one in found["effects"]}
    rows = {row["indicator"]: [kinds[n] for n in row["effects"]] for row in found["rows"]}
    assert rows == {
        "permit_fleet": [("limit", "2026-03-14")],
        "permit_no_parking": [("zone", "2026-03-14")],
    }
    [shut] = [one for one in found["effects"] if one["kind"] == "zone"]
    assert (shut["from"], shut["to"]) == ("2026-03-14T09:00:00Z", "2026-03-14T21:00:00Z")
    assert shut["title"] == {"nl": "Getekend", "en": "Drawn"}
    before = told(later.get("/permits/board", params={**asked, "to": "2026-03-14"}), PermitBoard)
    assert before["effects"] == []
    assert [row["effects"] for row in before["rows"]] == [[], []]
    course = {**ROW, "indicator": "permit_no_parking", "from": "2026-03-13", "to": "2026-03-15"}
    told_of = told(later.get("/permits/course", params=course), PermitCourse)
    assert [one["kind"] for one in told_of["effects"]] == ["zone"]


TRIED = {"from": "2026-03-12T23:00:00Z", "to": "2026-03-14T23:00:00Z"}
"""The local 13th and 14th: the module opened the square on the second of them."""


def zone_named(client: httpx.Client, here: Town, kind: str) -> int:
    adopt_areas(here.world.connection, "drawn by hand", at("1 00:00"))
    found = told(client.get("/zones", params={"kind": kind}), Zones)
    return int(found["features"][0]["id"])


def test_a_zone_is_tried_in_the_hours_that_a_module_opened_it(
    later: httpx.Client, here: Town
) -> None:
    """The same as the real numbers: 12 hours of the 14th, nothing of the 13th, all before that."""
    asked = {"zone": zone_named(later, here, "no_parking"), **TRIED}
    found = told(later.post("/what-if", json=asked), WhatIf)
    assert (found["stays"], found["vehicle_hours"], found["coverage"]) == (3, 36, 1)
    assert [(one["stays"], one["reason"]) for one in found["days"]] == [
        (None, "not_in_force"), (3, None),
    ]  # fmt: skip
    assert found["alerts"]["by_vehicle"] == 3
    assert areas_of(found["effects"]) == {"no_parking/P"}
    longer = told(later.post("/what-if", json={**asked, "from": "2026-03-10T23:00:00Z"}), WhatIf)
    assert (longer["stays"], longer["vehicle_hours"]) == (3, 3 * 24 + 36)
    # Of a drawing of the same place nothing is in force: it holds all the time.
    zone = later.get(f"/zones/{asked['zone']}").json()
    drawn = {"geometry": zone["geometry"], "kind": "no_parking", **TRIED}
    whole = told(later.post("/what-if", json=drawn), WhatIf)
    assert (whole["vehicle_hours"], whole["effects"]) == (3 * 48, [])
    closed = {**asked, "to": "2026-03-13T23:00:00Z"}
    none = told(later.post("/what-if", json=closed), WhatIf)
    assert (none["stays"], none["reason"], none["effects"]) == (None, "not_in_force", [])


def test_a_hub_is_tried_with_the_places_that_a_module_gave_it(
    later: httpx.Client, here: Town
) -> None:
    """Twelve stand in it: of 10 places that is too many, of 15 on the 14th it is not."""
    asked = {"zone": zone_named(later, here, "hub"), **TRIED}
    found = told(later.post("/what-if", json=asked), WhatIf)
    [room] = found["filling"]["rooms"]
    assert (room["places"], room["full_share"], room["over_vehicle_hours"]) == (10, 0.5, 48)
    assert areas_of(found["effects"]) == {"hub/H"}
    more = {**asked, "capacity": {"combined": 20}}
    [larger] = told(later.post("/what-if", json=more), WhatIf)["filling"]["rooms"]
    assert larger["full_share"] == 0


def test_a_draft_limit_makes_way_for_the_limit_of_the_day(later: httpx.Client, here: Town) -> None:
    """15 stand there: too many for a draft of 5 and for the 10 that hold, not for that day's 20."""
    count(here.world, "12", "16")
    asked = {
        "municipality": HERE, "indicator": "permit_fleet", "unit": "vehicles", "value": "5",
        "operator": "swift", "from": "2026-03-12", "to": "2026-03-15",
    }  # fmt: skip
    found = told(later.get("/what-if/limit", params=asked), WhatIfLimit)
    [row] = found["rows"]
    assert (row["in_force"], row["verdicts"]) == ("ddc", "ddc")
    assert (row["held"], row["by_effect"], row["changed"]) == (2, 1, 0)
    assert [(one["kind"], one["day"]) for one in found["effects"]] == [("limit", "2026-03-14")]
    closed = {**asked, "indicator": "permit_no_parking", "unit": "stays", "value": "2"}
    hours = told(later.get("/what-if/limit", params=closed), WhatIfLimit)
    assert hours["rows"][0]["verdicts"] == "ccd"
    assert [one["kind"] for one in hours["effects"]] == ["zone"]


@pytest.mark.parametrize(
    ("path", "query", "kinds"),
    [
        ("/hubs", {}, {"capacity"}),
        ("/indicators/hub_occupancy/series", {"area": "hub", "step": "hour"}, {"capacity"}),
        ("/indicators/no_parking_vehicles/series", {"area": "town", "step": "hour"}, {"zone"}),
        ("/indicators/vehicles_parked/series", {"area": "town", "step": "hour"}, set()),
    ],
    ids=["hubs", "occupancy", "no parking", "a number that rests on none"],
)
def test_a_receipt_names_the_effect_and_comes_to_the_same_later(
    client: httpx.Client,
    later: httpx.Client,
    here: Town,
    path: str,
    query: dict[str, str],
    kinds: set[str],
) -> None:
    asked = dict(query)
    if asked:
        asked |= {"area": str(getattr(here, asked["area"]))}
        asked |= {"from": "2026-03-14T08:00:00Z", "to": "2026-03-14T11:00:00Z"}
    receipt = client.get(path, params=asked).raise_for_status().json()["receipt"]
    # What is decided afterwards, and what is observed, changes nothing of it.
    here.answers("no", 14, "15 06:00", Basis.observed)
    here.set(FULL, when="15 07:00")
    found = told(later.get(f"/receipts/{receipt}"), Explanation)
    assert found["same"], found["why"]
    effects = found["behind"]["effects"]
    assert {one["kind"] for one in effects} == kinds
    for one in effects:
        assert (one["module"], one["version"], one["set_by"]) == ("strand", "1.0.0", "A. Official")
        assert one["decided_at"] == "2026-03-13T17:30:00Z"
        assert one["observed"] is None


@pytest.mark.parametrize(
    ("indicator", "area"), [("hub_occupancy", "hub"), ("no_parking_vehicles", "town")]
)
def test_a_signed_file_takes_along_what_was_in_force(
    client: httpx.Client, here: Town, cluster: Cluster, migrated: str, indicator: str, area: str
) -> None:
    asked = {
        "area": str(getattr(here, area)), "step": "hour", "from": "2026-03-14T08:00:00Z",
        "to": "2026-03-14T11:00:00Z",
    }  # fmt: skip
    found = client.get(f"/indicators/{indicator}/series", params=asked).raise_for_status().json()
    file = client.get(f"/receipts/{found['receipt']}/file").raise_for_status()
    content = check(file.content).content
    assert rerun_in(cluster, migrated, content).same
    # Without it the number is another: it was in force, and counts.
    content.tables["effect_in_force"].clear()
    assert not rerun_in(cluster, migrated, content).same


def test_explain_names_the_effect(
    client: httpx.Client, here: Town, address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STOEP_DATABASE", address)
    monkeypatch.setenv("STOEP_SECRET", "s")
    monkeypatch.setenv("STOEP_HOME", str(tmp_path))
    receipt = client.get("/hubs").raise_for_status().json()["receipt"]
    said = CliRunner().invoke(app, ["explain", receipt])
    configure(Settings(log_level="error"))
    assert "2026-03-14: hub/H holds 150% (strand 1.0.0, decided 2026-03-13T17:30:00Z" in said.output
    assert "set by A. Official: council decision 1)" in said.output
