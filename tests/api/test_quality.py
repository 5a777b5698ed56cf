"""The state of all feeds, and the log of what went wrong: worked out from evidence, once each.

        14 08:00          14 20:00   15 02:00            15 12:00
swift   |===================|  timeouts |====================|      now is 15 12:00
veer    |===================================|  since 15 03:00 nothing
"""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from psycopg.types.json import Jsonb

from api.answers import QualityLog, ServiceStatus
from api.quality.told import span_of
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, refused, told
from tests.api.test_exports import rows_of
from tests.worlds import World, at

GAP = "gap-swift-1773518400"


@pytest.fixture(autouse=True)
def drawn(world: World) -> World:
    world.feed("swift", ("14 08:00", "14 20:00"), ("15 02:00", "15 12:00"))
    world.feed("veer", ("14 08:00", "15 03:00"), operator="wind")
    world.polled("swift", "14 20:01", "timeout")
    world.polled("swift", "15 02:00", ended=1, missing=2, opened=4)
    world.polled("veer", "15 03:01", "schema")
    return world


def log(client: httpx.Client, **question: Any) -> list[dict[str, Any]]:
    answer = told(client.get("/quality-log", params=question), QualityLog)
    assert answer["count"] == len(answer["lines"])
    lines: list[dict[str, Any]] = answer["lines"]
    assert len({line["id"] for line in lines}) == len(lines)
    return lines


def one(client: httpx.Client, kind: str, **question: Any) -> dict[str, Any]:
    [line] = [line for line in log(client, **question) if line["kind"] == kind]
    return line


def test_a_gap_says_when_who_how_long_and_what_it_did(client: httpx.Client) -> None:
    newest, oldest = log(client)
    assert oldest["id"] == GAP
    assert (oldest["from"], oldest["to"]) == ("2026-03-14T20:00:00Z", "2026-03-15T02:00:00Z")
    assert (oldest["cause"], oldest["operators"], oldest["feeds"]) == ("down", ["swift"], ["swift"])
    assert oldest["without_evidence_s"] == 6 * 3600
    assert (oldest["gone"], oldest["begun"]) == (3, 4)
    assert oldest["sentence"] == {
        "nl": "De server van Swift feed gaf 6 uur geen bruikbaar antwoord.",
        "en": "The server of Swift feed gave no usable answer for 6 hours.",
    }
    assert oldest["effect"]["en"].startswith(
        "Stays that ended uncertain: 3; that began uncertain: 4."
    )
    assert "onzeker eindigden: 3" in oldest["effect"]["nl"]
    assert (newest["to"], newest["cause"], newest["gone"]) == (None, "unreadable", None)
    assert newest["sentence"]["en"] == "The list of Veer feed could not be read for 9 hours so far."
    assert "What stands there now is unknown" in newest["effect"]["en"]


def test_the_log_as_it_was_then_knows_nothing_of_later(client: httpx.Client) -> None:
    early = {"moment": "2026-03-14T21:00:00Z"}
    [line] = log(client, **early)
    assert (line["id"], line["to"], line["without_evidence_s"]) == (GAP, None, 3600)
    assert log(client, moment="2026-03-14T19:59:00Z") == []
    assert log(client, moment="2026-03-14T20:04:00Z") == []
    assert set(faults(client.get("/quality-log?moment=2026-03-15T12:00:01Z"))) == {"moment"}


def test_a_window_has_what_happened_in_it_at_least_in_part(client: httpx.Client) -> None:
    inside = {"from": "2026-03-14T21:00:00Z", "to": "2026-03-14T22:00:00Z"}
    assert [line["id"] for line in log(client, **inside)] == [GAP]
    before = {"from": "2026-03-14T09:00:00Z", "to": "2026-03-14T10:00:00Z"}
    assert log(client, **before) == []
    answer = client.get("/quality-log?limit=1").json()
    assert (answer["count"], len(answer["lines"])) == (2, 1)


def test_one_operator_s_lines_alone(client: httpx.Client) -> None:
    assert [line["feeds"] for line in log(client, operator="wind")] == [["veer"]]
    assert set(faults(client.get("/quality-log?operator=nobody"))) == {"operator"}
    assert set(faults(client.get("/quality-log?from=2020-01-01T00:00:00Z"))) == {"from"}


def test_what_stoep_itself_missed_of_all_is_one_line(client: httpx.Client, world: World) -> None:
    for key in ("gust", "breeze"):
        world.feed(key, ("14 08:00", "14 10:00"), ("14 11:00", "15 12:00"))
    [line] = [line for line in log(client) if line["cause"] == "away"]
    assert line["feeds"] == ["breeze", "gust"]
    assert line["without_evidence_s"] == 3600
    assert (
        line["sentence"]["nl"] == "Stoep zelf keek 60 minuten niet naar Breeze feed en Gust feed."
    )


