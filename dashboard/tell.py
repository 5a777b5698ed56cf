"""What the page tells for a view: questions to the API, answers in their places."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from dashboard import charts, feeds, map_part, page, sentences, tables, time_bar
from dashboard.asks import Api, NoAnswer
from dashboard.figures import figures
from dashboard.origin import base_map
from dashboard.scene import Scene, look
from dashboard.steer import past, span_around
from dashboard.view import View, read_view, rfc3339
from dashboard.words import Words
from stoep.settings import Settings

STEP_OF_SPAN = {1: "quarter", 7: "hour", 14: "hour"}
RANKED = 10
REFUSED = 20
BAD = (
    "timeout,http_error,auth,tls,too_large,parse,schema,stale_source,clock,suspect_mass,"
    "suspect_empty,suspect_swapped,suspect_frozen,partial_pages,skipped_overlap,store_error"
)
TICKS_A_CURVE = 20
"""The curve behind the slider is drawn anew once in so many refreshes."""
SCENE = (
    "answer", "announcement", "figures", "map-label", "legend", "ranking", "density-table",
    "duration-sentence", "duration-bars", "longest", "feeds-sentence", "feed-cards", "feeds-table",
    "live-state",
)  # fmt: skip


class Teller:
    """Answers views; what they share: the API, the settings, the time."""

    def __init__(self, api: Api, settings: Settings, clock: Callable[[], float]) -> None:
        self.api, self.settings, self.clock = api, settings, clock
        self.usual = View(lang=settings.language)

    def words(self, view: View) -> Words:
        """The view's language."""
        return Words(view.lang, self.settings.timezone)

    def now_s(self) -> int:
        """The present."""
        return int(self.clock())

    async def city(self) -> dict[str, Any]:
        """The municipality; raises NoAnswer when there is none."""
        here = await self.api.city()
        if here is None:
            raise NoAnswer("There is no municipality.", "Import areas.")
        return here

    async def open(self, search: str | None) -> Any:
        """The page of an address."""
        view = read_view(search, self.usual)
        if view.moment is not None:
            view = view.with_(moment=past(view.moment, self.now_s()))
        words = self.words(view)
        try:
            here = await self.api.city()
        except NoAnswer:
            return _message(words("common.failed")), no_update
        if here is None:
            return _message(words("page.no_area")), no_update
        base = base_map(self.settings)
        return page.page(view, words, here, self.now_s(), base), view.as_dict()

    async def moment(self, view: View, *, refresh: bool) -> dict[str, Any]:
        """Everything about the moment, by the place it goes to."""
        words = self.words(view)
        try:
            scene = await look(self.api, view, await self.city())
        except NoAnswer:
            failed = html.P(words("common.failed"), role="alert", className="failed")
            return dict.fromkeys((*SCENE, "map-data", "area"), no_update) | {"answer": failed}
        said = sentences.answer(scene, words)
        return {
            "answer": [html.H1(said[0]), html.P(" ".join(said[1:]))],
            # The screen reader hears of what the reader asked for, not of each refresh.
            "announcement": no_update if refresh else said[0],
            "figures": figures(scene, words),
            "map-data": map_part.map_data(view, scene, words),
            "map-label": words(
                "map.label", city=scene.here["name"], count=words.number(scene.vehicles["count"])
            ),
            "legend": no_update if refresh else map_part.legend(view.kind, words),
            "ranking": tables.ranking(scene, view.area, words, RANKED),
            "density-table": tables.areas(scene, words),
            "area": _options(scene, words),
            "duration-sentence": sentences.durations(scene.classes, words, scene.now),
            "duration-bars": tables.durations(scene, words),
            "longest": tables.longest(scene.vehicles["vehicles"], scene.names, words),
            "feeds-sentence": _feeds_sentence(scene, words),
            "feed-cards": [feeds.card(feed, words) for feed in scene.feeds]
            or words("page.no_feed"),
            "feeds-table": feeds.overview(scene.feeds, words),
            "live-state": words(
                "time.shown_now" if scene.now else "time.shown",
                moment=words.moment(scene.vehicles["moment"]),
            ),
        }

    async def through_time(self, view: View, theme: charts.Theme) -> Any:
        """The chart of the chosen area, its sentence, its gaps and its table."""
        words = self.words(view)
        here = await self.city()
        start, end = span_around(view, self.now_s())
        found, known, operators = await asyncio.gather(
            self.api.ask(
                "indicators/parked_density/series",
                area=view.area or here["id"],
                from_=rfc3339(start),
                to=rfc3339(end),
                step=STEP_OF_SPAN[view.span],
                group=view.group,
            ),
            self.api.ask("feeds"),
            self.api.ask("operators"),
        )
        span = words(f"density.span_{view.span}")
        names = {feed["key"]: feed["name"] for feed in known["feeds"]}
        order = sorted(operator["key"] for operator in operators["operators"])
        found["area"]["name"] = words.place(found["area"]["kind"], found["area"]["name"])
        label = words("density.chart", area=found["area"]["name"], span=span)
        value = value_at(found, view.moment)
        chart = dcc.Graph(
            id="density-chart",
            config={"displayModeBar": False, "responsive": True},
            figure=charts.density_chart(found, names, order, words, theme, rfc3339(view.moment)),
        )
        gaps = [html.Li(line) for line in sentences.gaps(found, names, words)]
        sentence = sentences.density(found, value, words, span.lower(), view.moment is None)
        table = tables.through_time(found, label, names, words)
        return chart, label, sentence, gaps, table

    async def curve(self, view: View) -> Any:
        """The last fortnight behind the slider: its course, its gaps, its ends and days."""
        here, now_s, words = await self.city(), self.now_s(), self.words(view)
        last = now_s // time_bar.QUARTER_S * time_bar.QUARTER_S
        found, known = await asyncio.gather(
            self.api.ask(
                "indicators/vehicles_parked/series",
                area=here["id"],
                from_=rfc3339(last - time_bar.FORTNIGHT_S),
                to=rfc3339(last),
                step="hour",
                group="none",
            ),
            self.api.ask("feeds"),
        )
        return (
            time_bar.curve(found),
            time_bar.holes(known["feeds"], now_s, words),
            last - time_bar.FORTNIGHT_S,
            last,
        )

    async def pointed(self, pointed: dict[str, Any] | None, view: View) -> Any:
        """The details of a vehicle, or of the chosen area at the moment shown."""
        words = self.words(view)
        operators = await self.api.ask("operators")
        names = {operator["key"]: operator["name"] for operator in operators["operators"]}
        if pointed and "vehicle" in pointed:
            stay = await self.api.ask(f"vehicles/{int(pointed['vehicle'])}")
            return map_part.vehicle_details(stay, names, words)
        number = pointed["zone"] if pointed and "zone" in pointed else view.area
        if number is None:
            return html.P(words("map.details_empty"), className="note")
        area, vehicles = await asyncio.gather(
            self.api.ask(f"areas/{int(number)}"),
            self.api.ask("vehicles", area=int(number), moment=rfc3339(view.moment), limit=5),
        )
        return map_part.area_details(area, vehicles, names, words)

    async def refused(self, view: View) -> Any:
        """The newest polls of all feeds that gave no evidence."""
        known = (await self.api.ask("feeds"))["feeds"]
        asked = [
            self.api.ask(f"feeds/{feed['key']}/polls", outcome=BAD, limit=REFUSED) for feed in known
        ]
        found = await asyncio.gather(*asked)
        polls = [
            (feed["name"], poll)
            for feed, answer in zip(known, found, strict=True)
            for poll in answer["polls"]
        ]
        polls.sort(key=lambda item: item[1]["started_at"], reverse=True)
        return feeds.refused(polls[:REFUSED], self.words(view))


