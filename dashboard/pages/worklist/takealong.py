"""The list to take along: as a file, and as a mail to each operator that has rows in it."""

from typing import Any
from urllib.parse import urlencode

from dash import html

from dashboard.words import Words

FORMATS = ("csv", "xlsx", "geojson")


def take_along(
    found: dict[str, Any], asked: dict[str, Any], names: dict[str, str], words: Words
) -> list[Any]:
    """Links to files of all rows that are asked for, and to letters."""
    files = [
        html.Li(html.A(words(f"worklist.as_{kind}"), href=_address("export", asked, format=kind)))
        for kind in FORMATS
    ]
    letters = [
        html.Li(
            [
                html.A(
                    words(
                        "worklist.mail_to",
                        operator=names.get(one["operator"], one["operator"]),
                        n=words.number(one["certain"] + one["possible"]),
                    ),
                    href=_address("mail", asked, operator=one["operator"], language=words.language),
                ),
                " ",
                html.A(
                    words("worklist.mail_text"),
                    href=_address(
                        "mail",
                        asked,
                        operator=one["operator"],
                        language=words.language,
                        format="text",
                    ),
                    className="note",
                    title=words(
                        "worklist.mail_text_of",
                        operator=names.get(one["operator"], one["operator"]),
                    ),
                ),
            ]
        )
        for one in found["operators"]
    ]
    return [
        html.Div([html.H3(words("worklist.files")), html.Ul(files)]),
        html.Div(
            [
                html.H3(words("worklist.mail")),
                html.P(words("worklist.mail_note"), className="note"),
                html.Ul(letters) if letters else html.P(words("worklist.no_mail")),
            ]
        ),
    ]


def _address(what: str, asked: dict[str, Any], **more: str) -> str:
    told = {name: value for name, value in (asked | more).items() if value is not None}
    return f"/v1/worklist/{what}?{urlencode(told)}"
