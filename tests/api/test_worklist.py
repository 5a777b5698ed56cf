"""Which rows the worklist has, in which order, and why."""

from datetime import date

import httpx
import pytest

from tests.api.checks import faults, refused
from tests.api.streets import DAY_S, HERE, act, row_of, stays, worklist
from tests.api.streets import street as street
from tests.worlds import World, at
from zones.permits.setting import Wish, set_limit


def test_certain_rows_come_first_and_each_explains_its_points(
    client: httpx.Client, street: dict[str, int]
) -> None:
    """edge is 5 m beside the pier; gap stood there for less than 4 days, seen or not."""
    got = worklist(client, street)
    assert stays(got, street) == ["in", "place", "broken", "long"]
    assert (got["certain"], got["possible"], got["count"]) == (4, 0, 4)
    got = worklist(client, street, tolerance=10, days=3.6)
    assert stays(got, street) == ["in", "place", "broken", "long", "edge", "gap"]
    assert (got["certain"], got["possible"]) == (4, 2)
    got = worklist(client, street)
    row = row_of(got, street["long"])
    assert (row["observed_s"], row["possible_s"]) == (int(5.5 * DAY_S),) * 2
    [reason] = row["reasons"]
    assert reason["reason"] == "too_long"
    assert (reason["base"], reason["days"], reason["points"]) == (2.0, 1.5, 3.5)
    assert row["points"] == 3.5
    for row in got["rows"]:
        assert row["points"] == pytest.approx(
            sum(one["base"] + one["days"] for one in row["reasons"] if one["counts"])
        )


def test_what_an_outage_hides_is_possible_and_not_certain(
    client: httpx.Client, street: dict[str, int]
) -> None:
    """gap is there since 11 18:00: 3.75 days, of which 2.75 were seen."""
    assert "gap" not in stays(worklist(client, street, days=3.76), street)
    row = row_of(worklist(client, street, days=3.5), street["gap"])
    assert not row["sure"]
    assert (row["observed_s"], row["possible_s"]) == (int(2.75 * DAY_S), int(3.75 * DAY_S))
    assert row["points"] == 2.25
    assert row_of(worklist(client, street, days=2.75), street["gap"])["sure"]


def test_in_a_no_parking_area_one_stands_from_when_it_holds(
    client: httpx.Client, street: dict[str, int]
) -> None:
    """in came at 14 00:00; the pier is closed since 14 12:00."""
    row = row_of(worklist(client, street), street["in"])
    [reason] = row["reasons"]
    assert (reason["since"], reason["observed_s"]) == ("2026-03-14T12:00:00Z", DAY_S)
    assert reason["zone"]["name"] == "Pier"
    assert row["points"] == 11.0


def test_at_a_border_one_is_in_the_way_possibly(
    client: httpx.Client, street: dict[str, int]
) -> None:
    edge = row_of(worklist(client, street, tolerance=10), street["edge"])
    assert [(one["reason"], one["sure"]) for one in edge["reasons"]] == [("no_parking", False)]
    assert row_of(worklist(client, street, tolerance=10), street["in"])["sure"]
    # in is 15 m deep: no more certain where a place may be off by 20.
    assert not row_of(worklist(client, street, tolerance=20), street["in"])["sure"]


def test_out_of_order_counts_from_when_it_said_so(
    client: httpx.Client, street: dict[str, int]
) -> None:
    [reason] = row_of(worklist(client, street), street["broken"])["reasons"]
    assert (reason["reason"], reason["since"]) == ("out_of_order", "2026-03-14T06:00:00Z")
    assert reason["observed_s"] == 30 * 3600
    assert "broken" not in stays(worklist(client, street, brokenDays=1.5), street)


def test_of_changing_ids_only_the_place_is_claimed(
    client: httpx.Client, street: dict[str, int]
) -> None:
    got = worklist(client, street, days=1, operator="spin")
    [row] = got["rows"]
    assert [one["reason"] for one in row["reasons"]] == ["no_parking"]
    assert (row["observed_s"], row["possible_s"]) == (None, None)
    assert (got["unproven"], row["points"]) == (1, 10.0)


def test_a_silent_feed_has_no_rows_and_is_named(
    client: httpx.Client, street: dict[str, int]
) -> None:
    got = worklist(client, street)
    feeds = {feed["key"]: feed for feed in got["feeds"]}
    assert (feeds["mute"]["status"], feeds["mute"]["rows"]) == ("silent", None)
    assert feeds["veer"]["rows"] == 3
    assert got["coverage"] == 0.75
    assert got["reason"] == "no_evidence: mute"


