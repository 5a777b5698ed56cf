"""An address becomes a page with a view; a view becomes the address again."""

from collections.abc import Sequence
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update

from dashboard import rows
from dashboard.address import understood
from dashboard.asks import NoAnswer
from dashboard.frame import frame, message
from dashboard.page import Page
from dashboard.shell import show
from dashboard.teller import Teller


def open_pages(app: Dash, pages: Sequence[Page], teller: Teller) -> None:
    """Wire the opening of pages, and what all of them do in the browser alone."""
    at = {page.path: page for page in pages}

    @app.callback(
        Output("page", "children"),
        Output("view", "data"),
        Input("url", "search"),
        State("url", "pathname"),
    )
    async def open_page(search: str | None, path: str) -> Any:
        return await opened(at.get(path, pages[0]), pages, teller, search)

    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("stoep", "keepAddress"),
        Output("done", "data", allow_duplicate=True),
        Input("view", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("stoep", "switchTheme"),
        Output("theme", "data"),
        Output("mantine", "forceColorScheme"),
        Input("theme-button", "n_clicks"),
    )


async def opened(
    page: Page, pages: Sequence[Page], teller: Teller, search: str | None
) -> tuple[Any, Any]:
    """The page of an address and its view; without an answer of the API, why there is none."""
    words = teller.words(teller.view(search, page.parameters))
    shown = None
    try:
        view, ignored = await understood(teller, search, page.parameters)
        here = await teller.api.city()
        if here is None:
            return message(words("page.no_area")), no_update
        shown = show(teller, view, here)
        said = await page.first(page, shown)
        body = await page.layout(shown)
    except NoAnswer as no:
        if shown is None or not rows.is_for_somebody(no):
            return message(words("common.failed")), no_update
        way_in = rows.way_in(shown.words, shown.view, shown.usual, page.path)
        whole = frame(page, pages, shown, [shown.words(f"{page.name}.title")], [way_in])
        return whole, no_update
    return frame(page, pages, shown, said, body), view.as_dict() | {"ignored": ignored}
