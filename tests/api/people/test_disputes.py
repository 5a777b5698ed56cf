"""A dispute from its opening to what came of it, and that nobody else sees that it is there."""

from typing import Any

import httpx
import pytest

from api.answers.disputes import Dispute, Disputes
from tests.api.checks import faults, refused, told
from tests.api.people.cast import Cast, Somebody
from tests.worlds import World, at
from zones.permits.count import count_due
from zones.permits.setting import Wish, set_limit

AMSTERDAM = "Europe/Amsterdam"
BY = "whatever was typed"
VERDICT = {
    "operator": "swift", "municipality": "GM1", "indicator": "permit_fleet", "day": "2026-03-14",
    "words": "Three of them are ghosts:\nsee the receipt.", "by": BY,
    "links": ["https://swift.example/log/14", "/v1/receipts/abc"],
}  # fmt: skip
STRETCH = {
    "operator": "swift", "municipality": "GM1", "feed": "swift", "from": "2026-03-14T10:00:00Z",
    "to": "2026-03-14T12:00:00Z", "words": "Our server was down.", "by": BY,
}  # fmt: skip
ANSWER = {"words": "We look at it.", "by": BY, "after": 1}
DISMISS = {"what": "dismissed", "words": "They were photographed.", "by": BY, "after": 1}
UPHOLD = {
    "what": "upheld", "remedy": "set_aside", "words": "The list held ghosts.", "by": BY,
    "after": 1,
}  # fmt: skip


@pytest.fixture
def limit(world: World, towns: World, cast: Cast) -> int:
    """Swift may have two vehicles in GM1; on the 14th four are listed, three of them ghosts."""
    wish = Wish(
        "GM1", "swift", "permit_fleet", 2, "vehicles", at("1 00:00").date(), "A. Official", "test"
    )
    number = set_limit(world.connection, wish, at("1 00:00")).id
    row = world.connection.execute("select id from area where code = 'GM1'").fetchone()
    assert row is not None
    for _ in range(3):
        world.stood("swift", 4.31, 52.075, "14 08:00", "14 20:30", "14 20:31", areas=(row[0],))
    count(cast)
    return number


def count(cast: Cast) -> None:
    with cast.pool.connection() as connection:
        count_due(connection, AMSTERDAM, cast.clock.now_s, 100)


@pytest.fixture
def sam(cast: Cast) -> Somebody:
    return cast.account(cast.organisation("operator", "swift"), "officer", "Sam")


@pytest.fixture
def noor(cast: Cast) -> Somebody:
    return cast.account(cast.organisation("municipality", "GM1"), "officer", "Noor")


def ask(
    who: Somebody, method: str, path: str, body: dict[str, Any] | None = None
) -> httpx.Response:
    with who.asking() as client:
        return client.request(method, path, json=body)


