"""How much one address may ask; this machine is the front server, and says for whom it asks."""

import httpx
import pytest

from api.app import create_app
from api.rate import MOST_BUCKETS, RateLimit, cost_of
from dashboard.app import attach
from stoep.settings import Settings
from tests.api.checks import refused
from tests.api.conftest import NOW, NOWHERE, serving
from tests.worlds import World

ANN, BEN = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}


def test_who_asks_too_much_is_told_when_to_come_back() -> None:
    with serving(create_app(Settings(rate_per_minute=3), NOWHERE)) as client:
        for _ in range(3):
            assert client.get("/openapi.json", headers=ANN).status_code == 200
        answer = client.get("/openapi.json", headers=ANN)
        assert answer.status_code == 429
        assert answer.headers["content-type"] == "application/problem+json"
        assert 1 <= int(answer.headers["retry-after"]) <= 20
        assert "often" in answer.json()["remedy"]
        # Neither another address pays for it, nor this machine, nor whether we are there.
        assert client.get("/openapi.json", headers=BEN).status_code == 200
        assert client.get("/openapi.json").status_code == 200
        assert client.get("/liveness", headers=ANN).status_code == 200
        told = client.get("/openapi.json", headers=BEN).json()
    assert "429" in told["paths"]["/feeds"]["get"]["responses"]


def test_none_is_set_by_0() -> None:
    with serving(create_app(Settings(rate_per_minute=0), NOWHERE)) as client:
        for _ in range(20):
            assert client.get("/liveness", headers=ANN).status_code == 200
            assert client.get("/openapi.json", headers=ANN).status_code == 200


@pytest.mark.parametrize(
    ("path", "cost"),
    [("/v1/feeds", 1), ("/v1/exports/feeds", 10), ("/v1/what-if/limit", 10), ("/v1/health", 0),
     ("/v1/areas/series", 10), ("/v1/areas/7", 1), ("/v1/tiles/vehicles/1/2/3", 0.1),
     ("/v1/modules/beach_day/trials", 10), ("/v1/modules/beach_day", 1), ("/ogc/collections", 1),
     ("/city/rules", 1), ("/_dash-update-component", 1), ("/feeds", 0), ("/assets/x.js", 0),
     ("/mds/events", 0), ("/v1/exports-of-none", 10), ("/v10", 0), ("/metrics", 0)],
)  # fmt: skip
def test_dear_questions_cost_more(path: str, cost: float) -> None:
    assert cost_of(path) == cost


class Door:
    """A limit with a clock of its own, asked without a server."""

    def __init__(self, per_minute: int) -> None:
        self.now = 1000.0
        self.limit = RateLimit(None, per_minute, lambda: self.now)  # type: ignore[arg-type]

    def waits(self, host: str, path: str = "/v1/feeds") -> float:
        return self.limit._wait_s({"path": path, "client": (host, 1)})


def test_a_bucket_fills_as_time_goes_by_and_never_over() -> None:
    door = Door(60)
    for _ in range(60):
        assert door.waits("192.0.2.1") == 0
    assert door.waits("192.0.2.1") == pytest.approx(1)
    door.now += 1
    assert door.waits("192.0.2.1") == 0
    assert door.waits("192.0.2.1") > 0
    assert door.waits("192.0.2.1", "/v1/exports/feeds") == pytest.approx(10)
    door.now += 3600
    assert [door.waits("192.0.2.1") for _ in range(61)].count(0) == 60


def test_a_network_of_ipv6_is_one_and_this_machine_is_none() -> None:
    door = Door(1)
    assert door.waits("2001:db8:1:2::1") == 0
    assert door.waits("2001:db8:1:2:ffff::9") > 0
    assert door.waits("2001:db8:1:3::1") == 0
    assert door.waits("::ffff:192.0.2.7") == 0
    assert door.waits("192.0.2.7") > 0
    for host in ("127.0.0.1", "::1", "testclient"):
        assert [door.waits(host) for _ in range(5)] == [0] * 5


def test_so_many_addresses_are_remembered() -> None:
    door = Door(1)
    for n in range(MOST_BUCKETS + 50):
        door.waits(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}")
    assert len(door.limit._buckets) == MOST_BUCKETS


def test_what_a_page_asks_of_the_api_is_not_counted_again(address: str, world: World) -> None:
    world.feed("swift", ("14 08:00", "15 12:00"))
    settings = Settings(rate_per_minute=1)
    server = create_app(settings, address, clock=lambda: NOW)
    attach(server, settings, clock=lambda: NOW)
    with serving(server) as client:
        page = str(client.base_url).replace("/v1/", "/feeds")
        for _ in range(4):
            answer = httpx.get(page, headers=ANN, trust_env=False, timeout=30)
            assert answer.status_code == 200
        counted = httpx.get(
            str(client.base_url).replace("/v1/", "/metrics"), trust_env=False, timeout=60
        )
        assert 'route="/v1/' in counted.text, "the page did ask"
        assert client.get("/feeds", headers=ANN).status_code == 200
        refused_now = client.get("/feeds", headers=ANN)
    assert refused_now.status_code == 429


def test_a_refusal_has_the_shape_of_all_refusals() -> None:
    with serving(create_app(Settings(rate_per_minute=1), NOWHERE)) as client:
        client.get("/openapi.json", headers=ANN)
        refused(client.get("/openapi.json", headers=ANN), 429)
