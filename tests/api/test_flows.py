"""Where rentals went, over real HTTP; the week of 2 to 8 March 2026, local midnight is 23:00 UTC.

    west 4.30-4.32     east 4.32-4.34     far 4.34-4.36      h3: one cell over west

         to west  east  far       Monday to Friday; of west 24 + 12 are told, of east nothing
west        12      24
east                      9
outside                 11
"""

import httpx
import pytest

from api.answers.movement import Flows
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, told
from tests.api.conftest import NOW
from tests.worlds import World
from zones.movement.publish import Rules, publish_flows, read_grids

WEST, EAST, FAR, OUTSIDE = (4.31, 52.105), (4.33, 52.105), (4.35, 52.105), (5.0, 52.105)
RULES = Rules(read_grids("district"), 10, 5, "Europe/Amsterdam")
WEEK = {"from": "2026-03-02T12:00:00Z", "to": "2026-03-03T12:00:00Z"}
Cells = dict[str, int]


@pytest.fixture(autouse=True)
def cells(world: World) -> Cells:
    found = {
        name: world.area(AreaKind.district, name, west, 52.10, west + 0.02, 52.11)
        for name, west in (("west", 4.30), ("east", 4.32), ("far", 4.34))
    }
    found["city"] = world.area(AreaKind.municipality, "GM9999", 4.30, 52.10, 4.36, 52.11)
    found["h3"] = world.area(AreaKind.h3, "89196", 4.30, 52.10, 4.32, 52.11)
    world.feed("veer", ("1 00:00", "15 12:00"))
    ride(world, 1, WEST, EAST, day=1, hour=0)  # the first block may have lost trips: never told
    ride(world, 12, WEST, WEST)
    ride(world, 23, WEST, EAST)
    world.rode("veer", WEST, EAST, "6 22:59:59", "6 23:30")  # begins on Friday, ends on Saturday
    ride(world, 9, EAST, FAR)
    ride(world, 11, OUTSIDE, FAR)
    ride(world, 10, WEST, EAST, day=7)
    world.tells_trips("veer", "15 12:00")
    tell(world)
    return found


def ride(
    world: World,
    times: int,
    start: tuple[float, float],
    end: tuple[float, float],
    day: int = 3,
    hour: int = 10,
) -> None:
    for minute in range(times):
        world.rode("veer", start, end, f"{day} {hour}:{minute:02}", f"{day} {hour}:{minute + 5:02}")


def tell(world: World, rules: Rules = RULES) -> int:
    return len(publish_flows(world.connection, rules, int(NOW)))


def ask(client: httpx.Client, **question: object) -> dict[str, object]:
    return told(client.get("/flows", params={**WEEK, **question}), Flows)  # type: ignore[arg-type, no-any-return]


def pairs(answer: dict[str, object], cells: Cells) -> dict[tuple[str, str], int]:
    names = {number: name for name, number in cells.items()} | {0: "outside"}
    flows = answer["flows"]
    return {(names[f["origin"]], names[f["destination"]]): f["trips"] for f in flows}  # type: ignore[attr-defined]


def test_the_matrix_of_the_working_days_holds_no_small_flow(
    client: httpx.Client, cells: Cells
) -> None:
    answer = ask(client)
    # 9 from east to far are withheld; with the totals of far the 11 would give them away.
    assert pairs(answer, cells) == {("west", "east"): 24, ("west", "west"): 12}
    assert (answer["trips"], answer["k"], answer["units"]) == (36, 10, 2)
    assert answer["withheld"] == 4 * 4 - 2
    assert answer["coverage"] == 1.0
    assert answer["period"] == {"from": "2026-03-01T23:00:00Z", "to": "2026-03-06T23:00:00Z"}
    (block,) = answer["blocks"]  # type: ignore[misc]
    assert (block["days"], block["reason"], block["feeds"]) == ("weekday", None, {"veer": 1.0})


def test_one_day_tells_its_block_both_ways(client: httpx.Client, cells: Cells) -> None:
    """Mistake 9: origin and destination are asked over the same time, to its last second."""
    leaving = ask(client, area=cells["west"], direction="from")
    assert pairs(leaving, cells) == {("west", "east"): 24, ("west", "west"): 12}
    coming = ask(client, area=cells["east"], direction="to")
    assert pairs(coming, cells) == {("west", "east"): 24}
    assert leaving["period"] == coming["period"]


