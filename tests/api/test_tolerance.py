"""How far a position may be off, as the municipality decides: used, told, and as of then.

A hub, and five vehicles ten metres beside it: near with 15 metres, outside with 5.
"""

from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.answers import HotSpots, IndicatorSeries
from api.receipts.rerun import check, load
from stoep.cli import app
from stoep.cluster import Cluster
from stoep.logs import configure
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.api.checks import told
from tests.worlds import World, at
from zones.cells import fold_feed
from zones.tolerance import BadTolerance, read_tolerances, set_tolerance

HERE = "GM9999"
SERIES = "/indicators/share_in_hubs/series?area={}&from=2026-03-15T00:00:00Z&step=day"
BESIDE = 10 / 68_400  # ten metres in degrees east, at 52 degrees north


@pytest.fixture
def city(world: World) -> int:
    world.feed("swift", ("14 08:00", "15 12:00"))
    city = world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
    world.area(AreaKind.hub, "hub", 4.305, 52.104, 4.310, 52.106)
    for number in range(5):
        world.stands("swift", 4.310 + BESIDE, 52.105 + number * 1e-6, "14 09:00", areas=(city,))
    fold_feed(world.connection, world.feeds["swift"].id)
    return city


def decide(world: World, metres: float, when: str) -> None:
    set_tolerance(world.connection, HERE, metres, "A. Official", "painted hubs", at(when))


def near(client: httpx.Client, city: int, **more: Any) -> tuple[Any, Any]:
    """The share that is near, and the tolerance that is told."""
    asked = SERIES.format(city) + "".join(f"&{name}={value}" for name, value in more.items())
    got = told(client.get(asked), IndicatorSeries)
    shares = {line["key"]: line["values"][0] for line in got["series"]}
    return shares["near"], got["border_tolerance_m"]


def spots(client: httpx.Client, city: int) -> tuple[int, float]:
    got = told(client.get(f"/hot-spots?area={city}"), HotSpots)
    return got["count"], got["tolerance_m"]


def test_what_the_municipality_decided_is_meant_where_none_is_asked(
    client: httpx.Client, world: World, city: int
) -> None:
    assert near(client, city) == (1.0, 15.0)
    assert spots(client, city) == (0, 15.0)
    decide(world, 5, "15 11:00")
    assert near(client, city) == (0.0, 5.0)
    assert spots(client, city) == (1, 5.0)
    assert near(client, city, tolerance=20) == (1.0, 20.0)


def test_another_city_s_decision_is_not_ours(client: httpx.Client, world: World, city: int) -> None:
    world.area(AreaKind.municipality, "GM8888", 5.0, 52.10, 5.1, 52.11, municipality="GM8888")
    set_tolerance(world.connection, "GM8888", 0, "B. Official", "theirs", at("15 11:00"))
    assert near(client, city) == (1.0, 15.0)


def test_a_receipt_from_before_comes_to_the_same_with_what_held_then(
    client: httpx.Client, world: World, city: int
) -> None:
    receipts = [
        client.get(asked).json()["receipt"]
        for asked in (SERIES.format(city), f"/hot-spots?area={city}")
    ]
    decide(world, 5, "15 12:01")
    for receipt in receipts:
        got = client.get(f"/receipts/{receipt}").json()
        assert got["same"], got["why"]


def test_a_number_knows_borders_or_tells_no_tolerance(client: httpx.Client, city: int) -> None:
    asked = SERIES.format(city).replace("share_in_hubs", "vehicles_parked")
    assert client.get(asked).json()["border_tolerance_m"] is None


def test_it_goes_along_in_the_signed_file(
    client: httpx.Client, world: World, city: int, cluster: Cluster, migrated: str
) -> None:
    decide(world, 5, "15 11:00")
    receipt = client.get(SERIES.format(city)).json()["receipt"]
    decide(world, 7, "15 12:01")
    checked = check(client.get(f"/receipts/{receipt}/file").content)
    kept = checked.content.tables["position_tolerance"]
    assert [row["tolerance_m"] for row in kept] == [5]
    cluster.create("tolerance_rerun", template=migrated)
    try:
        with psycopg.connect(cluster.address("tolerance_rerun")) as connection:
            load(connection, checked.content)
            assert [one.tolerance_m for one in read_tolerances(connection, HERE)] == [5]
    finally:
        cluster.drop("tolerance_rerun")


def test_it_is_only_added_to_and_nonsense_is_refused(world: World, city: int) -> None:
    decide(world, 5, "15 11:00")
    with pytest.raises(psycopg.errors.IntegrityError, match="only added to"):
        world.connection.execute("update position_tolerance set tolerance_m = 0")
    wrong: list[tuple[Any, ...]] = [
        (HERE, 101, "me", "so", "metres"), (HERE, -1, "me", "so", "metres"),
        (HERE, float("nan"), "me", "so", "metres"), (HERE, 5, "", "so", "by"),
        (HERE, 5, "me", " ", "why"), ("GM0000", 5, "me", "so", "municipality"),
    ]  # fmt: skip
    for *wish, field in wrong:
        with pytest.raises(BadTolerance, match=f"^{field}: "):
            set_tolerance(world.connection, *wish, at("15 11:00"))
    assert len(read_tolerances(world.connection, HERE)) == 1


def test_people_decide_it_by_command(
    world: World, city: int, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOEP_DATABASE", address)
    monkeypatch.setenv("STOEP_HOME", str(tmp_path))

    def say(*words: str) -> Result:
        return CliRunner().invoke(app, ["zones", "tolerance", *words])

    assert "15 m" in say("list", HERE).output
    made = say("set", HERE, "10", "--by", "A. Official", "--why", "painted")
    assert "From now on: 10 m in GM9999." in made.output
    assert "A. Official" in say("list", HERE).output
    refused = say("set", HERE, "500", "--by", "A. Official", "--why", "painted")
    assert (refused.exit_code, "metres: " in refused.output) == (1, True)
    configure(Settings(log_level="error"))
