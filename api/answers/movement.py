"""Flows from place to place."""

from typing import Literal

from pydantic import Field

from api.answers.base import Answer, Receipt, Share, Time
from api.answers.indicators import Period


class FlowBlock(Answer):
    """A block of time: the working days of a week, or its weekend."""

    from_: Time = Field(alias="from")
    to: Time
    days: Literal["weekday", "weekend"]
    told_at: Time | None = Field(description="When it was counted, once and for good.")
    coverage: Share = Field(description="Least share of it that a feed with trips told.")
    feeds: dict[str, Share] = Field(description="That share, for each feed that tells trips.")
    reason: str | None = Field(description="Why it is not told: not_over_yet or not_told.")


class FlowCell(Answer):
    """A cell of the grid."""

    id: int
    kind: str = Field(examples=["district"])
    code: str
    name: str


class Flow(Answer):
    """Trips from one cell to another, over all blocks in which k or more went."""

    origin: int = Field(description="Number of a cell; 0: outside all cells.")
    destination: int = Field(description="Number of a cell; 0: outside all cells.")
    trips: int


class Flows(Answer):
    """Where rentals went, by cell of origin and cell of destination."""

    indicator: Literal["flows"]
    unit: str
    grid: Literal["district", "h3"]
    direction: Literal["from", "to"]
    area: int | None
    period: Period = Field(description="The period that was asked for, widened to whole blocks.")
    k: int = Field(description="A flow of fewer trips in a block is withheld.", examples=[10])
    coverage: Share = Field(description="Least coverage of a block that is told.")
    trips: int | None = Field(description="Trips in the flows below; null: no block is told.")
    units: int = Field(description="Numbers that were added up: cell to cell, block by block.")
    withheld: int = Field(
        description="Cell to cell, block by block: without a number. Without any trip, and with "
        "too few to tell, look the same."
    )
    blocks: list[FlowBlock]
    cells: list[FlowCell]
    flows: list[Flow] = Field(description="The largest first.")
    receipt: Receipt
