"""The web server: the API under /v1, with room beside it for pages."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from api import (
    areas,
    feed_checks,
    feeds,
    indicators,
    permits,
    service,
    service_areas,
    stations,
    tiles,
    vehicles,
)
from api.evidence import Evidence, open_evidence
from api.headers import Headers
from api.intake import create_intake
from api.limits import BodyLimit
from api.problems import explain_problems
from stoep.settings import Settings

BARE: dict[str, Any] = {
    "openapi_url": None,
    "docs_url": None,
    "redoc_url": None,
    "redirect_slashes": False,
    "generate_unique_id_function": lambda route: route.name,
}
"""Nothing is documented, shown or redirected in ways that are not our own."""
RESOURCES = (
    feeds,
    feed_checks,
    stations,
    service_areas,
    areas,
    vehicles,
    indicators,
    permits,
    tiles,
    service,
)


def create_app(settings: Settings, address: str, clock: Callable[[], float] = time.time) -> FastAPI:
    """A server with all that the world may ask under /v1, and operators may push under /mds.

    `clock` gives unix seconds.

    The database at `address` need not be up yet: until it is, answers are 503.
    """
    evidence = open_evidence(settings, address, clock)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        evidence.connections.close()
        evidence.writing.close()

    server = FastAPI(**BARE, lifespan=lifespan)
    server.state.evidence = evidence
    explain_problems(server)
    server.mount("/v1", Headers(BodyLimit(_version_1(evidence))))
    server.mount("/mds", create_intake(evidence.writing, clock))
    return server


def _version_1(evidence: Evidence) -> FastAPI:
    app = FastAPI(**BARE)
    app.state.evidence = evidence
    explain_problems(app)
    for resource in RESOURCES:
        app.include_router(resource.router)
    return app
