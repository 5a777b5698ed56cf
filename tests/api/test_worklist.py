"""The worklist, from a street drawn by hand; it is 15 March 2026, 12:00 UTC.

metres east     0      20      40       60       100 ... 130      200 ..... 212
                long   gap     broken   fresh    |banned |        |hub      |
                                                  in  edge

          10 00:00       12 00:00   13 00:00            15 12:00 (now)
swift     |==================|  outage  |====================|
veer      |===================================================|
mute      |==========================|                            silent since 13 00:00
spin      |===================================================|   its ids change
"""

import csv
import email
import email.policy
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import httpx
import psycopg
import pytest
from openpyxl import load_workbook

from api.answers import Worklist, WorklistDone, WorklistStay
from api.app import create_app
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, refused, told
from tests.api.conftest import NOW, serving
from tests.worlds import World, at
from zones.cells import fold_feed
from zones.permits.setting import Wish, set_limit

LAT, HERE = 52.105, "GM9999"
METRE = 1 / 111_320 / 0.614285
DAY_S = 86_400


def east(metres: float) -> float:
    return 4.30 + metres * METRE


@pytest.fixture(autouse=True)
def street(world: World) -> dict[str, int]:
    world.feed("swift", ("10 00:00", "12 00:00"), ("13 00:00", "15 12:00"))
    world.feed("veer", ("10 00:00", "15 12:00"))
    world.feed("mute", ("10 00:00", "13 00:00"))
    world.feed("spin", ("10 00:00", "15 12:00"), id_policy="rotating")
    city = world.area(AreaKind.municipality, HERE, 4.29, 52.10, 4.32, 52.11, municipality=HERE)
    quay = world.area(AreaKind.neighbourhood, "quay", 4.29, 52.10, 4.32, 52.11)
    banned = world.area(
        AreaKind.no_parking, "pier", east(100), 52.104, east(130), 52.106, since="14 12:00"
    )
    hub = world.area(AreaKind.hub, "hub", east(200), 52.1049, east(212), 52.1051)
    found = {"city": city, "quay": quay, "pier": banned, "hub": hub}
    for name, feed, metres, since, more in (
        ("long", "veer", 0, "10 00:00", {}),
        ("gap", "swift", 20, "11 18:00", {}),
        ("broken", "veer", 40, "12 00:00", {"state": "out_of_order"}),
        ("fresh", "veer", 60, "15 08:00", {}),
        ("in", "veer", 115, "14 00:00", {}),
        ("edge", "swift", 95, "15 00:00", {}),
        ("silent", "mute", 10, "10 00:00", {}),
        ("place", "spin", 120, "10 00:00", {"form": "moped"}),
    ):
        found[name] = world.stands(feed, east(metres), LAT, since, areas=(city, quay), **more)
    world.said("veer", found["broken"], "12 00:00", ("14 06:00", "available", "out_of_order"))
    for feed in world.feeds.values():
        fold_feed(world.connection, feed.id)
    return found


def worklist(client: httpx.Client, street: dict[str, int], **asked: Any) -> dict[str, Any]:
    got: dict[str, Any] = told(
        client.get("/worklist", params={"area": street["city"], **asked}), Worklist
    )
    return got


def stays(got: dict[str, Any], street: dict[str, int]) -> list[str]:
    names = {number: name for name, number in street.items()}
    return [names[row["stay"]] for row in got["rows"]]


def row_of(got: dict[str, Any], stay: int) -> dict[str, Any]:
    [row] = [row for row in got["rows"] if row["stay"] == stay]
    return row


def act(client: httpx.Client, stay: int, **about: Any) -> httpx.Response:
    return client.post(f"/worklist/{stay}/actions", json={"by": "Noor de Wit", **about})


# --- which rows, in which order ------------------------------------------------------------------


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


# --- what is done about them ---------------------------------------------------------------------


