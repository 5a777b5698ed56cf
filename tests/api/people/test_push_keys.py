"""Keys for pushing, as the operator itself makes and ends them; and the log by kind and day."""

from uuid import UUID

from tests.api.checks import faults, refused
from tests.api.people.cast import Cast
from tests.worlds import World


def test_an_operator_makes_and_ends_keys_of_its_own_feeds_alone(cast: Cast, world: World) -> None:
    world.connection.execute(
        "update feed set format = 'agency', provider_id = %s where key = 'swift'", [UUID(int=1)]
    )
    sam = cast.account(cast.organisation("operator", "swift"), "officer", "Sam")
    vera = cast.account(cast.organisation("operator", "veer"), "admin", "Vera")
    swift = {"operator": "swift", "feed": "swift"}
    with sam.asking() as client, vera.asking() as other:
        made = client.post("/push-keys", json=swift)
        assert made.status_code == 201, made.text
        [kept] = client.get("/push-keys").json()["keys"]
        assert made.json()["key"].startswith(kept["prefix"])
        assert made.json()["key"] not in client.get("/push-keys").text
        assert other.get("/push-keys").json() == {"feeds": [], "keys": []}
        refused(other.post("/push-keys", json=swift), 404)
        assert set(faults(other.post("/push-keys", json=swift | {"operator": "veer"}))) == {"feed"}
        ending = {"operator": "veer", "id": kept["id"]}
        refused(other.post("/push-keys/endings", json=ending), 404)
        ended = client.post("/push-keys/endings", json=ending | {"operator": "swift"})
        assert (ended.status_code, ended.json()["keys"]) == (201, [])
        acts = client.get("/audit", params={"what": "act", "day": "2026-03-15"}).json()["entries"]
        assert [one["action"] for one in acts] == ["POST /push-keys/endings", "POST /push-keys"]
        for question in ({"what": "look"}, {"day": "2026-03-14"}):
            assert client.get("/audit", params=question).json()["entries"] == []