def opened(who: Somebody, body: dict[str, Any]) -> dict[str, Any]:
    answer = ask(who, "POST", "/disputes", body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/v1/disputes/{answer.json()['number']}"
    found: dict[str, Any] = Dispute.model_validate_json(answer.content) and answer.json()
    return found


def test_a_verdict_is_contested_upheld_and_told_anew_with_the_old_beside_it(
    cast: Cast, limit: int, sam: Somebody, noor: Somebody
) -> None:
    made = opened(sam, VERDICT)
    assert (made["status"], made["sides"]) == ("open", ["operator"])
    assert (made["told"]["lower"], made["told"]["verdict"]) == (4, "does_not_comply")
    assert made["acts"][0] | {"at": 0} == {
        "number": 1, "what": "opened", "side": "operator", "words": VERDICT["words"],
        "links": VERDICT["links"], "remedy": None, "by": "Sam", "verified": True, "at": 0,
    }  # fmt: skip
    path = f"/disputes/{made['number']}"
    [listed] = told(ask(noor, "GET", "/disputes"), Disputes)["disputes"]
    assert (listed["number"], listed["acts"]) == (made["number"], 1)

    answered = ask(noor, "POST", f"{path}/answers", ANSWER)
    assert answered.status_code == 201
    again = ask(noor, "POST", f"{path}/answers", ANSWER)
    assert (again.status_code, len(again.json()["acts"])) == (200, 2)
    late = refused(ask(sam, "POST", f"{path}/answers", ANSWER | {"words": "Thanks."}), 409)
    assert (late["latest"]["by"], late["latest"]["side"]) == ("Noor", "municipality")

    cast.clock.later(hours=1)
    decided = ask(noor, "POST", f"{path}/decision", UPHOLD | {"after": 2})
    assert decided.status_code == 201, decided.text
    assert (decided.json()["status"], decided.json()["counted"]) == ("upheld", False)
    cast.clock.later(minutes=5)
    count(cast)
    found = told(ask(sam, "GET", path), Dispute)
    assert (found["counted"], found["told"]["lower"]) == (True, 4)
    assert (found["now"]["lower"], found["now"]["verdict"]) == (None, "not_enough_data")
    changed = [one for one in found["changes"] if one["day"] == "2026-03-14"]
    [fleet] = [one for one in changed if one["indicator"] == "permit_fleet"]
    assert (fleet["was"]["lower"], fleet["was"]["verdict"]) == (4, "does_not_comply")
    assert (fleet["now"]["lower"], fleet["now"]["verdict"]) == (None, "not_enough_data")
    assert fleet["why"].endswith("is set aside: The list held ghosts.")

    row = {"municipality": "GM1", "operator": "swift", "indicator": "permit_fleet"}
    with cast.asking() as anybody:
        verdict = anybody.get("/permits/verdict", params=row | {"day": "2026-03-14"}).json()
        board = anybody.get(
            "/permits/board", params={"municipality": "GM1", "from": "2026-03-13"}
        ).json()
    assert verdict["verdict"] == "not_enough_data"
    assert [(one["lower"], one["why"]) for one in verdict["earlier"]] == [(4, fleet["why"])]
    assert [one["why"] for one in verdict["set_aside"]] == [fleet["why"]]
    assert "2026-03-14" in board["rows"][0]["changed"]
    assert str(made["number"]) not in str(verdict) + str(board)


def test_what_was_told_before_can_be_asked_again_as_of_then(
    cast: Cast, limit: int, sam: Somebody, noor: Somebody
) -> None:
    row = {"municipality": "GM1", "operator": "swift", "indicator": "permit_fleet"}
    with cast.asking() as anybody:
        first = anybody.get("/permits/verdict", params=row | {"day": "2026-03-14"}).json()
        path = f"/disputes/{opened(sam, VERDICT)['number']}"
        cast.clock.later(hours=1)
        assert ask(noor, "POST", f"{path}/decision", UPHOLD).status_code == 201
        cast.clock.later(minutes=5)
        count(cast)
        again = anybody.get(f"/receipts/{first['receipt']}").json()
    assert again["same"] is True, again


def test_a_stretch_is_explained_and_the_operator_s_words_stand_beside_the_number(
    cast: Cast, limit: int, sam: Somebody, noor: Somebody
) -> None:
    path = f"/disputes/{opened(sam, STRETCH)['number']}"
    decision = UPHOLD | {"remedy": "explained", "from": "2026-03-14T11:00:00Z"}
    assert ask(noor, "POST", f"{path}/decision", decision).status_code == 201
    with cast.asking() as anybody:
        feed = anybody.get("/feeds/swift").json()
    [said] = feed["statements"]
    assert (said["kind"], said["said"], said["said_by"]) == ("outage", STRETCH["words"], "Sam")
    assert (said["from"], said["to"]) == ("2026-03-14T11:00:00Z", "2026-03-14T12:00:00Z")


def test_a_limit_is_contested_and_holds_no_more(
    cast: Cast, limit: int, sam: Somebody, noor: Somebody
) -> None:
    body = {"operator": "swift", "limit": limit, "words": "It was lifted in February.", "by": BY}
    made = opened(sam, body)
    assert (made["municipality"], made["subject"]["limit"]["id"]) == ("GM1", limit)
    path = f"/disputes/{made['number']}/decision"
    wrong = faults(ask(noor, "POST", path, UPHOLD))
    assert wrong == {"remedy": "A limit is contested here, no evidence."}
    decision = UPHOLD | {"remedy": "limit_withdrawn", "since": "2026-03-14"}
    assert ask(noor, "POST", path, decision).status_code == 201
    with cast.asking() as anybody:
        board = anybody.get(
            "/permits/board", params={"municipality": "GM1", "from": "2026-03-13"}
        ).json()
        history = anybody.get("/permits/limits/history", params={"municipality": "GM1"}).json()
    assert board["rows"][0]["verdicts"] == "c-"
    newest = history["limits"][0]
    assert (newest["withdrawn"], newest["set_by"]) == (True, "Noor")
    assert newest["why"] == UPHOLD["words"]


def test_a_dispute_is_dismissed_with_a_reason_and_nothing_is_added_to_it(
    cast: Cast, limit: int, sam: Somebody, noor: Somebody
) -> None:
    path = f"/disputes/{opened(sam, STRETCH)['number']}"
    decided = ask(noor, "POST", f"{path}/decision", DISMISS)
    assert (decided.status_code, decided.json()["status"]) == (201, "dismissed")
    assert decided.json()["changes"] == decided.json()["set_aside"] == []
    refused(ask(sam, "POST", f"{path}/answers", ANSWER | {"after": 2}), 409)
    refused(ask(noor, "POST", f"{path}/decision", UPHOLD | {"after": 2}), 409)
    assert opened(sam, STRETCH)["status"] == "open"
    again = refused(ask(sam, "POST", "/disputes", STRETCH | {"words": "Once more."}), 409)
    assert again["type"] == "urn:stoep:contested_already"


def test_a_decision_that_cannot_be_applied_leaves_nothing_behind(
    cast: Cast, limit: int, sam: Somebody, noor: Somebody
) -> None:
    path = f"/disputes/{opened(sam, STRETCH)['number']}"
    outside = UPHOLD | {"to": "2026-03-15T00:00:00Z"}
    assert set(faults(ask(noor, "POST", f"{path}/decision", outside))) == {"from"}
    assert len(ask(noor, "GET", path).json()["acts"]) == 1
    assert cast.rows("select count(*) from evidence_set_aside") == [(0,)]


def others(cast: Cast) -> dict[str, Somebody]:
    return {
        "operator": cast.account(cast.organisation("operator", "veer"), "admin", "Vera"),
        "town": cast.account(cast.organisation("municipality", "GM2"), "admin", "Otto"),
        "coordinator": cast.account(cast.organisation("coordinator"), "admin", "Cor"),
        "platform": cast.account(cast.organisation("platform"), "admin", "Kim"),
    }


def test_nobody_else_sees_that_it_exists(
    cast: Cast, limit: int, sam: Somebody, noor: Somebody
) -> None:
    number = opened(sam, VERDICT)["number"]
    acts = {"answers": ANSWER, "decision": DISMISS}
    for name, who in others(cast).items():
        assert ask(who, "GET", "/disputes").json() == {"disputes": []}, name
        for method, path, body in (
            ("GET", "/disputes/{}", None),
            *(("POST", f"/disputes/{{}}/{act}", body) for act, body in acts.items()),
        ):
            there = refused(ask(who, method, path.format(number), body), 404)
            absent = refused(ask(who, method, path.format(1), body), 404)
            assert str(there).replace(str(number), "#") == str(absent).replace(" 1 ", " # ")
    with cast.asking() as anybody:
        refused(anybody.get("/disputes"), 401)
        refused(anybody.get(f"/disputes/{number}"), 401)


def test_only_the_operator_itself_contests_and_only_what_is_its_own(
    cast: Cast, limit: int, sam: Somebody, noor: Somebody
) -> None:
    vera = cast.account(cast.organisation("operator", "veer"), "officer", "Vera")
    viewer = cast.account(cast.organisation("operator", "swift"), "viewer", "Vic")
    refused(ask(noor, "POST", "/disputes", VERDICT), 404)
    refused(ask(vera, "POST", "/disputes", VERDICT), 404)
    refused(ask(viewer, "POST", "/disputes", VERDICT), 403)
    for named in ({"feed": "swift"}, {"feed": "absent"}):
        found = faults(ask(vera, "POST", "/disputes", STRETCH | named | {"operator": "veer"}))
        assert found == {"feed": "There is no such feed of yours."}
    for number in (limit, limit + 1):
        body = {"operator": "veer", "limit": number, "words": "w", "by": BY}
        found = faults(ask(vera, "POST", "/disputes", body))
        assert found == {"limit": f"There is no limit {number} of yours."}
    path = f"/disputes/{opened(sam, VERDICT)['number']}"
    told_no = refused(ask(sam, "POST", f"{path}/decision", DISMISS), 403)
    assert told_no["detail"] == "The municipality decides on a dispute."
    assert ask(viewer, "GET", path).status_code == 200
    refused(ask(viewer, "POST", f"{path}/answers", ANSWER), 403)


def test_a_key_acts_with_its_scope(cast: Cast, limit: int) -> None:
    swift = cast.organisation("operator", "swift")
    with cast.asking(key=cast.key(swift, "read")) as reads:
        refused(reads.post("/disputes", json=VERDICT), 403)
        assert reads.get("/disputes").json() == {"disputes": []}
    with cast.asking(key=cast.key(swift, "permits")) as acts:
        made = acts.post("/disputes", json=VERDICT)
        assert made.status_code == 201, made.text
        assert made.json()["acts"][0]["by"] == "robot (Swift)"


WRONG = {
    "no words": ({"words": "  "}, "words"),
    "control letters": ({"words": "a\x00b"}, "words"),
    "a script for a link": ({"links": ["javascript:alert(1)"]}, "links"),
    "a link that breaks out": ({"links": ['https://x.example/"><script>']}, "links"),
    "two things at once": ({"limit": 1}, ""),
    "no municipality": ({"municipality": None}, ""),
    "a municipality that is not there": ({"municipality": "GM7"}, "municipality"),
    "the wrong way round": ({"to": "2026-03-14T09:00:00Z"}, "from"),
    "still to come": ({"to": "2026-03-15T13:00:00Z"}, "to"),
    "too long": ({"from": "2026-01-01T00:00:00Z"}, "from"),
    "a field of its own": ({"nonsense": 1}, "nonsense"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_contested_is_refused_by_name(
    cast: Cast, limit: int, sam: Somebody, name: str
) -> None:
    changed, field = WRONG[name]
    body = {key: value for key, value in (STRETCH | changed).items() if value is not None}
    assert field in {one.split(".")[0] for one in faults(ask(sam, "POST", "/disputes", body))}
    assert cast.rows("select count(*) from dispute") == [(0,)]


def test_a_day_without_a_limit_or_that_is_not_over_has_no_verdict(
    cast: Cast, limit: int, sam: Somebody
) -> None:
    for changed in ({"day": "2026-03-15"}, {"indicator": "permit_usage"}):
        assert set(faults(ask(sam, "POST", "/disputes", VERDICT | changed))) == {"day"}


def test_its_number_tells_nothing_of_how_many_there_are(
    cast: Cast, limit: int, sam: Somebody
) -> None:
    one, two = opened(sam, VERDICT)["number"], opened(sam, STRETCH)["number"]
    assert abs(one - two) > 1
    assert min(one, two) >= 100_000_000
