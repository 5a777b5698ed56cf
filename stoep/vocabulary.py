"""The words of shared mobility, one per thing: in a column, a field, a JSON key, a header.

Form factors and propulsions are GBFS's own. `moped` is the Dutch *deelscooter*, `scooter_standing`
the Dutch *step*.
"""

from enum import StrEnum


class FormFactor(StrEnum):
    """What kind of vehicle it is (GBFS `form_factor`)."""

    bicycle = "bicycle"
    cargo_bicycle = "cargo_bicycle"
    moped = "moped"
    scooter_standing = "scooter_standing"
    scooter_seated = "scooter_seated"
    car = "car"
    other = "other"
    unknown = "unknown"


class Propulsion(StrEnum):
    """What moves it (GBFS `propulsion_type`)."""

    human = "human"
    electric_assist = "electric_assist"
    electric = "electric"
    combustion = "combustion"
    combustion_diesel = "combustion_diesel"
    hybrid = "hybrid"
    plug_in_hybrid = "plug_in_hybrid"
    hydrogen_fuel_cell = "hydrogen_fuel_cell"
    unknown = "unknown"


class VehicleState(StrEnum):
    """What the operator says of a vehicle that stands in public space."""

    available = "available"
    reserved = "reserved"
    out_of_order = "out_of_order"


class PollOutcome(StrEnum):
    """How one attempt to read a feed ended. Only `ok` and `unchanged` are evidence (rule R1)."""

    ok = "ok"
    unchanged = "unchanged"
    timeout = "timeout"
    http_error = "http_error"
    auth = "auth"
    tls = "tls"
    too_large = "too_large"
    parse = "parse"
    schema = "schema"
    stale_source = "stale_source"
    clock = "clock"
    suspect_mass = "suspect_mass"
    suspect_empty = "suspect_empty"
    suspect_swapped = "suspect_swapped"
    suspect_frozen = "suspect_frozen"
    partial_pages = "partial_pages"
    skipped_overlap = "skipped_overlap"
    disabled = "disabled"
    store_error = "store_error"


EVIDENCE = frozenset({PollOutcome.ok, PollOutcome.unchanged})


class StartReason(StrEnum):
    """Why a stay begins where it does."""

    arrived = "arrived"
    """Absent in the good poll before: it came in the interval (start_lo, first_seen]."""
    first_poll = "first_poll"
    """Seen in the feed's first good poll: it may have stood there for long."""
    after_gap = "after_gap"
    """First seen after a gap in the evidence: when it came is not known."""
    moved = "moved"
    """It stood elsewhere in the good poll before, without leaving the feed."""
    relabelled = "relabelled"
    """The feed changed how it names vehicles: the place was taken before too."""


class EndReason(StrEnum):
    """Why a stay ends."""

    departed = "departed"
    """Confirmed absent: it left in the interval (end_lo, end_hi]."""
    moved = "moved"
    """Seen again more than 50 m from its anchor without leaving the feed."""
    unknown_gap = "unknown_gap"
    """Not there any more after a gap in the evidence: when it left, and how often, is not known."""
    unknown_mass = "unknown_mass"
    """Vanished with very many others at once: not claimed as a departure."""
    withdrawn = "withdrawn"
    """The operator took its fleet off the street."""
    relabelled = "relabelled"
    """The feed changed how it names vehicles: nothing is claimed."""


class FeedFormat(StrEnum):
    """How a feed is written."""

    gbfs = "gbfs"
    mds = "mds"
    """MDS Provider, pulled from the operator."""
    agency = "agency"
    """MDS Agency, pushed by the operator."""


class StatementKind(StrEnum):
    """What an operator can say of its own feeds (rule R12)."""

    outage = "outage"
    """The feed is or was down: explains a gap, changes no number."""
    withdrawal = "withdrawal"
    """The fleet leaves the street: an empty list is believed at once."""
    relocation = "relocation"
    """Many vehicles are moved at once: a mass change is believed at once."""


class Duty(StrEnum):
    """What a mandate can ask an operator to deliver."""

    position = "position"
    """Where each vehicle that is listed stands."""
    state = "state"
    """Whether it is available, reserved or out of order."""
    vehicle_type = "vehicle_type"
    """What kind of vehicle it is."""
    battery_range = "battery_range"
    """How full its battery or tank is, or how far it goes: of vehicles with a motor."""
    ids = "ids"
    """Ids that hold while a vehicle stands."""
    trips = "trips"
    """Where and when rentals begin and end."""
    stations = "stations"
    """What stands at stations."""
    freshness = "freshness"
    """Most seconds between what happened and what is told."""
    availability = "availability"
    """Least share of the time with evidence."""


class IdPolicy(StrEnum):
    """What a feed's vehicle ids can prove."""

    stable = "stable"
    """One id a vehicle, for good: stays and rentals can be told."""
    per_trip = "per_trip"
    """A new id after each trip, as GBFS asks: stays can be told, rentals not."""
    rotating = "rotating"
    """Ids change while vehicles stand still: positions only, no durations, no trips (rule R8)."""


class AreaKind(StrEnum):
    """What an area is: the statistical ones first, then the zones of policy."""

    municipality = "municipality"
    district = "district"
    neighbourhood = "neighbourhood"
    h3 = "h3"
    hub = "hub"
    no_parking = "no_parking"
    monitoring = "monitoring"


STATISTICAL = (
    AreaKind.municipality,
    AreaKind.district,
    AreaKind.neighbourhood,
    AreaKind.h3,
)
POLICY = (AreaKind.hub, AreaKind.no_parking, AreaKind.monitoring)

BUCKET_S = 900
"""Seconds in the smallest period that indicators are folded into: a quarter of an hour."""

DURATION_LIMITS_DAYS = (2, 4, 7, 14)
"""Where parked-duration classes part, in days: <2, 2-4, 4-7, 7-14, >=14."""
