"""Parts of a page that are asked for when the reader comes near them: what is seen comes first."""

from typing import Any

from dash import Input, dcc, html
from dash.exceptions import PreventUpdate

from dashboard.attributes import data


def later(name: str) -> list[Any]:
    """What marks the place: put it first into a section."""
    return [dcc.Store(id=f"{name}-near"), html.Div(className="later", **data(near=f"{name}-near"))]


def near(name: str) -> Input:
    """Tells a callback that the reader is near."""
    return Input(f"{name}-near", "data")


def unless_far(is_near: Any) -> None:
    """Leave the place as it is until then."""
    if not is_near:
        raise PreventUpdate
