"""The page refreshes itself, and stops when asked."""

from typing import Any

from dash import Dash, Input, Output, State, html
from dash.exceptions import PreventUpdate

from dashboard.teller import Teller
from dashboard.view import view_of
from dashboard.words import Words


def pause_button(words: Words) -> html.Button:
    """Stops the refreshing, and starts it again."""
    return html.Button(
        words("time.pause"), id="pause", type="button", n_clicks=0, className="plain"
    )


def wire(app: Dash, teller: Teller) -> None:
    """Wire the button."""

    @app.callback(
        Output("tick", "disabled"),
        Output("seldom", "disabled"),
        Output("pause", "children"),
        Input("pause", "n_clicks"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def pause(clicks: int, data: Any) -> Any:
        if not clicks:
            raise PreventUpdate
        paused = clicks % 2 == 1
        return (
            paused,
            paused,
            teller.words(view_of(data))("time.resume" if paused else "time.pause"),
        )
