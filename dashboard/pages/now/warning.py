"""The warning the evening before: a module says yes of today or tomorrow."""

from typing import Any

from dash import html

from dashboard.attributes import HIDDEN
from dashboard.pages.modules.sentences import warnings
from dashboard.pages.modules.told import around
from dashboard.teller import Teller
from dashboard.view import View


async def warning(teller: Teller, view: View) -> list[Any]:
    """A line for each yes, which leads to why it is so; at a past moment nothing is warned of."""
    if view.moment is not None:
        return []
    words, city = teller.words(view), await teller.city()
    today = words.local(teller.now_s()).date()
    found = await around(teller.api, city["code"], today)
    return [
        html.P(
            [
                html.Span("!", className="mark", **HIDDEN),
                html.Span(said),
                html.A(
                    words("modules.now_more"),
                    href=teller.link("/modules", view, module=module["id"], day=day),
                ),
            ],
            className="warning",
        )
        for day, module, said in warnings(found, words)
    ]
