"""What became of the published rules between two moments; it is 15 March, 12:00.

The hub `Plein` has 20 places since 5 March, 8 and 4 from 14 March on, published on the 13th. No
mopeds in `Straat` from 20 March on, published on the 15th. Swift's cap goes from 350 to 300 on the
10th, decided on the 8th. A concept that nobody may see is not there.
"""

from datetime import date
from typing import Any

import httpx
import pytest
import shapely

from api.answers import RuleChanges
from stoep.vocabulary import AreaKind, Duty, FormFactor
from tests.api.checks import faults, told
from tests.worlds import World, at
from zones.mandate.setting import Wish as DutyWish
from zones.mandate.setting import set_duty
from zones.policy import life
from zones.policy.life import Draft

HERE, BY = "GM9999", "Noor of the city"


@pytest.fixture(autouse=True)
def rules(world: World) -> dict[str, int]:
    world.area(AreaKind.municipality, HERE, 4.2, 52.0, 4.4, 52.2)
    for key in ("swift", "veer"):
        world.feed(key, ("1 00:00", "15 12:00"))
    on = world.connection

    def zone(kind: AreaKind, name: str, now: str, draft: dict[str, Any]) -> int:
        box = shapely.MultiPolygon([shapely.box(4.30, 52.10, 4.31, 52.11)])
        return life.draw(on, kind, HERE, Draft(name, box, **draft), BY, at(now), name.lower())

    old = zone(AreaKind.hub, "Plein", "4 00:00", {"capacity": {"combined": 20}})
    life.commit(on, old, BY, at("4 01:00"))
    life.publish(on, old, at("4 12:00"), at("5 00:00"), BY, at("4 01:00"))
    new = life.edit(on, old, Draft(capacity={"bicycle": 8, "moped": 4}), BY, at("12 00:00"))
    life.commit(on, new, BY, at("12 00:00"))
    life.publish(on, new, at("13 00:00"), at("14 12:00"), BY, at("12 00:00"))
    street = zone(AreaKind.no_parking, "Straat", "10 00:00", {"form_factors": [FormFactor.moped]})
    life.commit(on, street, BY, at("10 00:00"))
    life.publish(on, street, at("15 00:00"), at("20 00:00"), BY, at("10 00:00"))
    zone(AreaKind.no_parking, "Later", "15 00:00", {})
    for value, since, decided in ((350, "1", "1 09:00"), (300, "10", "8 09:00")):
        limit(world, "swift", value, since, decided)
    return {"old": old, "new": new, "street": street}


def limit(
    world: World, operator: str, value: int, since: str, decided: str, *, ends: bool = False
) -> None:
    world.connection.execute(
        "insert into permit_limit (municipality, operator_id, indicator, bound, value, unit,"
        " effective_from, withdrawn, set_by, set_at, why) select %s, id, 'permit_fleet',"
        " 'maximum', %s, 'vehicles', %s, %s, %s, %s, 'decision 1' from operator where key = %s",
        [HERE, value, date(2026, 3, int(since)), ends, BY, at(decided), operator],
    )


def between(client: httpx.Client, start: str, end: str, **more: str) -> list[dict[str, Any]]:
    asked = {"municipality": HERE, "from": _told(start), "to": _told(end), **more}
    found = told(client.get("/rule-changes", params=asked), RuleChanges)
    for what in ("added", "changed", "ended"):
        assert found[what] == sum(one["what"] == what for one in found["changes"])
    changes: list[dict[str, Any]] = found["changes"]
    return changes


def _told(text: str) -> str:
    return f"{at(text):%Y-%m-%dT%H:%M:%SZ}"


def brief(changes: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["what"], one["rule"]) for one in changes]


CAP = "limit/swift/all//permit_fleet"


def test_what_was_added_changed_and_announced(client: httpx.Client, rules: dict[str, int]) -> None:
    found = between(client, "6 00:00", "15 12:00")
    assert brief(found) == [
        ("changed", "hub/plein"), ("added", "no_parking/straat"), ("changed", CAP),
    ]  # fmt: skip
    hub, street, cap = found
    assert cap["was"]["text"]["en"].endswith("at most 350 vehicles.")
    assert cap["becomes"]["text"]["nl"].endswith("hoogstens 300 voertuigen.")
    assert (cap["differs"], cap["at"]) == (["value"], "2026-03-09T23:00:00Z")
    assert cap["becomes"]["why"] == "decision 1"
    assert (hub["was"]["id"], hub["becomes"]["id"]) == (rules["old"], rules["new"])
    assert (hub["differs"], hub["at"]) == (["places"], "2026-03-14T12:00:00Z")
    assert "8 bicycles, 4 mopeds" in hub["becomes"]["text"]["en"]
    assert (street["was"], street["at"]) == (None, "2026-03-20T00:00:00Z")
    assert "later" not in str(found).lower()


