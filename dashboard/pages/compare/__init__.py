"""Compare: two moments or two periods side by side, and where a difference may be claimed."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from dashboard.page import Page, Shown
from dashboard.pages.compare import sections, told
from dashboard.pages.compare.sections import FIELDS, values
from dashboard.pages.compare.two import (
    MOMENTS,
    PERIODS,
    Two,
    around_changes,
    days_of,
    presets,
    read_two,
)
from dashboard.parts.choice import steers
from dashboard.parts.shapes_map import wire_shapes
from dashboard.teller import Teller
from dashboard.view import view_of
from dashboard.words import Words

MAPS = ("compare", "compare-one", "compare-other")


async def layout(shown: Shown) -> list[Any]:
    """What is compared, the answer, where."""
    known = await shown.api.ask("operators")
    zones = await shown.api.ask("zones", municipality=shown.city["code"], geometry="no")
    return sections.sections(shown, known["operators"], zones["features"])


def wire(app: Dash, teller: Teller) -> None:
    """The controls steer the view, the view fills the places."""
    for name in MAPS:
        wire_shapes(app, name)
    steers(app, "compare-area", "area")
    steers(app, "compare-kind", "kind")
    steers(app, "compare-measure", "measure", sections.MEASURES[0])
    _wire_two(app, teller)
    _wire_picks(app)

    @app.callback(
        {f"compare-{place}": Output(f"compare-{place}", "children") for place in told.PLACES}
        | {f"{name}-shapes": Output(f"{name}-shapes", "data") for name in MAPS}
        | {"compare-area": Output("compare-area", "data")},
        Input("view", "data"),
    )
    async def tell(data: Any) -> Any:
        if data is None:
            raise PreventUpdate
        return await told.told(teller, view_of(data))

    @app.callback(Output("compare-fields", "className"), Input("compare-how", "value"))
    def show(how: str) -> str:
        return f"two-fields {how}"


def _wire_two(app: Dash, teller: Teller) -> None:
    """Fields, presets and changes of zones say which two are compared."""

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Output("compare-trouble", "children"),
        Output("compare-how", "value"),
        *(Output(name, "value") for name in FIELDS),
        Input("compare-how", "value"),
        *(Input(name, "value") for name in FIELDS),
        Input("compare-preset-picked", "data"),
        Input("compare-zone", "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    async def change(how: str, *given: Any) -> Any:
        *texts, preset, zone, data = given
        if data is None:
            raise PreventUpdate
        before, now_s = view_of(data), teller.now_s()
        words = teller.words(before)
        today = words.local(now_s).date()
        two: Two | None
        if ctx.triggered_id == "compare-preset-picked" and preset:
            named = {one.key: one.two for one in presets(today, now_s, words)}
            two = named.get(preset["id"])
        elif ctx.triggered_id == "compare-zone":
            if not zone:
                raise PreventUpdate
            here = await teller.city()
            zones = await teller.api.ask("zones", municipality=here["code"], geometry="no")
            changes = around_changes(zones["features"], today, words)
            two = next((one.two for one in changes if one.key == zone), None)
        else:
            two = _typed(how, dict(zip(FIELDS, texts, strict=True)), now_s, words)
        if two is None:
            return before.as_dict(), words("compare.wrong"), how, *texts
        if two == read_two(before, today, now_s):
            raise PreventUpdate
        shown = values(two, words)
        view = before.with_(**two.parameters)
        return view.as_dict(), None, two.how, *[shown[name] for name in FIELDS]


def _typed(how: str, texts: dict[str, str | None], now_s: int, words: Words) -> Two | None:
    """The two that stand in the fields; None where they cannot be read."""
    if how == MOMENTS:
        found = [_local(texts[f"compare-{side}-at"], now_s, words) for side in ("a", "b")]
        one, other = found
        return None if one is None or other is None else Two(moments=(one, other))
    assert how == PERIODS
    today = words.local(now_s).date()
    periods = [
        days_of(texts[f"compare-{side}-from"], texts[f"compare-{side}-to"], today)
        for side in ("a", "b")
    ]
    first, second = periods
    return None if first is None or second is None else Two(days=(first, second))


def _local(text: str | None, now_s: int, words: Words) -> int | None:
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    if not 2000 <= at.year < 2100:
        return None
    return min(int(at.replace(tzinfo=ZoneInfo(words.timezone)).timestamp()), now_s)


def _wire_picks(app: Dash) -> None:
    """An area is chosen on a map or by its name in a list."""

    @app.callback(
        Output("compare-area", "value"),
        Input("picked", "data"),
        *(Input(f"{name}-picked", "data") for name in MAPS),
        State("compare-area", "value"),
        prevent_initial_call=True,
    )
    def choose(named: Any, *given: Any) -> Any:
        *pointed, shown = given
        found = None
        if ctx.triggered_id == "picked" and named and "area" in named:
            found = str(named["area"])
        for name, one in zip(MAPS, pointed, strict=True):
            if ctx.triggered_id == f"{name}-picked" and one:
                found = str(one["id"])
        if found is None:
            raise PreventUpdate
        return None if found == shown else found


PAGE = Page(
    "/compare",
    "compare",
    layout,
    wire,
    parameters=("how", "a", "b", "measure"),
    has_map=True,
    group="street",
)
"""`a` and `b` are moments, or periods of days such as 2026-03-07..2026-03-13."""
