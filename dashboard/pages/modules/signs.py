"""How answers, facts and states look: a sign and a word, and a colour that only adds to them."""

from typing import Any

from dash import html

from dashboard.attributes import HIDDEN
from dashboard.words import Words

ANSWERS = {"yes": "✓", "no": "–", "unknown": "?"}
UNTOLD = "untold"
STATES = {"on": "●", "off": "○", "never_on": "○", "broken": "!"}
HOLDS = {True: ("yes", "✓"), False: ("no", "✕"), None: ("unknown", "?")}


def answer_sign(answer: str | None, words: Words, *, named: bool = True) -> html.Span:
    """An answer as a sign with its word; without `named` the word is heard only."""
    key = answer or UNTOLD
    word = html.Span(words(f"modules.answer_{key}"), className="word" if named else "hidden")
    sign = html.Span(ANSWERS.get(key, "·"), className=f"label-sign {key}", **HIDDEN)
    return html.Span([sign, word], className="label-answer")


def holds_sign(holds: bool | None, words: Words) -> html.Span:
    """Whether a fact speaks for yes."""
    key, sign = HOLDS[holds]
    return html.Span(
        [
            html.Span(sign, className=f"label-sign {key}", **HIDDEN),
            html.Span(words(f"modules.holds_{key}"), className="word"),
        ],
        className="label-answer",
    )


def state_sign(state: str, words: Words) -> html.Span:
    """Whether a module is on."""
    return html.Span(
        [html.Span(STATES[state], **HIDDEN), " ", words(f"modules.state_{state}")],
        className=f"module-state {state}",
    )


def legend(words: Words) -> html.Ul:
    """What the signs of the calendar mean."""
    told: list[Any] = [
        html.Li(answer_sign(None if key == UNTOLD else key, words)) for key in (*ANSWERS, UNTOLD)
    ]
    return html.Ul(told, className="label-key")
