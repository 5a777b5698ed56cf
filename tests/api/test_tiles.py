"""Vector tiles of the vehicles: every one of them, where it stands.

swift   |================|       bicycles, evidence until now
veer    |==========|             mopeds, late since 15 03:00
"""

from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from api.drawing import CROWD, tile_units
from api.scenes import Scene
from tests.api.checks import ALWAYS, faults
from tests.api.test_mvt import decode
from tests.worlds import World
from zones.standing import DEGREE, PACKED, Standing

HAGUE = "9/262/168"
"""The tile of The Hague: 4.22 to 4.92 degrees east, 52.05 to 52.48 north."""


@pytest.fixture(autouse=True)
def drawn(world: World) -> dict[str, int]:
    world.feed("swift", ("14 08:00", "15 12:00"))
    world.feed("veer", ("14 08:00", "15 03:00"))
    return {
        "bike": world.stands("swift", 4.3, 52.1, "14 09:00"),
        "gone": world.stood("swift", 4.3, 52.1, "14 09:00", "14 10:00", "14 10:01"),
        "moped": world.stands("veer", 4.4, 52.2, "14 09:00", form="moped", state="reserved"),
        "south": world.stands("swift", 4.3, 10.0, "14 09:00"),
    }


def tile(client: httpx.Client, folder: Path, place: str = HAGUE, **question: str) -> Any:
    answer = client.get(f"/tiles/vehicles/{place}", params=question)
    assert answer.status_code == 200, answer.text
    assert ALWAYS.items() <= answer.headers.items()
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    if not answer.content:
        return {"mvt_id": np.empty(0, np.int64)}
    return decode(answer.content, folder)


def test_a_tile_holds_what_stands_in_it(
    client: httpx.Client, tmp_path: Path, drawn: dict[str, int]
) -> None:
    got = tile(client, tmp_path)
    assert got["mvt_id"].tolist() == [drawn["bike"], drawn["moped"]]
    assert got["operator"].tolist() == ["swift", "veer"]
    assert got["form_factor"].tolist() == ["bicycle", "moped"]
    assert got["state"].tolist() == ["available", "reserved"]
    assert got["class"].tolist() == [0, 0]
    assert got["late"].tolist() == [False, True]


def test_it_is_drawn_where_postgis_draws_it(
    client: httpx.Client, tmp_path: Path, world: World
) -> None:
    got = tile(client, tmp_path)
    rows = world.connection.execute(
        "select st_x(g), st_y(g) from open_stay, st_tileenvelope(9, 262, 168) e,"
        " st_asmvtgeom(st_transform(geom, 3857), e) g where g is not null order by id"
    ).fetchall()
    for (x, y), mine in zip(rows, zip(got["x"], got["y"], strict=True), strict=True):
        assert abs(x - mine[0]) <= 1
        assert abs(y - mine[1]) <= 1


def test_the_whole_world_is_one_tile_with_everything(
    client: httpx.Client, tmp_path: Path, drawn: dict[str, int]
) -> None:
    assert len(tile(client, tmp_path, "0/0/0")["mvt_id"]) == 3


def test_a_tile_where_nothing_stands_is_empty(client: httpx.Client, tmp_path: Path) -> None:
    assert client.get("/tiles/vehicles/9/0/0").content == b""


def test_a_past_moment_and_a_choice(
    client: httpx.Client, tmp_path: Path, drawn: dict[str, int]
) -> None:
    then = tile(client, tmp_path, moment="2026-03-14T09:30:00Z")
    assert sorted(then["mvt_id"].tolist()) == sorted([drawn["bike"], drawn["gone"], drawn["moped"]])
    assert tile(client, tmp_path, operator="veer")["mvt_id"].tolist() == [drawn["moped"]]
    assert tile(client, tmp_path, form="bicycle")["mvt_id"].tolist() == [drawn["bike"]]
    assert tile(client, tmp_path, form="car")["mvt_id"].tolist() == []


