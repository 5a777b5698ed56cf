"""Controls that choose: one of a few at a glance, one of many by name; each steers the view."""

from collections.abc import Callable
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html
from dash.exceptions import PreventUpdate

from dashboard.attributes import aria
from dashboard.view import view_of
from dashboard.words import Words

Options = list[dict[str, str]]
"""Each with a `value` and a `label`."""


def one_of_few(name: str, value: str, options: Options, label: str) -> html.Div:
    """All choices side by side."""
    return html.Div(
        [
            html.Span(label, className="choice-label", id=f"{name}-label"),
            dmc.SegmentedControl(
                id=name, value=value, data=options, size="sm", **aria(label=label)
            ),
        ],
        className="choice",
    )


def one_of_many(
    name: str, value: str | None, options: Options, label: str, without: str, words: Words
) -> dmc.Select:
    """A list to search in; `without` says what holds when nothing is chosen."""
    return dmc.Select(
        id=name,
        value=value,
        data=options,
        label=label,
        placeholder=without,
        clearable=True,
        searchable=True,
        size="sm",
        clearButtonProps={"aria-label": without},
        nothingFoundMessage=words("common.nothing"),
        comboboxProps={"withinPortal": False},
    )


def steers(app: Dash, control: str, name: str, read: Callable[[Any], Any] = lambda v: v) -> None:
    """Let the value of a control be a part of the view, and so of the address."""

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Input(control, "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def steer(value: Any, data: Any) -> Any:
        if data is None:
            raise PreventUpdate
        before = view_of(data)
        view = before.with_(**{name: read(value) if value not in (None, "") else None})
        if view == before:
            raise PreventUpdate
        return view.as_dict()
