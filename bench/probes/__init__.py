"""Cross-tenant probes: every route, by every kind of caller, about what is own, foreign and absent.

A probe leaks where a caller gets what is not theirs (a stay, a place where a vehicle stands, an
address, a key's name), is let through where the rule says no, learns from another's that it is
there, or makes the server fail. A route without a rule is a leak too. Reading is for people here.
What is open to all (`/ogc`, `/city`) tells everybody the same, and what operators push (`/mds`) is
theirs alone; more of another's changes no byte of what is told of one's own.
"""

import asyncio
from typing import Any

from starlette.routing import Mount

from api.app import create_app
from bench.probes import open_to_all, pushed, version_1
from bench.probes.found import Found
from bench.probes.ground import NOW, SECRET, Ground, draw_ground
from bench.scratch import scratch_database
from stoep.settings import Settings
from stoep.store.connect import pool
from tests.worlds import drawing

SETTINGS = Settings(acting="people", reading="people", rate_per_minute=0)
PROBED = {"/v1", "/ogc", "/city", "/mds"}


def run(every: int = 1) -> dict[str, Any]:
    """Probe a scratch database; `every` n-th route of /v1 alone, for a quick look."""
    with scratch_database("probes") as address:
        return probe(address, every)


def probe(address: str, every: int = 1) -> dict[str, Any]:
    """Draw the ground in a migrated, empty database, and probe it."""
    with drawing(address) as world, pool(address) as connections:
        with connections.connection() as connection:
            ground = draw_ground(world, connection)
        found = asyncio.run(_probed(address, ground, every))
    return {"tried": found.tried, "leaked": len(found.detail), "detail": found.detail}


async def _probed(address: str, ground: Ground, every: int) -> Found:
    server = create_app(SETTINGS, address, NOW.timestamp, SECRET)
    evidence, found = server.state.evidence, Found()
    mounted = {route.path for route in server.routes if isinstance(route, Mount)}
    found.note(mounted != PROBED, "applications", mounted, "are not those that are probed", PROBED)
    try:
        # Those of /v1 act: what is open, and what is pushed, is asked before.
        await open_to_all.probe(server, address, ground, found)
        await pushed.probe(server, address, ground, found)
        await version_1.probe(evidence, ground, every, found)
    finally:
        evidence.connections.close()
        evidence.writing.close()
    return found
