"""Vehicles at a moment, and single stays.

        14 08:00          14 20:00   15 02:00            15 12:00
swift   |===================|  outage  |====================|      bicycles
veer    |===================================================|      mopeds
mill    |===================================================|      ids rotate
"""

import httpx
import pytest

from api.answers import Stay, Vehicles
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, refused, told
from tests.worlds import World


@pytest.fixture(autouse=True)
def drawn(world: World) -> dict[str, int]:
    world.feed("swift", ("14 08:00", "14 20:00"), ("15 02:00", "15 12:00"))
    world.feed("veer", ("14 08:00", "15 12:00"))
    world.feed("mill", ("14 08:00", "15 12:00"), id_policy="rotating")
    hub = world.area(AreaKind.hub, "h1", 4.30, 52.10, 4.31, 52.11)
    return {
        "hub": hub,
        "bike": world.stands("swift", 4.305, 52.105, "14 09:00", areas=(hub,)),
        "gone": world.stood("swift", 4.305, 52.105, "14 10:00", "14 11:00", "14 11:01"),
        "moped": world.stands("veer", 4.4, 52.2, "15 03:00", form="moped", state="reserved"),
        "mill": world.stands("mill", 4.5, 52.3, "14 09:00"),
    }


def ids(client: httpx.Client, **question: object) -> list[int]:
    answer = told(client.get("/vehicles", params=question), Vehicles)  # type: ignore[arg-type]
    return [vehicle["id"] for vehicle in answer["vehicles"]]


def test_now_all_that_stands_is_told_longest_first(
    client: httpx.Client, drawn: dict[str, int]
) -> None:
    answer = told(client.get("/vehicles"), Vehicles)
    # Those of which no duration is proven come last, however long they were listed.
    assert [v["id"] for v in answer["vehicles"]] == [drawn["bike"], drawn["moped"], drawn["mill"]]
    assert (answer["count"], answer["coverage"], answer["reason"]) == (3, 1.0, None)
    assert answer["moment"] == "2026-03-15T12:00:00Z"
    for most in range(4):
        assert ids(client, limit=most) == [v["id"] for v in answer["vehicles"]][:most]
    assert answer["vehicles"][1] == {
        "id": drawn["moped"],
        "operator": "veer",
        "feed": "veer",
        "form_factor": "moped",
        "propulsion": "electric",
        "state": "reserved",
        "lon": 4.4,
        "lat": 52.2,
        "first_seen": "2026-03-15T03:00:00Z",
        "observed_s": 9 * 3600,
        "possible_s": 9 * 3600,
        "duration_class": 0,
    }


def test_ids_that_rotate_give_places_and_no_durations(
    client: httpx.Client, drawn: dict[str, int]
) -> None:
    answer = told(client.get("/vehicles", params={"operator": "mill"}), Vehicles)
    (vehicle,) = answer["vehicles"]
    assert vehicle["observed_s"] is vehicle["possible_s"] is vehicle["duration_class"] is None
    stay = told(client.get(f"/vehicles/{drawn['mill']}"), Stay)
    assert stay["observed_s"] is None


def test_a_past_moment_shows_what_stood_then(client: httpx.Client, drawn: dict[str, int]) -> None:
    assert set(ids(client, moment="2026-03-14T10:30:00Z")) == {
        drawn["bike"], drawn["gone"], drawn["mill"],
    }  # fmt: skip
    assert set(ids(client, moment="2026-03-14T11:01:00Z")) == {drawn["bike"], drawn["mill"]}


def test_in_a_gap_nothing_is_told_of_that_feed_and_the_count_names_it(
    client: httpx.Client, drawn: dict[str, int]
) -> None:
    answer = told(client.get("/vehicles?moment=2026-03-15T01:00:00Z"), Vehicles)
    assert [v["id"] for v in answer["vehicles"]] == [drawn["mill"]]
    assert answer["count"] == 1
    assert answer["reason"] == "no_evidence: swift"
    assert answer["coverage"] == pytest.approx(2 / 3, abs=1e-4)
    swift = next(feed for feed in answer["feeds"] if feed["key"] == "swift")
    assert (swift["status"], swift["counts"], swift["count"], swift["at"]) == (
        "gap", False, None, None,
    )  # fmt: skip


def test_in_the_gap_of_one_operator_the_others_can_be_counted(client: httpx.Client) -> None:
    answer = client.get("/vehicles?moment=2026-03-15T01:00:00Z&operator=veer,mill").json()
    assert (answer["count"], answer["coverage"], answer["reason"]) == (1, 1.0, None)


def test_a_late_feed_is_listed_but_not_counted(client: httpx.Client, world: World) -> None:
    world.feed("late", ("14 08:00", "15 11:54"))
    stay = world.stands("late", 4.6, 52.0, "14 08:00")
    answer = told(client.get("/vehicles"), Vehicles)
    assert answer["vehicles"][0]["id"] == stay
    assert (answer["count"], answer["reason"]) == (3, "no_evidence: late")
    late = next(feed for feed in answer["feeds"] if feed["key"] == "late")
    assert (late["status"], late["at"], late["count"]) == ("late", "2026-03-15T11:54:00Z", None)


def test_with_no_feed_at_all_the_count_is_unknown_never_zero(client: httpx.Client) -> None:
    answer = client.get("/vehicles?moment=2026-03-15T01:00:00Z&operator=swift").json()
    assert (answer["count"], answer["coverage"]) == (None, 0.0)
    assert answer["reason"] == "no_evidence: swift"


