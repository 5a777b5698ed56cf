"""What is done about the rows of the worklist: said, contested, kept."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from api.answers import WorklistDone, WorklistStay
from api.app import create_app
from stoep.settings import Settings
from tests.api.checks import faults, refused, told
from tests.api.conftest import NOW, serving
from tests.api.streets import LAT, act, east, row_of, stays, worklist
from tests.api.streets import street as street
from tests.worlds import World, at


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
