"""How far an area's history has been counted, as it is asked over HTTP."""

import httpx

from api.answers import AreaHistory, IndicatorSeries
from stoep.vocabulary import AreaKind
from tests.api.checks import refused, told
from tests.worlds import World
from zones.cells import fold_feed
from zones.history import ask_history, fold_next


def test_the_counting_is_told_from_asked_to_done(client: httpx.Client, world: World) -> None:
    """
    evidence  1 March ============================================ 15 March
    b         5 March -----------------------------------------> in the area
    the area is drawn on 15 March; its weeks are 9 to 15, and 2 to 8, and 1 March
    """
    feed = world.feed("f", ("1 06:00", "15 11:59"))
    early = world.area(AreaKind.district, "early", 4.2, 52.0, 4.4, 52.2)
    world.stands("f", 4.3, 52.1, "5 00:00", areas=(early,))
    fold_feed(world.connection, feed.id)
    assert told(client.get(f"/areas/{early}/history"), AreaHistory)["state"] == "counted"
    late = world.area(AreaKind.district, "late", 4.2, 52.0, 4.4, 52.2)
    ask_history(world.connection, [late])
    path = f"/areas/{late}/history"
    waiting = told(client.get(path), AreaHistory)
    assert (waiting["state"], waiting["share"], waiting["counted_from"]) == ("waiting", 0, None)
    assert fold_next(world.connection)
    counting = told(client.get(path), AreaHistory)
    assert counting["state"] == "counting"
    assert counting["begins_at"] == "2026-03-01T00:00:00Z"
    assert counting["counted_from"] == "2026-03-09T00:00:00Z"
    assert counting["share"] == 7 / 15
    question = {"area": str(late), "from": "2026-03-07T00:00:00Z", "to": "2026-03-11T00:00:00Z"}
    asked = client.get("/indicators/vehicles_parked/series", params={**question, "step": "day"})
    line = told(asked, IndicatorSeries)["series"][0]
    # Days are local: the 9th begins an hour before what has been counted.
    assert line["values"][-3:] == [None, 1.0, 1.0]
    assert line["reasons"][-3:] == ["not_counted_yet", None, None]
    while fold_next(world.connection):
        pass
    done = told(client.get(path), AreaHistory)
    assert (done["state"], done["share"], done["failed"]) == ("counted", 1, None)
    asked = client.get("/indicators/vehicles_parked/series", params={**question, "step": "day"})
    assert None not in told(asked, IndicatorSeries)["series"][0]["values"]


def test_no_area_no_history(client: httpx.Client) -> None:
    refused(client.get("/areas/99/history"), 404)
    refused(client.get("/areas/x/history"), 400)
    refused(client.get("/areas/1/history", params={"much": "1"}), 400)
