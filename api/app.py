"""The web server: the API under /v1, with room beside it for pages."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI
from starlette_compress import CompressMiddleware

from api import (
    access,
    area_history,
    areas,
    clutter,
    comparison,
    counting,
    drawn_series,
    effects,
    feed_checks,
    feeds,
    hubs,
    imported,
    indicators,
    label_comparison,
    labels,
    mandates,
    module_acts,
    modules,
    movement,
    notices,
    permit_acts,
    permits,
    places,
    profile,
    proposals,
    push_keys,
    service,
    service_areas,
    stations,
    tiles,
    vehicles,
    what_if,
    what_if_limit,
    worklist,
    worklist_acts,
    worklist_files,
    zone_acts,
    zone_uploads,
    zones,
    zones_applied,
)
from api.audit import routes as audit
from api.city import create_city
from api.disputes import routes as disputes
from api.evidence import Evidence, open_evidence
from api.exports import routes as exports
from api.headers import Headers
from api.intake import create_intake
from api.limits import BodyLimit
from api.metrics import watch
from api.ogc import create_features
from api.once import Once
from api.people import managing, signing
from api.people.provider import routes as provider
from api.permit import permit
from api.problems import explain_problems
from api.quality import log as quality_log
from api.quality import status as quality_status
from api.rate import RateLimit
from api.receipts import routes as receipts
from api.reports import routes as reports
from api.rules import routes as rules
from api.security_contact import tell_contact
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
    quality_status,
    quality_log,
    stations,
    service_areas,
    areas,
    area_history,
    drawn_series,
    places,
    zones,
    zone_acts,
    zone_uploads,
    zones_applied,
    vehicles,
    indicators,
    comparison,
    counting,
    imported,
    clutter,
    worklist_files,
    worklist,
    worklist_acts,
    hubs,
    movement,
    profile,
    proposals,
    permit_acts,
    permits,
    rules,
    disputes,
    mandates,
    effects,
    modules,
    module_acts,
    labels,
    label_comparison,
    what_if,
    what_if_limit,
    tiles,
    exports,
    reports,
    receipts,
    notices,
    signing,
    provider,
    managing,
    push_keys,
    audit,
    access,
    service,
)


def create_app(
    settings: Settings,
    address: str,
    clock: Callable[[], float] = time.time,
    secret: str | None = None,
) -> FastAPI:
    """A server with all that the world may ask under /v1, operators may push
    under /mds, areas and zones as OGC API Features under /ogc, and what cities ask of
    operators as MDS under /city.

    `clock` gives unix seconds. Receipts are signed with a key made from `secret`, by default that
    of the settings.

    The database at `address` need not be up yet: until it is, answers are 503.
    """
    secret = settings.secret.get_secret_value() if secret is None else secret
    evidence = open_evidence(settings, address, clock, secret)
    once = Once(version_1(evidence), evidence)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        once.close()
        evidence.connections.close()
        evidence.writing.close()

    server = FastAPI(**BARE, lifespan=lifespan)
    server.state.evidence = evidence
    explain_problems(server)
    server.add_middleware(CompressMiddleware)
    if settings.rate_per_minute:
        server.add_middleware(RateLimit, per_minute=settings.rate_per_minute)
    watch(server, evidence)
    tell_contact(server, settings)
    server.mount("/v1", Headers(BodyLimit(once)))
    server.mount("/mds", create_intake(evidence.writing, clock, secret))
    server.mount("/ogc", create_features(evidence))
    server.mount("/city", create_city(evidence))
    return server


def version_1(evidence: Evidence) -> FastAPI:
    """All that is under /v1, as an application of its own."""
    app = FastAPI(**BARE, dependencies=[Depends(permit)])
    app.state.evidence = evidence
    explain_problems(app)
    for resource in RESOURCES:
        app.include_router(resource.router)
    return app
