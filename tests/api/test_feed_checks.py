"""A feed on trial over the API: asked, answered by the reader, and told."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.answers import FeedCheck
from ingest.client import open_client
from ingest.trial.answers import answer_checks, forget_checks
from stoep.settings import Settings
from tests.api.checks import faults, refused, told
from tests.ingest.faultfeed import as_json, fault_feed, hang
from tests.ingest.test_trial import file, vehicles
from tests.worlds import at

Pool = ConnectionPool[Connection[Any]]
URL = "https://operator.example/gbfs.json"


def asked(client: httpx.Client, url: str = URL, **more: Any) -> Any:
    answer = client.post("/feed-checks", json={"url": url, **more})
    assert answer.status_code == 202, answer.text
    FeedCheck.model_validate_json(answer.content)
    assert answer.headers["location"] == f"/v1/feed-checks/{answer.json()['id']}"
    return answer.json()


def answered(pool: Pool, deadline_s: float = 5) -> int:
    settings = Settings(fetch_private_hosts="127.0.0.1", fetch_deadline_s=deadline_s)

    async def answer() -> int:
        async with open_client(settings) as http:
            return await answer_checks(pool, http, settings)

    return asyncio.run(answer())


def test_a_feed_is_tried_by_the_reader_and_the_report_is_told(
    client: httpx.Client, pool: Pool
) -> None:
    rows = vehicles("2.3")
    rows[4].update(lat=4.3, lon=52.1)

    async def story() -> tuple[Any, Any]:
        async with fault_feed(feed=as_json(file("2.3", "bikes", rows))) as server:
            number = (await asyncio.to_thread(asked, client, server.url()))["id"]
            before = (await asyncio.to_thread(client.get, f"/feed-checks/{number}")).json()
            assert await asyncio.to_thread(answered, pool) == 1
            return before, await asyncio.to_thread(client.get, f"/feed-checks/{number}")

    before, after = asyncio.run(story())
    assert (before["state"], before["report"]) == ("waiting", None)
    report = told(after, FeedCheck)["report"]
    assert "swapped" in {one["code"] for one in report["findings"]}
    assert report["is_good"] is False
    assert answered(pool) == 0


def test_an_address_inside_is_not_asked(client: httpx.Client, pool: Pool) -> None:
    """SSRF: what a visitor names is fetched by the reader's rules only."""
    number = asked(client, "https://169.254.169.254/latest/meta-data")["id"]
    assert answered(pool) == 1
    counted = client.get(f"/feed-checks/{number}").json()["report"]["counted"]
    assert counted["outcome"] == "http_error"
    assert "169.254.169.254" in counted["reason"]


def test_a_server_that_says_nothing_is_a_report(client: httpx.Client, pool: Pool) -> None:
    async def story() -> Any:
        async with fault_feed(feed=hang(8)) as server:
            number = (await asyncio.to_thread(asked, client, server.url()))["id"]
            await asyncio.to_thread(answered, pool, 0.5)
            return (await asyncio.to_thread(client.get, f"/feed-checks/{number}")).json()

    assert asyncio.run(story())["report"]["counted"]["outcome"] == "timeout"


def test_bad_questions_are_named(client: httpx.Client) -> None:
    def ask(body: Any) -> dict[str, str]:
        return faults(client.post("/feed-checks", json=body))

    assert "url" in ask({})
    assert "url" in ask({"url": "file:///etc/passwd"})
    assert "url" in ask({"url": "https://operator.example/\x00"})
    assert "format" in ask({"url": URL, "format": "csv"})
    assert "format" in ask({"url": URL, "format": "agency"})  # who pushes has no address to try
    assert "interval" in ask({"url": URL, "interval": 3})
    assert "nonsense" in faults(
        client.post("/feed-checks", params={"nonsense": 1}, json={"url": URL})
    )
    refused(client.post("/feed-checks", content=b"{"), 400)
    refused(client.post("/feed-checks", json=[1]), 400)


def test_a_body_without_end_is_not_read(client: httpx.Client) -> None:
    def parts() -> Iterator[bytes]:
        yield b'{"url": "'
        for _ in range(2000):
            yield b"x" * 1024

    headers = {"content-type": "application/json"}
    answer = client.post("/feed-checks", content=parts(), headers=headers)
    assert refused(answer, 413)["remedy"]


def test_what_is_not_there(client: httpx.Client) -> None:
    refused(client.get(f"/feed-checks/{uuid4()}"), 404)
    refused(client.get("/feed-checks/seven"), 400)
    answer = client.get("/feed-checks")
    refused(answer, 405)
    assert answer.headers["allow"] == "POST"


def test_who_asks_too_much_is_asked_to_wait(client: httpx.Client) -> None:
    for _ in range(10):
        asked(client)
    answer = client.post("/feed-checks", json={"url": URL})
    refused(answer, 429)
    assert answer.headers["retry-after"] == "60"


def test_trials_are_forgotten_after_a_week(client: httpx.Client, pool: Pool) -> None:
    number = asked(client)["id"]
    with pool.connection() as connection:
        forget_checks(connection)
        assert client.get(f"/feed-checks/{number}").status_code == 200
        connection.execute("update feed_check set asked_at = %s", [at("1 00:00")])
        connection.commit()
        forget_checks(connection)
        connection.commit()
    assert client.get(f"/feed-checks/{number}").status_code == 404
