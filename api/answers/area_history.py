"""How far the history of an area has been counted."""

from typing import Literal

from pydantic import Field

from api.answers.base import Answer, Time


class AreaHistory(Answer):
    """The counting of an area's history, newest first; moments are null where there is none."""

    area: int
    state: Literal["waiting", "counting", "counted"] = Field(
        description="Until it is counted, numbers of earlier moments are null: not_counted_yet."
    )
    share: float = Field(ge=0, le=1, description="Share of the history that has been counted.")
    begins_at: Time | None = Field(description="Where the history begins: the first evidence.")
    ends_at: Time | None = Field(description="Where it ended when the counting began.")
    counted_from: Time | None = Field(description="Everything from here on has been counted.")
    asked_at: Time | None
    started_at: Time | None
    finished_at: Time | None
    failed: str | None = Field(description="Why the last try failed; it is tried again.")
