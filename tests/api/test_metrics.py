"""What a keeper watches.

        14 08:00          14 20:00   15 02:00            15 12:00
swift   |===================|  timeouts |====================|      now is 15 12:00
veer    |===================================|  since 15 03:00 nothing
"""

import re
from uuid import uuid4

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from dashboard.app import attach
from stoep.settings import Settings
from tests.api.conftest import NOW, NOWHERE, serving
from tests.conftest import ROOT
from tests.worlds import World

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture(autouse=True)
def drawn(world: World) -> World:
    world.feed("swift", ("14 08:00", "14 20:00"), ("15 02:00", "15 12:00"))
    world.feed("veer", ("14 08:00", "15 03:00"), operator="wind")
    world.feed("gone", ("14 08:00", "14 09:00"), enabled=False)
    for minute, outcome in ((50, "ok"), (55, "ok"), (58, "timeout")):
        world.polled("swift", f"15 11:{minute}", outcome)
    return world


def look(client: httpx.Client, **headers: str) -> httpx.Response:
    return client.get(str(client.base_url).replace("/v1/", "/metrics"), headers=headers)


def samples(answer: httpx.Response) -> Samples:
    """Each figure by its name and labels, read as a Prometheus reads it."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def of(found: Samples, name: str, **labels: str) -> float | None:
    return found.get((name, tuple(sorted(labels.items()))))


def test_feeds_tell_age_lag_gaps_and_outcomes(client: httpx.Client) -> None:
    found = samples(look(client))
    assert of(found, "stoep_feed_evidence_age_seconds", feed="swift") == 0
    assert of(found, "stoep_feed_evidence_age_seconds", feed="veer") == 9 * 3600
    assert of(found, "stoep_feed_poll_lag_seconds", feed="veer") == 9 * 3600 - 30
    # Of the day that began at 14 12:00.
    assert of(found, "stoep_feed_gaps", feed="swift") == 1
    assert of(found, "stoep_feed_gap_seconds", feed="swift") == 6 * 3600
    assert of(found, "stoep_feed_gap_seconds", feed="veer") == 9 * 3600
    polls = "stoep_feed_polls_last_hour"
    assert of(found, polls, feed="swift", outcome="ok") == 2
    assert of(found, polls, feed="swift", outcome="timeout") == 1
    assert of(found, polls, feed="veer", outcome="ok") is None
    assert of(found, "stoep_feeds", status="live") == 1
    assert of(found, "stoep_feeds", status="late") == 1
    assert of(found, "stoep_feeds", status="disabled") == 1
    assert of(found, "stoep_feed_evidence_age_seconds", feed="gone") is None


def test_queues_tell_how_much_waits_and_how_long(client: httpx.Client, world: World) -> None:
    for at in ("11:58", "11:59"):
        world.connection.execute(
            "insert into feed_check (id, url, format, default_form_factor, asked_at)"
            " values (%s, 'https://x.example', 'gbfs', 'bicycle', %s)",
            [uuid4(), f"2026-03-15 {at}+00"],
        )
    found = samples(look(client))
    assert of(found, "stoep_queue_size", queue="feed_checks") == 2
    assert of(found, "stoep_queue_oldest_seconds", queue="feed_checks") == 120
    queues = {labels[0][1] for name, labels in found if name == "stoep_queue_size"}
    assert queues == {"pushed_batches", "feed_checks", "messages", "area_histories", "recounts"}


def test_questions_are_counted_by_the_pattern_of_their_route(client: httpx.Client) -> None:
    for path in (
        "/feeds/swift",
        "/feeds/veer",
        "/feeds/stranger",
        "/feeds?nonsense=1",
        "/a/b",
        "/c",
    ):
        client.get(path)
    client.request("PROPFIND", "/feeds")
    found = samples(look(client))
    total = "stoep_http_requests_total"
    route = "/v1/feeds/{key}"
    assert of(found, total, method="GET", route=route, status="200") == 2
    assert of(found, total, method="GET", route=route, status="404") == 1
    assert of(found, total, method="GET", route="/v1/feeds", status="400") == 1
    assert of(found, total, method="GET", route="none", status="404") == 2
    assert of(found, total, method="other", route="/v1/feeds", status="405") == 1
    assert of(found, "stoep_http_request_seconds_count", method="GET", route=route) == 3
    assert "stranger" not in look(client).text


def test_labels_are_as_many_as_were_set_up_and_name_no_vehicle(
    client: httpx.Client, world: World
) -> None:
    stay = world.stands("swift", 4.312345, 52.078912, "15 09:00")
    client.get(f"/vehicles/{stay}")
    client.get("/vehicles?bounds=4.312,52.078,4.313,52.079")
    text = look(client).text
    assert str(stay) not in text
    assert not re.search(r"\d\.\d{5,}\"", text), "no place in a label"
    labels = {name for _, found in samples(look(client)) for name, _ in found}
    assert labels <= {"feed", "outcome", "status", "queue", "pool", "method", "route", "le",
                      "version"}  # fmt: skip


def test_connections_and_the_poller_are_watched(client: httpx.Client, world: World) -> None:
    found = samples(look(client))
    assert of(found, "stoep_database_up") == 1
    assert (of(found, "stoep_database_pool_size", pool="reading") or 0) >= 1
    assert of(found, "stoep_ingest_leader_age_seconds") is None
    world.connection.execute(
        "insert into leader values ('ingest', 1, now() - interval '100 seconds')"
    )
    age = of(samples(look(client)), "stoep_ingest_leader_age_seconds")
    assert age is not None
    assert age >= 100


def test_without_a_database_it_says_so_and_still_counts() -> None:
    with serving(create_app(Settings(), NOWHERE)) as client:
        client.get("/liveness")
        found = samples(look(client))
    assert of(found, "stoep_database_up") == 0
    assert of(found, "stoep_http_requests_total", method="GET", route="/v1/liveness", status="200")
    assert not any(name.startswith("stoep_feed") for name, _ in found)


def test_with_a_key_only_its_holder_may_look(address: str) -> None:
    settings = Settings(metrics_key="tell me")  # type: ignore[arg-type]
    with serving(create_app(settings, address, clock=lambda: NOW)) as client:
        assert look(client).status_code == 404
        assert look(client, Authorization="Bearer tell").status_code == 404
        assert look(client, Authorization="Bearer tell me").status_code == 200


def test_pages_are_counted_too(address: str) -> None:
    server = create_app(Settings(), address, clock=lambda: NOW)
    attach(server, Settings(), clock=lambda: NOW)
    with serving(server) as client:
        for page in ("feeds", "no-such-page"):
            client.get(str(client.base_url).replace("/v1/", f"/{page}"))
        routes = {dict(labels).get("route") for _, labels in samples(look(client))}
    assert not any("no-such-page" in (route or "") for route in routes)
    assert len(routes - {None}) >= 2


def test_alerts_of_the_docs_name_figures_that_are_told(client: httpx.Client) -> None:
    client.get("/feeds")
    told = {name for name, _ in samples(look(client))}
    text = (ROOT / "docs/operate.md").read_text().split("## Watch it")[1].split("\n## ")[0]
    named = set(re.findall(r"\bstoep_[a-z_]+", text))
    assert len(named) > 10
    # A histogram is told as its buckets; a leader that never was has no age.
    missing = named - told - {"stoep_http_request_seconds", "stoep_ingest_leader_age_seconds"}
    assert missing == set()
