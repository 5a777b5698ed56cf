"""The worklist: who stands too long or in the way, and what was done about it."""

from typing import Literal

from pydantic import Field

from api.answers.base import Answer, AreaName, FeedPart, Receipt, Share, Time
from stoep.vocabulary import FormFactor, VehicleState
from zones.worklist.actions import Status, What
from zones.worklist.rule import Reason


class WorklistPermit(Answer):
    """The limit of a permit that tells what is allowed."""

    id: int
    indicator: str
    form: str = Field(description="The form factor that it is about, or `all` together.")
    value: float
    unit: str
    set_by: str
    why: str


class WorklistReason(Answer):
    """Why a vehicle is on the list, and what that adds to its points."""

    reason: Reason
    sure: bool = Field(description="It was seen to be so; false: it may be so.")
    since: Time
    observed_s: int | None = Field(
        description="Seconds that good polls saw it so. Null where ids prove no durations."
    )
    possible_s: int | None = Field(description="Seconds that it may have been so.")
    allowed_s: int = Field(description="Seconds that are allowed; 0 in a no-parking area.")
    permit: WorklistPermit | None = Field(
        description="The limit that tells so; null: the terms of the question."
    )
    zone: AreaName | None = Field(description="The no-parking area.")
    base: float = Field(description="Points for the reason itself.")
    days: float = Field(description="Points for each day of 24 hours over what is allowed.")
    points: float = Field(description="The two together.")
    counts: bool = Field(description="Whether they are in the points of the row.")


class NearbyHub(AreaName):
    """The nearest hub that is for the vehicle's form factor."""

    distance_m: float = Field(description="Metres from its border; 0 inside.")


class WorklistAction(Answer):
    """Something that somebody did about a stay."""

    number: int = Field(description="Its place among the actions of the stay, from 1 on.")
    what: What
    assignee: str | None = Field(description="To whom it was assigned.")
    note: str | None
    by: str = Field(description="The name that somebody gave.")
    verified: bool = Field(description="Whether that name was checked.")
    at: Time


class WorklistRow(Answer):
    """A vehicle on the list; `stay` is the number of its stay, no id of the vehicle."""

    stay: int
    operator: str
    feed: str
    form_factor: FormFactor
    state: VehicleState
    lon: float
    lat: float
    first_seen: Time
    observed_s: int | None = Field(
        description="Seconds that good polls saw it stand here. Null where ids prove no durations."
    )
    possible_s: int | None = Field(description="Seconds since it was first seen here.")
    sure: bool = Field(description="Whether any of its reasons is certain.")
    reasons: list[WorklistReason]
    points: float = Field(description="The sum over the reasons that count.")
    neighbourhood: AreaName | None = Field(description="Or the district; null: in none.")
    hub: NearbyHub | None = Field(description="Within 500 metres; null: there is none.")
    status: Status
    assignee: str | None
    latest: WorklistAction | None = Field(description="The last thing that was done about it.")


class WorklistRule(Answer):
    """How the list is sorted."""

    formula: str
    base: dict[Reason, float] = Field(description="Points for each reason.")
    order: str


class WorklistTerms(Answer):
    """What holds where no permit says otherwise."""

    days: float
    broken_days: float
    tolerance_m: float
    again_hours: float


class WorklistOperator(Answer):
    """The rows of one operator."""

    operator: str
    certain: int
    possible: int


class WorklistFeed(FeedPart):
    """A feed's part in the list."""

    rows: int | None = Field(description="Its rows; null: not known, it is not in the list.")


class Worklist(Answer):
    """The worklist of an area at a moment, the most urgent first."""

    moment: Time
    area: AreaName
    unit: Literal["vehicles"]
    rule: WorklistRule
    terms: WorklistTerms
    coverage: Share = Field(description="Share of the expected feeds that is in the list.")
    reason: str | None = Field(description="Which feeds it lacks.")
    count: int | None = Field(
        description="Rows that are asked for, on this page and on others; null, as the next four:"
        " no feed is seen, nothing is known."
    )
    certain: int | None
    possible: int | None
    standing: int | None = Field(description="Vehicles that were looked at.")
    unproven: int | None = Field(
        description="Those of feeds whose ids change: nothing is claimed about how long they stand."
    )
    operators: list[WorklistOperator]
    assignees: list[str] = Field(description="All who have a row, whatever is asked for.")
    offset: int
    rows: list[WorklistRow] = Field(description="At most `limit`, from `offset` on.")
    feeds: list[WorklistFeed]
    receipt: Receipt


class WorklistPolls(Answer):
    """The polls of a feed since a vehicle was first seen where it stands."""

    good: int
    without_evidence: int
    first: Time | None
    last: Time | None


class WorklistStay(Answer):
    """One stay with what makes it urgent, what was seen, and all that was done about it."""

    moment: Time
    area: AreaName | None = Field(description="The municipality that it lies in.")
    row: WorklistRow | None = Field(description="Null: it is not on the list, see `absent`.")
    absent: Literal["gone", "no_reason", "not_seen"] | None = Field(
        description="Why not: it left, it has no reason to be, or its feed is not seen now."
    )
    ended_at: Time | None = Field(description="First good poll without it; null: none yet.")
    polls: WorklistPolls
    actions: list[WorklistAction]
    receipt: Receipt


class WorklistDone(Answer):
    """An action that is kept."""

    stay: int
    action: WorklistAction
    ended_at: Time | None = Field(
        description="The vehicle is not there any more since then; null: it is, as far as known."
    )
