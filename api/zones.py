"""Zones of policy with their phase and dates, and whether a drawing could become one.

Zones are only read here: they are drawn and decided by command, until there are people with roles.
"""

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Body, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from shapely.geometry import mapping

from api.answer import answer
from api.answers import DrawingCheck, Zone, Zones
from api.areas import GeoJson, tell_geojson
from api.effects_told import CAPACITY, ZONE, tell_effect
from api.evidence import Ask, Reading
from api.moments import Moment
from api.problems import NotThere
from api.questions import SQL_INT, Code, Plain, Question
from api.strict import StrictRoute
from stoep.vocabulary import POLICY, AreaKind
from zones.in_force import read_held
from zones.policy.draft import check_draft
from zones.policy.zone import Phase

router = APIRouter(route_class=StrictRoute, tags=["areas"])

ZonePath = Annotated[int, Path(ge=1, le=SQL_INT, description="Number of a zone.")]
PolicyKind = Annotated[
    Literal[AreaKind.hub, AreaKind.no_parking, AreaKind.monitoring] | None,
    WithJsonSchema({"type": "string", "enum": list(POLICY)}),
    Field(description=f"One of {', '.join(POLICY)}."),
]
InPhase = Annotated[
    Phase | None,
    WithJsonSchema({"type": "string", "enum": list(Phase)}),
    Field(description=f"One of {', '.join(Phase)}."),
]
AHEAD_S = 2 * 86_400
AT = "Phases are those of this moment, past or to come; left out: now."


class AboutZones(Question):
    """Which zones."""

    municipality: Code = None
    kind: PolicyKind = None
    phase: InPhase = None
    moment: Moment = Field(None, description=AT)
    geometry: Literal["yes", "no"] = Field("yes", description="With borders (yes) or without (no).")


class AboutZone(Question):
    """One zone, when."""

    moment: Moment = Field(None, description=AT)


class Drawing(BaseModel):
    """A GeoJSON polygon or multipolygon, or a feature with one."""

    model_config = ConfigDict(extra="allow")

    type: Literal["Polygon", "MultiPolygon", "Feature"] = Field(
        description="Polygon, MultiPolygon or Feature."
    )
    coordinates: Any = Field(None, description="Of a geometry: rings of longitude and latitude.")
    geometry: Any = Field(None, description="Of a feature: a Polygon or MultiPolygon.")
    properties: Any = Field(
        None,
        description="Of a feature; checked where they are given: kind, municipality, capacity, "
        "publish_on, active_from, retire_published, retire_on.",
    )

    def feature(self) -> dict[str, Any]:
        """As it was sent, as far as it matters."""
        names = ("type", "coordinates", "geometry", "properties")
        return {name: getattr(self, name) for name in names}


@router.get("/zones", response_model=Zones, summary="Zones", response_class=GeoJson)
def list_zones(question: Annotated[AboutZones, Query()], ask: Ask, request: Request) -> Response:
    """Zones of policy that were drawn by a moment, with their phase then (GeoJSON)."""
    with ask.read() as reading:
        at = reading.now_s if question.moment is None else question.moment
        values = {
            "id": None,
            "kind": question.kind,
            "municipality": question.municipality,
            "phase": question.phase,
            "at": at,
            "geometry": question.geometry == "yes",
        }
        features = [row[0] for row in reading.rows("zones", **values)]
        effects = _effects(reading, at, question.municipality)
    told = msgspec.json.encode(effects).decode()
    features_told = ",".join(features)
    body = f'{{"type":"FeatureCollection","features":[{features_told}],"effects":{told}}}'
    return tell_geojson(request, body)


@router.get("/zones/{id}", response_model=Zone, summary="One zone", response_class=GeoJson)
def get_zone(
    id: ZonePath, question: Annotated[AboutZone, Query()], ask: Ask, request: Request
) -> Response:
    """One version of a zone, with its phase at a moment, as a GeoJSON feature."""
    with ask.read() as reading:
        at = reading.now_s if question.moment is None else question.moment
        chosen = dict.fromkeys(("kind", "municipality", "phase"))
        found = reading.rows("zones", id=id, at=at, geometry=True, **chosen)
        if not found:
            raise NotThere(f"There is no zone {id}.", "See /v1/zones for all zones.")
        zone = msgspec.json.decode(found[0][0])
        about = zone["properties"]
        key = f"{about['kind']}/{about['code']}"
        zone["effects"] = _effects(reading, at, about["municipality"], key)
    return tell_geojson(request, msgspec.json.encode(zone).decode())


def _effects(
    reading: Reading, at: int, municipality: str | None, area: str | None = None
) -> list[dict[str, Any]]:
    """What is in force of zones at a moment (unix seconds), or was decided for soon after it."""
    held = read_held(reading.connection, at, at + AHEAD_S, municipality=municipality, area=area)
    return [tell_effect(one) for one in held if one.kind in (CAPACITY, ZONE)]


@router.post("/areas/check", response_model=DrawingCheck, summary="Whether a drawing can be used")
def check_drawing(
    question: Annotated[Plain, Query()], drawing: Annotated[Drawing, Body()], ask: Ask
) -> Response:
    """Whether a drawing can be a zone: its size, its points, and where it lies. Nothing is kept."""
    with ask.read() as reading:
        checked = check_draft(reading.connection, drawing.feature(), reading.now_s)
    drawn, lies = checked.drawing, checked.lies
    return answer(
        {
            "usable": True,
            "area_m2": drawn.area_m2,
            "points": drawn.points,
            "polygons": len(drawn.geom.geoms),
            "repaired": drawn.repaired,
            "geometry": mapping(drawn.geom),
            "municipality": lies.municipality,
            "municipality_name": lies.name,
            "outside": lies.share_outside,
        }
    )