def test_who_is_assigned_handled_and_opened_again(
    client: httpx.Client, street: dict[str, int]
) -> None:
    stay = street["long"]
    made = act(client, stay, what="assigned", assignee="Team West", note="near the tram")
    assert made.status_code == 201
    assert made.headers["location"] == f"/v1/worklist/{stay}"
    done = WorklistDone.model_validate_json(made.content)
    assert (done.action.number, done.action.by, done.action.verified) == (1, "Noor de Wit", False)
    assert done.ended_at is None
    row = row_of(worklist(client, street, status="assigned", assignee="Team West"), stay)
    assert row["latest"]["note"] == "near the tram"
    assert act(client, stay, what="noted", note="called them", after=1).status_code == 201
    assert row_of(worklist(client, street), stay)["assignee"] == "Team West"
    assert act(client, stay, what="handled", after=2).status_code == 201
    assert "long" not in stays(worklist(client, street), street)
    assert stays(worklist(client, street, status="handled"), street) == ["long"]
    assert act(client, stay, what="reopened", after=3).status_code == 201
    row = row_of(worklist(client, street), stay)
    assert (row["status"], row["assignee"]) == ("open", None)
    told_of = told(client.get(f"/worklist/{stay}"), WorklistStay)
    assert [one["what"] for one in told_of["actions"]] == [
        "assigned",
        "noted",
        "handled",
        "reopened",
    ]


def test_what_was_handled_and_still_stands_there_comes_back(
    client: httpx.Client, address: str, world: World, street: dict[str, int]
) -> None:
    act(client, street["long"], what="handled")
    assert "long" not in stays(worklist(client, street), street)
    row = row_of(worklist(client, street, againHours=0), street["long"])
    assert row["status"] == "still_there"
    # A day later: who was not seen since is not said to be there still.
    later = NOW + 25 * 3600
    with serving(create_app(Settings(), address, clock=lambda: later)) as then:
        assert stays(worklist(then, street), street) == []
        world.connection.execute(
            "update coverage_span set ends_at = ends_at + interval '25 hours' where ends_at = %s",
            [at("15 12:00")],
        )
        world.connection.execute(
            "update feed_state set evidence_at = evidence_at + interval '25 hours',"
            " evidence_s = evidence_s + 90000 where evidence_at = %s",
            [at("15 12:00")],
        )
        assert row_of(worklist(then, street), street["long"])["status"] == "still_there"
        assert row_of(worklist(then, street), street["in"])["status"] == "open"


def test_of_two_at_once_the_second_hears_what_the_first_did(
    client: httpx.Client, street: dict[str, int]
) -> None:
    stay = street["long"]
    assert act(client, stay, what="handled", by="Noor de Wit").status_code == 201
    problem = refused(act(client, stay, what="assigned", assignee="Team Oost", by="Sam Bos"), 409)
    assert problem["detail"] == "Meanwhile Noor de Wit marked it as handled."
    assert problem["latest"]["what"] == "handled"
    assert problem["latest"]["number"] == 1
    assert act(client, stay, what="noted", note="ok", by="Sam Bos", after=1).status_code == 201


def test_of_many_at_the_same_moment_one_is_kept(
    client: httpx.Client, world: World, street: dict[str, int]
) -> None:
    with ThreadPoolExecutor(8) as crowd:
        asked = [
            crowd.submit(act, client, street["long"], what="noted", note=f"note {n}")
            for n in range(8)
        ]
        statuses = sorted(one.result().status_code for one in asked)
    assert statuses == [201] + [409] * 7
    [(kept,)] = world.connection.execute("select count(*) from worklist_action").fetchall()
    assert kept == 1


def test_the_same_said_twice_is_kept_once(client: httpx.Client, street: dict[str, int]) -> None:
    """The answer to the first was lost on its way."""
    first = act(client, street["long"], what="handled", note="gone by noon")
    second = act(client, street["long"], what="handled", note="gone by noon")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()


