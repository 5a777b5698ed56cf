"""Hubs and no-parking zones as rules: the versions that operators could know of at a moment."""

from zoneinfo import ZoneInfo

from api.city.zones import Span, Zone, policies, zones_known
from api.evidence import Reading
from api.rules.version import Known, Version

KIND = "zone"
LANGUAGES = ("nl", "en")


def zones_at(reading: Reading, municipality: str, at_s: int, timezone: ZoneInfo) -> Known:
    """What was published of zones by a moment (unix seconds), and had not ended."""
    zones = zones_known(reading, municipality, at_s)
    keys = {zone.row["id"]: (KIND, zone.row["id"]) for zone in zones}
    return Known(
        [
            _version(zone, timezone)
            for zone in zones
            if zone.row["ends"] is None or zone.row["ends"] > at_s * 1000
        ],
        {
            keys[zone.row["id"]]: zone.row["previous"]
            for zone in zones
            if zone.row["previous"] is not None
        },
        {
            keys[zone.row["id"]]: zone.row["ends"] // 1000
            for zone in zones
            if zone.row["ends"] is not None
        },
    )


def _version(zone: Zone, timezone: ZoneInfo) -> Version:
    row = zone.row
    span = Span(row["starts"], row["ends"], row["published"])
    content = {
        "name": row["name"],
        "border": row["geometry"],
        "places": row["capacity"],
        "form_factors": row["form_factors"],
    }
    return Version(
        KIND,
        f"{row['kind']}/{row['code']}",
        row["id"],
        None,
        row["starts"] // 1000,
        None if row["ends"] is None else row["ends"] // 1000,
        content,
        {language: zone.told(span, language, timezone) for language in LANGUAGES},
        tuple(one["policy_id"] for one in policies([zone], 0, None, timezone)),
    )
