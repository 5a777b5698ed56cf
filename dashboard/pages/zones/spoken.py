"""What the scripts of the page say, in the reader's language."""

import json

from dashboard.words import Words

STEPS = ("committed", "published", "activated", "retired", "reopened", "deleted", "edited")
BESIDES = ("replaced", "version_begun")
"""What comes of a step that is taken with another version."""
CAUSES = (
    "crosses", "points", "open", "no_area", "no_place", "degrees", "several", "small", "bytes",
    "area_outside", "bad_capacity", "told_after_start", "ends_before_start", "told_after_end",
    "past", "wrong_phase", "zone_replaced", "overlapping_version", "no_zone", "format", "items",
    "file_points", "no_geojson", "no_kml", "no_geopackage", "doctype", "empty", "system",
)  # fmt: skip
"""What the API names as wrong."""
SAID = (
    "saving", "away", "signed_out", "not_allowed",
    "gone", "refused", "conflict", "no_who", "no_name",
    "no_shape",
    "sure_deleted", "will_published", "will_activated", "will_retired", "will_retired_own",
    "kept_drawn", "draft_back", "draft_kept", "measured",
    "lies_partly", "no_text", "no_file", "file_sent", "file_reading",
    "result_drawn", "result_known", "result_refused", "result_repaired",
    "upload_table", "col_number", "col_zone", "col_result", "col_why", "draft_offer",
    "draft_nameless", "go_on", "throw_away", "bad_places", "busy",
)  # fmt: skip
FILLED_LATER = (
    "by", "what", "detail", "area", "town", "share", "publish_on", "active_from",
    "retire_published", "retire_on", "drawn", "known", "refused", "name", "moment", "type",
)  # fmt: skip
"""Names that the script fills in."""


def spoken(words: Words) -> dict[str, str]:
    """All of it by name."""
    later = {name: f"{{{name}}}" for name in FILLED_LATER}
    told = {key: words(f"zones.{key}", **later) for key in SAID}
    told |= {f"kept_{step}": words(f"zones.kept_{step}") for step in STEPS}
    told |= {
        f"meant_{step}": words(f"zones.meant_{step}", by="{by}") for step in (*STEPS, *BESIDES)
    }
    told |= {f"cause_{cause}": words(f"zones.cause_{cause}") for cause in CAUSES}
    return told | {"language": words.language, "timezone": words.timezone}


def words_of(words: Words) -> str:
    """The same, as an attribute."""
    return json.dumps(spoken(words))