def test_an_action_on_a_stay_that_has_ended_says_so(
    client: httpx.Client, world: World, street: dict[str, int]
) -> None:
    gone = world.stood(
        "veer", east(70), LAT, "10 00:00", "15 10:00", "15 10:05", areas=(street["city"],)
    )
    made = act(client, gone, what="handled")
    assert made.status_code == 201
    assert made.json()["ended_at"] == "2026-03-15T10:05:00Z"
    got = told(client.get(f"/worklist/{gone}"), WorklistStay)
    assert (got["row"], got["absent"]) == (None, "gone")
    assert got["ended_at"] == "2026-03-15T10:05:00Z"


def test_why_a_stay_is_not_on_the_list(client: httpx.Client, street: dict[str, int]) -> None:
    for name, absent in (("fresh", "no_reason"), ("silent", "not_seen"), ("long", None)):
        got = told(client.get(f"/worklist/{street[name]}"), WorklistStay)
        assert got["absent"] == absent
        assert (got["row"] is None) == (absent is not None)


def test_the_polls_behind_a_row_are_counted(
    client: httpx.Client, world: World, street: dict[str, int]
) -> None:
    for when, outcome in (
        ("9 12:00", "ok"),
        ("11 00:00", "ok"),
        ("12 00:00", "timeout"),
        ("14 00:00", "unchanged"),
    ):
        world.polled("veer", when, outcome)
    got = told(client.get(f"/worklist/{street['long']}"), WorklistStay)
    assert got["polls"] == {
        "good": 2,
        "without_evidence": 1,
        "first": "2026-03-11T00:00:00Z",
        "last": "2026-03-14T00:00:00Z",
    }


def test_what_cannot_be_done_is_refused_by_its_field(
    client: httpx.Client, street: dict[str, int]
) -> None:
    stay = street["long"]
    assert {*faults(act(client, stay, what="eaten"))} == {"what"}
    assert {*faults(act(client, stay, what="handled", by=" "))} == {"by"}
    assert {*faults(act(client, stay, what="handled", by="a\nb"))} == {"by"}
    assert {*faults(act(client, stay, what="handled", after=-1))} == {"after"}
    assert {*faults(act(client, stay, what="handled", after=3))} == {"after"}
    assert {*faults(act(client, stay, what="handled", vehicle="x"))} == {"vehicle"}
    assert {*faults(act(client, stay, what="noted", note="x" * 1001))} == {"note"}
    for about in ({"what": "assigned"}, {"what": "noted"}, {"what": "handled", "assignee": "x"}):
        assert act(client, stay, **about).status_code == 400
    refused(act(client, 123, what="handled"), 404)
    refused(client.post(f"/worklist/{stay}/actions", content=b"handled"), 400)
    assert client.get(f"/worklist/{stay}/actions").status_code == 405
    assert told(client.get(f"/worklist/{stay}"), WorklistStay)["actions"] == []


def test_another_site_cannot_act_in_somebody_s_name(
    client: httpx.Client, street: dict[str, int]
) -> None:
    """A form of another page can send text without asking first; that is no JSON here."""
    body = b'{"what": "handled", "by": "Noor de Wit"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        answer = client.post(
            f"/worklist/{street['long']}/actions", content=body, headers={"Content-Type": kind}
        )
        assert answer.status_code == 400
    assert client.options(f"/worklist/{street['long']}/actions").status_code == 405


def test_nothing_that_was_done_is_changed_or_deleted(
    client: httpx.Client, world: World, street: dict[str, int]
) -> None:
    act(client, street["long"], what="handled")
    for change in (
        "update worklist_action set note = 'x'",
        "delete from worklist_action",
        "truncate worklist_action",
    ):
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="only added to"):
            world.connection.execute(change.encode())


# --- to take along -------------------------------------------------------------------------------

NASTY = '=HYPERLINK("http://evil.example","pay")'
FORMULAS = (NASTY, "+1+1", "-2+3", "@SUM(A1)", "\t=1", "  =1", "<img src=x onerror=alert(1)>")


@pytest.fixture
def nasty(world: World, street: dict[str, int]) -> dict[str, int]:
    """Names and notes full of markup and formulas."""
    world.connection.execute("update operator set name = %s where key = 'veer'", [NASTY])
    world.connection.execute("update area set name = '+31 pier' where code = 'pier'")
    return street


