"""The files of each page: what it shows, asked for as the page asks for it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard.asks import NoAnswer
from dashboard.pages.compare.told import question as compare_question
from dashboard.pages.density.told import STEP_OF_SPAN, span_around
from dashboard.pages.feeds.mandate import DAYS as MANDATE_DAYS
from dashboard.pages.movement import asked as movement
from dashboard.pages.movement.flows_told import DAYS as FLOW_DAYS
from dashboard.pages.movement.flows_told import GRIDS, WAYS
from dashboard.pages.permits import asked as permits
from dashboard.pages.reports.asked import asked as report_asked
from dashboard.pages.worklist.asked import question as worklist_question
from dashboard.pages.worklist.told import neighbourhoods
from dashboard.pages.zones import asked as zones
from dashboard.parts.download import PLACES, Offer
from dashboard.teller import Teller
from dashboard.view import View, rfc3339
from stoep.vocabulary import FormFactor


@dataclass(frozen=True)
class Here:
    """What files are asked for."""

    teller: Teller
    view: View
    city: dict[str, Any]
    operators: dict[str, str]

    @property
    def code(self) -> str:
        """The municipality."""
        return str(self.city["code"])

    @property
    def moment(self) -> str | None:
        """The moment as the API takes it; None is when the file is made."""
        return rfc3339(self.view.moment)

    @property
    def today(self) -> date:
        """The day by the city's clock."""
        return self.teller.words(self.view).local(self.teller.now_s()).date()

    @property
    def operator(self) -> str | None:
        """The operator that is chosen, where it is there."""
        return self.view.operator if self.view.operator in self.operators else None

    @property
    def form(self) -> str | None:
        """The form factor that is chosen, where there is one of the name."""
        return self.view.form if self.view.form in list(FormFactor) else None

    @property
    def whose(self) -> dict[str, str | None]:
        """The filters of those that are there."""
        return {"operator": self.operator, "form": self.form}


async def _now(here: Here) -> list[Offer]:
    return [_vehicles(here), _density(here)]


async def _density_page(here: Here) -> list[Offer]:
    view = here.view
    start, end = span_around(view, here.teller.now_s())
    course = {
        "area": view.area or here.city["id"],
        "from": rfc3339(start),
        "to": rfc3339(end),
        "step": STEP_OF_SPAN[view.span],
        "group": view.group,
    } | here.whose
    return [
        _density(here),
        _durations(here),
        Offer("density_course", "exports/indicators/parked_density/series", course),
        _vehicles(here),
    ]


def _vehicles(here: Here) -> Offer:
    asked = {"area": here.city["id"], "moment": here.moment} | here.whose
    return Offer("vehicles", "exports/vehicles", asked, PLACES)


def _density(here: Here) -> Offer:
    asked = {"kind": here.view.kind, "municipality": here.code, "moment": here.moment} | here.whose
    return Offer("density", "exports/indicators/parked_density/map", asked, PLACES)


def _durations(here: Here) -> Offer:
    asked = {"kind": here.view.kind, "municipality": here.code, "moment": here.moment} | here.whose
    return Offer("durations", "exports/indicators/duration_classes/map", asked, PLACES)


async def _movement(here: Here) -> list[Offer]:
    about = await movement.asked(here.teller, here.view)
    if about.trouble:
        return []
    days = {"from": about.period["from_"], "to": about.period["to"]}
    course = {"area": about.area["id"], "step": about.step} | days | about.whose
    areas = {"kind": here.view.kind, "municipality": here.code} | days | about.whose
    flows = days | {
        "area": about.city["id"],
        "direction": _one_of(here.view.get("way"), WAYS),
        "days": _one_of(here.view.get("days"), FLOW_DAYS),
    }
    return [
        Offer("balance", "exports/indicators/net_balance/map", areas, PLACES),
        *(
            Offer(f"{name}_course", f"exports/indicators/{name}/series", course)
            for name in ("arrivals", "departures", "rentals")
        ),
        Offer("flows", "exports/flows", {"grid": await _grid(here, days)} | flows),
    ]


async def _grid(here: Here, days: dict[str, str]) -> str:
    """The grid in which flows of this municipality are told: the other one is refused."""
    first, other = GRIDS
    try:
        await here.teller.api.ask("flows", grid=first, area=here.city["id"], **days)
    except NoAnswer as no:
        if no.status != 400:
            raise
        return other
    return first


def _one_of(value: str | None, allowed: tuple[str, ...]) -> str | None:
    return value if value in allowed else None


async def _hubs(here: Here) -> list[Offer]:
    asked = {"municipality": here.code, "moment": here.moment}
    return [
        Offer("hubs", "exports/hubs", asked, PLACES),
        Offer("zones", "exports/zones", asked, PLACES),
    ]


async def _zones(here: Here) -> list[Offer]:
    phase, kind = here.view.get("phase"), here.view.get("type")
    asked = {
        "municipality": here.code,
        "moment": here.moment,
        "phase": phase if phase in zones.PHASES else None,
        "kind": kind if kind in zones.KINDS else None,
    }
    return [Offer("zones", "exports/zones", asked, PLACES)]


async def _permits(here: Here) -> list[Offer]:
    shown = permits.window(here.view, here.today)
    days = {"from": shown.question["from_"], "to": shown.question["to"]}
    asked = {"municipality": here.code} | days
    told = [Offer("board", "exports/permits/board", asked | here.whose)]
    operator, _, rest = (here.view.get("row") or "").partition(permits.SEPARATOR)
    form, indicator, zone = (*rest.split(permits.SEPARATOR), "", "", "")[:3]
    if operator in here.operators and form and indicator:
        row = {"operator": operator, "form": form, "indicator": indicator, "zone": zone or None}
        told.append(Offer("course", "exports/permits/course", asked | row))
    return told


async def _worklist(here: Here) -> list[Offer]:
    areas = await neighbourhoods(here.teller.api, here.code)
    area = next((one["id"] for one in areas if one["id"] == here.view.area), here.city["id"])
    asked = worklist_question(here.view, area, here.operators)
    return [Offer("worklist", "worklist/export", asked, PLACES)]


async def _compare(here: Here) -> list[Offer]:
    measure, asked = await compare_question(here.teller, here.view)
    asked |= here.whose
    return [Offer("comparison", f"exports/indicators/{measure}/comparison", asked)]


async def _feeds(here: Here) -> list[Offer]:
    first = here.today - timedelta(days=MANDATE_DAYS)
    owed = {"municipality": here.code, "from": first.isoformat(), "to": here.today.isoformat()}
    return [Offer("feeds", "exports/feeds"), Offer("delivery", "exports/mandates/delivery", owed)]


async def _service(here: Here) -> list[Offer]:
    return [Offer("log", "exports/quality-log"), Offer("status", "exports/status")]


async def _reports(here: Here) -> list[Offer]:
    wanted = report_asked(here.view, here.today, list(here.operators))
    asked = {"municipality": here.code, **wanted.question}
    return [Offer("report", f"exports/reports/{wanted.report}", asked, ("xlsx",))]


FILES: Mapping[str, Callable[[Here], Awaitable[list[Offer]]]] = {
    "now": _now,
    "lookback": _now,
    "density": _density_page,
    "compare": _compare,
    "movement": _movement,
    "hubs": _hubs,
    "zones": _zones,
    "permits": _permits,
    "worklist": _worklist,
    "feeds": _feeds,
    "service": _service,
    "reports": _reports,
}
"""By the name of a page, what it has to take along; other pages have nothing."""
