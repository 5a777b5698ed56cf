"""Feeds and their health.

        14 08:00          14 20:00   15 02:00            15 12:00
swift   |===================|  timeouts |====================|      now is 15 12:00
veer    |===================================|  since 15 03:00 nothing
"""

import httpx
import pytest
from psycopg.types.json import Jsonb

from api.answers import Feed, Feeds, Health, Operators, Polls
from tests.api.checks import faults, refused, told
from tests.worlds import World, at


@pytest.fixture(autouse=True)
def drawn(world: World) -> World:
    world.feed("swift", ("14 08:00", "14 20:00"), ("15 02:00", "15 12:00"))
    world.feed("veer", ("14 08:00", "15 03:00"), operator="wind", id_policy="stable")
    return world


def feeds(client: httpx.Client) -> dict[str, dict[str, object]]:
    return {feed["key"]: feed for feed in told(client.get("/feeds"), Feeds)["feeds"]}


def test_operators_are_named(client: httpx.Client) -> None:
    assert told(client.get("/operators"), Operators)["operators"] == [
        {"key": "swift", "name": "Swift"},
        {"key": "wind", "name": "Wind"},
    ]


def test_health(client: httpx.Client) -> None:
    found = told(client.get("/health"), Health)
    assert found["status"] == "degraded"
    assert "No process polls" in found["faults"][0]
    assert found["feeds"] == {"live": 1, "late": 1, "silent": 0, "never": 0, "disabled": 0}
    assert found["ingest_at"] is None


def test_health_is_good_when_something_polls_and_a_feed_is_live(
    client: httpx.Client, world: World
) -> None:
    world.connection.execute("insert into leader values ('ingest', 1, now())")
    found = told(client.get("/health"), Health)
    assert (found["status"], found["faults"]) == ("ok", [])
    assert found["schema_revision"] == found["schema_wanted"]
    world.connection.execute("update leader set since = now() - interval '2 minutes'")
    world.connection.execute("update alembic_version set version_num = '0001'")
    world.connection.execute("update feed_state set evidence_at = evidence_at - interval '1 hour'")
    found = told(client.get("/health"), Health)
    assert found["status"] == "degraded"
    assert len(found["faults"]) == 3


def test_a_feed_tells_how_fresh_it_is(client: httpx.Client, world: World) -> None:
    world.feed("never")
    world.feed("ended", ("14 08:00", "14 09:00"), enabled=False)
    world.feed("silent", ("14 08:00", "14 09:00"))
    world.feed("edge", ("14 08:00", "15 11:55"))
    found = feeds(client)
    assert {key: feed["status"] for key, feed in found.items()} == {
        "swift": "live",
        "veer": "late",
        "never": "never",
        "ended": "disabled",
        "silent": "silent",
        "edge": "live",
    }
    assert found["veer"]["age_s"] == 9 * 3600
    assert found["veer"]["evidence_at"] == "2026-03-15T03:00:00Z"
    assert found["never"]["age_s"] is None
    assert found["never"]["standing"] is None
    assert found["never"]["coverage"] == {"day": None, "fortnight": None}


def test_coverage_is_of_the_time_since_the_first_evidence(client: httpx.Client) -> None:
    found = feeds(client)
    assert found["swift"]["coverage"] == {"day": 0.75, "fortnight": round(22 / 28, 4)}
    assert found["veer"]["coverage"] == {"day": 0.625, "fortnight": round(19 / 28, 4)}


def test_gaps_come_newest_first_with_how_the_polls_in_them_ended(
    client: httpx.Client, world: World
) -> None:
    world.polled("swift", "14 20:00")
    world.polled("swift", "14 20:01", "timeout", reason="No complete answer within 20 s.")
    world.polled("swift", "14 23:00", "timeout")
    world.polled("swift", "15 01:59", "schema")
    world.polled("swift", "15 02:00")
    world.polled("veer", "15 05:00", "auth")
    found = feeds(client)
    assert found["swift"]["gaps"] == [
        {
            "from": "2026-03-14T20:00:00Z",
            "to": "2026-03-15T02:00:00Z",
            "seconds": 6 * 3600,
            "outcomes": {"timeout": 2, "schema": 1},
            "explained": [],
        }
    ]
    assert found["veer"]["gaps"] == [
        {
            "from": "2026-03-15T03:00:00Z",
            "to": None,
            "seconds": 9 * 3600,
            "outcomes": {"auth": 1},
            "explained": [],
        }
    ]


def test_outcomes_of_the_last_day_and_what_the_last_poll_left_out(
    client: httpx.Client, world: World
) -> None:
    world.polled("swift", "14 11:59", "tls")
    world.polled("swift", "15 11:59", "timeout")
    world.polled("swift", "15 12:00", dropped=Jsonb({"duplicate_id": 3}))
    found = feeds(client)["swift"]
    assert found["outcomes"] == {"ok": 1, "timeout": 1}
    assert found["dropped"] == {"duplicate_id": 3}


def test_one_feed_is_as_in_the_list_and_a_stranger_is_not_there(client: httpx.Client) -> None:
    assert told(client.get("/feeds/veer"), Feed) == feeds(client)["veer"]
    assert "`other`" in refused(client.get("/feeds/other"), 404)["detail"]
    refused(client.get("/feeds/other/polls"), 404)


