"""Of how many vehicles a list told what: the few numbers that are kept of each good poll."""

from typing import NamedTuple


class ToldFields(NamedTuple):
    """Counts over the vehicles of one list that ought to be told whole.

    Vehicles that a correct feed may list without a place of their own (docked, on a trip) are not
    among them. Of what is pushed it counts words instead.
    """

    vehicles: int = 0
    position: int = 0
    """With a place that can be."""
    state: int = 0
    """That say whether they are reserved, and whether they are out of order."""
    vehicle_type: int = 0
    """Of a kind that is told, and known."""
    powered: int = 0
    """That have a motor, or may have one."""
    battery_range: int = 0
    """Of those: with a battery, a fuel level or a range."""
    late_s: int = 0
    """Of what is pushed: seconds between an event and our having it; 95 of 100 came sooner."""
