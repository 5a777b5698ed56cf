"""The verdicts: each has a sign, a word and a colour, so that none of them is needed alone."""

from dataclasses import dataclass

from dash import html

from dashboard import palette
from dashboard.attributes import HIDDEN
from dashboard.words import Words


@dataclass(frozen=True)
class Look:
    """How a verdict is told; `mark` is its class in the stylesheet."""

    name: str
    sign: str
    colours: tuple[str, str]

    def colour(self, *, dark: bool) -> str:
        """On the ground that the page has."""
        return self.colours[dark]

    def word(self, words: Words) -> str:
        """The same in a word."""
        return words(f"permits.verdict_{self.name}")


COMPLIES = Look("complies", "✓", palette.COMPLIES)
BREAKS = Look("does_not_comply", "✗", palette.BREAKS)
UNSURE = Look("not_enough_data", "?", palette.UNSURE)
NO_LIMIT = Look("no_limit", "–", (palette.MUTED, palette.MUTED_DARK))
LOOKS = (COMPLIES, BREAKS, UNSURE, NO_LIMIT)
LETTERS = dict(zip("cdn-", LOOKS, strict=True))


def look(verdict: str | None) -> Look:
    """By the name that the API has for it; None: no limit."""
    return next((one for one in LOOKS if one.name == verdict), NO_LIMIT)


def badge(verdict: str | None, words: Words) -> html.Span:
    """Sign and word in one."""
    shown = look(verdict)
    sign = html.Span(shown.sign, className=f"verdict-sign {shown.name}", **HIDDEN)
    return html.Span([sign, html.Span(shown.word(words))], className="key")


def key(words: Words) -> html.Ul:
    """What the signs mean."""
    return html.Ul([html.Li(badge(one.name, words)) for one in LOOKS], className="verdict-key")
