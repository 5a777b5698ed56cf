"""A page: where it is, what it is called, what is on it and what makes it move.

A page is one module in `dashboard/pages`, and one line in the registry there.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from dash import Dash

from dashboard.asks import Api
from dashboard.teller import Teller
from dashboard.view import View, link
from dashboard.words import Words

MENU = ("street", "places", "rules", "account")
"""The parts of the menu: what happens, where it may be, what was agreed, what it rests on."""


@dataclass(frozen=True)
class Shown:
    """What a page is drawn for: a view in a language, of a city, now."""

    view: View
    words: Words
    city: dict[str, Any]
    now_s: int
    api: Api
    base: dict[str, Any]
    """What lies below the data on a map."""
    usual: str
    """The language of an address that names none."""
    contact: str
    """Where readers tell what does not work, or nothing."""
    anyone_acts: bool = False
    """Whether whoever reaches the server may change things, and nobody signs in."""

    def link(self, path: str, **changes: Any) -> str:
        """The address of a page, with what pages share of this view and the changes."""
        return link(path, self.view.along().with_(**changes), self.usual)


async def headline(page: "Page", shown: Shown) -> list[str]:
    """A page's name, and in a sentence what it is about."""
    return [shown.words(f"{page.name}.title"), shown.words(f"{page.name}.about")]


@dataclass(frozen=True)
class Page:
    """One page of the dashboard.

    `name` is the section of its texts (`nav`, `title` and `about` at least), the name of its
    stylesheet in `assets/pages` if it has one, and how the ids on it begin.
    `layout` is what stands below the headline; it may ask the API (`shown.api`).
    `wire` adds the callbacks: all inputs, states and outputs of one are on this page or in the
    frame (`view`, `tick`, `theme`, `picked`).
    `first` says the headline and what follows it; it is in the HTML before any script.
    `parameters` are its own in the address; `View.get` has them.
    """

    path: str
    name: str
    layout: Callable[[Shown], Awaitable[list[Any]]]
    wire: Callable[[Dash, Teller], None]
    first: Callable[["Page", Shown], Awaitable[list[str]]] = headline
    parameters: tuple[str, ...] = ()
    has_map: bool = False
    can_draw: bool = False
    """Whether an area can be drawn on its map (`dashboard/parts/draw_map.py`)."""
    group: str = ""
    """The part of the menu that it stands in (MENU); without one the footer leads there."""
