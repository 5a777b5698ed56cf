"""Zones of a GeoJSON file. What is in it is counted before any of it is built in memory."""

from functools import partial
from typing import Any

import msgspec

from zones.policy.drawn import read_drawing
from zones.policy.refusals import BadUpload
from zones.policy.upload.item import (
    MOST_FILE_POINTS,
    MOST_ITEMS,
    Item,
    too_many_items,
    too_many_points,
)

MOST_PARTS = 4 * MOST_FILE_POINTS
"""Commas in a file: a point has one or two, and one after it."""


def read_geojson(content: bytes) -> list[Item]:
    """The features of a collection, or the one that there is; raises BadUpload."""
    # A list has a bracket, and so has each point: counting them is fast, making them is not.
    if content.count(b"[") > MOST_FILE_POINTS or content.count(b",") > MOST_PARTS:
        raise too_many_points()
    if content.count(b"{") > 20 * MOST_ITEMS:
        raise too_many_items()
    try:
        found = msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise BadUpload(
            "no_geojson", "The file is no GeoJSON: it breaks off or has an error.", "Save it anew."
        ) from None
    features = found.get("features") if isinstance(found, dict) else None
    if features is None and isinstance(found, dict):
        features = [found]
    if not isinstance(features, list) or not features:
        raise BadUpload("empty", "The file has no zones.", "Send one with at least one area.")
    if len(features) > MOST_ITEMS:
        raise too_many_items()
    return [_item(feature) for feature in features]


def _item(feature: Any) -> Item:
    told = feature.get("properties") if isinstance(feature, dict) else None
    properties = told if isinstance(told, dict) else {}
    return Item(properties, partial(read_drawing, feature))