def test_what_is_announced_is_a_change_from_when_it_can_be_known(client: httpx.Client) -> None:
    assert between(client, "6 00:00", "12 23:59", operator="veer") == []
    assert brief(between(client, "6 00:00", "13 12:00", operator="veer")) == [
        ("changed", "hub/plein")
    ]
    assert brief(between(client, "6 00:00", "8 08:00")) == []
    assert brief(between(client, "6 00:00", "8 10:00")) == [("changed", CAP)]
    # Announced at both moments: what held became what was announced.
    assert brief(between(client, "9 00:00", "11 00:00")) == [("changed", CAP)]
    assert brief(between(client, "11 00:00", "12 00:00")) == []


def test_an_end_is_told_with_its_day(client: httpx.Client, world: World) -> None:
    limit(world, "swift", 300, "15", "14 09:00", ends=True)
    [cap] = [one for one in between(client, "13 12:00", "15 12:00") if one["kind"] == "limit"]
    assert (cap["what"], cap["becomes"], cap["at"]) == ("ended", None, "2026-03-14T23:00:00Z")
    limit(world, "veer", 90, "16", "15 09:00")
    limit(world, "veer", 90, "18", "15 10:00", ends=True)
    [announced] = [
        one for one in between(client, "14 12:00", "15 12:00", operator="veer")
        if one["kind"] == "limit"
    ]  # fmt: skip
    assert announced["becomes"]["ends"] == "2026-03-17T23:00:00Z"


def test_an_end_that_is_announced_is_a_change_of_its_end(
    client: httpx.Client, world: World
) -> None:
    limit(world, "swift", 300, "20", "14 09:00", ends=True)
    [cap] = [one for one in between(client, "13 12:00", "15 12:00") if one["kind"] == "limit"]
    assert (cap["what"], cap["differs"], cap["at"]) == ("changed", ["ends"], "2026-03-19T23:00:00Z")


def test_duties_are_rules_too(client: httpx.Client, world: World) -> None:
    ground = ("regulation 4", "A. Official", "decision 2")
    wish = DutyWish(HERE, "veer", Duty.ids, 0.95, "1", date(2026, 4, 1), *ground)
    set_duty(world.connection, wish, at("15 09:00"))
    [duty] = between(client, "15 08:00", "15 12:00")
    assert (duty["what"], duty["kind"], duty["operator"]) == ("added", "duty", "veer")
    assert duty["becomes"]["text"]["en"].endswith("ids that hold while standing: at least 95 %.")
    assert between(client, "15 08:00", "15 12:00", operator="swift") == []
    assert "Official" not in str(duty)


def test_mds_policies_agree(client: httpx.Client, world: World, rules: dict[str, int]) -> None:
    """A new version of a no-parking zone names the policy that it replaces, as a change does."""
    on = world.connection
    new = life.edit(on, rules["street"], Draft(name="Straat 2"), BY, at("15 02:00"))
    life.commit(on, new, BY, at("15 02:00"))
    life.publish(on, new, at("15 03:00"), at("25 00:00"), BY, at("15 02:00"))
    [change] = between(client, "15 02:30", "15 12:00", operator="veer")
    assert (change["what"], change["differs"]) == ("changed", ["name"])
    city = str(client.base_url).replace("/v1/", "/city")
    policies = httpx.get(f"{city}/policies", trust_env=False, timeout=60).json()["policies"]
    by = {one["policy_id"]: one for one in policies}
    [was], [becomes] = change["was"]["policies"], change["becomes"]["policies"]
    assert by[becomes]["prev_policies"] == [was]
    assert "prev_policies" not in by[was]


def test_bad_questions_are_refused(client: httpx.Client) -> None:
    early = {"from": _told("1 00:00")}
    assert "municipality" in faults(
        client.get("/rule-changes", params=early | {"municipality": "X"})
    )
    later = {"municipality": HERE, "from": _told("1 00:00"), "to": _told("16 00:00")}
    assert set(faults(client.get("/rule-changes", params=later))) == {"to"}
    swapped = {"municipality": HERE, "from": _told("3 00:00"), "to": _told("2 00:00")}
    assert set(faults(client.get("/rule-changes", params=swapped))) == {"from"}