def test_in_a_csv_nothing_is_a_formula(client: httpx.Client, nasty: dict[str, int]) -> None:
    for number, note in enumerate(FORMULAS):
        assert act(client, nasty["long"], what="noted", note=note, after=number).status_code == 201
        body = client.get("/worklist/export", params={"area": nasty["city"]})
        assert body.headers["content-disposition"].endswith('"worklist-2026-03-15.csv"')
        assert body.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(body.text.lstrip("\ufeff")), delimiter=";"))
        assert len(rows) == 4
        for row in rows:
            for cell in row.values():
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
                assert not cell.lstrip().startswith(("=", "+", "@"))
        [mine] = [row for row in rows if row["stay"] == str(nasty["long"])]
        assert mine["note"].lstrip("'").strip() == note.strip()
        assert mine["operator_name"] == f"'{NASTY}"


def test_in_an_xlsx_every_text_is_a_text(client: httpx.Client, nasty: dict[str, int]) -> None:
    for number, note in enumerate(FORMULAS):
        act(client, nasty["long"], what="noted", note=note, after=number)
        body = client.get("/worklist/export", params={"area": nasty["city"], "format": "xlsx"})
        book = load_workbook(io.BytesIO(body.content))
        sheet = book["worklist"]
        head = [cell.value for cell in sheet[1]]
        cells = [cell for line in sheet.iter_rows(min_row=2) for cell in line]
        assert len(cells) == 4 * len(head)
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        notes = [cell for cell in cells if head[cell.column - 1] == "note" and cell.value]
        assert [cell.value.strip() for cell in notes] == [note.strip()]
        about = {row[0].value: row[1].value for row in book["about"].iter_rows()}
        assert about["not_in_list"] == "Mute feed: silent"


def test_geojson_has_a_point_for_each_row(client: httpx.Client, street: dict[str, int]) -> None:
    got = client.get("/worklist/export", params={"area": street["city"], "format": "geojson"})
    assert got.headers["content-type"] == "application/geo+json"
    content = got.json()
    assert content["not_in_list"] == {"Mute feed": "silent"}
    assert len(content["features"]) == 4
    first = content["features"][0]
    assert first["geometry"]["coordinates"] == [pytest.approx(east(115)), pytest.approx(LAT)]
    assert first["properties"]["reasons"] == "no_parking"


@pytest.mark.parametrize(("language", "says"), [("nl", "staat te lang"), ("en", "stands too long")])
def test_a_mail_has_the_rows_of_one_operator_and_no_others(
    client: httpx.Client, nasty: dict[str, int], language: str, says: str
) -> None:
    asked = {"area": nasty["city"], "operator": "veer", "language": language}
    body = client.get("/worklist/mail", params=asked)
    message = email.message_from_bytes(body.content, policy=email.policy.default)
    assert message["X-Unsent"] == "1"
    assert message["To"] is None
    text = message.get_body(("plain",)).get_content()
    for name in ("in", "broken", "long"):
        assert f"/v1/worklist/{nasty[name]}" in text
    assert str(nasty["place"]) not in text
    assert says in text
    [table] = list(message.iter_attachments())
    assert table.get_filename() == "worklist-veer-2026-03-15.csv"
    plain = client.get("/worklist/mail", params=asked | {"format": "text"})
    assert plain.text.replace("\r\n", "\n") == text.replace("\r\n", "\n")


def test_a_name_cannot_write_headers_of_a_mail(
    client: httpx.Client, world: World, street: dict[str, int]
) -> None:
    world.connection.execute(
        "update area set name = E'Town\\r\\nBcc: all@evil.example' where id = %s", [street["city"]]
    )
    body = client.get("/worklist/mail", params={"area": street["city"], "operator": "veer"})
    assert body.status_code == 200
    message = email.message_from_bytes(body.content, policy=email.policy.default)
    assert message["Bcc"] is None
