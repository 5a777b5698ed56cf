"""Who may read rows, where reading is for people: whom they are about; all others get counts."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.permissions import RULES, Gives
from stoep.errors import NotReady
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.api.checks import refused
from tests.api.conftest import serving
from tests.api.people.cast import SECRET, Cast
from tests.api.test_mvt import decode
from tests.worlds import World
from zones.policy.drawn import drawn as drawn_as
from zones.policy.life import Draft, draw

DAYS = {"from": "2026-03-12T00:00:00Z", "to": "2026-03-14T00:00:00Z"}
SQUARES = {
    town: {"type": "Polygon", "coordinates": [[[west, 52.071], [west + 0.01, 52.071],
                                               [west + 0.01, 52.079], [west, 52.071]]]}
    for town, west in (("GM1", 4.301), ("GM2", 4.325))
}  # fmt: skip
NUMBERS = {"area": 1, **DAYS}
TILE = "/tiles/vehicles/4/8/5"


@pytest.fixture
def settings() -> Settings:
    return Settings(acting="people", reading="people")


@pytest.fixture
def towns(towns: World) -> World:
    """The same, with a vehicle of veer beside swift's in the first."""
    towns.stands("veer", 4.312, 52.075, "11 00:00", areas=(1,))
    return towns


@pytest.fixture
def keys(cast: Cast) -> dict[str, str]:
    """Programs that may read, and one that may not."""
    one, two = (cast.organisation("municipality", town) for town in ("GM1", "GM2"))
    return {
        "town": cast.key(one, "read"),
        "other town": cast.key(two, "read"),
        "swift": cast.key(cast.organisation("operator", "swift"), "read"),
        "coordinator": cast.key(cast.organisation("coordinator"), "read"),
        "not for reading": cast.key(one, "zones"),
    }


