"""What forms are made of: fields with their labels, buttons, what went wrong."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import aria


class Input(Component):
    """An input of HTML: `dash.html` has none."""

    def __init__(self, **told: Any) -> None:
        self._prop_names = self.available_properties = list(told)
        self._type, self._namespace = "Input", "html"
        self._children_props, self._base_nodes = [], ["children"]
        self._valid_wildcard_attributes = ["data-", "aria-"]
        self.available_wildcard_properties = self._valid_wildcard_attributes
        super().__init__(**told)  # type: ignore[no-untyped-call]


class Option(Input):
    """An option that can be the chosen one."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        self._type = "Option"


def form(action: str, *parts: Any, name: str = "", says: str = "") -> html.Form:
    """A form that is sent to our own origin; `name` and `says` are of the button below it."""
    button = html.Button(says, type="submit", className="main") if says else None
    label: dict[str, Any] = aria(label=name) if name else {}
    return html.Form([*parts, button], action=action, method="post", className="stacked", **label)


def field(name: str, label: str, note: str | None = None, **more: Any) -> html.Div:
    """A field with its label; `more` are attributes of the input."""
    id = more.pop("id", f"field-{name}")
    about = aria(describedby=f"{id}-note") if note else {}
    return html.Div(
        [
            html.Label(label, htmlFor=id),
            Input(name=name, id=id, **({"type": "text", "required": True} | more), **about),
            html.P(note, id=f"{id}-note", className="note") if note else None,
        ],
        className="field",
    )


def choice(
    name: str, label: str, options: dict[str, str], chosen: str = "", id: str = ""
) -> html.Div:
    """One of several."""
    id = id or f"field-{name}"
    return html.Div(
        [
            html.Label(label, htmlFor=id),
            html.Select(
                [
                    Option(value=value, children=shown, selected=value == chosen)
                    for value, shown in options.items()
                ],
                id=id,
                name=name,
            ),
        ],
        className="field",
    )


def hidden(**told: str) -> list[Input]:
    """What goes along without being seen."""
    return [Input(type="hidden", name=name, value=value) for name, value in told.items()]


def wrong(text: str | None) -> html.P | None:
    """What went wrong, said at once to who cannot see it."""
    return html.P(text, className="went-wrong", role="alert") if text else None


def first(fields: dict[str, list[str]], name: str) -> str:
    """A field as it was sent, or nothing."""
    return fields.get(name, [""])[0]
