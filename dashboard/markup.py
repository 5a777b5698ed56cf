"""Components as HTML text: for what stands in the page before any script has run."""

from html import escape
from typing import Any

from dash.development.base_component import Component

VOID = ("br", "hr", "img", "input")
NAMES = {"className": "class", "htmlFor": "for", "tabIndex": "tabindex"}
LEFT_OUT = ("children", "n_clicks")


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
        f' {NAMES.get(name, name)}="{escape(str(value))}"'
        for name, value in props.items()
        if name not in LEFT_OUT and value is not None
    )
    if tag in VOID:
        return f"<{tag}{attributes}>"
    return f"<{tag}{attributes}>{markup(props.get('children'))}</{tag}>"
