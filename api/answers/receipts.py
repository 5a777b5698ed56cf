"""Receipts: a question asked again, and the evidence behind its answer."""

from typing import Any, Literal

from pydantic import Field

from api.answers.base import Answer, Time
from api.answers.effects import EffectInForce
from api.answers.feeds import Correction
from api.answers.indicators import Period
from stoep.vocabulary import AreaKind


class ReceiptKey(Answer):
    """The public key of this Stoep's receipts."""

    algorithm: Literal["Ed25519"]
    key: str = Field(description="44 letters: base64 for web addresses.")


class Asked(Answer):
    """A question as it was asked."""

    path: str
    parameters: dict[str, str]


class Versions(Answer):
    """Versions then and now; null where there is no such indicator any more."""

    indicator: int
    indicator_now: int | None
    code: str
    code_now: str


class FeedEvidence(Answer):
    """How far a feed's evidence went when the question was asked."""

    feed: str
    to: Time
    folded_to: Time = Field(description="How far of it was counted into cells.")


class AreaBehind(Answer):
    """The version of an area that a number is about."""

    id: int
    kind: AreaKind
    code: str
    name: str
    valid_from: Time
    valid_to: Time | None
    area_m2: float
    source: str
    border: str = Field(description="SHA-256 of its border as well-known binary.")


class StayBehind(Answer):
    """A stay that a number is made of."""

    id: int
    feed: str
    first_seen: Time
    until: Time | None


class PollsBehind(Answer):
    """The good polls of a feed that a number rests on."""

    feed: str
    polls: int
    first: Time
    last: Time
    digest: str = Field(description="SHA-256 of the digests of all their bodies, in order.")


class Behind(Answer):
    """What a number is made of."""

    period: Period
    areas: list[AreaBehind]
    effects: list[EffectInForce] = Field(
        description="What modules had put in force, as far as the number rests on it."
    )
    stays: int | None = Field(
        description="All stays that touch the areas in the period; null: some are no longer kept."
    )
    listed: list[StayBehind] = Field(description="The first 1,000 of them.")
    polls: list[PollsBehind] | None = Field(description="Null for more than 31 days.")
    corrections: list[Correction]


class Explanation(Answer):
    """A receipt explained."""

    question: Asked
    asked_at: Time
    indicator: str
    version: Versions
    evidence: list[FeedEvidence]
    same: bool = Field(description="Asked again as of then, the answer is the same.")
    as_told: bool = Field(description="It takes leaving out later corrections to be the same.")
    why: str | None = Field(description="Why it is not, or not without more.")
    answer: dict[str, Any] | None = Field(description="The answer when asked again as of then.")
    behind: Behind | None


class SignedFile(Answer):
    """A number with its evidence, for `stoep rerun`."""

    signed: dict[str, Any] = Field(description="Receipt, question, answer, and the rows behind.")
    signature: str = Field(description="Ed25519 over the very bytes of `signed`.")
