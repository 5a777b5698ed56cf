"""Where a feed is expected: in the municipality that it serves, silent or not, and in no other.

degrees east  4.30           4.32            5.00          5.02
               | here: s      |               | there: f    |
               | hub (s)      |

March 2026     10         11 12:00                    15 12:00 (now)
swift          |===========================================|
far            |==============|  silent
"""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.answers import CountingMethods, Hubs, IndicatorMap, IndicatorSeries, LongParked, Vehicles
from api.answers.profile import IndicatorProfile
from stoep.cluster import Cluster
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, told
from tests.api.test_receipts import a_day_later as a_day_later
from tests.api.test_receipts import check, explained, rerun_in
from tests.worlds import World
from zones.cells import fold_feed

HERE, THERE = "GM9999", "GM8888"
LAT = 52.105
DAYS = "from=2026-03-11T23:00:00Z&to=2026-03-13T23:00:00Z"
"""Two local days, the 12th and the 13th."""
LACKS_FAR = "no_evidence: far"


def fold(world: World) -> None:
    for drawn in world.feeds.values():
        fold_feed(world.connection, drawn.id)


def town(world: World, code: str, west: float, since: str = "1-01 00:00") -> int:
    return world.area(
        AreaKind.municipality, code, west, 52.10, west + 0.02, 52.11, municipality=code, since=since
    )


@pytest.fixture
def areas(world: World) -> dict[str, int]:
    here, there = town(world, HERE, 4.30), town(world, THERE, 5.00)
    hub = world.area(AreaKind.hub, "hub", 4.30, 52.10, 4.31, 52.11, capacity=2, since="1-01 00:00")
    world.feed("swift", ("10 00:00", "15 12:00"))
    world.stands("swift", 4.305, LAT, "10 00:00", areas=(here, hub))
    return {"here": here, "there": there, "hub": hub}


@pytest.fixture
def far(world: World, areas: dict[str, int]) -> Iterator[dict[str, int]]:
    world.feed("far", ("10 00:00", "11 12:00"))
    world.stands("far", 5.005, LAT, "10 00:00", areas=(areas["there"],))
    fold(world)
    return areas


def series(client: httpx.Client, area: int, name: str = "vehicles_parked", more: str = "") -> Any:
    got = told(
        client.get(f"/indicators/{name}/series?area={area}&step=day&{DAYS}{more}"), IndicatorSeries
    )
    return [(line["values"], line["coverage"], line["reasons"]) for line in got["series"]]


def on_map(client: httpx.Client, when: str = "", name: str = "vehicles_parked") -> Any:
    got = told(client.get(f"/indicators/{name}/map?kind=municipality{when}"), IndicatorMap)
    return {one["code"]: (one["value"], one["coverage"], one["reason"]) for one in got["values"]}


def test_a_silent_feed_of_another_city_empties_this_one_in_no_series(
    client: httpx.Client, far: dict[str, int]
) -> None:
    assert series(client, far["here"]) == [([1, 1], [1, 1], [None, None])]
    assert series(client, far["here"], "arrivals") == [([0, 0], [1, 1], [None, None])]
    assert series(client, far["there"]) == [([None, None], [0, 0], [LACKS_FAR] * 2)]


@pytest.mark.parametrize("when", ["", "&moment=2026-03-12T12:00:00Z", f"&{DAYS}"])
def test_nor_on_any_map(client: httpx.Client, far: dict[str, int], when: str) -> None:
    assert on_map(client, when) == {HERE: (1, 1, None), THERE: (None, 0, LACKS_FAR)}


def test_nor_in_answers_about_a_moment(client: httpx.Client, far: dict[str, int]) -> None:
    for path, model in (("/vehicles", Vehicles), ("/long-parked", LongParked)):
        got = told(client.get(f"{path}?area={far['here']}"), model)
        assert (got["coverage"], got["reason"]) == (1, None)
        assert {feed["key"]: feed["expected"] for feed in got["feeds"]} == {
            "swift": True,
            "far": False,
        }
        got = told(client.get(f"{path}?area={far['there']}"), model)
        assert (got["coverage"], got["reason"]) == (0, LACKS_FAR)
    assert client.get(f"/vehicles?area={far['there']}").json()["count"] is None
    everywhere = told(client.get("/vehicles"), Vehicles)
    assert (everywhere["count"], everywhere["reason"]) == (1, LACKS_FAR)


def test_nor_does_it_make_a_hub_stale(client: httpx.Client, far: dict[str, int]) -> None:
    got = told(client.get("/hubs"), Hubs)
    assert (got["coverage"], got["reason"]) == (1, None)
    [hub] = got["hubs"]
    assert (hub["vehicles"], hub["state"], hub["stale"]) == (1, "open", False)


