"""The history of an area that is only drawn: a number through time, straight from the stays."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Response
from pydantic import Field

from api.answer import answer
from api.answers import DrawnSeries
from api.choice import check_operators, period_asked
from api.evidence import Ask
from api.indicators import tell_series
from api.moments import Moment
from api.problems import BadQuestion, Fault
from api.questions import Plain, Question
from api.strict import StrictRoute
from api.what_if import Name
from api.zones import Drawing
from stoep.vocabulary import FormFactor
from zones.asked import Group
from zones.calendar import Step, labels
from zones.drawn_series import INDICATORS, MOST_DAYS, series_of_drawing
from zones.policy.drawn import read_drawing

router = APIRouter(route_class=StrictRoute, tags=["areas"])


class AboutDrawing(Question):
    """A drawing, which number of it, when, how finely, and of whom."""

    geometry: Drawing = Field(
        description="A GeoJSON Polygon, MultiPolygon, or Feature with one.",
    )
    indicator: str = Field("parked_density", description=f"One of {', '.join(INDICATORS)}.")
    from_: Moment = Field(alias="from", description=f"Start, at most {MOST_DAYS} days before `to`.")
    to: Moment = Field(None, description="End of the period, not included; left out: now.")
    step: Step = Field(Step.hour, description=f"One of {', '.join(Step)}; days are local days.")
    group: Group = Field(Group.none, description="A line for each operator or form, or one.")
    operator: list[Name] | None = Field(
        None, description="Keys of operators (see /operators); left out: all.", min_length=1
    )
    form: list[FormFactor] | None = Field(
        None, description=f"Form factors: {', '.join(FormFactor)}; left out: all.", min_length=1
    )


@router.post("/areas/series", response_model=DrawnSeries, summary="A drawing over time")
def tell_drawing(
    question: Annotated[Plain, Query()], about: Annotated[AboutDrawing, Body()], ask: Ask
) -> Response:
    """A number of a drawn area through time. Nothing of the drawing is kept."""
    if about.indicator not in INDICATORS:
        known = ", ".join(INDICATORS)
        told = {"detail": f"A drawing has no `{about.indicator}`.", "remedy": f"Ask for {known}."}
        raise BadQuestion(Fault(name="indicator", place="body", **told))
    drawing = read_drawing(about.geometry.feature())
    timezone = ask.settings.timezone
    with ask.read() as reading:
        start, end = period_asked(about.from_, about.to, reading.now_s, MOST_DAYS, place="body")
        check_operators(reading, about.operator, place="body")
        found = series_of_drawing(
            reading.connection,
            about.indicator,
            drawing.geom,
            drawing.area_m2,
            start,
            end,
            about.step,
            group=about.group,
            operators=about.operator,
            forms=about.form,
            timezone=timezone,
            now_s=reading.now_s,
        )
    content = tell_series(found, {}) | {"labels": labels(found.edges, timezone)}
    del content["area"]
    about_it = {
        "area_m2": drawing.area_m2,
        "points": drawing.points,
        "repaired": drawing.repaired,
    }
    return answer(content | about_it)
