"""What a reader takes along of a page: its files and its address, both as the view is."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from dashboard import asker, rows
from dashboard.offers import FILES, Here
from dashboard.page import Page
from dashboard.pages.permits import asked as permits
from dashboard.pages.reports.asked import asked as report_asked
from dashboard.parts import share
from dashboard.parts.download import files
from dashboard.parts.period import period
from dashboard.teller import Teller
from dashboard.view import View, view_of

Days = tuple[date, date]


def _week(view: View, today: date) -> Days:
    return period(view, today)


def _window(view: View, today: date) -> Days:
    shown = permits.window(view, today)
    return shown.first, shown.last


def _report(view: View, today: date) -> Days:
    wanted = report_asked(view, today, [])
    return wanted.first, wanted.last


PERIODS: Mapping[str, Callable[[View, date], Days]] = {
    "movement": _week,
    "permits": _window,
    "reports": _report,
}
"""Pages about days: what they show without any in the address goes on with the calendar."""
STILL = ("method", "accessibility", "compare")
"""Pages that no moment pins: they look the same at any, or name the moments that they are about."""


def pinned(page: str, view: View, now_s: int, today: date) -> View:
    """The view as it is now, for good: its moment, and its days on pages that are about days."""
    if page in PERIODS:
        first, last = PERIODS[page](view, today)
        return view.with_(first=first.isoformat(), last=last.isoformat())
    return view.with_(moment=share.pinned_s(view, now_s))


def wire(app: Dash, teller: Teller, pages: Sequence[Page]) -> None:
    """Let the menus follow the view; a live one is pinned to the time of the last refresh."""
    at = {page.path: page for page in pages}

    @app.callback(
        Output("along-files", "children"),
        Input("view", "data"),
        State("url", "pathname"),
        prevent_initial_call=True,
    )
    async def tell_files(data: Any, path: str) -> Any:
        if data is None or path not in at or at[path].name not in FILES:
            raise PreventUpdate
        view = view_of(data)
        city, known = await asyncio.gather(teller.city(), teller.api.ask("operators"))
        names = {one["key"]: one["name"] for one in known["operators"]}
        offers = await FILES[at[path].name](Here(teller, view, city, names))
        if not asker.sees_rows(city["code"]):
            offers = [one for one in offers if not rows.is_file_of_rows(one.path)]
        return files(offers, teller.words(view))

    @app.callback(
        Output("share-live", "data-address"),
        Output("share-live", "children"),
        Output("share-moment", "data-address"),
        Output("share-moment", "children"),
        Output("share-moment", "className"),
        Input("view", "data"),
        Input("tick", "n_intervals"),
        State("url", "pathname"),
        prevent_initial_call=True,
    )
    def tell_addresses(data: Any, _: Any, path: str) -> Any:
        if data is None or path not in at:
            raise PreventUpdate
        return _addresses(at[path].name, path, view_of(data), teller)

    @app.callback(
        Output("address-notice", "children"), Input("view", "data"), prevent_initial_call=True
    )
    def tell_ignored(data: Any) -> Any:
        if data is None:
            raise PreventUpdate
        return share.told(data.get("ignored", []), teller.words(view_of(data)))


def _addresses(page: str, path: str, view: View, teller: Teller) -> tuple[str, str, str, str, str]:
    """The address of the view and what its button says, and the same of the pinned view."""
    words, now_s = teller.words(view), teller.now_s()
    still = pinned(page, view, now_s, words.local(now_s).date())
    live, fixed = share.address(path, view), share.address(path, still)
    if page in STILL or still == view:
        return live, words("along.share_this"), fixed, "", "hidden"
    if page in PERIODS:
        days = {"first": words.day(str(still.first)), "last": words.day(str(still.last))}
        return live, words("along.share_days_live"), fixed, words("along.share_days", **days), ""
    at = words("along.share_moment", moment=words.moment(share.pinned_s(view, now_s)))
    return live, words("along.share_live"), fixed, at, ""
