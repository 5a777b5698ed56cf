"""Which questions can be answered with a file, and how their answers become tables."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.clutter import AboutLastingSpots, AboutLongParked, AboutSpots
from api.comparison import AboutComparison
from api.exports import tables
from api.exports.files import Written, WrittenTable
from api.exports.sheet import Sheet
from api.exports.tables import Answer, Borders
from api.hubs import AboutHubs
from api.indicators import AboutMap, AboutSeries
from api.mandates import AboutDelivery
from api.movement import AboutFlows
from api.permits import AboutBoard, AboutCourse
from api.quality.log import AboutQuality
from api.questions import Plain, Question
from api.vehicles import AboutVehicles
from api.zones import AboutZones

MOST = 100_000
"""Most vehicles in a file."""


@dataclass(frozen=True)
class View:
    """A question that has a file: the same path and the same parameters."""

    path: str
    name: str
    """Of the operation, and how the file's name begins."""
    summary: str
    about: type[Question]
    tables: Callable[[Answer, Borders], list[Sheet]]
    borders: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    """For rows that are areas: the question to /areas that has their borders."""
    fixed: tuple[tuple[str, Any], ...] = ()
    """Parameters that a file does not leave to the reader: all rows are in it."""

    @property
    def has_places(self) -> bool:
        """Whether it can be put on a map."""
        return issubclass(self.about, Written)


class VehiclesFile(AboutVehicles, Written):
    """Which vehicles, when, and how they are written."""


class LongParkedFile(AboutLongParked, Written):
    """Who stands long, and how it is written."""


class SpotsFile(AboutSpots, Written):
    """Which hot spots, and how they are written."""


class LastingSpotsFile(AboutLastingSpots, Written):
    """Which hot spots of a period, and how they are written."""


class MapFile(AboutMap, Written):
    """Which areas, when, and how they are written."""


class HubsFile(AboutHubs, Written):
    """Which hubs, when, and how they are written."""


class ZonesFile(AboutZones, Written):
    """Which zones, and how they are written."""


class SeriesFile(AboutSeries, WrittenTable):
    """Which area, which period, and how it is written."""


class ComparisonFile(AboutComparison, WrittenTable):
    """Which two, and how they are written."""


class FlowsFile(AboutFlows, WrittenTable):
    """Which flows, and how they are written."""


class BoardFile(AboutBoard, WrittenTable):
    """Which limits, which days, and how they are written."""


class CourseFile(AboutCourse, WrittenTable):
    """Which limit, which days, and how it is written."""


class DeliveryFile(AboutDelivery, WrittenTable):
    """Which duties, which days, and how they are written."""


class FeedsFile(Plain, WrittenTable):
    """How the feeds are written."""


class StatusFile(Plain, WrittenTable):
    """How the state of the feeds is written."""


class QualityFile(AboutQuality, WrittenTable):
    """Which lines of the log, and how they are written."""


def _of_map(query: dict[str, Any]) -> dict[str, Any]:
    at = query.get("moment") or query.get("from")
    return {"kind": query["kind"], "municipality": query.get("municipality"), "moment": at}


def _of_hubs(query: dict[str, Any]) -> dict[str, Any]:
    told = {name: query.get(name) for name in ("municipality", "moment")}
    return {"kind": "hub", **told}


ALL = (("limit", MOST),)
VIEWS = (
    View("/vehicles", "vehicles", "Vehicles", VehiclesFile, tables.vehicles, fixed=ALL),
    View("/long-parked", "long-parked", "Long-parked vehicles", LongParkedFile, tables.vehicles,
         fixed=ALL),
    View("/hot-spots", "hot-spots", "Hot spots", SpotsFile, tables.spots),
    View("/hot-spots/lasting", "lasting-spots", "Hot spots of a period", LastingSpotsFile,
         tables.lasting_spots),
    View("/hubs", "hubs", "Hubs", HubsFile, tables.hubs, _of_hubs),
    View("/zones", "zones", "Zones", ZonesFile, tables.zones, fixed=(("geometry", "yes"),)),
    View("/flows", "flows", "Flows", FlowsFile, tables.flows),
    View("/permits/board", "permits", "Verdicts", BoardFile, tables.board),
    View("/permits/course", "permit-course", "One limit by day", CourseFile, tables.course),
    View("/mandates/delivery", "mandates", "Data delivered", DeliveryFile, tables.delivery),
    View("/feeds", "feeds", "Feeds", FeedsFile, tables.feeds),
    View("/status", "status", "The state of all feeds", StatusFile, tables.status),
    View("/quality-log", "quality-log", "The log of data quality", QualityFile,
         tables.quality_log, fixed=(("limit", 5000),)),
)  # fmt: skip
MAP = View("/indicators/{}/map", "map", "An indicator by area", MapFile, tables.indicator_map,
           _of_map)  # fmt: skip
SERIES = View("/indicators/{}/series", "series", "An indicator over time", SeriesFile,
              tables.series)  # fmt: skip
COMPARISON = View("/indicators/{}/comparison", "comparison", "Two side by side", ComparisonFile,
                  tables.comparison)  # fmt: skip
