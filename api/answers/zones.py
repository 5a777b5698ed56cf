"""Zones of policy with their life, as GeoJSON, and what there is to tell of a drawing."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.answers.base import Answer, Share, Time
from api.answers.effects import EffectInForce
from stoep.vocabulary import AreaKind, FormFactor
from zones.applied.verdict import Verdict
from zones.policy.zone import Phase

Effects = Field(
    description="What modules put in force of it at that moment, or decided for the next two days."
)


class ZoneProperties(Answer):
    """What is known of a zone."""

    code: str = Field(description="The same for all versions of a zone.", examples=["zone-12"])
    name: str = Field(examples=["Kurhausplein"])
    kind: AreaKind = Field(description="hub, no_parking or monitoring.")
    municipality: str | None = Field(examples=["GM0518"])
    phase: Phase | None = Field(
        description="How far it is in its life at the moment, by its dates as they are now; null: "
        "it was not drawn yet."
    )
    capacity: dict[str, int] | None = Field(
        description="Places of a hub: combined, or by form factor.", examples=[{"combined": 20}]
    )
    places: int | None = Field(description="All places together; null: not told.")
    form_factors: list[FormFactor] | None = Field(description="Which it is about; null: all.")
    area_m2: float
    drawn_at: Time
    committed_at: Time | None
    publish_on: Time | None = Field(description="From when operators see it.")
    active_from: Time | None
    retire_published: Time | None = Field(description="From when operators see that it ends.")
    retire_on: Time | None = Field(description="The first moment at which it holds no more.")
    previous: int | None = Field(description="The version whose place it takes.")
    next: int | None = Field(description="The version that takes its place.")
    area: int | None = Field(description="Where its numbers are (see /areas); null: none yet.")
    change: int = Field(description="Number of its last change (see /zones/{id}/history).")
    in_force: bool = Field(
        description="Whether its rule holds at the moment that is asked about: one that a module "
        "opens holds in its hours alone."
    )


class ZoneFeature(Answer):
    """One version of a zone (GeoJSON feature, CRS84)."""

    type: Literal["Feature"]
    id: int
    bbox: Annotated[list[float], Field(min_length=4, max_length=4)]
    geometry: dict[str, Any] | None
    properties: ZoneProperties


class Zone(ZoneFeature):
    """One version of a zone, with what modules put in force of it."""

    effects: list[EffectInForce] = Effects


class Zones(Answer):
    """Zones (GeoJSON feature collection)."""

    type: Literal["FeatureCollection"]
    features: list[ZoneFeature]
    effects: list[EffectInForce] = Effects


class ZoneField(Answer):
    """Something of a zone that became other than it was."""

    field: str = Field(examples=["capacity"])
    before: Any = Field(description="Null for a border: see `area_m2`.")
    after: Any


class ZoneChange(Answer):
    """A change of a zone, and who made it."""

    number: int = Field(description="Grows with each change of any zone.")
    zone: int
    what: Literal[
        "drawn", "copied", "edited", "committed", "published", "activated", "retired", "reopened",
        "replaced", "not_replaced", "deleted", "imported", "ended_by_import", "version_begun",
        "other",
    ]  # fmt: skip
    by: str = Field(description="The name that somebody gave, or the source of an import.")
    verified: Literal[False] = Field(description="Names are not checked: there are no accounts.")
    at: Time
    fields: list[ZoneField]


class ZoneHistory(Answer):
    """All changes of a zone and of the versions before it, oldest first."""

    zone: int
    changes: list[ZoneChange]


class ZoneDone(Answer):
    """A step that is taken; `zone` is another one where a new version began."""

    zone: int
    change: ZoneChange


class ZoneGround(Answer):
    """What a feed's own zones say of the ground of ours: shares of it, together 1."""

    may: Share = Field(description="A ride may end there.")
    may_not: Share = Field(description="A ride may not end there.")
    silent: Share = Field(description="Its zones say nothing of it.")
    silent_may: bool = Field(
        description="Whether a ride may end there then: by its global rules; without them GBFS "
        "sets no restriction."
    )
    by_type: bool = Field(description="Its rules differ between types of vehicles here.")
    name: str | None = Field(description="Its zone that looks most like ours.")
    alike: Share | None = Field(
        description="Ground that the two share over the ground of either; null: none touches ours."
    )


class FeedApplied(Answer):
    """Whether one feed's own zones are as ours asks."""

    feed: str
    operator: str
    verdict: Verdict
    why: Literal[
        "may_end", "may_not_end", "partly", "publishes_none", "not_read_lately", "differs_by_type"
    ] = Field(description="What its zones say, or why that is unknown.")
    ground: ZoneGround | None
    since: Time | None = Field(description="When it was first read to be so, without a break.")
    from_the_first: bool = Field(
        description="It was so in the first zones that were read: maybe for longer."
    )
    seen_at: Time | None = Field(description="When its zones were last read.")
    late_s: int | None = Field(
        description="Seconds after the zone begins that it was applied, or that it is not yet; "
        "negative: before."
    )


class ZoneApplied(Answer):
    """Whether operators applied a zone."""

    zone: int
    moment: Time
    active_from: Time | None
    enough: Share = Field(description="Share of the zone from which it is applied.")
    reason: Literal["not_published", "not_for_operators"] | None = Field(
        description="Why nothing can be told: operators see nothing of it (yet)."
    )
    feeds: list[FeedApplied]


class UploadFault(Answer):
    """Why an item became no zone."""

    name: str = Field(description="What of it is wrong.", examples=["geometry"])
    cause: str = Field(description="Stable name of what is wrong.", examples=["crosses"])
    detail: str
    remedy: str


class UploadResult(Answer):
    """What became of one item of a file."""

    number: int = Field(description="Its place in the file, from 1 on.")
    name: str
    layer: str | None
    result: Literal["drawn", "known", "refused"] = Field(
        description="A new concept, a zone that was there already, or none."
    )
    zone: int | None
    repaired: bool = Field(description="Whether its border touched itself and was put right.")
    fault: UploadFault | None


class ZoneUpload(Answer):
    """What became of a file."""

    drawn: int
    known: int
    refused: int
    items: list[UploadResult]


class DrawingCheck(Answer):
    """A drawing that can be used; one that cannot is a 400 that says why."""

    usable: Literal[True]
    area_m2: float = Field(description="Size on the ellipsoid, in square metres.")
    points: int = Field(description="Points of all its rings, as they were sent.")
    polygons: int
    repaired: bool = Field(description="Whether its border touched itself and was put right.")
    geometry: dict[str, Any] = Field(description="As it would be kept: a MultiPolygon.")
    municipality: str | None = Field(
        description="The one that most of it lies in; null: none that is known."
    )
    municipality_name: str | None
    outside: Share = Field(description="Share of it that lies outside that municipality.")
