"""All attacks of figure 10, on servers of two workers before a town with hostile names."""

from typing import Any

import httpx
import psycopg

from api.people.sessions import COOKIE
from bench.scorecard.attacks import asked, browsed, servers_asked
from bench.scorecard.attacks.strings import FORMULAS, MARKUP
from bench.scorecard.attacks.tally import Tally
from bench.scorecard.figure import Measured
from bench.scorecard.servers import workers
from bench.scorecard.town import NOW_S, TOWN, draw_town
from bench.scratch import scratch_database
from stoep.store.connect import pool
from tests.api.people.cast import Cast, Clock
from tests.api.test_app import documented_paths

LEAST = 600
NAMES = (*MARKUP, *FORMULAS)
ACTS = (
    "/v1/zones/drawings", "/v1/worklist/1/actions", "/v1/permits/decisions",
    "/v1/modules/beach_day/settings", "/v1/organisations/1/invitations", "/v1/sign-outs",
)  # fmt: skip


def measure() -> Measured:
    """Try all of them, and count what had an effect."""
    tally = Tally()
    servers_asked.to_ourselves(tally)
    with scratch_database("scorecard_attacks") as address:
        draw_town(address, NAMES)
        paths: dict[str, Any] = documented_paths()
        with workers(address, NOW_S) as port, _client(port) as client:
            asked.in_parameters(client, tally, paths, address)
            asked.in_paths(client, tally)
            browsed.files(client, tally)
            opened = browsed.pages(str(client.base_url).rstrip("/"), tally, len(NAMES))
    with scratch_database("scorecard_people") as address:
        draw_town(address)
        _people(tally, address)
    tried, effective = tally.tried.total(), tally.effective.total()
    return Measured(
        f"{effective} of {tried:,}, {tally.policy} policy violations, {tally.visits} canary hits",
        not (effective or tally.policy or tally.visits) and tried >= LEAST,
        {
            "tried": dict(tally.tried), "effective": dict(tally.effective),
            "examples": tally.examples, "pages": sorted(set(opened)), "names": len(NAMES),
        },
    )  # fmt: skip


def _people(tally: Tally, address: str) -> None:
    """Where people sign in: in their name from elsewhere, without them, and by guessing."""
    with (
        workers(address, NOW_S, acting="people") as port,
        pool(address, size=2) as connections,
        _client(port) as client,
    ):
        cast = Cast(connections, f"http://127.0.0.1:{port}/v1", Clock())
        town = cast.organisation("municipality", TOWN)
        noor = cast.account(town, "admin", "Noor")
        key = cast.key(town, "zones", "worklist", "permits", "modules")

        def rows() -> Any:
            with psycopg.connect(address) as connection:
                return connection.execute(
                    "select (select count(*) from area), (select count(*) from permit_limit),"
                    " (select count(*) from session where ended_at is null)"
                ).fetchone()

        asked.from_elsewhere(client, tally, list(ACTS), {COOKIE: noor.cookie}, rows)
        asked.forged(client, tally, list(ACTS[:4]), COOKIE, noor.cookie, key)
        asked.brute(client, tally, noor.email)


def _client(port: int) -> httpx.Client:
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60)
