"""What can be done about a row: who you are, to whom, a note, and the buttons.

The browser itself says it to the API (`assets/worklist.js`): when the server is away, the sentence
comes all the same, and what was typed stays.
"""

import json
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.attributes import aria, data
from dashboard.parts.who import who_field
from dashboard.words import Words

ACTS = ("assigned", "handled", "noted", "reopened")
SPOKEN = (
    "saving", "kept_assigned", "kept_handled", "kept_noted", "kept_reopened", "kept_ended",
    "no_name", "no_assignee", "no_note", "away", "signed_out", "not_allowed",
    "gone", "refused", "conflict",
    "meant_assigned", "meant_handled", "meant_noted", "meant_reopened", "draft",
)  # fmt: skip
"""What the script says."""
FILLED_LATER = {name: f"{{{name}}}" for name in ("by", "what", "to")}
"""Who was first, and with what: the script knows."""


def form(words: Words) -> html.Div:
    """The fields and the buttons; hidden until a row is chosen."""
    spoken = {key: words(f"worklist.{key}", **FILLED_LATER) for key in SPOKEN}
    return html.Div(
        [
            html.H3(words("worklist.act")),
            who_field("worklist", words("worklist.who"), words("worklist.who_note"), words),
            dmc.TextInput(
                id="worklist-to",
                label=words("worklist.to"),
                placeholder=words("worklist.to_example"),
                autoComplete="off",
                attributes={"input": {"maxLength": 80}},
                size="sm",
            ),
            dmc.Textarea(
                id="worklist-note",
                label=words("worklist.note"),
                description=words("worklist.note_about"),
                attributes={"input": {"maxLength": 1000}},
                autosize=True,
                minRows=2,
                size="sm",
            ),
            html.Div(
                [_button(act, words) for act in ACTS],
                className="acts",
                role="group",
                **aria(label=words("worklist.act")),
            ),
            html.P(id="worklist-said", role="status", className="said-now"),
        ],
        id="worklist-form",
        className="no-row",
        **data(words=json.dumps(spoken)),
    )


def _button(act: str, words: Words) -> Any:
    return html.Button(
        words(f"worklist.act_{act}"),
        type="button",
        className=f"act act-{act}{' main' if act == 'handled' else ''}",
        **data(act=act),
    )