def test_nor_in_a_profile_or_a_count_side_by_side(
    client: httpx.Client, far: dict[str, int]
) -> None:
    path = f"/indicators/vehicles_parked/profile?area={far['here']}&{DAYS}"
    slots = told(client.get(path), IndicatorProfile)["slots"]
    assert [slot["value"] for slot in slots if slot["reason"] != "not_in_period"] == [1] * 48
    path = f"/counting-methods?area={far['here']}&day=2026-03-13"
    methods = told(client.get(path), CountingMethods)["methods"]
    assert {(one["value"], one["coverage"]) for one in methods} == {(1, 1)}


def test_whose_own_numbers_are_asked_is_needed_everywhere(
    client: httpx.Client, far: dict[str, int]
) -> None:
    """Alone it is the whole of the answer, and nobody sees it."""
    assert series(client, far["here"], more="&operator=far") == [
        ([None, None], [0, 0], [LACKS_FAR] * 2)
    ]


def test_who_served_this_city_and_fell_silent_is_lacking(
    client: httpx.Client, world: World, far: dict[str, int]
) -> None:
    world.stands("far", 4.306, LAT, "11 10:00", areas=(far["here"], far["hub"]))
    world.connection.execute("delete from fold_state")
    fold(world)
    assert series(client, far["here"]) == [([None, None], [0, 0], [LACKS_FAR] * 2)]
    assert on_map(client)[HERE] == (1, 0.5, LACKS_FAR)
    assert on_map(client, f"&{DAYS}")[HERE] == (None, 0, LACKS_FAR)
    assert client.get(f"/vehicles?area={far['here']}").json()["coverage"] == 0.5
    [hub] = client.get("/hubs").json()["hubs"]
    assert hub["stale"]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ((("2-20 00:00", "10 00:00"),), False),
        ((("2-20 00:00", "2-25 00:00"), ("9 00:00", "10 00:00")), True),
    ],
    ids=["18 days without, all seen", "6 days seen, 12 in silence"],
)
def test_who_left_is_expected_no_more_and_silence_is_no_leaving(
    client: httpx.Client,
    world: World,
    areas: dict[str, int],
    runs: tuple[tuple[str, str], ...],
    expected: bool,
) -> None:
    """
    February 20  21                25          March 9   10           12, 13
    once     |s---|==================================|   silent        ?  not expected
    once     |s---|=================|   silent   |===|   silent        ?  expected
    """
    world.feed("once", *runs)
    world.stood(
        "once", 4.306, LAT, "2-20 00:00", "2-20 23:59", "2-21 00:00", areas=(areas["here"],)
    )
    fold(world)
    values = [None, None] if expected else [1, 1]
    assert series(client, areas["here"])[0][0] == values
    assert on_map(client, "&moment=2026-03-12T12:00:00Z")[HERE][1] == (0.5 if expected else 1)


def test_who_is_here_after_a_gap_may_have_been_here_in_it(
    client: httpx.Client, world: World, areas: dict[str, int]
) -> None:
    """
    10          11                        14            15 12:00
    new  |==========|        silent       |=============|
    stands          nowhere               here
    """
    world.feed("new", ("10 00:00", "11 00:00"), ("14 00:00", "15 12:00"))
    world.stands("new", 4.306, LAT, "14 00:00", areas=(areas["here"],))
    fold(world)
    assert series(client, areas["here"])[0][2] == ["no_evidence: new"] * 2


def test_what_is_not_counted_yet_may_be_anywhere(
    client: httpx.Client, world: World, far: dict[str, int]
) -> None:
    """Nor may it be left out of a map over a period (its stays are there, its cells are not)."""
    world.feed("veer", ("10 00:00", "15 12:00"))
    world.stands("veer", 4.306, LAT, "10 00:00", areas=(far["here"],))
    assert series(client, far["here"])[0][2] == ["no_evidence: veer"] * 2
    assert on_map(client, f"&{DAYS}")[HERE] == (None, 0, "no_evidence: veer")
    fold(world)
    assert on_map(client, f"&{DAYS}")[HERE] == (2, 1, None)


def test_before_its_border_was_known_nobody_knows_who_served(
    client: httpx.Client, world: World, far: dict[str, int]
) -> None:
    world.connection.execute("update area set valid_from = '2026-03-11' where code = %s", [HERE])
    world.connection.execute("update area set municipality = 'GM1' where kind = 'hub'")
    assert series(client, far["here"])[0][2] == [LACKS_FAR] * 2
    assert series(client, far["hub"])[0][2] == [LACKS_FAR] * 2


