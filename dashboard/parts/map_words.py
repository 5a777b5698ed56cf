"""What a map's buttons and hints say."""

from dashboard.words import Words

NAMES = (
    "title", "zoom_in", "zoom_out", "left", "right", "up", "down", "whole", "gesture",
    "gesture_mac", "gesture_touch", "no_webgl",
)  # fmt: skip


def map_words(words: Words) -> dict[str, str]:
    """The texts that the map's script needs, by name."""
    return {name: words(f"script.{name}") for name in NAMES}
