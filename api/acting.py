"""Who acts: the one door that every question which changes something goes through.

Where anyone may act, a name is what somebody types, is kept as not verified, and shown so. Where
people sign in, it is the name of who did, whatever was typed; whether they may was asked before, by
`api/permit.py`.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Request
from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.people.caller import Caller
from api.people.refusals import NotSignedIn
from stoep.errors import StoepError


def _line(given: Any) -> str:
    """A name on one line, of letters that can be seen."""
    text = given.strip() if isinstance(given, str) else ""
    if not text or len(text) > 80 or not text.isprintable():
        raise PydanticCustomError(
            "name", "not a name", {"remedy": "Write at most 80 letters, on one line."}
        )
    return text


Person = Annotated[str, BeforeValidator(_line), WithJsonSchema({"type": "string", "maxLength": 80})]
"""The name of somebody in a question."""


@dataclass(frozen=True)
class Actor:
    """Somebody who acts; `verified` tells whether it was checked that they are who they say."""

    name: str
    verified: bool


class NobodyActs(StoepError):
    """Nothing can be changed over HTTP here."""

    code = "nobody_acts"


def who_acts(request: Request, said: str) -> Actor:
    """Who stands behind a question that changes something; `said` is the name that they gave.

    Raises NobodyActs where the settings let nobody act, NotSignedIn where people sign in and who
    asks did not.
    """
    acting = request.app.state.evidence.settings.acting
    if acting == "nobody":
        raise NobodyActs(
            "Here nothing can be changed over HTTP.",
            "Use the commands, or set STOEP_ACTING=anyone where only your people get in.",
        )
    if acting == "anyone":
        return Actor(said, verified=False)
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None:
        raise NotSignedIn
    return Actor(caller.name, verified=True)
