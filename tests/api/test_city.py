"""What a city asks of operators, as MDS Policy, Geography and Stops, held to the official schemas.

The hub `Plein` (20 places) holds since 5 March, a version for bicycles and mopeds since 14 March.
No mopeds in `Straat` from 20 March on, published on the 15th. There is a concept that nobody may
see. It is 15 March.
"""

from pathlib import Path
from typing import Any

import httpx
import pytest
import shapely
import yaml

from stoep.vocabulary import AreaKind, FormFactor
from tests.api.checks import refused
from tests.api.standards import follows
from tests.worlds import World, at
from zones.policy import life
from zones.policy.life import Draft

BY = "Noor of the city"
MDS = "application/vnd.mds+json;version=2.0"


@pytest.fixture(autouse=True)
def zones(world: World) -> dict[str, int]:
    world.area(AreaKind.municipality, "GM9999", 4.2, 52.0, 4.4, 52.2)
    world.feed("swift", ("1 00:00", "15 12:00"))
    on = world.connection

    def zone(
        kind: AreaKind,
        name: str,
        now: str,
        capacity: dict[str, int] | None = None,
        forms: list[FormFactor] | None = None,
    ) -> int:
        box = shapely.MultiPolygon([shapely.box(4.30, 52.10, 4.31, 52.11)])
        draft = Draft(name, box, capacity, forms)
        return life.draw(on, kind, "GM9999", draft, BY, at(now), name.lower())

    old = zone(AreaKind.hub, "Plein", "4 00:00", {"combined": 20})
    life.commit(on, old, BY, at("4 01:00"))
    life.publish(on, old, at("4 12:00"), at("5 00:00"), BY, at("4 01:00"))
    new = life.edit(on, old, Draft(capacity={"bicycle": 8, "moped": 4}), BY, at("13 00:00"))
    life.commit(on, new, BY, at("13 00:00"))
    life.publish(on, new, at("14 00:00"), at("14 12:00"), BY, at("13 00:00"))
    street = zone(AreaKind.no_parking, "Straat", "10 00:00", None, [FormFactor.moped])
    life.commit(on, street, BY, at("10 00:00"))
    life.publish(on, street, at("15 00:00"), at("20 00:00"), BY, at("10 00:00"))
    concept = zone(AreaKind.no_parking, "Later", "15 00:00")
    return {"old": old, "new": new, "street": street, "concept": concept}


@pytest.fixture
def city(client: httpx.Client) -> httpx.Client:
    return httpx.Client(
        base_url=str(client.base_url).replace("/v1/", "/city"), trust_env=False, timeout=60
    )


@pytest.fixture
def models(shared: Path) -> Path:
    return shared / "schemas/mds-openapi-2.0/models"


