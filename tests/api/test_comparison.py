"""Two moments and two periods side by side, of a town drawn by hand.

            13 00:00                14 00:00     06:00               15 00:00       12:00
zilt   =====|=======================|..outage....|===================|==============|
duin   =====|=======================|============|===================|==============|
veer                                                                 |==============|  (new)

north: zilt 2 all the time, a third from 14 12:00 on; duin 1.  south: duin 1 from 14 12:00 on.
"""

from typing import Any

import httpx
import pytest

from api.answers import Comparison, Explanation
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, told
from tests.api.test_exports import rows_of
from tests.worlds import World
from zones.cells import fold_feed

PATH = "/indicators/{}/comparison"
QUIET, LATER = "2026-03-13T12:00:00Z", "2026-03-14T15:00:00Z"
OUT = "2026-03-14T03:00:00Z"


@pytest.fixture(autouse=True)
def town(world: World) -> dict[str, int]:
    ids = {}
    for kind, code, west, east in (
        (AreaKind.municipality, "town", 4.30, 4.32),
        (AreaKind.neighbourhood, "north", 4.30, 4.31),
        (AreaKind.neighbourhood, "south", 4.31, 4.32),
    ):
        ids[code] = world.area(kind, code, west, 52.07, east, 52.08, municipality="town")
    world.feed("zilt", ("12 00:00", "14 00:00"), ("14 06:00", "15 12:00"))
    world.feed("duin", ("12 00:00", "15 12:00"))
    north, south = (ids["town"], ids["north"]), (ids["town"], ids["south"])
    world.stands("zilt", 4.302, 52.075, "12 00:00", areas=north)
    world.stands("zilt", 4.304, 52.075, "12 00:00", areas=north)
    world.stands("zilt", 4.306, 52.075, "14 12:00", areas=north)
    world.stands("duin", 4.303, 52.072, "12 00:00", form="moped", areas=north)
    world.stands("duin", 4.317, 52.072, "14 12:00", form="moped", areas=south)
    for feed in world.feeds.values():
        fold_feed(world.connection, feed.id)
    return ids


def compared(
    client: httpx.Client, area: int, indicator: str = "vehicles_parked", **asked: Any
) -> Any:
    question = {"area": area} | {name.rstrip("_"): value for name, value in asked.items()}
    return told(client.get(PATH.format(indicator), params=question), Comparison)


def areas(found: dict[str, Any]) -> dict[str, Any]:
    return {one["code"]: one for one in found["areas"]}


def parts(found: dict[str, Any], group: str) -> dict[str, Any]:
    return {one["key"]: one for one in found["parts"] if one["group"] == group}


def numbers(pair: dict[str, Any]) -> tuple[Any, Any, Any]:
    return pair["one"]["value"], pair["other"]["value"], pair["difference"]


def test_two_moments_of_areas_operators_and_forms(
    client: httpx.Client, town: dict[str, int]
) -> None:
    found = compared(client, town["town"], moment=QUIET, otherMoment=LATER)
    assert numbers(areas(found)["north"]) == (3, 4, 1)
    assert numbers(areas(found)["south"]) == (0, 1, 1)
    assert numbers(parts(found, "none")["all"]) == (3, 5, 2)
    assert numbers(parts(found, "operator")["zilt"]) == (2, 3, 1)
    assert numbers(parts(found, "form")["moped"]) == (1, 2, 1)
    assert (found["one"]["moment"], found["other"]["moment"]) == (QUIET, LATER)


def test_what_was_not_seen_is_no_difference(client: httpx.Client, town: dict[str, int]) -> None:
    found = compared(client, town["town"], moment=QUIET, otherMoment=OUT)
    north = areas(found)["north"]
    assert numbers(north) == (3, 1, None)
    assert north["reason"] == "no_evidence: zilt"
    assert north["other"]["coverage"] == 0.5
    assert numbers(parts(found, "operator")["zilt"]) == (2, None, None)
    # Duin was seen at both: of it a difference is claimed.
    assert numbers(parts(found, "operator")["duin"]) == (1, 1, 0)


def test_two_periods_are_compared_by_their_means(
    client: httpx.Client, town: dict[str, int]
) -> None:
    found = compared(
        client, town["town"], from_="2026-03-13T00:00:00Z", to="2026-03-14T00:00:00Z",
        otherFrom="2026-03-14T12:00:00Z", otherTo="2026-03-15T00:00:00Z",
    )  # fmt: skip
    assert numbers(areas(found)["north"]) == (3, 4, 1)
    assert numbers(parts(found, "operator")["duin"]) == (1, 2, 1)
    assert found["one"]["moment"] is None
    assert found["one"]["period"]["to"] == "2026-03-14T00:00:00Z"


def test_a_period_with_an_outage_is_seen_too_little(
    client: httpx.Client, town: dict[str, int]
) -> None:
    found = compared(
        client, town["town"], "parked_density",
        from_="2026-03-13T00:00:00Z", to="2026-03-14T00:00:00Z",
        otherFrom="2026-03-14T00:00:00Z", otherTo="2026-03-15T00:00:00Z",
    )  # fmt: skip
    north = areas(found)["north"]
    assert north["other"]["value"] is not None
    assert north["other"]["coverage"] == pytest.approx(0.75, abs=0.01)
    assert (north["difference"], north["reason"]) == (None, "seen_too_little")
    assert parts(found, "operator")["duin"]["difference"] is not None


