"""What operators owe and deliver, over HTTP: figures, receipts, and the letter."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from api.answers import MandateDelivery, Mandates
from stoep.told import ToldFields
from stoep.vocabulary import AreaKind, Duty
from tests.api.checks import faults, told
from tests.worlds import World, at
from zones.mandate.duties import unit_of
from zones.mandate.setting import Wish, set_duty

HERE = "GM9999"
PERIOD = f"municipality={HERE}&from=2026-03-12&to=2026-03-15"
DELIVERY = f"/mandates/delivery?{PERIOD}"
NASTY = "works | <b>*now*</b>\n# all"


@pytest.fixture
def mandate(world: World) -> World:
    """Swift was down for six hours on the 13th and said so; Veer delivers all that it owes."""
    world.feed("swift", ("10 00:00", "13 06:00"), ("13 12:00", "15 12:00"))
    world.feed("veer", ("10 00:00", "15 12:00"))
    world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
    minutes = (at("13 06:00") + timedelta(minutes=m) for m in range(5, 360, 5))
    for moment in minutes:
        world.polled("swift", f"{moment:%d %H:%M}", "timeout")
    for day in (11, 12, 13, 14):
        world.polled("swift", f"{day} 13:00", told=list(ToldFields(10, 10, 10, 10, 10, 4)))
        world.polled("veer", f"{day} 13:00", told=list(ToldFields(10, 10, 10, 10, 10, 10)))
    for operator in ("swift", "veer"):
        for duty in (Duty.availability, Duty.battery_range):
            ground = ("regulation | 4", "A. Official", "council decision")
            wish = Wish(HERE, operator, duty, 0.95, unit_of(duty), at("1 00:00").date(), *ground)
            set_duty(world.connection, wish, at("1 00:00"))
    world.connection.execute(
        "insert into statement (operator_id, kind, starts_at, ends_at, said, said_by, said_at)"
        " select id, 'outage', %s, %s, %s, 'B. Swift', %s from operator where key = 'swift'",
        [at("13 06:00"), at("13 12:00"), NASTY, at("12 09:00")],
    )
    return world


def rows(content: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["operator"], row["duty"]): row for row in content["duties"]}


def test_duties_are_told_with_who_set_them_and_on_what_ground(
    mandate: World, client: httpx.Client
) -> None:
    got = told(client.get(f"/mandates?municipality={HERE}&operator=swift"), Mandates)
    assert [one["duty"] for one in got["in_force"]] == ["availability", "battery_range"]
    assert got["in_force"][0]["legal_ground"] == "regulation | 4"
    assert [one["id"] for one in got["history"]] == [2, 1]
    before = client.get(f"/mandates?municipality={HERE}&day=2026-02-28").json()
    assert (before["in_force"], len(before["history"])) == ([], 4)


def test_what_was_delivered_is_told_day_by_day(mandate: World, client: httpx.Client) -> None:
    got = told(client.get(DELIVERY), MandateDelivery)
    of = rows(got)
    down = of["swift", "availability"]
    assert [day["verdict"] for day in down["days"]] == ["complies", "does_not_comply", "complies"]
    assert down["days"][1]["lower"] == down["days"][1]["upper"] == 0.75
    assert down["days"][1]["announced_s"] == down["days"][1]["lost_s"] == 6 * 3600
    assert (down["days"][1]["unannounced"], down["announced"]) == ("complies", 1)
    assert of["swift", "battery_range"]["does_not_comply"] == 3
    assert of["veer", "availability"]["complies"] == 3
    assert of["veer", "battery_range"]["complies"] == 3
    assert got["coverage"] == 1.0
    assert [gap["announced"] for gap in got["gaps"]] == [True]
    assert got["statements"][0]["said"] == NASTY


def test_its_receipt_is_explained_to_the_same_value_whatever_came_since(
    mandate: World, client: httpx.Client
) -> None:
    receipt = client.get(DELIVERY).json()["receipt"]
    for duty in (Duty.availability, Duty.state):
        wish = Wish(HERE, "swift", duty, 0.1, "1", at("1 00:00").date(), "g", "b", "later")
        set_duty(mandate.connection, wish, at("20 00:00"))
    mandate.connection.execute(
        "insert into statement (operator_id, kind, starts_at, said, said_by, said_at)"
        " select id, 'outage', %s, 'later', 'B. Veer', %s from operator",
        [at("12 00:00"), at("20 00:00")],
    )
    got = client.get(f"/receipts/{receipt}").json()
    assert got["same"], got["why"]
    assert got["indicator"] == "mandate_delivered"
    assert got["behind"]["polls"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_letter_says_only_what_the_evidence_says(
    mandate: World, client: httpx.Client, language: str
) -> None:
    answer = client.get(f"/mandates/letter?{PERIOD}&operator=swift&language={language}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    text = answer.text
    assert "75 %" in text
    assert "40 %" in text
    assert "<b>" not in text
    assert "\n# all" not in text
    for line in (line for line in text.splitlines() if line.startswith("|")):
        assert len(re.findall(r"(?<!\\)\|", line)) in (5, 6, 7), line
    (receipt,) = re.findall(r"```\n(\S+)\n```", text)
    got = client.get(f"/receipts/{receipt}").json()
    assert got["same"], got["why"]
    assert {row["operator"] for row in got["answer"]["duties"]} == {"swift"}


def test_a_letter_to_who_delivered_all_says_that(mandate: World, client: httpx.Client) -> None:
    text = client.get(f"/mandates/letter?{PERIOD}&operator=veer&language=en").text
    assert "Veer delivered all that was asked in this period, on all of 3 days." in text
    assert "fell short" not in text


def test_who_owes_nothing_gets_a_letter_that_says_so(world: World, client: httpx.Client) -> None:
    world.feed("swift", ("10 00:00", "15 12:00"))
    world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
    got = client.get(DELIVERY).json()
    assert (got["duties"], got["coverage"]) == ([], 0.0)
    text = client.get(f"/mandates/letter?{PERIOD}&operator=swift&language=en").text
    assert "owed nothing" in text


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("/mandates", "municipality"),
        ("/mandates?municipality=GM0000", "municipality"),
        (f"{DELIVERY}&operator=nobody", "operator"),
        (f"/mandates/delivery?municipality={HERE}&from=2026-03-12&to=2026-03-17", "to"),
        (f"/mandates/delivery?municipality={HERE}&from=2026-01-01&to=2026-03-01", "from"),
        (f"/mandates/letter?{PERIOD}", "operator"),
        (f"/mandates/letter?{PERIOD}&operator=swift&language=fr", "language"),
        (f"/mandates/letter?{PERIOD}&operator=swift&format=pdf", "format"),
    ],
)
def test_a_bad_question_is_refused_by_its_field(
    mandate: World, client: httpx.Client, question: str, name: str
) -> None:
    assert list(faults(client.get(question))) == [name]