def good(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == MDS
    told = answer.json()
    assert told["version"] == "2.0.0"
    return told


def test_a_no_parking_zone_is_a_policy_of_none(city: httpx.Client, models: Path) -> None:
    told = good(city.get("/policies"))
    [policy] = told["policies"]
    follows(models / "policy.yaml", policy)
    assert told["last_updated"] == at("15 00:00").timestamp() * 1000
    assert policy["published_date"] == at("15 00:00").timestamp() * 1000
    assert policy["start_date"] == at("20 00:00").timestamp() * 1000
    assert "end_date" not in policy
    [rule] = policy["rules"]
    assert (rule["rule_type"], rule["maximum"], rule["vehicle_types"]) == ("count", 0, ["moped"])
    assert set(rule["states"]) == {"available", "reserved", "non_operational"}
    assert rule["messages"]["nl-NL"].startswith("Straat: hier mogen deelscooters niet")
    # The city's clock is an hour ahead.
    assert policy["description"] == "Straat: mopeds may not be parked here, from 20-03-2026 01:00."
    assert good(city.get(f"/policies/{policy['policy_id']}"))["policies"] == [policy]
    assert good(city.get("/policies"))["policies"] == [policy], "the same ids at each look"


def test_policies_are_those_in_force_between_two_moments(city: httpx.Client) -> None:
    def between(**asked: str) -> int:
        dates = {name: int(at(day).timestamp() * 1000) for name, day in asked.items()}
        return len(good(city.get("/policies", params=dates))["policies"])

    assert between(end_date="19 00:00") == 0
    assert between(start_date="21 00:00") == 1
    assert between(start_date="1 00:00", end_date="21 00:00") == 1
    for bad in ({"start_date": "yesterday"}, {"end_date": "12"}, {"nonsense": "1"}):
        refused(city.get("/policies", params=bad), 400)
    refused(city.get("/policies/00000000-0000-0000-0000-000000000001"), 404)


def test_an_end_is_told_once_it_is_published(
    city: httpx.Client, world: World, zones: dict[str, int]
) -> None:
    on = world.connection
    life.retire(on, zones["street"], at("16 00:00"), at("25 00:00"), BY, at("15 11:00"))
    assert "end_date" not in good(city.get("/policies"))["policies"][0]
    on.execute("update zone set retire_published = '2026-03-15 11:30Z' where id = %s",
               [zones["street"]])  # fmt: skip
    [policy] = good(city.get("/policies"))["policies"]
    assert policy["end_date"] == at("25 00:00").timestamp() * 1000
    assert policy["description"].endswith("until 25-03-2026 01:00.")


def test_every_version_that_was_published_is_a_geography(city: httpx.Client, models: Path) -> None:
    told = good(city.get("/geographies"))["geographies"]
    for one in told:
        follows(models / "geography.yaml", one)
        assert good(city.get(f"/geographies/{one['geography_id']}"))["geography"] == one
    assert [one["name"] for one in told] == ["Plein", "Plein", "Straat"]
    old, new, street = told
    assert new["prev_geographies"] == [old["geography_id"]]
    assert old["retire_date"] == new["effective_date"] == at("14 12:00").timestamp() * 1000
    assert (new["geography_type"], street["geography_type"]) == ("stop", "policy_zone")
    [policy] = good(city.get("/policies"))["policies"]
    assert policy["rules"][0]["geographies"] == [street["geography_id"]]
    refused(city.get("/geographies/nothing"), 404)


def test_a_hub_that_holds_is_a_stop_with_its_free_places(
    city: httpx.Client, models: Path, world: World, zones: dict[str, int]
) -> None:
    [(area,)] = world.connection.execute(
        "select area_id from zone where id = %s", [zones["new"]]
    ).fetchall()
    for _ in range(3):
        world.stands("swift", 4.305, 52.105, "15 09:00", areas=(area,))
    world.stands("swift", 4.305, 52.105, "15 09:00", form="moped", areas=(area,))
    told = good(city.get("/stops"))
    assert told["ttl"] <= 300_000
    [plein] = told["stops"]
    follows(models / "stop.yaml", plein)
    assert plein["capacity"] == {"bicycle": 8, "moped": 4}
    assert plein["num_places_available"] == {"bicycle": 5, "moped": 3}
    assert plein["status"]["is_returning"] is True


def test_a_stop_of_which_nothing_is_seen_says_no_number(city: httpx.Client, world: World) -> None:
    world.connection.execute("update feed_state set evidence_at = '2026-03-01Z'")
    world.connection.execute(
        "update coverage_span set starts_at = '2026-02-01Z', ends_at = '2026-03-01Z'"
    )
    [plein] = good(city.get("/stops"))["stops"]
    assert "num_places_available" not in plein


def test_the_rules_in_plain_words(city: httpx.Client) -> None:
    answer = city.get("/rules")
    assert answer.headers["content-language"] == "nl"
    assert answer.text == (
        "Plein: hier is plaats voor 8 fietsen, 4 deelscooters, vanaf 14-03-2026 13:00.\n"
        "Straat: hier mogen deelscooters niet worden geparkeerd, vanaf 20-03-2026 01:00.\n"
    )
    assert "mopeds may not be parked here" in city.get("/rules?language=en").text
    assert city.get("/rules?municipality=GM0000").text == ""
    refused(city.get("/rules?language=fr"), 400)


def test_a_zone_that_a_module_opens_is_a_policy_of_its_hours_alone(
    city: httpx.Client, world: World, zones: dict[str, int]
) -> None:
    """Out of the database's own `rule_held`: spans, each with when it was decided."""
    world.connection.execute(
        "create or replace function rule_held(a area) returns tstzmultirange language sql stable as"
        " $$ select case when a.code = 'straat' then '{[2026-03-21 09:00Z,2026-03-21 20:00Z),"
        "[2026-03-28 09:00Z,2026-03-28 20:00Z)}'::tstzmultirange"
        " else tstzmultirange(tstzrange(a.valid_from, a.valid_to)) end $$"
    )
    told = good(city.get("/policies"))["policies"]
    assert [(p["start_date"], p["end_date"]) for p in told] == [
        (at(f"{day} 09:00").timestamp() * 1000, at(f"{day} 20:00").timestamp() * 1000)
        for day in (21, 28)
    ]
    assert len({policy["policy_id"] for policy in told}) == 2


def test_the_paths_are_those_of_the_standard(shared: Path, city: httpx.Client) -> None:
    reference = shared / "schemas/mds-openapi-2.0/reference"
    for name in ("policy", "geography"):
        for path in yaml.safe_load((reference / f"{name}.yaml").read_text())["paths"]:
            if ".json" in path or path in ("/requirements", "/requirements.json"):
                continue
            answer = city.get(path.replace("{", "").replace("}", ""))
            assert answer.status_code in (200, 404), path
            assert "in_path" not in answer.text
