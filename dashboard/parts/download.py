"""What a page shows, to take along: each table in the forms that it can be written in."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from dash import html

from dashboard.attributes import aria
from dashboard.words import Words

OFFERING = (
    "now", "lookback", "compare", "worklist", "density", "movement", "hubs", "zones", "permits",
    "reports", "feeds", "service",
)  # fmt: skip
"""Pages that have files, by name: `dashboard/offers.py` says which."""
TABLE = ("csv", "xlsx")
PLACES = ("csv", "xlsx", "geojson", "gpkg")


@dataclass(frozen=True)
class Offer:
    """One file: `name` is its text (`along.file_…`), `path` the question below /v1.

    Parameters that are None are not asked.
    """

    name: str
    path: str
    query: dict[str, Any] = field(default_factory=dict)
    formats: tuple[str, ...] = TABLE

    def address(self, form: str) -> str:
        """Where the file is in one of its forms."""
        told = {key: value for key, value in self.query.items() if value is not None}
        more = {} if self.formats == ("xlsx",) else {"format": form}
        return f"/v1/{self.path}?{urlencode(told | more)}"


def download(words: Words) -> html.Details:
    """The menu; what is in it follows the view."""
    return html.Details(
        [html.Summary(words("along.download")), html.Div(id="along-files", className="files")],
        className="along",
    )


def files(offers: list[Offer], words: Words) -> list[Any]:
    """What is in the menu: a line for each file, with a link for each form."""
    items = [html.Li([html.Span(_name(one, words)), *_links(one, words)]) for one in offers]
    return [html.Ul(items), html.P(words("along.files_note"), className="note")]


def _links(offer: Offer, words: Words) -> list[html.A]:
    return [
        html.A(
            words(f"along.as_{form}"),
            href=offer.address(form),
            download="",
            **aria(label=f"{_name(offer, words)}: {words(f'along.as_{form}')}"),
        )
        for form in offer.formats
    ]


def _name(offer: Offer, words: Words) -> str:
    return words(f"along.file_{offer.name}")
