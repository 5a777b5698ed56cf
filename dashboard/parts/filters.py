"""Only some vehicles: of one operator, of one kind."""

from typing import Any

from dash import Dash, html

from dashboard.attributes import aria
from dashboard.parts.choice import Options, one_of_many, steers
from dashboard.view import View
from dashboard.words import Words
from stoep.vocabulary import FormFactor


def filters(view: View, words: Words, operators: list[dict[str, Any]]) -> html.Div:
    """Operator and kind of vehicle; `operators` as the API names them. At most one on a page."""
    whose: Options = [{"value": one["key"], "label": one["name"]} for one in operators]
    kinds: Options = [{"value": str(kind), "label": words(f"form.{kind}")} for kind in FormFactor]
    return html.Div(
        [
            one_of_many(
                "filter-operator",
                view.operator,
                whose,
                words("filter.operator"),
                words("filter.every_operator"),
                words,
            ),
            one_of_many(
                "filter-form",
                view.form,
                kinds,
                words("filter.form"),
                words("filter.every_form"),
                words,
            ),
        ],
        className="controls",
        role="group",
        **aria(label=words("filter.legend")),
    )


def wire(app: Dash) -> None:
    """Let the filters be a part of the view."""
    steers(app, "filter-operator", "operator")
    steers(app, "filter-form", "form")
