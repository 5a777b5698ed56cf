"""Every number's receipt: the same value again, as of then, whatever came since.

        14 08:00                             15 12:00        16 12:00
swift   |======================================|...............|
        asked here, at 15 12:00, then more evidence comes
"""

import asyncio
import os
import time
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from api.answers import Explanation, ReceiptKey
from api.app import create_app, version_1
from api.evidence import open_evidence
from api.receipts.again import Again, ask_again
from api.receipts.extract import Extract
from api.receipts.receipt import BadReceipt
from api.receipts.rerun import check, load
from stoep.cluster import Cluster
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, told
from tests.api.conftest import serving
from tests.worlds import World, at
from zones.cells import fold_feed

LON, LAT = 4.305, 52.105
QUESTIONS = (
    "/indicators/vehicles_parked/series?area={area}&from=2026-03-14T08:00:00Z",
    "/indicators/parked_density/series?area={area}&from=2026-03-14T08:00:00Z&group=operator",
    "/indicators/clutter_load/series?area={area}&from=2026-03-14T08:00:00Z&step=day",
    "/indicators/worst_hour/series?area={area}&from=2026-03-14T08:00:00Z&step=day",
    "/indicators/time_above_limit/series?area={area}&from=2026-03-14T08:00:00Z&limit=1",
    "/indicators/duration_classes/series?area={area}&from=2026-03-14T08:00:00Z&classes=0.5,1",
    "/indicators/long_parked/series?area={area}&from=2026-03-14T08:00:00Z&limit=0.5",
    "/indicators/feed_coverage/series?area={area}&from=2026-03-14T08:00:00Z",
    "/indicators/vehicles_parked/map?kind=district",
    "/indicators/duration_classes/map?kind=district",
    "/indicators/parked_density/map?kind=district&moment=2026-03-14T12:00:00Z",
    "/indicators/clutter_load/map?kind=district&from=2026-03-14T08:00:00Z",
    "/vehicles?area={area}&limit=2",
    "/vehicles?area={area}&operator=swift&class=0,1",
    "/vehicles?area={area}&moment=2026-03-14T12:00:00Z",
    "/hot-spots?area={area}&least=2",
    "/hot-spots/lasting?area={area}&least=2&from=2026-03-14T08:00:00Z",
    "/long-parked?area={area}&days=0.5",
    "/counting-methods?area={area}&day=2026-03-14",
)


@pytest.fixture
def area(world: World) -> int:
    world.feed("swift", ("14 08:00", "15 12:00"))
    area = world.area(AreaKind.district, "west", 4.30, 52.10, 4.32, 52.11)
    for since in ("14 08:00", "14 09:00", "15 10:00"):
        world.stands("swift", LON, LAT, since, areas=(area,))
    world.stood("swift", LON, LAT, "14 08:00", "14 11:59", "14 12:00", areas=(area,))
    fold_feed(world.connection, world.feeds["swift"].id)
    return area


@pytest.fixture
def a_day_later(address: str) -> Iterator[httpx.Client]:
    """The same API when it is 16 March 2026, 12:00 UTC."""
    clock = at("16 12:00").timestamp()
    with serving(create_app(Settings(), address, clock=lambda: clock)) as asking:
        yield asking


def goes_on(world: World, area: int) -> None:
    """A day later: evidence of another day, a vehicle more, one less, and a new operator."""
    feed = world.feeds["swift"].id
    later = {"feed": feed, "now": at("16 12:00"), "area": area}
    world.connection.execute(
        "update coverage_span set ends_at = %(now)s where feed_id = %(feed)s", later
    )
    world.connection.execute(
        "update feed_state set evidence_at = %(now)s, generation = 2 where feed_id = %(feed)s",
        later,
    )
    world.stands("swift", LON, LAT, "16 08:00", areas=(area,))
    world.connection.execute(
        "update open_stay set last_seen = '2026-03-16 09:00Z', missing_since = '2026-03-16 09:01Z'"
        " where first_seen = '2026-03-14 09:00Z'"
    )
    world.feed("veer", ("15 13:00", "16 12:00"))
    world.stands("veer", LON, LAT, "15 13:00", areas=(area,), form="moped")
    for drawn in world.feeds.values():
        fold_feed(world.connection, drawn.id)


