"""Names that point: at an area in chart and map, at a vehicle on the map."""

from collections.abc import Callable
from typing import Any

from dash import html

from dashboard.attributes import HIDDEN, aria, data
from dashboard.parts.table import bars
from dashboard.words import Words

Address = Callable[[int], str]
"""Where a vehicle is shown, by the number of its stay."""


def area_button(value: dict[str, Any], name: str, chosen: int | None) -> html.Button:
    """The name of an area: choosing it shows it in the chart, on the map and in the details."""
    return html.Button(
        name,
        type="button",
        className="pick-area",
        **data(area=value["area"]),
        **aria(pressed="true" if value["area"] == chosen else "false"),
    )


def shape(key: str) -> html.Span:
    """A duration class as the map draws it."""
    return html.Span(className=f"shape shape-{key}", **HIDDEN)


def vehicle_link(
    vehicle: dict[str, Any], names: dict[str, str], address: Address, words: Words
) -> html.A:
    """A vehicle by its kind and operator: on the map of the page, or on the page with the map."""
    return html.A(
        words(
            "common.vehicle",
            form=words(f"form.{vehicle['form_factor']}"),
            operator=names.get(vehicle["operator"], vehicle["operator"]),
        ),
        href=address(vehicle["id"]),
        className="pick-vehicle",
        **data(vehicle=vehicle["id"], lon=vehicle["lon"], lat=vehicle["lat"]),
    )


def longest(
    vehicles: list[dict[str, Any]], names: dict[str, str], address: Address, words: Words
) -> Any:
    """The vehicles that surely stand longest, each to be shown on the map."""
    proven = [vehicle for vehicle in vehicles if vehicle["observed_s"] is not None]
    if not proven:
        return html.P(words("duration.nobody"), className="note")
    rows = [
        [
            vehicle_link(vehicle, names, address, words),
            (words.span(vehicle["observed_s"]), vehicle["observed_s"]),
            words.moment(vehicle["first_seen"]),
        ]
        for vehicle in proven
    ]
    headers = [words(f"duration.col_{column}") for column in ("vehicle", "observed", "since")]
    return bars("longest", words("duration.longest"), headers, rows, words)