QUESTIONS = (
    "/indicators/vehicles_parked/series?area={here}&from=2026-03-12T00:00:00Z",
    "/indicators/arrivals/series?area={here}&step=day&from=2026-03-12T00:00:00Z",
    "/indicators/vehicles_parked/map?kind=municipality",
    "/indicators/vehicles_parked/map?kind=municipality&from=2026-03-12T00:00:00Z",
    "/counting-methods?area={here}&day=2026-03-13",
    "/long-parked?area={here}",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_as_of_then_the_same_are_expected(
    client: httpx.Client,
    a_day_later: httpx.Client,
    world: World,
    far: dict[str, int],
    cluster: Cluster,
    migrated: str,
    question: str,
) -> None:
    """`far` comes back, and stands here: of then that was not known."""
    receipt = client.get(question.format(**far)).json()["receipt"]
    later = {"feed": world.feeds["far"].id, "swift": world.feeds["swift"].id}
    world.connection.execute(
        "insert into coverage_span values (%(feed)s, '2026-03-15 13:00Z', '2026-03-16 12:00Z',"
        " 129600)",
        later,
    )
    world.connection.execute(
        "update feed_state set evidence_at = '2026-03-16 12:00Z', generation = 2"
        " where feed_id = %(feed)s",
        later,
    )
    world.stands("far", 4.306, LAT, "15 13:00", areas=(far["here"],))
    fold(world)
    again = explained(a_day_later, receipt)
    assert again["same"], again["why"]
    file = a_day_later.get(f"/receipts/{receipt}/file").content
    assert rerun_in(cluster, migrated, check(file).content).same


def test_a_gap_that_still_goes_on_is_told(
    client: httpx.Client, world: World, areas: dict[str, int]
) -> None:
    """
    11         12                                    15 12:00
    |====swift====|            silent                     (now)
    """
    world.connection.execute("update coverage_span set ends_at = '2026-03-12'")
    world.connection.execute("update feed_state set evidence_at = '2026-03-12'")
    fold(world)
    path = f"/indicators/vehicles_parked/series?area={areas['here']}&step=day"
    got = told(
        client.get(f"{path}&from=2026-03-10T23:00:00Z&to=2026-03-14T23:00:00Z"), IndicatorSeries
    )
    assert got["coverage"] == round(25 / 96, 4)
    assert got["gaps"] == [
        {
            "feed": "swift",
            "from": "2026-03-12T00:00:00Z",
            "to": "2026-03-14T23:00:00Z",
            "reason": "no_evidence",
        }
    ]
    got = client.get(f"{path}&from=2026-03-10T23:00:00Z&to=2026-03-20T23:00:00Z").json()
    assert got["gaps"][-1]["to"] == "2026-03-15T12:00:00Z"


def test_what_is_to_come_is_no_gap_nor_is_another_city_s(
    client: httpx.Client, far: dict[str, int]
) -> None:
    path = f"/indicators/vehicles_parked/series?area={far['here']}&step=day"
    got = client.get(f"{path}&from=2026-03-10T23:00:00Z&to=2026-03-20T23:00:00Z").json()
    assert (got["coverage"], got["gaps"]) == (1, [])


def test_a_line_for_each_operator_in_no_parking_areas(
    client: httpx.Client, world: World, areas: dict[str, int]
) -> None:
    """
    4.30  [ no parking: s v v ]  4.31     two bicycles and a moped
    """
    banned = world.area(AreaKind.no_parking, "n", 4.30, 52.10, 4.31, 52.11, since="1-01 00:00")
    world.connection.execute("update open_stay set areas = areas || %s", [banned])
    world.feed("veer", ("10 00:00", "15 12:00"))
    for form in ("bicycle", "moped"):
        world.stands("veer", 4.306, LAT, "10 00:00", areas=(areas["here"], banned), form=form)
    fold(world)
    for name, each in (("no_parking_vehicles", 1), ("no_parking_hours", 24)):
        for group, lines in (("none", (3,)), ("operator", (1, 2)), ("form", (2, 1))):
            got = series(client, areas["here"], name, f"&group={group}")
            assert [line[0] for line in got] == [[each * n] * 2 for n in lines]


@pytest.mark.parametrize(
    "name", ["vehicles_by_state", "duration_classes", "share_in_hubs", "hub_occupancy"]
)
def test_where_lines_are_no_operators_a_group_is_refused(
    client: httpx.Client, areas: dict[str, int], name: str
) -> None:
    path = f"/indicators/{name}/series?area={areas['hub']}&step=day&{DAYS}"
    assert {*faults(client.get(f"{path}&group=operator"))} == {"group"}
    assert client.get(path).status_code == 200  # though nothing is folded yet