def explained(client: httpx.Client, receipt: str) -> dict[str, Any]:
    answer: dict[str, Any] = told(client.get(f"/receipts/{receipt}"), Explanation)
    return answer


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_day_later_the_answer_is_the_same_again(
    client: httpx.Client,
    a_day_later: httpx.Client,
    world: World,
    area: int,
    question: str,
) -> None:
    before = client.get(question.format(area=area))
    assert before.status_code == 200, before.text
    goes_on(world, area)
    again = explained(a_day_later, before.json()["receipt"])
    assert again["answer"] is not None
    changed = {k: v for k, v in again["answer"].items() if v != before.json()[k]}
    assert set(changed) <= {"receipt"}
    assert again["same"]
    assert again["why"] is None
    if "to=" not in question and "moment=" not in question and "day=" not in question:
        now = a_day_later.get(question.format(area=area)).json()
        assert now | {"receipt": ""} != before.json() | {"receipt": ""}


def test_a_receipt_names_the_evidence(client: httpx.Client, world: World, area: int) -> None:
    world.polled("swift", "14 10:00", body_hash=b"abc")
    world.polled("swift", "14 10:30", "timeout")
    world.polled("swift", "14 11:00", "unchanged", body_hash=b"abd")
    question = f"area={area}&from=2026-03-14T09:30:00Z&to=2026-03-14T13:00:00Z"
    receipt = client.get(f"/indicators/vehicles_parked/series?{question}").json()["receipt"]
    got = explained(client, receipt)
    assert got["question"]["path"] == "/v1/indicators/vehicles_parked/series"
    assert got["asked_at"] == "2026-03-15T12:00:00Z"
    assert got["evidence"] == [
        {"feed": "swift", "to": "2026-03-15T12:00:00Z", "folded_to": "2026-03-15T12:00:00Z"}
    ]
    made_of = got["behind"]
    assert made_of["stays"] == len(made_of["listed"]) == 3
    assert [a["code"] for a in made_of["areas"]] == ["west"]
    [polls] = made_of["polls"]
    assert (polls["polls"], polls["first"], polls["last"]) == (
        2, "2026-03-14T10:00:00Z", "2026-03-14T11:00:00Z",
    )  # fmt: skip


def test_what_was_corrected_since_is_the_same_as_told(
    client: httpx.Client, a_day_later: httpx.Client, world: World, area: int
) -> None:
    """Late words say that one vehicle came at noon only: the old count is kept beside the new."""
    question = f"area={area}&from=2026-03-14T08:00:00Z&to=2026-03-15T08:00:00Z"
    receipt = client.get(f"/indicators/vehicles_parked/series?{question}").json()["receipt"]
    world.connection.execute(
        "insert into correction (feed_id, from_at, to_at, made_at, reason, events, stays) values"
        " (%s, '2026-03-14 09:00Z', '2026-03-14 12:00Z', '2026-03-15 12:30Z', 'late', 1, 1)",
        [world.feeds["swift"].id],
    )
    world.connection.execute(
        "update open_stay set first_seen = '2026-03-14 12:00Z', base_s = 14400"
        " where first_seen = '2026-03-14 09:00Z'"
    )
    world.connection.execute("update fold_state set folded_to = '2026-03-14 00:00Z'")
    fold_feed(world.connection, world.feeds["swift"].id)
    got = explained(a_day_later, receipt)
    assert got["same"]
    assert got["as_told"]
    assert "Late words" in got["why"]


def test_what_can_no_longer_be_the_same_says_so(
    client: httpx.Client, a_day_later: httpx.Client, world: World, area: int
) -> None:
    receipt = client.get(f"/hot-spots?area={area}&least=2").json()["receipt"]
    world.connection.execute("delete from open_stay where first_seen = '2026-03-14 09:00Z'")
    got = explained(a_day_later, receipt)
    assert not got["same"]
    assert got["why"]
    assert got["answer"]["spots"][0]["vehicles"] == 2