def test_lists_held_back_are_a_gap_or_a_line_never_both(client: httpx.Client, world: World) -> None:
    world.polled("swift", "14 20:02", "suspect_mass")
    world.polled("swift", "14 20:03", "suspect_mass")
    assert [line["kind"] for line in log(client, operator="swift")] == ["gap"]
    world.polled("swift", "15 08:00", "suspect_mass")
    world.polled("swift", "15 08:01", "suspect_mass")
    line = one(client, "held")
    assert (line["cause"], line["without_evidence_s"]) == ("suspect_mass", 0)
    assert line["sentence"]["en"].endswith("(too much changed at once). How many: 2.")


def test_doubles_and_what_was_known_of_them_then(client: httpx.Client, world: World) -> None:
    for minutes in (0, 30, 60):
        when = at("15 09:00") + timedelta(minutes=minutes)
        world.polled("swift", f"{when:%d %H:%M}", dropped=Jsonb({"duplicate_id": 3 + minutes}))
    assert "at most 63 in one list" in one(client, "doubles")["sentence"]["en"]
    early = one(client, "doubles", moment="2026-03-15T09:40:00Z")
    assert "at most 33 in one list" in early["sentence"]["en"]
    assert early["to"] == "2026-03-15T09:30:00Z"


def test_late_words_are_there_from_when_they_came(client: httpx.Client, world: World) -> None:
    world.connection.execute(
        "insert into correction (feed_id, from_at, to_at, made_at, reason, events, stays,"
        " folded_at, cells) values (%s, %s, %s, %s, 'late', 5, 2, %s, 7)",
        [world.feeds["veer"].id, at("14 09:00"), at("14 10:00"), at("15 01:00"), at("15 01:05")],
    )
    line = one(client, "correction")
    assert (line["from"], line["known_at"]) == ("2026-03-14T09:00:00Z", "2026-03-15T01:00:00Z")
    assert "different now: 7" in line["effect"]["en"]
    assert (
        "still being counted anew"
        in (one(client, "correction", moment="2026-03-15T01:02:00Z")["effect"]["en"])
    )
    kinds = [line["kind"] for line in log(client, moment="2026-03-15T00:59:00Z")]
    assert "correction" not in kinds


def test_what_was_set_aside_names_no_person_and_no_words(
    client: httpx.Client, world: World
) -> None:
    world.area(AreaKind.municipality, "GM1", 4.3, 52.07, 4.32, 52.08, municipality="GM1")
    world.connection.execute(
        "insert into dispute (number, operator_id, municipality, kind, feed_id, from_at, to_at,"
        " opened_at) select 77, operator_id, 'GM1', 'feed', id, %s, %s, %s from feed"
        " where key = 'swift'",
        [at("15 04:00"), at("15 05:00"), at("15 06:00")],
    )
    world.connection.execute(
        "insert into evidence_set_aside (dispute, municipality, feed_id, from_at, to_at, why,"
        " set_by, set_at) values (77, 'GM1', %s, %s, %s, 'secret words', 'A. Person', %s)",
        [world.feeds["swift"].id, at("15 04:00"), at("15 05:00"), at("15 07:00")],
    )
    line = one(client, "aside")
    assert (line["municipality"], line["known_at"]) == ("GM1", "2026-03-15T07:00:00Z")
    assert line["sentence"]["en"].startswith("Gm1 agreed with an operator")
    text = client.get("/quality-log").text
    assert [word for word in ("secret", "Person", "77") if word in text.replace("1773", "")] == []


def test_ids_that_change_are_told_from_when_that_was_found(
    client: httpx.Client, world: World
) -> None:
    for when, rotates in (("14 08:00", False), ("14 12:00", False), ("15 08:00", True)):
        world.connection.execute(
            "insert into feed_reading values (%s, %s, %s)",
            [world.feeds["swift"].id, at(when), Jsonb({"positions_only": rotates})],
        )
    line = one(client, "ids")
    assert (line["from"], line["to"]) == ("2026-03-15T08:00:00Z", None)
    assert [one["kind"] for one in log(client, moment="2026-03-15T07:00:00Z")] == ["gap", "gap"]


