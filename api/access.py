"""The table of who may ask what, as it holds here: the same one that the gate asks."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answer import answer
from api.answers.access import Access
from api.evidence import Ask
from api.permissions import MOVEMENTS, RULES
from api.questions import Plain
from api.strict import StrictRoute

router = APIRouter(route_class=StrictRoute, tags=["people"])


@router.get("/access", response_model=Access, summary="Who may ask what")
def get_access(question: Annotated[Plain, Query()], ask: Ask) -> Response:
    """Every route with who may ask it, whose its object is, and which data it gives."""
    return answer(
        {
            "reading": ask.settings.reading,
            "acting": ask.settings.acting,
            "movements": list(MOVEMENTS),
            "routes": [
                {
                    "method": method,
                    "path": f"/v1{path}",
                    "may": rule.may,
                    "whose": rule.whose,
                    "scope": rule.scope,
                    "gives": rule.gives,
                    "written_down": rule.look,
                }
                for (method, path), rule in RULES.items()
            ],
        }
    )
