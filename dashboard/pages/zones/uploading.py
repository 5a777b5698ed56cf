"""Zones in a file: a kind for those that tell none, the file, and what became of each."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.attributes import data
from dashboard.page import Shown
from dashboard.pages.zones.asked import KINDS
from dashboard.pages.zones.spoken import words_of
from dashboard.parts.who import who_field


def uploading(shown: Shown) -> list[Any]:
    """The fields; the script adds the one for the file, and sends it (`zones-upload.js`)."""
    words = shown.words
    return [
        html.H2(words("zones.upload")),
        html.P(words("zones.upload_about"), className="sentence"),
        html.Div(
            [
                who_field("zones-upload", words("zones.who"), None, words),
                html.Div(
                    dmc.RadioGroup(
                        id="zones-upload-kind",
                        label=words("zones.upload_kind"),
                        description=words("zones.upload_kind_note"),
                        value=KINDS[0],
                        size="sm",
                        children=html.Div(
                            [
                                dmc.Radio(label=words(f"kind.{kind}"), value=kind, size="sm")
                                for kind in KINDS
                            ],
                            className="checks",
                        ),
                    ),
                    id="zones-upload-kind-group",
                ),
                html.Div(id="zones-file-place", **data(label=words("zones.file"))),
                html.Button(words("zones.send"), type="button", id="zones-send", className="main"),
            ],
            id="zones-upload",
            **data(words=words_of(words), municipality=shown.city["code"]),
        ),
        html.P(id="zones-upload-said", role="status", className="said-now"),
        html.Div(id="zones-uploaded"),
    ]
