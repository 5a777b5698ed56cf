"""Who may ask what."""

from typing import Literal

from pydantic import Field

from api.answers.base import Answer
from api.people.caller import Scope
from api.permissions import Gives, Look, May, Whose


class Route(Answer):
    """One route and its rule."""

    method: str = Field(examples=["GET"])
    path: str = Field(examples=["/v1/vehicles/{id}"])
    may: May = Field(description="Who may ask at all.")
    whose: Whose = Field(description="Where it is told whose the object of the question is.")
    scope: Scope = Field(description="What a key must be for.")
    gives: Gives = Field(
        description="Which data the answer has: where `reading` is people, rows are for whom they"
        " are about."
    )
    written_down: Look = Field(description="Which look the log has of it, of who signed in.")


class Access(Answer):
    """The rules as they hold here."""

    reading: Literal["everyone", "people"] = Field(description="For whom rows are.")
    acting: Literal["nobody", "anyone", "people"] = Field(description="Who may change something.")
    movements: list[str] = Field(description="Indicators of which `numbers` are `rows` too.")
    routes: list[Route]