def test_a_dot_on_the_edge_is_in_both_tiles(
    client: httpx.Client, tmp_path: Path, world: World
) -> None:
    edge = world.stands("swift", 262 / 512 * 360 - 180 + 0.001, 52.2, "14 09:00")
    world.next_poll("swift")
    assert edge in tile(client, tmp_path, "9/262/168")["mvt_id"]
    assert edge in tile(client, tmp_path, "9/261/168")["mvt_id"]
    assert edge not in tile(client, tmp_path, "9/260/168")["mvt_id"]


def test_a_reader_that_has_the_tile_is_not_sent_it_again(
    client: httpx.Client, world: World
) -> None:
    path = f"/tiles/vehicles/{HAGUE}"
    etag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert client.get(path, params={"form": "moped"}).headers["etag"] != etag
    assert client.get("/tiles/vehicles/9/262/169").headers["etag"] != etag
    world.next_poll("swift")
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


COPIED = """
insert into open_stay (id, feed_id, vehicle, vehicle_type_id, state, geom, first_seen, start_lo,
                       start_reason, base_s, areas)
select id + 1000000 + copy, feed_id, gen_random_uuid(), vehicle_type_id, state, geom, first_seen,
       start_lo, start_reason, base_s - case copy when 7 then 10 * 86400 else 0 end, areas
from open_stay, generate_series(1, %s) copy where id = %s
"""


def test_in_a_crowd_what_is_drawn_on_top_can_be_asked_alone(
    client: httpx.Client, tmp_path: Path, world: World, drawn: dict[str, int]
) -> None:
    """Many in one place, of which one stands long: it is the one that is seen."""
    world.connection.execute(COPIED, [CROWD - 2, drawn["bike"]])
    world.next_poll("swift")
    assert len(tile(client, tmp_path, apart="4")["mvt_id"]) == CROWD
    world.connection.execute(COPIED.replace("(1, %s)", "(%s, 5000)"), [CROWD, drawn["bike"]])
    world.next_poll("swift")
    got = tile(client, tmp_path, apart="4")
    assert sorted(got["mvt_id"].tolist()) == sorted([drawn["bike"] + 1000007, drawn["moped"]])
    assert got["class"].max() > 0
    assert len(tile(client, tmp_path)["mvt_id"]) > 5000 - 2


@pytest.mark.parametrize("apart", ["-1", "33", "far"])
def test_signs_that_are_apart_by_nothing_that_can_be(client: httpx.Client, apart: str) -> None:
    assert set(faults(client.get(f"/tiles/vehicles/{HAGUE}?apart={apart}"))) == {"apart"}


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        ("0/1/0", {"x"}), ("1/0/2", {"y"}), ("2/4/4", {"x", "y"}), ("23/0/0", {"z"}),
        ("-1/0/0", {"z"}), ("1/-1/0", {"x"}), ("a/b/c", {"z", "x", "y"}), ("1/0/0.5", {"y"}),
    ],
)  # fmt: skip
def test_a_place_that_is_no_tile_is_refused(
    client: httpx.Client, place: str, wrong: set[str]
) -> None:
    assert set(faults(client.get(f"/tiles/vehicles/{place}"))) == wrong


def test_a_stranger_among_operators_is_refused(client: httpx.Client) -> None:
    assert set(faults(client.get(f"/tiles/vehicles/{HAGUE}?operator=nobody"))) == {"operator"}


def _at(lon: float, lat: float, z: int, x: int, y: int) -> tuple[int, int]:
    place = (round(lon * DEGREE), round(lat * DEGREE))
    scene = Scene(Standing((), np.array([(1, *place, 0, 0, 0)], PACKED)))
    across, down = tile_units(scene.world, z, x, y)
    return int(across[0]), int(down[0])


def test_the_ends_of_the_world_are_on_the_map() -> None:
    assert _at(-180, 0, 0, 0, 0) == (0, 2048)
    assert _at(180, 0, 0, 0, 0)[0] in (0, 4096)
    assert _at(0, 90, 0, 0, 0) == (2048, 0)
    assert _at(0, -90, 0, 0, 0)[1] == 4095


def test_beyond_the_antimeridian_the_world_goes_on() -> None:
    east_of_it = _at(-179.99, 0, 4, 15, 8)
    assert 4096 <= east_of_it[0] < 4096 + 128
    west_of_it = _at(179.99, 0, 4, 0, 8)
    assert -128 < west_of_it[0] < 0
