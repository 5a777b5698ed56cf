"""Five made-up operators: what they rent out, how they publish it, and what goes wrong with it."""

from dataclasses import dataclass

from stoep.errors import StoepError
from stoep.vocabulary import FeedFormat, FormFactor, IdPolicy, Propulsion

DAY_H = 24


class NoSuchOperator(StoepError):
    """The demo has no operator of that name."""

    code = "no_such_operator"


@dataclass(frozen=True)
class Fault:
    """A stretch of the history in which a feed fails: hours after the start, and how."""

    from_h: float
    to_h: float
    kind: str
    """What goes wrong.

    `down`: the server answers 503; `frozen`: the list and its time stand still; `partial`: four
    of five vehicles are not on the list; `twice`: some vehicles are on it twice, once at a place
    where they stood before; `late`: of one vehicle in three nothing is pushed until it is over.
    """


@dataclass(frozen=True)
class Model:
    """One kind of vehicle in an operator's fleet."""

    form_factor: FormFactor
    propulsion: Propulsion
    count: int
    max_range_m: int | None
    speed_kmh: int


@dataclass(frozen=True)
class DemoOperator:
    """One made-up operator."""

    key: str
    name: str
    gbfs_version: str
    interval_s: int
    ids: IdPolicy
    """What its ids really do; Stoep is not told of rotation, it finds out."""
    fleet: tuple[Model, ...]
    trips_per_day: float
    """Trips that a vehicle in a good spot makes on a working day."""
    reach_m: float
    """How far people ride, as a scale: trips of twice this length are rare."""
    report_s: int
    """How often a standing vehicle tells where it is."""
    jitters: bool = True
    """Whether the reported place is what its receiver measured, or the place itself."""
    faults: tuple[Fault, ...] = ()
    mds: bool = False
    """Whether it gives MDS too, to those who may have it; it is then followed there."""

    pushes: bool = False
    """Whether it sends what happens (MDS Agency), instead of being asked."""

    @property
    def id_policy(self) -> IdPolicy:
        """What the operator says of its ids."""
        return IdPolicy.per_trip if self.ids is IdPolicy.rotating else self.ids

    @property
    def form_factors(self) -> tuple[FormFactor, ...]:
        """What it rents out, the largest fleet first."""
        return tuple(model.form_factor for model in self.fleet)

    @property
    def vehicles(self) -> int:
        """How many vehicles it has, parked and ridden together."""
        return sum(model.count for model in self.fleet)

    @property
    def format(self) -> FeedFormat:
        """How it is followed."""
        if self.pushes:
            return FeedFormat.agency
        return FeedFormat.mds if self.mds else FeedFormat.gbfs

    @property
    def path(self) -> str:
        """Where it is followed, on the demo's server; or where it pushes, on Stoep's."""
        if self.pushes:
            return "/mds"
        return f"/{self.key}/mds" if self.mds else f"/{self.key}/gbfs.json"

    @property
    def is_gbfs_3(self) -> bool:
        """Whether it publishes GBFS 3, which names things otherwise than 2."""
        return self.gbfs_version >= "3"


OPERATORS = (
    DemoOperator(
        key="duinrit",
        name="Duinrit",
        gbfs_version="2.3",
        interval_s=30,
        ids=IdPolicy.per_trip,
        fleet=(Model(FormFactor.moped, Propulsion.electric, 430, 70_000, 23),),
        trips_per_day=2.9,
        reach_m=2600,
        report_s=2700,
        faults=(Fault(7 * DAY_H + 13, 7 * DAY_H + 13 + 2 / 3, "frozen"),),
    ),
    DemoOperator(
        key="zilt",
        name="Zilt",
        gbfs_version="3.0",
        interval_s=30,
        ids=IdPolicy.stable,
        fleet=(Model(FormFactor.bicycle, Propulsion.electric_assist, 720, 60_000, 15),),
        trips_per_day=2.3,
        reach_m=1700,
        report_s=3600,
        faults=(
            Fault(5 * DAY_H + 6, 6 * DAY_H + 6, "twice"),
            Fault(10 * DAY_H + 9, 10 * DAY_H + 15, "down"),
        ),
    ),
    DemoOperator(
        key="branding",
        name="Branding",
        gbfs_version="2.3",
        interval_s=60,
        ids=IdPolicy.rotating,
        fleet=(Model(FormFactor.bicycle, Propulsion.human, 560, None, 13),),
        trips_per_day=1.8,
        reach_m=1400,
        report_s=7200,
        jitters=False,
    ),
    DemoOperator(
        key="kwikstaart",
        name="Kwikstaart",
        gbfs_version="3.0",
        interval_s=60,
        ids=IdPolicy.stable,
        fleet=(
            Model(FormFactor.scooter_standing, Propulsion.electric, 190, 40_000, 16),
            Model(FormFactor.cargo_bicycle, Propulsion.electric_assist, 120, 55_000, 13),
        ),
        trips_per_day=2.0,
        reach_m=1500,
        report_s=3600,
        faults=(Fault(3 * DAY_H + 18, 3 * DAY_H + 18 + 9 / 60, "partial"),),
        mds=True,
    ),
    DemoOperator(
        key="schelp",
        name="Schelp",
        gbfs_version="3.0",
        interval_s=30,
        ids=IdPolicy.stable,
        fleet=(Model(FormFactor.moped, Propulsion.electric, 240, 80_000, 35),),
        trips_per_day=2.6,
        reach_m=2900,
        report_s=3600,
        faults=(Fault(8 * DAY_H + 15, 8 * DAY_H + 17.5, "late"),),
        pushes=True,
    ),
)
BY_KEY = {operator.key: operator for operator in OPERATORS}


def find_operator(key: str) -> DemoOperator:
    """An operator by its key; raises NoSuchOperator."""
    if key not in BY_KEY:
        raise NoSuchOperator(f"There is no operator {key!r}.", f"Choose of: {', '.join(BY_KEY)}.")
    return BY_KEY[key]
