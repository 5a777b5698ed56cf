"""Controls that choose: one of a few at a glance, one of many by name; each steers the view."""

import json
from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, html

from dashboard.attributes import aria
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


def steers(
    app: Dash, control: str, name: str, usual: str | None = None, clears: Sequence[str] = ()
) -> None:
    """Let the value of a control be a part of the view, and so of the address.

    What is `usual` is left out; what it `clears` begins anew with it. It is done in the browser
    (`assets/view.js`): of two quick choices none is lost.
    """
    told = json.dumps({"name": name, "usual": usual, "clears": [*clears]})
    app.clientside_callback(
        ClientsideFunction("steer", told),
        Output("view", "data", allow_duplicate=True),
        Input(control, "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
