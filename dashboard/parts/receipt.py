"""How was this number made: what it means, and what it was made of."""

from dash import html

from dashboard.words import Words


def receipt_link(
    receipt: str | None, indicator: str, words: Words, title: str | None = None
) -> html.Details:
    """Leads to the definition of an indicator, and to the stays and polls behind this number.

    `title` tells it from others where there is more than one.
    """
    links = [html.Li(html.A(words("receipt.meaning"), href=f"/method#method-{indicator}"))]
    if receipt:
        address = f"/v1/receipts/{receipt}"
        links.append(html.Li(html.A(words("receipt.explained"), href=address)))
        links.append(
            html.Li(html.A(words("receipt.file"), href=f"{address}/file", download="number.json"))
        )
    summary = html.Summary(title or words("receipt.title"))
    return html.Details([summary, html.Ul(links)], className="receipt")
