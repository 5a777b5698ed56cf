"""The paths of MDS Policy, Geography and Stops, as an application of its own."""

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, FastAPI, Query, Request, Response
from pydantic import Field

from api.answer import mark, marked, not_modified, unchanged
from api.city.zones import Zone, geography, policies, read_zones, stop
from api.evidence import Ask, Evidence
from api.headers import Headers
from api.problems import NotThere, explain_problems
from api.questions import Code, Question
from api.strict import StrictRoute
from stoep.vocabulary import AreaKind
from zones.policy.hubs import hubs_at

router = APIRouter(route_class=StrictRoute)
VERSION = "2.0.0"
MEDIA_TYPE = "application/vnd.mds+json;version=2.0"
TTL_MS = 60_000
LEAST_MS = 1_514_764_800_000


class AboutCity(Question):
    """Of which city."""

    municipality: Code = None


class AboutPolicies(AboutCity):
    """In force between which moments, in milliseconds."""

    start_date: int | None = Field(None, ge=LEAST_MS, le=10**14)
    end_date: int | None = Field(None, ge=LEAST_MS, le=10**14)


class AboutRules(AboutCity):
    """In which language."""

    language: Literal["nl", "en"] = "nl"


def create_city(evidence: Evidence) -> Headers:
    """An application that tells operators what a city asks of them."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.evidence = evidence
    explain_problems(app)
    app.include_router(router)
    return Headers(app)


@router.get("/policies")
def get_policies(
    question: Annotated[AboutPolicies, Query()], ask: Ask, request: Request
) -> Response:
    """No-parking zones that hold, or will, as policies."""
    with ask.read() as reading:
        zones, now_ms = read_zones(reading, question.municipality), reading.now_s * 1000
    start = now_ms if question.start_date is None else question.start_date
    found = policies(zones, start, question.end_date, ask.timezone)
    return _told(request, {"last_updated": _newest(zones, now_ms), "policies": found})


@router.get("/policies/{policy}")
def get_policy(
    policy: str, question: Annotated[AboutCity, Query()], ask: Ask, request: Request
) -> Response:
    """One policy, also of before."""
    with ask.read() as reading:
        zones, now_ms = read_zones(reading, question.municipality), reading.now_s * 1000
    found = [
        one for one in policies(zones, 0, None, ask.timezone) if one["policy_id"] == policy.lower()
    ]
    if not found:
        raise NotThere("There is no such policy.", "See /city/policies for all.")
    return _told(request, {"last_updated": _newest(zones, now_ms), "policies": found})


@router.get("/geographies")
def get_geographies(
    question: Annotated[AboutCity, Query()], ask: Ask, request: Request
) -> Response:
    """Borders of zones that operators know of; those that ended too, as MDS asks."""
    with ask.read() as reading:
        zones, now_ms = read_zones(reading, question.municipality), reading.now_s * 1000
    told = [geography(zone) for zone in zones]
    return _told(request, {"last_updated": _newest(zones, now_ms), "geographies": told})


@router.get("/geographies/{one}")
def get_geography(
    one: str, question: Annotated[AboutCity, Query()], ask: Ask, request: Request
) -> Response:
    """One border."""
    with ask.read() as reading:
        zones = read_zones(reading, question.municipality)
    found = next((zone for zone in zones if zone.geography_id == one.lower()), None)
    if found is None:
        raise NotThere("There is no such geography.", "See /city/geographies for all.")
    return _told(request, {"geography": geography(found)})


@router.get("/stops")
def get_stops(question: Annotated[AboutCity, Query()], ask: Ask) -> Response:
    """Hubs that hold now, with the places that are free where that is known."""
    with ask.read() as reading:
        now_ms = reading.now_s * 1000
        zones = read_zones(reading, question.municipality)
        hubs, _ = hubs_at(reading.connection, question.municipality, None, reading.now_s)
    by_area = {hub.area: hub for hub in hubs}
    told = [
        stop(zone, by_area.get(zone.row["area_id"]), now_ms)
        for zone in zones
        if zone.row["kind"] == AreaKind.hub and _holds(zone, now_ms)
    ]
    content = {"version": VERSION, "last_updated": now_ms, "ttl": TTL_MS, "stops": told}
    return Response(msgspec.json.encode(content), media_type=MEDIA_TYPE)


@router.get("/rules")
def get_rules(question: Annotated[AboutRules, Query()], ask: Ask, request: Request) -> Response:
    """What holds now and what will, a sentence a rule, as plain text."""
    with ask.read() as reading:
        zones, now_ms = read_zones(reading, question.municipality), reading.now_s * 1000
    lines = [
        zone.told(span, question.language, ask.timezone)
        for zone in zones
        for span in zone.spans
        if span.end is None or span.end > now_ms
    ]
    body = "".join(f"{line}\n" for line in lines).encode()
    return _sent(
        request, body, "text/plain; charset=utf-8", **{"Content-Language": question.language}
    )


def _holds(zone: Zone, at_ms: int) -> bool:
    return any(
        span.start <= at_ms and (span.end is None or at_ms < span.end) for span in zone.spans
    )


def _newest(zones: list[Zone], now_ms: int) -> int:
    """When something of this was published last; before anything was: now."""
    told = [span.published for zone in zones for span in zone.spans]
    return max(told, default=now_ms)


def _told(request: Request, content: dict[str, Any]) -> Response:
    return _sent(request, msgspec.json.encode({"version": VERSION, **content}), MEDIA_TYPE)


def _sent(request: Request, body: bytes, media_type: str, **headers: str) -> Response:
    etag = mark(body)
    return (
        not_modified(etag)
        if unchanged(request, etag)
        else marked(body, media_type, etag, **headers)
    )
