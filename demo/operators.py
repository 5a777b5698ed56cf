"""Four made-up operators: what they rent out, how they publish it, and what goes wrong with it."""

from dataclasses import dataclass

from stoep.vocabulary import FormFactor, IdPolicy, Propulsion

DAY_S, HOUR_S = 86_400, 3600


@dataclass(frozen=True)
class Fault:
    """A stretch of the history in which a feed fails: hours after the start, and how."""

    from_h: float
    to_h: float
    kind: str
    """`down`: the server answers 503; `frozen`: the list and its time stand still."""


@dataclass(frozen=True)
class DemoOperator:
    """One made-up operator. `fleet` tells how many vehicles of each kind it has."""

    key: str
    name: str
    gbfs_version: str
    interval_s: int
    ids: IdPolicy
    """What its ids really do; Stoep is not told of rotation, it finds out."""
    fleet: tuple[tuple[FormFactor, Propulsion, int], ...]
    trips_per_day: float
    jitter_m: float
    """Median distance of a reported position from the true one."""
    faults: tuple[Fault, ...] = ()

    @property
    def id_policy(self) -> IdPolicy:
        """What the operator says of its ids."""
        return IdPolicy.per_trip if self.ids is IdPolicy.rotating else self.ids

    @property
    def form_factors(self) -> tuple[FormFactor, ...]:
        return tuple(form for form, _, _ in self.fleet)

    @property
    def vehicles(self) -> int:
        return sum(count for _, _, count in self.fleet)


OPERATORS = (
    DemoOperator(
        "duinrit",
        "Duinrit",
        "2.3",
        30,
        IdPolicy.per_trip,
        ((FormFactor.moped, Propulsion.electric, 430),),
        2.6,
        2.4,
        (Fault(7 * 24 + 13, 7 * 24 + 13 + 2 / 3, "frozen"),),
    ),
    DemoOperator(
        "zilt",
        "Zilt",
        "3.0",
        30,
        IdPolicy.stable,
        ((FormFactor.bicycle, Propulsion.electric_assist, 720),),
        2.1,
        2.4,
        (Fault(10 * 24 + 9, 10 * 24 + 15, "down"),),
    ),
    DemoOperator(
        "branding",
        "Branding",
        "2.3",
        60,
        IdPolicy.rotating,
        ((FormFactor.bicycle, Propulsion.human, 560),),
        1.7,
        0.0,
    ),
    DemoOperator(
        "kwikstaart",
        "Kwikstaart",
        "3.0",
        60,
        IdPolicy.per_trip,
        (
            (FormFactor.cargo_bicycle, Propulsion.electric_assist, 120),
            (FormFactor.scooter_standing, Propulsion.electric, 190),
        ),
        1.9,
        2.4,
    ),
)
BY_KEY = {operator.key: operator for operator in OPERATORS}