def ids(answer: httpx.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return sorted(one["id"] for one in answer.json()["vehicles"])


def stay(towns: World, feed: str, number: int) -> int:
    return (towns.feeds[feed].id << 40) + number


def test_a_municipality_sees_all_in_its_area_and_nothing_elsewhere(
    cast: Cast, keys: dict[str, str], towns: World
) -> None:
    mine = sorted((stay(towns, "swift", 1), stay(towns, "veer", 1)))
    with cast.asking(key=keys["town"]) as client:
        assert ids(client.get("/vehicles")) == mine
        assert ids(client.get("/vehicles", params={"area": 1})) == mine
        assert client.get(f"/vehicles/{mine[0]}").status_code == 200
        assert client.get("/worklist", params={"area": 1}).status_code == 200
        foreign = client.get("/worklist", params={"area": 2})
        absent = client.get("/worklist", params={"area": 9})
        assert refused(foreign, 400)["detail"] == "There is no area 2."
        assert foreign.text.replace("area 2", "area 9") == absent.text
        for path in ("/vehicles", "/worklist"):
            foreign = client.get(f"{path}/{stay(towns, 'swift', 2)}")
            absent = client.get(f"{path}/{stay(towns, 'swift', 9)}")
            refused(foreign, 404)
            assert foreign.text.replace(str(stay(towns, "swift", 2)), "#") == absent.text.replace(
                str(stay(towns, "swift", 9)), "#"
            )


def test_an_operator_sees_its_own_everywhere_and_nobody_elses(
    cast: Cast, keys: dict[str, str], towns: World, tmp_path: Path
) -> None:
    with cast.asking(key=keys["swift"]) as client:
        own = [stay(towns, "swift", 1), stay(towns, "swift", 2)]
        assert ids(client.get("/vehicles")) == own
        assert ids(client.get("/vehicles", params={"area": 1})) == own[:1]
        listed = client.get("/long-parked", params={"area": 1, "days": 1}).json()
        assert [one["operator"] for one in listed["vehicles"]] == ["swift"]
        refused(client.get("/vehicles", params={"operator": "veer"}), 400)
        refused(client.get("/vehicles", params={"operator": "swift,veer"}), 400)
        refused(client.get(f"/vehicles/{stay(towns, 'veer', 1)}"), 404)
        made = client.get("/exports/vehicles", params={"format": "csv"}).text
        assert "swift" in made
        assert "veer" not in made
        drawn = decode(client.get(TILE).content, tmp_path)
        assert drawn["operator"].tolist() == ["swift", "swift"]


def test_the_map_has_what_is_theirs_and_is_marked_for_them(
    cast: Cast, keys: dict[str, str], towns: World, tmp_path: Path
) -> None:
    marks = set()
    for who, many in (("town", 2), ("other town", 1), ("swift", 2)):
        with cast.asking(key=keys[who]) as client:
            tile = client.get(TILE)
            marks.add(tile.headers["etag"])
            assert len(decode(tile.content, tmp_path)["mvt_id"]) == many
    assert len(marks) == 3


ROWS = [
    ("/vehicles", {}), ("/vehicles", {"area": 1}), ("/vehicles", {"area": 1, "limit": 0,
    "bounds": "4.3,52,4.4,53"}), ("/vehicles", {"area": 1, "limit": 0, "class": 2}),
    (TILE, {}), ("/long-parked", {"area": 1}), ("/hot-spots", {"area": 1}),
    ("/hot-spots/lasting", {"area": 1, **DAYS}), ("/worklist", {"area": 1}),
    ("/worklist/export", {"area": 1}), ("/worklist/mail", {"area": 1, "operator": "swift"}),
    ("/exports/vehicles", {}), ("/exports/vehicles", {"area": 1}),
    ("/indicators/arrivals/series", NUMBERS), ("/exports/indicators/rentals/series", NUMBERS),
    ("/indicators/departures/map", {"kind": "municipality", **DAYS}),
    ("/reports/council", {"municipality": "GM1", "from": "2026-03-12", "to": "2026-03-14"}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "asked"), ROWS)
def test_who_has_no_part_in_it_gets_no_rows(
    cast: Cast, keys: dict[str, str], path: str, asked: dict[str, Any]
) -> None:
    with cast.asking() as client:
        refused(client.get(path, params=asked), 401)
    for who in ("coordinator", "not for reading"):
        with cast.asking(key=keys[who]) as client:
            refused(client.get(path, params=asked), 403)


def test_everybody_gets_counts(cast: Cast, towns: World) -> None:
    with cast.asking() as client:
        counted = client.get("/vehicles", params={"area": 1, "limit": 0}).json()
        assert (counted["count"], counted["vehicles"]) == (2, [])
        assert client.get("/long-parked", params={"area": 1, "limit": 0}).json()["vehicles"] == []
        found = client.get("/indicators/parked_density/map", params={"kind": "municipality"})
        assert found.status_code == 200
        assert client.get("/hubs").status_code == 200


@pytest.mark.parametrize("path", ["/what-if", "/areas/series"])
def test_a_drawing_is_asked_about_by_whose_ground_it_is(
    cast: Cast, keys: dict[str, str], path: str
) -> None:
    more = {"kind": "no_parking"} if path == "/what-if" else {}
    inside = {"geometry": SQUARES["GM1"], **DAYS, **more}
    with cast.asking() as anybody:
        refused(anybody.post(path, json=inside), 401)
    for who, status in (("town", 200), ("other town", 403), ("swift", 403), ("coordinator", 403)):
        with cast.asking(key=keys[who]) as client:
            assert client.post(path, json=inside).status_code == status, who
    with cast.asking(key=keys["swift"]) as client:
        assert client.post(path, json=inside | {"operator": ["swift"]}).status_code == 200
        refused(client.post(path, json=inside | {"operator": ["swift", "veer"]}), 403)
        odd = {"type": "Polygon", "coordinates": "nonsense"}
        refused(client.post(path, json=inside | {"geometry": odd}), 403)


def test_a_zone_is_replayed_by_its_municipality(cast: Cast, keys: dict[str, str]) -> None:
    """Zones and areas have numbers of their own: that of a zone of GM1 is an area of GM2's."""
    shaped = drawn_as({"type": "Feature", "properties": {}, "geometry": SQUARES["GM1"]})
    cast.rows("select setval('zone_id_seq', 1)")
    with cast.pool.connection() as connection:
        zone = draw(connection, AreaKind.no_parking, "GM1", Draft("Plein", shaped, None, None),
                    "a test", cast.clock.now)  # fmt: skip
    assert cast.rows("select municipality from area where id = %s", zone) == [("GM2",)]
    for who, status in (("town", 200), ("other town", 403)):
        with cast.asking(key=keys[who]) as client:
            assert client.post("/what-if", json={"zone": zone, **DAYS}).status_code == status


def test_a_receipt_tells_its_number_to_all_and_its_stays_to_whom_they_are_about(
    cast: Cast, keys: dict[str, str]
) -> None:
    asked = {"kind": "municipality", "municipality": "GM1"}
    with cast.asking() as anybody:
        receipt = anybody.get("/indicators/parked_density/map", params=asked).json()["receipt"]
        told = anybody.get(f"/receipts/{receipt}").json()
        assert (told["same"], told["behind"]["listed"]) == (True, [])
        refused(anybody.get(f"/receipts/{receipt}/file"), 403)
    with cast.asking(key=keys["town"]) as client:
        assert len(client.get(f"/receipts/{receipt}").json()["behind"]["listed"]) == 2
        assert client.get(f"/receipts/{receipt}/file").status_code == 200
        rows = client.get("/vehicles").json()["receipt"]
        assert client.get(f"/receipts/{rows}").json()["same"]
    for who in ("other town", "swift"):
        with cast.asking(key=keys[who]) as client:
            assert client.get(f"/receipts/{receipt}").json()["behind"]["listed"] == []
            refused(client.get(f"/receipts/{receipt}/file"), 403)
    with cast.asking() as anybody:
        assert anybody.get(f"/receipts/{rows}").json()["answer"] is None


def test_what_was_refused_is_written_down_as_that(cast: Cast, keys: dict[str, str]) -> None:
    with cast.asking(key=keys["town"]) as client:
        refused(client.get("/long-parked", params={"area": 2}), 400)
    assert cast.rows("select outcome from audit_entry") == [("refused",)]


def test_the_table_is_published_as_it_is(cast: Cast) -> None:
    with cast.asking() as client:
        told = client.get("/access").json()
    assert told["reading"] == "people"
    assert {(one["method"], one["path"].removeprefix("/v1")) for one in told["routes"]} == set(
        RULES
    )
    gives = {one["path"]: one["gives"] for one in told["routes"] if one["method"] == "GET"}
    assert gives["/v1/vehicles/{id}"] == Gives.rows
    assert gives["/v1/flows"] == Gives.flows


ANOTHERS = [
    ("/vehicles", {}), ("/vehicles", {"area": 1}), (TILE, {}), ("/long-parked", {"area": 1}),
    ("/hot-spots", {"area": 1, "least": 2}), ("/hot-spots/lasting", {"area": 1, **DAYS}),
    ("/worklist", {"area": 1}), ("/exports/long-parked", {"area": 1, "format": "csv"}),
    ("/indicators/vehicles_parked/map", {"kind": "municipality", "municipality": "GM1"}),
    ("/indicators/arrivals/series", NUMBERS), ("/zones", {"municipality": "GM1"}),
    ("/hubs", {"municipality": "GM1"}), ("/organisations", {}), ("/organisations/1", {}),
    ("/me", {}), ("/audit", {"before": 5}),
    ("/permits/limits", {"municipality": "GM1"}), ("/modules", {"municipality": "GM1"}),
]  # fmt: skip
"""Everything that is asked of one's own; no answer is a question of everywhere."""


def test_another_municipalitys_rows_change_no_byte_of_my_answers(cast: Cast, towns: World) -> None:
    noor = cast.account(cast.organisation("municipality", "GM1"), "admin", "Noor")
    two = cast.organisation("municipality", "GM2")
    otto = cast.account(two, "admin", "Otto")

    def asked() -> dict[str, bytes]:
        with noor.asking() as client:
            told = {}
            for path, how in ANOTHERS:
                answer = client.get(path, params=how)
                assert answer.status_code == 200, (path, answer.text)
                told[path + json.dumps(how)] = _unsigned(answer)
            return told

    asked()  # What was looked at is in one's own log: the second time nothing is new there.
    before = asked()
    for east in (4.331, 4.332, 4.333):
        added = towns.stands("swift", east, 52.075, "11 00:00", areas=(2,))
    towns.stood("veer", 4.334, 52.075, "11 00:00", "13 00:00", "13 00:01", areas=(2,))
    shaped = drawn_as({"type": "Feature", "properties": {}, "geometry": SQUARES["GM2"]})
    with cast.pool.connection() as connection:
        draw(connection, AreaKind.hub, "GM2", Draft("Plein", shaped, None, None), "Otto",
             cast.clock.now)  # fmt: skip
    cast.key(two, "read")
    cast.invited(two, "viewer", "new@example.org")
    with otto.asking() as client:
        note = {"what": "noted", "note": "n", "by": "Otto"}
        assert client.post(f"/worklist/{added}/actions", json=note).status_code == 201
        client.get("/worklist", params={"area": 2})
    assert asked() == before


def _unsigned(answer: httpx.Response) -> bytes:
    """The bytes of an answer, but for the receipt: it knows the evidence of all."""
    if not answer.headers["content-type"].startswith("application/json"):
        return answer.content
    content = answer.json()
    if isinstance(content, dict):
        content.pop("receipt", None)
    return json.dumps(content).encode()


def test_where_nobody_signs_in_rows_are_for_nobody(address: str, towns: World) -> None:
    from stoep.cli.servers import check_reading

    settings = Settings(acting="nobody", reading="people")
    with pytest.raises(NotReady, match="nobody can sign in"):
        check_reading(settings)
    with serving(create_app(settings, address, secret=SECRET)) as client:
        refused(client.get("/vehicles"), 401)
        refused(client.get("/indicators/arrivals/series", params=NUMBERS), 401)
        assert client.get("/vehicles", params={"area": 1, "limit": 0}).status_code == 200