def tell(app: Dash, teller: Teller) -> None:
    """Wire the answers to their places."""

    @app.callback(Output("page", "children"), Output("view", "data"), Input("url", "search"))
    async def open_page(search: str | None) -> Any:
        return await teller.open(search)

    @app.callback(
        {name: Output(name, "children") for name in SCENE}
        | {"map-data": Output("map-data", "data"), "area": Output("area", "data")},
        Input("view", "data"),
        Input("tick", "n_intervals"),
    )
    async def tell_moment(data: Any, _: Any) -> Any:
        view = _seen(data)
        return await teller.moment(view, refresh=ctx.triggered_id == "tick")

    @app.callback(
        Output("density-chart-box", "children"),
        Output("density-chart-box", "aria-label"),
        Output("density-sentence", "children"),
        Output("density-gaps", "children"),
        Output("series-table", "children"),
        Input("view", "data"),
        Input("tick", "n_intervals"),
        Input("theme", "data"),
        Input("drawn", "data"),
    )
    async def tell_series(data: Any, _: Any, theme: str | None, drawn: bool | None) -> Any:
        # The charts' script is large: it is fetched once the map stands.
        if not drawn:
            raise PreventUpdate
        return await _or_leave(teller.through_time(_seen(data), charts.Theme(dark=theme == "dark")))

    @app.callback(
        Output("curve", "style"),
        Output("holes", "children"),
        Output("slider", "min"),
        Output("slider", "max"),
        Input("drawn", "data"),
        Input("tick", "n_intervals"),
        State("view", "data"),
    )
    async def tell_curve(drawn: bool | None, ticks: int | None, data: Any) -> Any:
        if data is None or not drawn or (ticks or 0) % TICKS_A_CURVE:
            raise PreventUpdate
        return await _or_leave(teller.curve(View(**data)))

    @app.callback(
        Output("details", "children"),
        Input("picked", "data"),
        Input("view", "data"),
        Input("tick", "n_intervals"),
    )
    async def tell_pointed(pointed: Any, data: Any, _: Any) -> Any:
        return await _or_leave(teller.pointed(pointed, _seen(data)))

    @app.callback(
        Output("refused-table", "children"),
        Input("drawn", "data"),
        Input("tick", "n_intervals"),
        State("view", "data"),
    )
    async def tell_refused(drawn: bool | None, _: Any, data: Any) -> Any:
        if data is None or not drawn:
            raise PreventUpdate
        return await _or_leave(teller.refused(View(**data)))

    @app.callback(Output("method-list", "children"), Input("drawn", "data"), State("view", "data"))
    async def tell_method(drawn: bool | None, data: Any) -> Any:
        if data is None or not drawn:
            raise PreventUpdate
        view = View(**data)
        found = await _or_leave(teller.api.ask("indicators"))
        return page.method(found["indicators"], teller.words(view))


