"""GeoJSON (RFC 7946): a feature for each row of the main table."""

import msgspec

from api.exports.sheet import File

BESIDE = ("lon", "lat")
"""Columns that the geometry tells already."""


def as_geojson(file: File) -> bytes:
    """A feature collection with, beside its features, what holds for all of them (`about`)."""
    sheet = file.sheets[0]
    names = [name for name in sheet.columns if name not in BESIDE]
    features = [
        {"type": "Feature", "geometry": place, "properties": {name: row[name] for name in names}}
        for row, place in zip(sheet.rows, sheet.places or [None] * len(sheet.rows), strict=True)
    ]
    about: dict[str, object] = {}
    for name, value in file.about:
        about[name] = value if name not in about else f"{about[name]}; {value}"
    return msgspec.json.encode({"type": "FeatureCollection", "about": about, "features": features})
