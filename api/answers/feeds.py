"""Feeds, operators, polls."""

from typing import Literal

from pydantic import Field

from api.answers.base import Answer, Share, Time
from stoep.vocabulary import FeedFormat, IdPolicy, PollOutcome, StatementKind


class Operator(Answer):
    """A company that puts shared vehicles on the street."""

    key: str = Field(examples=["swift"])
    name: str = Field(examples=["Swift"])


class Operators(Answer):
    """Every operator."""

    operators: list[Operator]


class Coverage(Answer):
    """Share of the time that good polls cover, from the first good poll on; null before it."""

    day: Share | None
    fortnight: Share | None


class Gap(Answer):
    """A time without evidence: nothing is known of it."""

    from_: Time = Field(alias="from")
    to: Time | None = Field(description="Null: it goes on.")
    seconds: int
    outcomes: dict[PollOutcome, int] = Field(description="How the polls in it ended.")
    explained: list[str] = Field(description="What the operator said of that time.")


class Statement(Answer):
    """What an operator said of its own feeds. It explains a gap, it undoes none."""

    kind: StatementKind
    from_: Time = Field(alias="from")
    to: Time | None = Field(description="Null: until further notice.")
    said: str
    said_by: str
    said_at: Time


class Quarantine(Answer):
    """Lists that change too much at once are held back until they are explained or stay alike."""

    outcome: PollOutcome = Field(description="What is suspect about them.")
    since: Time
    polls: int = Field(description="Lists that were held back.")
    listed: int = Field(description="Vehicles in the newest of them.")


class Correction(Answer):
    """Words that came late and changed what had been told; what it was is kept."""

    feed: str
    from_: Time = Field(alias="from", description="The earliest moment of which something changed.")
    to: Time
    made_at: Time
    reason: str
    events: int = Field(description="Words that came late.")
    stays: int = Field(description="Stays that changed.")
    cells: int | None = Field(
        description="Days of areas that are counted otherwise; null: not counted anew yet."
    )


class Doubles(Answer):
    """A stretch in which a feed listed vehicles twice; each was counted once."""

    from_: Time = Field(alias="from")
    to: Time
    most: int = Field(description="Most vehicles that one list named twice.")


class Rides(Answer):
    """Rides that ended in the last day."""

    told: int = Field(description="As the operator tells them: of a minute or longer.")
    counted: int = Field(description="Arrivals that Stoep saw.")


class Docked(Answer):
    """The stations of a feed, and vehicles at them that are on no list."""

    stations: int
    apart: int = Field(description="Stations whose vehicles are not on the feed's own list.")
    vehicles: int | None = Field(
        description="Vehicles at those, not in any other number here; null: not known."
    )


class Changed(Answer):
    """A feed that tells another format than before."""

    was: str = Field(examples=["MDS 1.2.0"])
    became: str = Field(examples=["MDS 2.0.0"])
    since: Time = Field(description="The first good poll that told it.")
    also: list[str] = Field(description="Names of the feeds that made the same change.")


class Feed(Answer):
    """An address at which an operator publishes what it sees, and how well it is followed."""

    key: str = Field(examples=["swift"])
    name: str
    operator: str
    format: FeedFormat = Field(description="GBFS or MDS Provider is polled; MDS Agency is pushed.")
    interval_s: int = Field(description="Seconds from one poll to the next.", examples=[30])
    id_policy: IdPolicy = Field(description="What its vehicle ids can prove.")
    status: Literal["live", "late", "silent", "never", "disabled"] = Field(
        description="Evidence at most 5 minutes old, at most a day, older; none yet; not followed."
    )
    evidence_at: Time | None = Field(description="Its newest evidence.")
    age_s: int | None = Field(description="Age of that evidence, in seconds.")
    standing: int | None = Field(description="Vehicles that the newest good poll listed.")
    last_poll_at: Time | None
    last_outcome: PollOutcome | None
    last_reason: str | None
    coverage: Coverage
    outcomes: dict[PollOutcome, int] = Field(description="How its polls of the last day ended.")
    dropped: dict[str, int] = Field(description="Vehicles left out of the last poll, by reason.")
    clock_offset_s: int = Field(
        description="How far the publisher's clock runs ahead by a constant number of half hours;"
        " corrected."
    )
    rides: Rides | None = Field(
        description="Null: the operator tells no trips, or they were not asked for."
    )
    docked: Docked | None = Field(description="Null: the feed has no stations.")
    quarantine: Quarantine | None = Field(description="Null: its lists are believed.")
    changed: Changed | None = Field(description="Null: its format is that of a day ago.")
    statements: list[Statement] = Field(description="Of the last fortnight and later.")
    gaps: list[Gap] = Field(description="Gaps of the last fortnight, newest first, at most 50.")
    doubles: list[Doubles] = Field(description="Of the last fortnight, newest first.")
    corrections: list[Correction] = Field(description="Of the last fortnight, newest first.")


class Feeds(Answer):
    """Every feed."""

    at: Time
    feeds: list[Feed]


class Poll(Answer):
    """One attempt to read a feed."""

    started_at: Time
    outcome: PollOutcome
    reason: str | None
    http_status: int | None
    body_bytes: int | None
    version: str | None = Field(description="GBFS version of the body.")
    listed: int | None = Field(description="Vehicles in the body.")
    sighted: int | None = Field(description="Vehicles that could be read.")
    dropped: dict[str, int]
    source_at: Time | None = Field(description="The publisher's own time.")
    evidence_at: Time | None = Field(description="The moment it is evidence for; null: for none.")
    opened: int
    continued: int
    missing: int
    ended: int
    seconds: float = Field(description="How long it took.")


class Polls(Answer):
    """Attempts, newest first."""

    polls: list[Poll]


class FeedsByStatus(Answer):
    """How many feeds there are of each freshness (rule R10)."""

    live: int = Field(description="Evidence of at most five minutes old.")
    late: int = Field(description="Evidence of at most a day old.")
    silent: int = Field(description="Evidence that is older.")
    never: int = Field(description="No evidence yet.")
    disabled: int = Field(description="Not followed.")


class Health(Answer):
    """Whether Stoep can answer, and whether what it answers is kept up to date."""

    status: Literal["ok", "degraded"] = Field(
        description="`degraded`: it answers, and something in `faults` is not as it should be."
    )
    version: str = Field(description="Version of Stoep.")
    at: Time
    schema_revision: str | None = Field(description="Where the database's schema is.")
    schema_wanted: str = Field(description="Where this code wants it.")
    ingest_at: Time | None = Field(
        description="When a process that polls last said that it is there; null: never."
    )
    feeds: FeedsByStatus
    faults: list[str] = Field(description="What is not as it should be, each with its remedy.")


class Liveness(Answer):
    """That this process answers; the database is not asked."""

    status: Literal["ok"]
    version: str = Field(description="Version of Stoep.")
