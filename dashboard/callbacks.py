"""What happens when the reader does something: a question to the API, an answer on the page."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import Dash, Input, Output, State, clientside_callback, ctx, html, no_update
from dash.exceptions import PreventUpdate

from dashboard import charts, page, palette, sentences, tables
from dashboard.asks import Api, NoAnswer
from dashboard.view import View, read_view
from dashboard.words import Words
from stoep.settings import Settings

STEPS = {"back-day": -86_400, "back-hour": -3600, "ahead-hour": 3600, "ahead-day": 86_400}
STEP_OF_SPAN = {1: "quarter", 7: "hour", 14: "hour"}
RANKED = 10
QUARTER_S = 900


def rfc3339(moment: int | None) -> str | None:
    """A moment as the API takes it; None stays now."""
    return None if moment is None else datetime.fromtimestamp(moment, UTC).isoformat()


def register(app: Dash, api: Api, settings: Settings) -> None:
    """Wire the page."""
    usual = View(lang=settings.language)

    def words_of(view: View) -> Words:
        return Words(view.lang, settings.timezone)

    async def city() -> dict[str, Any] | None:
        found = await api.ask("areas", kind="municipality", geometry="no")
        features = found["features"]
        if not features:
            return None
        first = features[0]
        return {"id": first["id"], "bbox": first["bbox"], **first["properties"]}

    @app.callback(Output("page", "children"), Output("view", "data"), Input("url", "search"))
    async def open_page(search: str | None) -> Any:
        view = read_view(search, usual)
        words = words_of(view)
        try:
            here = await city()
        except NoAnswer:
            return _message(words("common.failed")), no_update
        if here is None:
            return _message(words("page.no_area")), no_update
        parts = page.page(view, words, here, int(time.time()), here["source"])
        return parts, view.as_dict()

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Output("slider", "value"),
        Output("pick", "value"),
        Input("now", "n_clicks"),
        *(Input(name, "n_clicks") for name in STEPS),
        Input("pick", "value"),
        Input("slider", "value"),
        Input("kind", "value"),
        Input("span", "value"),
        Input("group", "value"),
        Input("picked", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def steer(*given: Any) -> Any:
        *_, pick, slider, kind, span, group, picked, data = given
        if data is None:
            raise PreventUpdate
        before = View(**data)
        now_s = int(time.time())
        view = before.with_(kind=kind, span=int(span), group=group)
        by = ctx.triggered_id
        if by == "now":
            view = view.with_(moment=None)
        elif by in STEPS:
            view = view.with_(moment=_past((before.moment or now_s) + STEPS[by], now_s))
        elif by == "pick" and pick:
            local = datetime.fromisoformat(pick).replace(tzinfo=ZoneInfo(settings.timezone))
            view = view.with_(moment=_past(int(local.timestamp()), now_s))
        elif by == "slider" and abs(slider - (before.moment or now_s)) >= QUARTER_S:
            view = view.with_(moment=_past(slider, now_s))
        elif by == "picked" and picked and "area" in picked:
            view = view.with_(area=picked["area"])
        if view == before:
            raise PreventUpdate
        shown = view.moment or now_s
        return view.as_dict(), shown, f"{words_of(view).local(shown):%Y-%m-%dT%H:%M}"

    @app.callback(
        Output("answer", "children"),
        Output("figures", "children"),
        Output("map-data", "data"),
        Output("map-label", "children"),
        Output("legend", "children"),
        Output("ranking-chart", "figure"),
        Output("ranking-chart-box", "aria-label"),
        Output("density-table", "children"),
        Output("duration-sentence", "children"),
        Output("duration-chart", "figure"),
        Output("duration-chart-box", "aria-label"),
        Output("duration-table", "children"),
        Output("feeds-sentence", "children"),
        Output("feed-cards", "children"),
        Output("feeds-table", "children"),
        Output("live-state", "children"),
        Input("view", "data"),
        Input("tick", "n_intervals"),
        Input("theme", "data"),
    )
    async def tell_moment(data: Any, _: Any, theme_name: str) -> Any:
        if data is None:
            raise PreventUpdate
        view = View(**data)
        if ctx.triggered_id == "tick" and view.moment is not None:
            raise PreventUpdate
        words, moment = words_of(view), rfc3339(view.moment)
        try:
            here = await city()
            assert here is not None
            code = here["code"]
            vehicles, density, durations, known = await asyncio.gather(
                api.ask("vehicles", moment=moment, limit=0, area=here["id"]),
                api.ask(
                    "indicators/parked_density/map",
                    kind=view.kind,
                    municipality=code,
                    moment=moment,
                ),
                api.ask(
                    "indicators/duration_classes/map",
                    kind="municipality",
                    municipality=code,
                    moment=moment,
                ),
                api.ask("feeds"),
            )
        except NoAnswer:
            failed = html.P(words("common.failed"), role="alert")
            return failed, *[no_update] * 15
        theme = charts.Theme(dark=theme_name == "dark")
        now = view.moment is None
        ranked = sentences.rank(density["values"])
        classes, possible = _classes(durations)
        said = sentences.answer(vehicles, ranked, known["feeds"], words, here["name"], now)
        live = sum(feed["status"] == "live" for feed in known["feeds"])
        steps = palette.density_steps([row["value"] for row in ranked])
        feeds = known["feeds"]
        return (
            [html.H1(said[0]), html.P(" ".join(said[1:]))],
            page.figures(_cards(vehicles, ranked, classes, possible, feeds, words, now)),
            _map_data(view, here, density, steps, moment),
            words("map.label", city=here["name"], count=words.number(vehicles["count"])),
            page.legend(steps, words),
            charts.ranking_chart(ranked[:RANKED], words, theme),
            words("density.ranking_label", n=min(RANKED, len(ranked))),
            tables.density_table(ranked or density["values"], words),
            sentences.durations(classes, words, now),
            charts.duration_chart(classes, possible, words, theme),
            words("duration.chart"),
            tables.duration_table(classes, possible, words),
            words("feeds.sentence", live=live, total=len(feeds)),
            [tables.feed_card(feed, words) for feed in feeds] or words("page.no_feed"),
            tables.feeds_table(feeds, words),
            words("time.live") if now else words("time.shown", moment=words.moment(view.moment)),
        )

    @app.callback(
        Output("density-chart", "figure"),
        Output("density-chart-box", "aria-label"),
        Output("density-sentence", "children"),
        Output("series-table", "children"),
        Input("view", "data"),
        Input("tick", "n_intervals"),
        Input("theme", "data"),
    )
    async def tell_series(data: Any, _: Any, theme_name: str) -> Any:
        if data is None:
            raise PreventUpdate
        view = View(**data)
        if ctx.triggered_id == "tick" and view.moment is not None:
            raise PreventUpdate
        words = words_of(view)
        try:
            here = await city()
            assert here is not None
            start, end = _span_around(view, int(time.time()))
            found, known = await asyncio.gather(
                api.ask(
                    "indicators/parked_density/series",
                    area=view.area or here["id"],
                    from_=rfc3339(start),
                    to=rfc3339(end),
                    step=STEP_OF_SPAN[view.span],
                    group=view.group,
                ),
                api.ask("feeds"),
            )
        except NoAnswer:
            raise PreventUpdate from None
        span = words(f"density.span_{view.span}")
        names = {feed["key"]: feed["name"] for feed in known["feeds"]}
        label = words("density.chart", area=found["area"]["name"], span=span)
        theme = charts.Theme(dark=theme_name == "dark")
        at = rfc3339(view.moment)
        value = _value_at(found, view.moment)
        return (
            charts.density_chart(found, names, words, theme, at),
            label,
            sentences.density(found, value, words, span.lower(), view.moment is None),
            tables.series_table(found, label, words),
        )

    @app.callback(
        Output("details", "children"),
        Input("picked", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    async def tell_picked(picked: Any, data: Any) -> Any:
        view = View(**data)
        words = words_of(view)
        if "area" in picked:
            return _area_details(picked, words)
        try:
            stay, known = await asyncio.gather(
                api.ask(f"vehicles/{picked['vehicle']}"), api.ask("operators")
            )
        except NoAnswer:
            return words("common.failed")
        names = {operator["key"]: operator["name"] for operator in known["operators"]}
        return _vehicle_details(stay, names, words)

    @app.callback(
        Output("method-list", "children"), Input("view", "data"), State("method-list", "children")
    )
    async def tell_method(data: Any, there: Any) -> Any:
        if data is None or there:
            raise PreventUpdate
        try:
            found = await api.ask("indicators")
        except NoAnswer:
            raise PreventUpdate from None
        return page.method(found["indicators"], words_of(View(**data)))

    @app.callback(
        Output("tick", "disabled"),
        Output("pause", "children"),
        Output("live-state", "children", allow_duplicate=True),
        Input("pause", "n_clicks"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def pause(clicks: int, data: Any) -> Any:
        if not clicks:
            raise PreventUpdate
        words = words_of(View(**data))
        paused = clicks % 2 == 1
        told = words("time.paused") if paused else words("time.live")
        return paused, words("time.resume") if paused else words("time.pause"), told

    clientside_callback(
        "stoep.showMap", Output("done", "data"), Input("map-data", "data"), State("view", "data")
    )
    clientside_callback(
        "stoep.keepAddress",
        Output("done", "data", allow_duplicate=True),
        Input("view", "data"),
        prevent_initial_call=True,
    )
    clientside_callback(
        "stoep.switchTheme",
        Output("theme", "data"),
        Output("mantine", "forceColorScheme"),
        Input("theme-button", "n_clicks"),
        State("theme", "data"),
        prevent_initial_call=True,
    )


def _message(text: str) -> html.Main:
    return html.Main(html.P(text, role="alert"), className="message")


def _past(moment: int, now_s: int) -> int | None:
    """A moment to show; the present and the future are *now*."""
    return None if moment >= now_s - 60 else moment


def _span_around(view: View, now_s: int) -> tuple[int, int]:
    """The chart's period: up to now, or with the chosen moment in its last quarter."""
    length = view.span * 86_400
    if view.moment is None:
        return now_s - length, now_s
    end = min(now_s, view.moment + length // 4)
    return end - length, end


def _value_at(found: dict[str, Any], moment: int | None) -> float | None:
    """The lines added up at the step of a moment, or at the newest step that is known."""
    edges = [int(datetime.fromisoformat(edge).timestamp()) for edge in found["edges"]]
    lines = [line["values"] for line in found["series"]]
    columns = list(zip(*lines, strict=True))
    if moment is None:
        known = [column for column in columns if column and all(v is not None for v in column)]
        return sum(known[-1]) if known else None
    for place, column in enumerate(columns):
        if edges[place] <= moment < edges[place + 1]:
            return None if any(v is None for v in column) else sum(column)
    return None


def _classes(durations: dict[str, Any]) -> tuple[dict[str, int], dict[str, int]]:
    values = durations["values"]
    if not values or values[0]["value"] is None:
        return {}, {}
    return values[0]["classes"] or {}, values[0]["possible"] or {}


def _cards(
    vehicles: dict[str, Any],
    ranked: list[dict[str, Any]],
    classes: dict[str, int],
    possible: dict[str, int],
    feeds: list[dict[str, Any]],
    words: Words,
    now: bool,
) -> list[tuple[str, str, str]]:
    """The four key figures: label, value, note."""
    counted = [feed for feed in vehicles["feeds"] if feed["counts"]]
    live = sum(feed["status"] == "live" for feed in feeds)
    polls = [feed["last_poll_at"] for feed in feeds if feed["last_poll_at"]]
    busiest = ranked[0] if ranked else None
    long = sum(classes.get(key, 0) for key in sentences.LONG) if classes else None
    maybe = sum(possible.get(key, 0) for key in sentences.LONG)
    return [
        (
            words("figure.parked" if now else "figure.parked_past"),
            words.number(vehicles["count"]),
            words("figure.parked_note", n=words("figure.of", n=len(counted), total=len(feeds))),
        ),
        (
            words("figure.busiest"),
            words.number(busiest["value"]) + " / km²" if busiest else words("common.unknown"),
            busiest["name"] if busiest else "",
        ),
        (
            words("figure.long"),
            words.number(long),
            words("figure.long_note", possible=words.number(maybe)),
        ),
        (
            words("figure.feeds"),
            words("figure.of", n=live, total=len(feeds)),
            words("figure.feeds_note", clock=words.clock(max(polls))) if polls else "",
        ),
    ]


def _map_data(
    view: View,
    here: dict[str, Any],
    density: dict[str, Any],
    steps: list[float],
    moment: str | None,
) -> dict[str, Any]:
    """All that the map needs to draw a moment."""
    return {
        "kind": view.kind,
        "municipality": here["code"],
        "bbox": here["bbox"],
        "moment": moment,
        "picked": view.area,
        "steps": steps,
        "density": palette.DENSITY,
        "unknown": palette.UNKNOWN,
        "duration": [*palette.DURATION, palette.DURATION_UNKNOWN],
        "values": {
            str(value["area"]): [value["value"], value["vehicles"], value["area_m2"], value["name"]]
            for value in density["values"]
        },
    }


def _area_details(picked: dict[str, Any], words: Words) -> list[Any]:
    return [
        html.P(picked["name"], className="picked"),
        html.P(words("map.area_density", density=words.number(picked["value"], 1))),
        html.P(
            words(
                "map.area_vehicles",
                count=words.number(picked["vehicles"]),
                km2=words.number(picked["area_m2"] / 1e6, 2),
            )
        ),
        html.P(words("map.area_source", source=picked["source"]), className="note"),
        html.P(words("map.area_choose"), className="note"),
    ]


def _vehicle_details(stay: dict[str, Any], names: dict[str, str], words: Words) -> list[Any]:
    observed = stay["observed_s"]
    places = [area["name"] for area in stay["areas"] if area["kind"] in ("neighbourhood", "hub")]
    lines = [
        words("map.since", moment=words.moment(stay["first_seen"])),
        words("map.observed_unknown")
        if observed is None
        else words("map.observed", span=words.span(observed)),
        words("map.state", state=words(f"state.{stay['state']}")),
    ]
    form = words(f"form.{stay['form_factor']}")
    operator = names.get(stay["operator"], stay["operator"])
    return [
        html.P(words("map.vehicle", form=form, operator=operator), className="picked"),
        *[html.P(line) for line in lines],
        html.P(words.listed(places), className="note"),
    ]