def test_a_feed_that_is_new_is_no_change_of_the_street(
    client: httpx.Client, world: World, town: dict[str, int]
) -> None:
    world.feed("veer", ("15 00:00", "15 12:00"))
    world.stands("veer", 4.305, 52.075, "15 00:00", areas=(town["town"], town["north"]))
    fold_feed(world.connection, world.feeds["veer"].id)
    found = compared(client, town["town"], moment=QUIET, otherMoment="2026-03-15T06:00:00Z")
    assert (areas(found)["north"]["difference"], areas(found)["north"]["reason"]) == (
        None,
        "feeds_differ: veer",
    )
    assert numbers(parts(found, "operator")["zilt"]) == (2, 3, 1)
    days = {"from_": "2026-03-13T00:00:00Z", "to": "2026-03-13T12:00:00Z"}
    days |= {"otherFrom": "2026-03-15T00:00:00Z", "otherTo": "2026-03-15T12:00:00Z"}
    over = compared(client, town["town"], **days)
    assert areas(over)["north"]["reason"] == "feeds_differ: veer"
    assert numbers(parts(over, "operator")["duin"]) == (1, 2, 1)
    assert numbers(parts(over, "operator")["veer"]) == (None, 1, None)


def test_only_of_one_operator(client: httpx.Client, town: dict[str, int]) -> None:
    found = compared(client, town["town"], moment=QUIET, otherMoment=LATER, operator="duin")
    assert numbers(areas(found)["north"]) == (1, 1, 0)
    assert set(parts(found, "operator")) == {"duin"}


def test_each_half_has_the_receipt_of_its_map(client: httpx.Client, town: dict[str, int]) -> None:
    found = compared(client, town["town"], moment=QUIET, otherMoment=LATER)
    for half in ("one", "other"):
        answer = told(client.get(f"/receipts/{found[half]['receipt']}"), Explanation)
        assert answer["same"] is True
    over = compared(client, town["town"], from_="2026-03-13T00:00:00Z", otherFrom=QUIET)
    answer = told(client.get(f"/receipts/{over['one']['receipt']}"), Explanation)
    assert answer["same"] is True


def test_wrong_questions_name_the_field(client: httpx.Client, town: dict[str, int]) -> None:
    path = f"{PATH.format('vehicles_parked')}?area={town['town']}"
    assert {*faults(client.get(f"{path}&moment={QUIET}&from={QUIET}"))} == {"moment"}
    assert {*faults(client.get(f"{path}&from={LATER}&to={QUIET}&otherFrom={QUIET}"))} == {"from"}
    assert {*faults(client.get(f"{path}&from={QUIET}"))} == {"otherFrom"}
    assert {*faults(client.get(f"{path}&otherMoment=2030-01-01T00:00:00Z"))} == {"otherMoment"}
    assert {*faults(client.get(PATH.format("vehicles_parked")))} == {"area"}
    unfit = client.get(f"{PATH.format('duration_classes')}?area={town['town']}")
    assert unfit.status_code == 400


def test_a_comparison_is_a_file_with_both_sides_and_their_receipts(
    client: httpx.Client, town: dict[str, int]
) -> None:
    asked = {"area": town["town"], "moment": QUIET, "otherMoment": LATER}
    path = PATH.format("vehicles_parked")
    answer = client.get(path, params=asked).json()
    got = client.get(f"/exports{path}", params=asked)
    named = 'attachment; filename="vehicles_parked-comparison-2026-03-14.csv"'
    assert got.headers["content-disposition"] == named
    about, rows = rows_of(got.text)
    assert (about["one_moment"], about["other_moment"]) == (QUIET, LATER)
    assert about["indicator"] == "vehicles_parked"
    for side in ("one", "other"):
        receipt = httpx.URL(about[f"{side}_receipt"]).path.removeprefix("/v1")
        assert client.get(receipt).json()["same"] is True
        assert float(about[f"{side}_coverage"]) == answer[side]["coverage"]
    assert [row["group"] for row in rows] == (
        ["all", *["operator"] * 2, *["form"] * 2, *["area"] * 2]
    )
    [whole] = [row for row in rows if row["group"] == "all"]
    [pair] = [part for part in answer["parts"] if part["group"] == "none"]
    assert (whole["name"], whole["unit"]) == ("Town", "vehicles")
    told = [float(whole[name]) for name in ("one", "other", "difference")]
    assert told == [pair["one"]["value"], pair["other"]["value"], pair["difference"]]
    # In an outage nothing is claimed: the cell is empty, and why stands beside it.
    out = client.get(f"/exports{path}", params=asked | {"otherMoment": OUT})
    [unsure] = [row for row in rows_of(out.text)[1] if row["key"] == "zilt"]
    assert (unsure["other"], unsure["difference"]) == ("", "")
    assert unsure["reason"].startswith("no_evidence")
    excel = client.get(f"/exports{path}", params=asked | {"format": "xlsx"})
    assert excel.content.startswith(b"PK")
    assert set(faults(client.get(f"/exports{path}", params=asked | {"format": "gpkg"}))) == {
        "format"
    }
