"""Vector tiles: the vehicles of a moment, as a map draws them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from api.answer import mark, marked, not_modified, unchanged
from api.choice import check_operators, chosen, read_kinds
from api.drawing import draw
from api.evidence import Ask
from api.moments import Moment
from api.problems import BadQuestion, Fault
from api.questions import FormFactors, OperatorKeys, Question
from api.reading import seen_of, sight
from api.strict import StrictRoute
from zones.standing import known_at

router = APIRouter(route_class=StrictRoute, tags=["vehicles"])
MVT = "application/vnd.mapbox-vector-tile"
DEEPEST = 22


class AboutTile(Question):
    """Which vehicles, when."""

    moment: Moment = Field(None, description="A past moment; left out: now.")
    operator: OperatorKeys = None
    form: FormFactors = None
    apart: Annotated[
        int,
        Field(
            ge=0,
            le=32,
            description="For a map's sake, in a tile of more than 2,000 vehicles: of those whose"
            " signs fall within one square of so many pixels (a tile is 512 wide), the one that has"
            " stood longest. 0: every vehicle.",
        ),
    ] = 0


@router.get(
    "/tiles/vehicles/{z}/{x}/{y}",
    response_class=Response,
    responses={
        200: {
            "description": "A tile; empty when nothing stands in it.",
            "content": {MVT: {"schema": {"type": "string", "format": "binary"}}},
        },
        304: {"description": "The tile that you have is still the newest."},
    },
    summary="Vehicles as a vector tile",
)
def get_tile(
    z: Annotated[int, Path(ge=0, le=DEEPEST, description="Zoom, 0 to 22.")],
    x: Annotated[int, Path(ge=0, description="Column, from the west.")],
    y: Annotated[int, Path(ge=0, description="Row, from the north.")],
    question: Annotated[AboutTile, Query()],
    ask: Ask,
    request: Request,
) -> Response:
    """One layer `vehicles` of points; the feature's id is that of the stay.

    Properties: `operator` (key), `form_factor`, `state`, `class` (0 to 4 by observed time, 5
    unknown), `late` (its feed's evidence is more than five minutes old: show it grey). Every
    vehicle is there, however many there are, unless `apart` asks for what is drawn on top alone.
    """
    _check_place(z, x, y)
    ask.check_past(moment=question.moment)
    with ask.read() as reading:
        feeds = known_at(reading.connection, question.moment, reading.now_s)
        check_operators(reading, question.operator)
        seen = sight(request)
        etag = mark(z, x, y, question, feeds, seen and seen.mark)
        if unchanged(request, etag):
            return not_modified(etag)
        scene = ask.scenes.of(reading.connection, question.moment, feeds)
        kinds = read_kinds(reading)
        theirs = None if seen is None else seen_of(scene.standing, reading, seen)
    mask = theirs
    if question.operator is not None or question.form is not None:
        mask = chosen(scene.standing, kinds, operators=question.operator, forms=question.form)
        mask = mask if theirs is None else mask & theirs
    return marked(draw(scene, kinds, z, x, y, mask, question.apart), MVT, etag)


def _check_place(z: int, x: int, y: int) -> None:
    most = 2**z - 1
    outside = [(name, value) for name, value in (("x", x), ("y", y)) if value > most]
    if outside:
        raise BadQuestion(
            *(
                Fault(
                    name=name,
                    place="path",
                    detail=f"`{name}` is {value}, beyond the tiles of zoom {z}.",
                    remedy=f"At zoom {z} it runs from 0 to {most}.",
                )
                for name, value in outside
            )
        )
