"""Components as HTML text: for what stands in the page before any script, and for tables."""

from html import escape
from typing import Any

from dash.development.base_component import Component

VOID = ("br", "hr", "img", "input")
NAMES = {"className": "class", "htmlFor": "for", "tabIndex": "tabindex"}
ROWS = "data-rows"
"""Where a table keeps its rows as text until a script puts them in their place."""
LEFT_OUT = ("children", "n_clicks", ROWS)


def markup(shown: Any) -> str:
    """The HTML of a text, of a component of `dash.html`, or of a list of them."""
    if shown is None:
        return ""
    if isinstance(shown, list | tuple):
        return "".join(markup(one) for one in shown)
    if not isinstance(shown, Component):
        return escape(str(shown))
    told = shown.to_plotly_json()  # type: ignore[no-untyped-call]
    tag, props = told["type"].lower(), told["props"]
    attributes = "".join(
        _attribute(NAMES.get(name, name), value)
        for name, value in props.items()
        if name not in LEFT_OUT
    )
    if tag in VOID:
        return f"<{tag}{attributes}>"
    within = props[ROWS] if ROWS in props else markup(props.get("children"))
    return f"<{tag}{attributes}>{within}</{tag}>"


def _attribute(name: str, value: Any) -> str:
    """One that is true stands there by its name alone; what is false or not told is left out."""
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    if isinstance(value, dict):
        value = "; ".join(f"{key}: {told}" for key, told in value.items())
    return f' {name}="{escape(str(value))}"'