def test_an_import_is_a_line_of_nobody(client: httpx.Client, world: World) -> None:
    world.connection.execute(
        "insert into import_run (file, sha256, source, imported_at, imported_by, events, refused,"
        " from_at, to_at) values ('a.csv', '\\x01', 'Old dashboard', %s, 'B. Person', 12, %s,"
        " %s, %s)",
        [at("15 10:00"), Jsonb({"no_place": 2, "no_time": 1}), at("1 00:00"), at("2 00:00")],
    )
    line = one(client, "import")
    assert (line["feeds"], line["operators"]) == ([], [])
    assert line["sentence"]["en"].endswith("(Old dashboard). Park events: 12; rows refused: 3.")
    assert "Person" not in str(line)
    assert [line["kind"] for line in log(client, operator="swift")] == ["gap"]


def test_what_an_operator_said_goes_along_from_when_it_said_so(
    client: httpx.Client, world: World
) -> None:
    world.connection.execute(
        "insert into statement (operator_id, kind, starts_at, ends_at, said, said_by, said_at)"
        " select id, 'outage', %s, %s, 'Works on the server.', 'A. Person', %s from operator"
        " where key = 'swift'",
        [at("14 19:00"), at("15 02:00"), at("15 09:00")],
    )
    assert log(client)[1]["explained"] == ["Works on the server."]
    assert log(client, moment="2026-03-15T08:00:00Z")[1]["explained"] == []


def test_the_state_of_all_feeds_is_one_answer(client: httpx.Client, world: World) -> None:
    world.feed("never")
    world.feed("ended", ("14 08:00", "14 09:00"), enabled=False)
    found = told(client.get("/status"), ServiceStatus)
    feeds = {feed["key"]: feed for one in found["operators"] for feed in one["feeds"]}
    assert [one["key"] for one in found["operators"]] == ["ended", "never", "swift", "wind"]
    swift, veer = feeds["swift"], feeds["veer"]
    assert (swift["status"], swift["age_s"], swift["now"]) == ("live", 0, None)
    assert swift["coverage"] == {
        "day": 0.75, "week": round(22 / 28, 4), "quarter": round(22 / 28, 4),
    }  # fmt: skip
    assert (swift["gaps"], swift["without_evidence_s"]) == (1, 6 * 3600)
    assert (veer["status"], veer["age_s"]) == ("late", 9 * 3600)
    assert veer["now"]["sentence"]["en"].startswith("The list of Veer feed could not be read")
    assert (feeds["never"]["age_s"], feeds["never"]["coverage"]["day"]) == (None, None)
    assert found["status"] == "some"
    assert found["sentence"]["en"] == (
        "Of 1 of the 3 feeds there are data of the last five minutes."
        " Not now of Never feed and Veer feed."
    )
    assert found["polling"] is False
    assert "fetches nothing now" in found["polling_sentence"]["en"]
    # Local days: 14 March begins at 23:00 UTC the day before, 15 March at 23:00 UTC of the 14th.
    assert (len(found["days"]), found["days"][-1]) == (90, "2026-03-15")
    assert swift["days"][:-2] == [None] * 88
    assert swift["days"][-2:] == [round(12 / 15, 4), round(10 / 13, 4)]


def test_a_state_without_feeds_or_with_all_of_them(client: httpx.Client, world: World) -> None:
    world.connection.execute("update feed set enabled = false")
    assert client.get("/status").json()["status"] == "nothing"
    world.connection.execute("update feed set enabled = key = 'swift'")
    found = client.get("/status").json()
    assert found["status"] == "all"
    assert found["sentence"]["nl"].startswith("Van alle feeds (1)")
    world.connection.execute("insert into leader values ('ingest', 1, now())")
    assert client.get("/status").json()["polling_sentence"] is None


def test_both_go_along_as_csv(client: httpx.Client) -> None:
    _, rows = rows_of(client.get("/exports/quality-log").text)
    assert [row["id"] for row in rows] == ["gap-veer-1773543600", GAP]
    assert rows[1]["sentence_en"] == "The server of Swift feed gave no usable answer for 6 hours."
    _, states = rows_of(client.get("/exports/status").text)
    assert [(row["key"], row["age_s"]) for row in states] == [("swift", "0"), ("veer", "32400")]
    refused(client.get("/exports/status?format=geojson"), 400)


@pytest.mark.parametrize(
    ("seconds", "nl", "en"),
    [(30, "0 minuten", "0 minutes"), (60, "1 minuut", "1 minute"), (119, "1 minuut", "1 minute"),
     (120, "2 minuten", "2 minutes"), (3600, "60 minuten", "60 minutes"),
     (7200, "2 uur", "2 hours"), (86_400, "24 uur", "24 hours"), (172_800, "2 dagen", "2 days")],
)  # fmt: skip
def test_of_one_there_is_one(seconds: int, nl: str, en: str) -> None:
    assert (span_of(seconds, "nl"), span_of(seconds, "en")) == (nl, en)