def test_before_any_evidence_nothing_is_known(client: httpx.Client) -> None:
    answer = told(client.get("/vehicles?moment=2026-03-01T00:00:00Z"), Vehicles)
    assert (answer["count"], answer["coverage"], answer["vehicles"]) == (None, 0.0, [])
    assert answer["reason"] == "not_yet_followed"


def test_vehicles_can_be_chosen(client: httpx.Client, drawn: dict[str, int]) -> None:
    bike, moped, mill = drawn["bike"], drawn["moped"], drawn["mill"]
    assert ids(client, operator="veer") == [moped]
    assert ids(client, operator="veer,swift") == [bike, moped]
    assert ids(client, form="moped,car") == [moped]
    assert ids(client, **{"class": "0"}) == [bike, moped]
    assert ids(client, **{"class": "unknown,4"}) == [mill]
    assert ids(client, bounds="4.3,52.1,4.45,52.25") == [bike, moped]
    assert ids(client, bounds="4.45,52,4.35,53") == [bike, mill]
    assert ids(client, area=drawn["hub"]) == [bike]
    assert ids(client, area=drawn["hub"], operator="veer") == []
    assert ids(client, limit=1) == [bike]
    assert ids(client, limit=0) == []


def test_mistake_8_who_stands_for_days_is_not_told_as_new(
    client: httpx.Client, world: World
) -> None:
    """Anybody may ask, and hears for how long it surely stood: two hours less than it may have."""
    world.feed("slow", ("10 10:00", "15 08:00"), ("15 10:00", "15 12:00"))
    stay = world.stands("slow", 4.305, 52.105, "10 10:00")
    (listed,) = told(client.get("/vehicles?operator=slow"), Vehicles)["vehicles"]
    assert listed["id"] == stay
    assert listed["observed_s"] == 5 * 86_400
    assert listed["duration_class"] == 2
    assert listed["possible_s"] == 5 * 86_400 + 2 * 3600


def test_the_count_is_of_all_that_is_chosen_not_of_what_is_listed(client: httpx.Client) -> None:
    assert client.get("/vehicles?limit=0").json()["count"] == 3
    assert client.get("/vehicles?limit=0&form=moped").json()["count"] == 1


def test_strangers_among_operators_and_areas_are_named(client: httpx.Client) -> None:
    assert faults(client.get("/vehicles?operator=veer,nobody")) == {
        "operator": "There is no operator `nobody`."
    }
    assert set(faults(client.get("/vehicles?area=99"))) == {"area"}
    assert set(faults(client.get("/vehicles?operator=veer,,swift"))) == {"operator"}


@pytest.mark.parametrize(
    "bounds", ["1,2,3", "a,b,c,d", "4,53,5,52", "4,52,190,53", "nan,52,5,53", "4,52,5,inf"]
)
def test_a_box_that_is_none_is_refused(client: httpx.Client, bounds: str) -> None:
    assert set(faults(client.get("/vehicles", params={"bounds": bounds}))) == {"bounds"}


def test_a_new_poll_is_seen_at_once(
    client: httpx.Client, world: World, drawn: dict[str, int]
) -> None:
    before = ids(client)
    fresh = world.stands("veer", 4.4, 52.2, "15 12:00", form="moped")
    world.next_poll("veer")
    assert sorted(ids(client)) == sorted([*before, fresh])


def test_a_stay_in_full(client: httpx.Client, drawn: dict[str, int]) -> None:
    stay = told(client.get(f"/vehicles/{drawn['bike']}"), Stay)
    assert stay["areas"] == [{"id": drawn["hub"], "kind": "hub", "code": "h1", "name": "H1"}]
    assert stay["observed_s"] == 21 * 3600
    assert stay["last_seen"] == "2026-03-15T12:00:00Z"
    assert stay["end_reason"] is None
    ended = told(client.get(f"/vehicles/{drawn['gone']}"), Stay)
    assert (ended["end_lo"], ended["end_hi"]) == ("2026-03-14T11:00:00Z", "2026-03-14T11:01:00Z")
    assert (ended["end_reason"], ended["observed_s"]) == ("departed", 3600)


def test_a_missing_vehicle_keeps_its_doubt(client: httpx.Client, world: World) -> None:
    stay = world.stands("veer", 4.4, 52.2, "15 03:00", missing=("15 11:00", "15 11:01"))
    found = told(client.get(f"/vehicles/{stay}"), Stay)
    assert (found["last_seen"], found["missing_since"], found["end_hi"]) == (
        "2026-03-15T11:00:00Z", "2026-03-15T11:01:00Z", None,
    )  # fmt: skip
    assert found["observed_s"] == 8 * 3600


def test_a_stay_that_is_not_there(client: httpx.Client) -> None:
    refused(client.get("/vehicles/1"), 404)
    assert set(faults(client.get("/vehicles/0"))) == {"id"}
    assert set(faults(client.get(f"/vehicles/{2**63}"))) == {"id"}
    assert set(faults(client.get("/vehicles/abc"))) == {"id"}


def test_whose_vehicle_it_is_is_never_told(
    client: httpx.Client, world: World, drawn: dict[str, int]
) -> None:
    rows = world.connection.execute("select vehicle from open_stay").fetchall()
    secrets = [str(row[0]) for row in rows] + [row[0].hex for row in rows]
    texts = [
        client.get("/vehicles").text,
        client.get(f"/vehicles/{drawn['bike']}").text,
        client.get("/tiles/vehicles/0/0/0").content.decode("latin-1"),
    ]
    assert secrets
    assert not [s for s in secrets for text in texts if s in text]