def test_a_permit_tells_what_is_too_long_and_who_set_it(
    client: httpx.Client, world: World, street: dict[str, int]
) -> None:
    """At most 5 % over 3 days; at most 20 % over 1 day says less of a single vehicle."""
    for indicator, value in (("permit_parked_over_3_days", 5), ("permit_parked_over_1_day", 20)):
        wish = Wish(
            HERE, "veer", indicator, value, "%", date(2026, 3, 1), "A. Official", "permit 17"
        )
        set_limit(world.connection, wish, at("9 12:00"))
    got = worklist(client, street, days=30)
    [reason] = row_of(got, street["long"])["reasons"]
    assert reason["allowed_s"] == 3 * DAY_S
    assert reason["permit"]["indicator"] == "permit_parked_over_3_days"
    assert (reason["permit"]["set_by"], reason["days"]) == ("A. Official", 2.5)
    # broken stands for 3.5 days, and of swift nobody asks anything: its term is 30 days.
    assert len(row_of(got, street["broken"])["reasons"]) == 2
    assert row_of(got, street["broken"])["points"] == 5.25 + 2.5
    assert "gap" not in stays(got, street)


def test_a_limit_on_the_form_goes_before_one_on_all(
    client: httpx.Client, world: World, street: dict[str, int]
) -> None:
    for form, indicator in (
        (None, "permit_parked_over_1_day"),
        ("bicycle", "permit_parked_over_7_days"),
    ):
        wish = Wish(HERE, "veer", indicator, 0, "%", date(2026, 3, 1), "A", "permit", form=form)
        set_limit(world.connection, wish, at("9 12:00"))
    assert "long" not in stays(worklist(client, street, days=1), street)


def test_only_some_rows(client: httpx.Client, street: dict[str, int]) -> None:
    assert stays(worklist(client, street, reason="too_long"), street) == ["long"]
    assert stays(worklist(client, street, reason="too_long,no_parking"), street) == [
        "in",
        "place",
        "long",
    ]
    assert stays(worklist(client, street, form="moped"), street) == ["place"]
    assert stays(worklist(client, street, days=3.5, sure="possible"), street) == ["gap"]
    assert stays(worklist(client, street, area=street["hub"]), street) == []


def test_pages_are_cut_from_one_order(client: httpx.Client, street: dict[str, int]) -> None:
    whole = stays(worklist(client, street), street)
    cut = [stays(worklist(client, street, limit=1, offset=n), street) for n in range(5)]
    assert cut == [[name] for name in whole] + [[]]
    got = worklist(client, street, limit=1)
    assert (got["count"], got["certain"]) == (4, 4)
    assert sum(one["certain"] for one in got["operators"]) == 4


def test_a_row_tells_where_it_is(client: httpx.Client, street: dict[str, int]) -> None:
    row = row_of(worklist(client, street), street["in"])
    assert row["neighbourhood"]["name"] == "Quay"
    assert row["hub"]["name"] == "Hub"
    assert row["hub"]["distance_m"] == pytest.approx(85, abs=0.5)


def test_at_a_past_moment_the_list_is_that_of_then(
    client: httpx.Client, street: dict[str, int]
) -> None:
    got = worklist(client, street, moment="2026-03-14T11:00:00Z", days=4)
    assert stays(got, street) == ["long"]
    assert act(client, street["long"], what="handled").status_code == 201
    # What was done later had not been done then.
    again = worklist(client, street, moment="2026-03-14T11:00:00Z", days=4)
    assert again["rows"][0]["status"] == "open"


def test_no_id_of_an_operator_is_in_any_answer(
    client: httpx.Client, world: World, street: dict[str, int]
) -> None:
    vehicles = [row[0] for row in world.connection.execute("select vehicle from open_stay")]
    bodies = [client.get("/worklist", params={"area": street["city"]}).text]
    bodies += [
        client.get("/worklist/export", params={"area": street["city"], "format": kind}).text
        for kind in ("csv", "geojson")
    ]
    assert len(vehicles) == 8
    assert [one for one in vehicles for body in bodies if str(one) in body] == []


def test_the_receipt_holds(client: httpx.Client, street: dict[str, int]) -> None:
    act(client, street["long"], what="assigned", assignee="Team West")
    for path in (f"/worklist?area={street['city']}", f"/worklist/{street['long']}"):
        receipt = client.get(path).json()["receipt"]
        assert client.get(f"/receipts/{receipt}").json()["same"]


def test_wrong_questions_name_the_field(client: httpx.Client, street: dict[str, int]) -> None:
    assert {*faults(client.get("/worklist"))} == {"area"}
    assert {*faults(client.get("/worklist?area=1&days=0&reason=ugly&status=done&sure=yes"))} == {
        "days", "reason", "status", "sure",
    }  # fmt: skip
    assert {*faults(client.get("/worklist?area=99999"))} == {"area"}
    assert {*faults(client.get(f"/worklist?area={street['city']}&operator=nobody"))} == {"operator"}
    assert {*faults(client.get("/worklist?area=1&moment=2030-01-01T00:00:00Z"))} == {"moment"}
    assert {*faults(client.get(f"/worklist/mail?area={street['city']}"))} == {"operator"}
    refused(client.get("/worklist/123456"), 404)