def _seen(data: Any) -> View:
    """The view; a refresh changes nothing of a past moment."""
    if data is None:
        raise PreventUpdate
    view = View(**data)
    if ctx.triggered_id == "tick" and view.moment is not None:
        raise PreventUpdate
    return view


async def _or_leave(answer: Any) -> Any:
    """An answer; without one the place stays as it is, and the next refresh tries again."""
    try:
        return await answer
    except NoAnswer:
        raise PreventUpdate from None


def _message(text: str) -> html.Main:
    return html.Main(html.P(text, role="alert"), className="message", id="answer")


def _options(scene: Scene, words: Words) -> list[dict[str, str]]:
    """The areas to choose from, by name."""
    named = {words.place(scene.kind, v["name"]): v["area"] for v in scene.density["values"]}
    return [{"value": str(named[name]), "label": name} for name in sorted(named)]


def _feeds_sentence(scene: Scene, words: Words) -> str:
    live = sum(feed["status"] == "live" for feed in scene.feeds)
    return words("feeds.sentence", live=live, total=len(scene.feeds))


def value_at(found: dict[str, Any], moment: int | None) -> float | None:
    """The lines added up at the step of a moment, or at the newest step that is known."""
    edges = [int(datetime.fromisoformat(edge).timestamp()) for edge in found["edges"]]
    lines = [line["values"] for line in found["series"]]
    columns = list(zip(*lines, strict=True))
    if moment is None:
        known = [column for column in columns if column and None not in column]
        return sum(known[-1]) if known else None
    for place, column in enumerate(columns):
        if edges[place] <= moment < edges[place + 1]:
            return None if None in column else sum(column)
    return None