def test_a_municipality_is_all_its_cells_and_totals_hold_told_units_only(
    client: httpx.Client, cells: Cells
) -> None:
    week = {"to": "2026-03-08T12:00:00Z"}
    both = ask(client, area=cells["city"], **week)
    assert pairs(both, cells) == {("west", "east"): 34, ("west", "west"): 12}
    weekend = ask(client, area=cells["city"], days="weekend", **week)
    assert pairs(weekend, cells) == {("west", "east"): 10}
    assert weekend["period"] == both["period"]


def test_a_block_is_told_once_and_never_anew(
    client: httpx.Client, world: World, cells: Cells
) -> None:
    before = ask(client)
    ride(world, 1, WEST, WEST, hour=12)
    ride(world, 20, EAST, EAST, hour=12)
    assert tell(world) == 0
    assert ask(client) == before


def test_what_is_not_over_or_not_told_is_null_with_the_reason(client: httpx.Client) -> None:
    answer = ask(client, **{"from": "2026-03-14T12:00:00Z", "to": "2026-03-15T10:00:00Z"})
    assert answer["trips"] is None
    assert [b["reason"] for b in answer["blocks"]] == ["not_over_yet"]  # type: ignore[attr-defined]
    nothing = ask(client, **{"from": "2026-03-10T12:00:00Z", "to": "2026-03-11T10:00:00Z"})
    assert (nothing["trips"], nothing["flows"]) == (0, [])
    before = ask(client, **{"from": "2026-02-24T12:00:00Z", "to": "2026-02-25T12:00:00Z"})
    assert [b["reason"] for b in before["blocks"]] == ["not_told"]  # type: ignore[attr-defined]


def test_a_block_waits_for_all_feeds_that_tell_trips(client: httpx.Client, world: World) -> None:
    world.connection.execute("truncate flow, flow_block")
    world.tells_trips("veer", "13 22:00")
    period = {"from": "2026-03-10T12:00:00Z", "to": "2026-03-11T12:00:00Z"}
    ride(world, 10, WEST, EAST, day=10)
    now_s = int(NOW) + 86_400
    assert len(publish_flows(world.connection, RULES, now_s)) == 2  # of the week before
    late = publish_flows(world.connection, RULES, now_s + 5 * 86_400)
    assert [block.days for block in late] == ["weekday"]
    assert ask(client, **period)["coverage"] == round((5 * 24 - 1) / (5 * 24), 4)


def test_the_other_grid_over_the_same_trips_is_refused(client: httpx.Client, cells: Cells) -> None:
    assert set(faults(client.get("/flows", params={**WEEK, "grid": "h3"}))) == {"grid"}
    other = {**WEEK, "grid": "h3", "area": cells["h3"]}
    assert set(faults(client.get("/flows", params=other))) == {"grid"}


def test_h3_is_told_where_it_is_the_grid(world: World, cells: Cells) -> None:
    world.connection.execute("truncate flow, flow_block")
    rules = Rules(read_grids("district,GM9999=h3"), 10, 5, "Europe/Amsterdam")
    assert tell(world, rules) > 0
    rows = world.connection.execute(
        "select origin_id, destination_id, trips, least_k from flow order by trips"
    ).fetchall()
    # Only west has a hexagon: all else is outside, as one cell.
    told_units = [(cells["h3"], 0, 10, 10), (cells["h3"], cells["h3"], 12, 10)]
    told_units += [(0, 0, 20, 10), (cells["h3"], 0, 24, 10)]
    assert rows == told_units


def test_flows_refuse_what_makes_no_sense(client: httpx.Client, cells: Cells) -> None:
    assert set(faults(client.get("/flows"))) == {"from"}
    wrong = {**WEEK, "direction": "up", "days": "monday", "grid": "street"}
    assert set(faults(client.get("/flows", params=wrong))) == {"direction", "days", "grid"}
    assert set(faults(client.get("/flows", params={**WEEK, "area": 999}))) == {"area"}
    assert set(faults(client.get("/flows?from=1980-01-01T00:00:00Z"))) == {"from"}
    hub = client.get("/flows", params={**WEEK, "grid": "hub"})
    assert set(faults(hub)) == {"grid"}
    operator = client.get("/flows", params={**WEEK, "operator": "veer"})
    assert set(faults(operator)) == {"operator"}
