"""Of which vehicles a sentence of the page tells, where not all count."""

from dashboard.sentences import counted
from dashboard.teller import Teller
from dashboard.view import View


async def of_whom(said: str, teller: Teller, view: View) -> str:
    """The sentence, and after it which vehicles count; raises NoAnswer."""
    if view.operator is None and view.form is None:
        return said
    known = await teller.api.ask("operators")
    names = {one["key"]: one["name"] for one in known["operators"]}
    return " ".join([said, *counted(view.operator, view.form, names, teller.words(view))])
