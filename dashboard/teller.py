"""What answers of all pages share: the API, the settings and the time."""

from collections.abc import Callable
from typing import Any

from dash import ctx
from dash.exceptions import PreventUpdate

from dashboard.asks import Api, NoAnswer
from dashboard.view import View, link, past, read_view, view_of
from dashboard.words import Words
from stoep.settings import Settings


class Teller:
    """Who a page's callbacks ask."""

    def __init__(self, api: Api, settings: Settings, clock: Callable[[], float]) -> None:
        self.api, self.settings, self.clock = api, settings, clock
        self.usual = View(lang=settings.language)

    def view(self, search: str | None, parameters: tuple[str, ...] = ()) -> View:
        """The view of an address; the future is now."""
        view = read_view(search, self.usual, parameters)
        return view if view.moment is None else view.with_(moment=past(view.moment, self.now_s()))

    def words(self, view: View) -> Words:
        """The view's language."""
        return Words(view.lang, self.settings.timezone)

    def link(self, path: str, view: View, **changes: Any) -> str:
        """The address of a page, with what pages share of a view and the changes."""
        return link(path, view.along().with_(**changes), self.usual.lang)

    def now_s(self) -> int:
        """The present."""
        return int(self.clock())

    async def city(self) -> dict[str, Any]:
        """The municipality; raises NoAnswer when there is none."""
        here = await self.api.city()
        if here is None:
            raise NoAnswer("There is no municipality.", "Import areas.")
        return here


def seen(data: dict[str, Any] | None) -> View:
    """The view of a callback's data; a refresh changes nothing of a past moment."""
    if data is None:
        raise PreventUpdate
    view = view_of(data)
    if ctx.triggered_id in ("tick", "seldom") and view.moment is not None:
        raise PreventUpdate
    return view