def test_another_text_is_no_receipt(client: httpx.Client, area: int) -> None:
    receipt = client.get("/indicators/vehicles_parked/map?kind=district").json()["receipt"]
    flipped = receipt[:90] + ("A" if receipt[90] != "A" else "B") + receipt[91:]
    for wrong in ("x", "0000", receipt[:-5], flipped, receipt + "AAAA"):
        assert {*faults(client.get(f"/receipts/{wrong}"))} == {"receipt"}


def test_another_stoep_signs_otherwise(client: httpx.Client, address: str, area: int) -> None:
    receipt = client.get("/indicators/vehicles_parked/map?kind=district").json()["receipt"]
    with serving(create_app(Settings(), address, secret="another")) as other:
        assert {*faults(other.get(f"/receipts/{receipt}"))} == {"receipt"}
        mine, theirs = (told(c.get("/receipt-key"), ReceiptKey)["key"] for c in (client, other))
    assert mine != theirs


@pytest.mark.parametrize("question", QUESTIONS)
def test_from_the_signed_file_alone_the_number_is_the_same(
    client: httpx.Client, world: World, area: int, cluster: Cluster, migrated: str, question: str
) -> None:
    world.feed("spin", ("14 08:00", "15 12:00"), id_policy="rotating")
    world.stands("spin", LON + 0.5, LAT, "14 08:00", form="moped")
    world.area(AreaKind.hub, "hub", 4.3051, 52.105, 4.3052, 52.106)
    fold_feed(world.connection, world.feeds["spin"].id)
    receipt = client.get(question.format(area=area)).json()["receipt"]
    answer = client.get(f"/receipts/{receipt}/file")
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    checked = check(answer.content)
    again = rerun_in(cluster, migrated, checked.content)
    assert again.answer is not None
    assert again.same


def rerun_in(cluster: Cluster, template: str, content: Extract) -> Again:
    """A file's number worked out in a database that holds just the file."""
    name = f"rerun_{os.getpid()}"
    cluster.create(name, template=template)
    evidence = open_evidence(Settings(), cluster.address(name), time.time, "")
    try:
        with psycopg.connect(cluster.address(name)) as connection:
            load(connection, content)
        return asyncio.run(ask_again(version_1(evidence), evidence, content.question))
    finally:
        evidence.connections.close()
        evidence.writing.close()
        cluster.drop(name)


def test_a_file_of_which_a_letter_is_changed_is_refused(
    client: httpx.Client, area: int, cluster: Cluster, migrated: str
) -> None:
    question = QUESTIONS[0].format(area=area)
    receipt = client.get(question).json()["receipt"]
    file = client.get(f"/receipts/{receipt}/file").content
    for old, new in ((b"2026-03-14T09", b"2026-03-14T10"), (b'"available"', b'"availible"')):
        assert old in file
        with pytest.raises(BadReceipt):
            check(file.replace(old, new, 1))
    for wrong in (b"", b"{}", b"[]", file[:-9], b'{"signed": {}, "signature": "x"}'):
        with pytest.raises(BadReceipt):
            check(wrong)


def test_a_list_of_all_that_stands_is_explained_but_not_filed(
    client: httpx.Client, area: int
) -> None:
    receipt = client.get("/vehicles?limit=0").json()["receipt"]
    told = explained(client, receipt)
    assert (told["same"], told["behind"]["stays"]) == (True, 3)
    assert {*faults(client.get(f"/receipts/{receipt}/file"))} == {"receipt"}


def test_other_evidence_gives_another_number(
    client: httpx.Client, area: int, cluster: Cluster, migrated: str
) -> None:
    """What a file's number hangs on is the evidence in it, not what it says the answer is."""
    receipt = client.get(QUESTIONS[0].format(area=area)).json()["receipt"]
    content = check(client.get(f"/receipts/{receipt}/file").content).content
    content.tables["stay"].clear()
    assert not rerun_in(cluster, migrated, content).same


def test_a_file_names_no_vehicle(client: httpx.Client, world: World, area: int) -> None:
    receipt = client.get(QUESTIONS[0].format(area=area)).json()["receipt"]
    file = client.get(f"/receipts/{receipt}/file").text
    rows = world.connection.execute("select vehicle::text from open_stay").fetchall()
    assert rows
    assert not any(vehicle in file for (vehicle,) in rows)
