"""What another dashboard exported."""

import datetime
from typing import Literal

from pydantic import Field

from api.answers.base import Answer, AreaName, Time


class ImportedFile(Answer):
    """A file that was brought in."""

    number: int = Field(description="Number of the import.")
    file: str
    source: str = Field(description="Who exported it.")
    from_: Time = Field(alias="from", description="The earliest moment that it names.")
    to: Time = Field(description="The latest: of other moments it says nothing.")
    events: int = Field(description="Park events in it.")


class ImportedDay(Answer):
    """What the files tell of one local day."""

    day: datetime.date
    moment: Time
    standing: int | None = Field(
        description="Vehicles that are told to stand then; null: no file is about that moment."
    )
    classes: list[int] | None = Field(
        description="The same by how long they are told to stand: under 2, 4, 7, 14 days, longer."
    )


class ImportedParkEvents(Answer):
    """Park events of another dashboard, counted; no poll of ours is behind any of them."""

    area: AreaName
    certain: Literal[False] = Field(description="Never: what was not polled is not proven.")
    reason: Literal["no_polls"] = Field(description="Why not.")
    timezone: str
    at: str = Field(description="The hour of the city's clock that is counted.", examples=["03:30"])
    files: list[ImportedFile]
    days: list[ImportedDay]