def test_polls_come_newest_first_and_can_be_chosen(client: httpx.Client, world: World) -> None:
    world.polled("swift", "15 10:00", listed=12, sighted=11, source_at=at("15 09:59:50"), opened=2)
    world.polled("swift", "15 10:01", "timeout", reason="No complete answer within 20 s.")
    world.polled("swift", "15 10:02", "schema", reason="Not GBFS.", http_status=200)
    world.polled("veer", "15 10:02")

    def chosen(**question: object) -> list[str]:
        answer = told(client.get("/feeds/swift/polls", params=question), Polls)  # type: ignore[arg-type]
        return [poll["started_at"][11:16] for poll in answer["polls"]]

    assert chosen() == ["10:02", "10:01", "10:00"]
    assert chosen(limit=1) == ["10:02"]
    assert chosen(outcome="timeout,ok") == ["10:01", "10:00"]
    assert chosen(**{"from": "2026-03-15T10:01:00Z"}) == ["10:02", "10:01"]
    assert chosen(to="2026-03-15T10:01:00Z") == ["10:00"]
    newest = client.get("/feeds/swift/polls?limit=1").json()["polls"][0]
    assert (newest["reason"], newest["http_status"]) == ("Not GBFS.", 200)
    first = client.get("/feeds/swift/polls?outcome=ok").json()["polls"][0]
    assert (first["listed"], first["sighted"], first["opened"]) == (12, 11, 2)
    assert first["source_at"] == "2026-03-15T09:59:50Z"


def test_polls_refuse_what_makes_no_sense(client: httpx.Client) -> None:
    answer = client.get("/feeds/swift/polls?limit=1001&outcome=ok,fine")
    assert set(faults(answer)) == {"limit", "outcome"}


def test_a_key_with_odd_signs_is_only_a_stranger(client: httpx.Client) -> None:
    for key in ("%27%3B%20drop%20table%20feed", "ß", "a" * 3000):
        refused(client.get(f"/feeds/{key}"), 404)
    assert set(faults(client.get("/feeds/%00"))) == {"key"}


def test_lists_in_quarantine_are_told(client: httpx.Client, world: World) -> None:
    world.connection.execute(
        "update feed_state set suspect_outcome = 'suspect_mass', suspect_polls = 3,"
        " suspect_since = '2026-03-15 11:50Z', suspect_listed = 12, clock_offset_s = -7200"
        " where feed_id = (select id from feed where key = 'swift')"
    )
    found = feeds(client)
    assert found["swift"]["quarantine"] == {
        "outcome": "suspect_mass",
        "since": "2026-03-15T11:50:00Z",
        "polls": 3,
        "listed": 12,
    }
    assert found["swift"]["clock_offset_s"] == -7200
    assert (found["veer"]["quarantine"], found["veer"]["clock_offset_s"]) == (None, 0)


def test_f24_another_format_is_told_with_who_made_the_same_change(
    client: httpx.Client, world: World
) -> None:
    """Three feeds of one supplier at once; a fourth answers in turns, which is no change."""
    for key in ("gust", "turns"):
        world.feed(key, ("14 08:00", "15 12:00"))
    for hour, version in (("06", "MDS 1.2.0"), ("09", "MDS 2.0.0"), ("11", "MDS 2.0.0")):
        for key in ("swift", "veer", "gust"):
            world.polled(key, f"15 {hour}:00", version=version)
    for hour, version in (("06", "2.3"), ("09", "3.0"), ("10", "2.3"), ("11", "3.0")):
        world.polled("turns", f"15 {hour}:00", version=version)
    found = feeds(client)
    assert found["swift"]["changed"] == {
        "was": "MDS 1.2.0",
        "became": "MDS 2.0.0",
        "since": "2026-03-15T09:00:00Z",
        "also": ["Gust feed", "Veer feed"],
    }
    assert told(client.get("/feeds/swift"), Feed)["changed"] == found["swift"]["changed"]
    assert found["turns"]["changed"] is None


def test_r12_what_an_operator_says_explains_its_gaps(client: httpx.Client, world: World) -> None:
    for key, kind, starts, ends, said in (
        ("swift", "outage", "2026-03-14 19:00Z", "2026-03-15 02:00Z", "Works on the server."),
        ("swift", "outage", "2026-03-15 02:00Z", "2026-03-15 03:00Z", "Not in the gap."),
        ("wind", "withdrawal", "2026-03-15 10:00Z", None, "We leave."),
        ("wind", "outage", "2026-02-01 10:00Z", "2026-02-01 11:00Z", "Long ago."),
    ):
        world.connection.execute(
            "insert into statement (operator_id, kind, starts_at, ends_at, said, said_by)"
            " select id, %s, %s, %s, %s, 'A. Person' from operator where key = %s",
            [kind, starts, ends, said, key],
        )
    found = feeds(client)
    assert [gap["explained"] for gap in found["swift"]["gaps"]] == [["Works on the server."]]
    assert [gap["explained"] for gap in found["veer"]["gaps"]] == [["We leave."]]
    assert [one["said"] for one in found["veer"]["statements"]] == ["We leave."]
    assert found["swift"]["statements"][1]["to"] == "2026-03-15T02:00:00Z"
