"""The forms of disputes: what is said, by whom, and what the municipality decides."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import asker
from dashboard.attributes import aria
from dashboard.mine.dispute_sent import REMEDIES, Typed, typed
from dashboard.page import Shown
from dashboard.people.forms import Input, choice, field, first, form, hidden, wrong
from dashboard.words import Words

PATH = "/disputes"
OF_KIND = {"feed": REMEDIES[:2], "verdict": REMEDIES, "limit": REMEDIES[2:]}
Row = dict[str, Any]


def _by(words: Words) -> Component | None:
    """Who speaks, where nobody signs in."""
    if asker.me()["signs_in"]:
        return None
    return field("by", words("disputes.by"), words("disputes.by_note"), maxLength=80)


class Textarea(Input):
    """A field of several lines; `dash.html` has none that a form sends."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        self._type = "Textarea"


def _lines(id: str, name: str, label: str, note: str, value: str = "", **more: Any) -> html.Div:
    return html.Div(
        [
            html.Label(label, htmlFor=id),
            Textarea(id=id, name=name, children=value, **aria(describedby=f"{id}-note"), **more),
            html.P(note, id=f"{id}-note", className="note"),
        ],
        className="field",
    )


def said_fields(words: Words, fields: Typed, id: str, note: str) -> list[Any]:
    """The words, the links, and who says it."""
    return [
        _lines(f"{id}-words", "words", words("disputes.words"), note, first(fields, "words"),
               rows=5, required=True, maxLength=4000),
        _lines(f"{id}-links", "links", words("disputes.links"), words("disputes.links_note"),
               first(fields, "links"), rows=2),
        _by(words),
    ]  # fmt: skip


def answering(shown: Shown, found: Row, fields: Typed, said: str) -> html.Section:
    """The form to say something more."""
    words, sides = shown.words, found["sides"]
    mine = fields if first(fields, "do") == "answer" else {}
    which = None
    if len(sides) > 1:
        named = {side: words(f"disputes.side_{side}") for side in sides}
        which = choice("side", words("disputes.for_whom"), named)
    body = form(
        shown.link(f"{PATH}/{found['number']}"),
        *hidden(do="answer", after=str(found["acts"][-1]["number"])),
        which,
        *said_fields(words, mine, "answer", words("disputes.both_read")),
        says=words("disputes.answer"),
        name=words("disputes.answer"),
    )
    return html.Section([html.H2(words("disputes.answer")), wrong(said or None), body])


def deciding(shown: Shown, found: Row, fields: Typed) -> html.Section:
    """The municipality's decision, with what follows from each choice in a sentence."""
    words, about = shown.words, found["subject"]
    mine = fields if first(fields, "do") == "decide" else {}
    options = {"": words("disputes.dismiss")}
    options |= {name: words(f"disputes.uphold_{name}") for name in OF_KIND[about["kind"]]}
    parts: list[Any] = [
        choice("remedy", words("disputes.decision"), options, first(mine, "remedy"), "remedy")
    ]
    explained = [html.Li(words(f"disputes.means_{name}")) for name in OF_KIND[about["kind"]]]
    parts.append(html.Ul(explained, className="note"))
    if about["kind"] != "limit":
        for name in ("from", "to"):
            value = first(mine, name) or typed(about[name], words)
            parts.append(field(name, words(f"disputes.{name}"), words("disputes.part"),
                               type="datetime-local", value=value, required=False,
                               id=f"decide-{name}"))  # fmt: skip
    if about["kind"] != "feed":
        value = first(mine, "since") or (about["day"] or about["limit"]["effective_from"])
        parts.append(field("since", words("disputes.since"), words("disputes.since_note"),
                           type="date", value=value, required=False))  # fmt: skip
    body = form(
        shown.link(f"{PATH}/{found['number']}"),
        *hidden(do="decide", after=str(found["acts"][-1]["number"])),
        *parts,
        *said_fields(words, mine, "decide", words("disputes.reason_note")),
        says=words("disputes.decide"),
        name=words("disputes.decide"),
    )
    return html.Section([html.H2(words("disputes.decide")), body])
