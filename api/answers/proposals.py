"""Numbers that somebody proposes."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.answers.base import Answer
from api.answers.indicators import Text


class IndicatorProposal(Answer):
    """A number that is not published, or not yet."""

    id: str = Field(examples=["addresses_near_hub"])
    title: Text
    purpose: Text
    needs: Text = Field(description="Which data, and whether there are any.")
    not_for: Text = Field(description="What it may never be used for.")
    owner: str
    proposed: date
    review_date: date
    overdue: bool = Field(description="Whether it should have been looked at again.")
    state: Literal["proposed", "trial", "adopted", "declined"]
    decision: Text | None = Field(description="Null: nothing was decided.")
    decided: date | None


class IndicatorProposals(Answer):
    """Every proposal."""

    proposals: list[IndicatorProposal]
    refused: list[str] = Field(description="Files that are no proposal, each with what it lacks.")
