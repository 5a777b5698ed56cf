"""What a page asks of Dash: a callback, by its outputs, with the inputs and states that it has.

No callback of ours has ids by pattern: what is sent names what the callback names, one by one.
"""

from collections.abc import Mapping
from typing import Any

from dash import Output

MOST_DEEP = 64
"""Lists and objects within each other, in a body; a drawing of many shapes has about fifteen."""
Names = list[tuple[Any, Any]]


def is_question(body: Any, callbacks: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a body, as read from JSON, asks one of `callbacks` (Dash's own map) as a page does.

    What the values are is not looked at: that is for the callback.
    """
    if not isinstance(body, dict) or not isinstance(body.get("output"), str) or _is_deep(body):
        return False
    callback = callbacks.get(body["output"], {})
    if "callback" not in callback:  # there is none, or it runs in the browser
        return False
    inputs = _names(callback["inputs"])
    return (
        _names(body.get("inputs")) == inputs
        and _names(body.get("state", [])) == _names(callback["state"])
        and _fill(body.get("outputs"), callback)
        and _changed(body.get("changedPropIds", []), inputs)
    )


def _names(told: Any) -> Names | None:
    """The ids and properties of a list of inputs, in its order; None where it is none."""
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        return None
    return [(one.get("id"), one.get("property")) for one in told]


def _fill(told: Any, callback: Mapping[str, Any]) -> bool:
    """Whether the places that are to be filled are those of the callback."""
    if callback["no_output"]:
        return True
    places: Output | list[Output] = callback["output"]
    if isinstance(places, Output):
        told, places = [told], [places]
    # A place that several callbacks fill has the name of the callback behind its property.
    filled = [(one_id, str(name).partition("@")[0]) for one_id, name in _names(told) or []]
    return filled == [(place.component_id, place.component_property) for place in places]


def _changed(told: Any, inputs: Names | None) -> bool:
    """Whether what made the page ask is among the inputs."""
    names = {f"{one_id}.{name}" for one_id, name in inputs or []}
    return isinstance(told, list) and all(isinstance(one, str) and one in names for one in told)


def _is_deep(body: Any) -> bool:
    """Whether it has more within each other than what reads it can follow."""
    layer = [body]
    for _ in range(MOST_DEEP):
        inner: list[Any] = []
        for one in layer:
            inner += one.values() if isinstance(one, dict) else one
        layer = [one for one in inner if isinstance(one, (dict, list))]
        if not layer:
            return False
    return True
