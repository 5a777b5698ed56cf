"""Numbers that cells hold, through time: how many stand, per square kilometre, and how heavily."""

from collections.abc import Sequence
from dataclasses import replace

from zones.area_cells import AreaCells, read_area_cells
from zones.asked import Asked, Floats, Group, Line, Part, ratio
from zones.measure import KnownFeed


def counted(
    indicator: str, asked: Asked, group: Group, cells: AreaCells | None = None
) -> list[Line]:
    """The lines of vehicles_parked, parked_density or clutter_load.

    `cells` are those of the area where they are at hand already.
    """
    weighted = indicator == "clutter_load"
    lines = standing_of(asked, asked.parts(group), weighted=weighted, cells=cells)
    if indicator == "vehicles_parked":
        return lines
    scale = 1.0 / asked.area.km2
    return [
        replace(line, total=replace(line.total, values=line.total.values * scale)) for line in lines
    ]


def standing_mean(asked: Asked, group: Group, *, weighted: bool) -> list[Line]:
    """How many stand on average in each step.

    Of the counts at the start of each quarter or, `weighted`, of all covered time: each vehicle
    counts as long as it stood.
    """
    return standing_of(asked, asked.parts(group), weighted=weighted)


def standing_of(
    asked: Asked, parts: Sequence[Part], *, weighted: bool, cells: AreaCells | None = None
) -> list[Line]:
    """The same for parts of one's own, a line for each."""
    if cells is None:
        on, area = asked.connection, asked.area
        cells = read_area_cells(on, area.id, asked.start, asked.end, asked.told_at)
    lines = []
    for part in parts:

        def mean_of(feed: KnownFeed, types: list[int] | None = part.type_ids) -> Floats:
            if weighted:
                seconds = asked.by_step(cells.quarters("vehicle_s", feed.id, types))
                return ratio(seconds, asked.covered(feed))
            return asked.sampled(feed, cells.quarters("parked", feed.id, types))

        lines.append(Line(part.key, part.name, asked.total(part.feeds, mean_of)))
    return lines
