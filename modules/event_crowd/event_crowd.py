"""Does an event (a match, a concert, a festival) draw a crowd near the chosen areas on this day?

The visitors of all events of the day within some metres of the areas' middles are added. From the
limit on the answer is yes. An event whose visitors nobody told may make it one: unknown, unless
the others are enough by themselves. Where nobody keeps a list of events, nothing is known.
"""

from stoep.contract import Event, Evidence, Facts, Label, Parameters, Place, metres_between


def event_crowd(facts: Facts, p: Parameters) -> Label:
    """Yes, no or unknown, with each event that counts."""
    middles = [(area.lon, area.lat) for area in facts.areas if area.key in p.around]
    if facts.events is None or len(middles) < len(p.around):
        return Label.all(Evidence("visitors", None, p.visitors, None))
    near = [event for event in facts.events if not p.around or is_near(event, middles, p.metres)]
    told = sum(event.visitors or 0 for event in near)
    enough = told >= p.visitors
    untold = any(event.visitors is None for event in near)
    total = Evidence("visitors", told, p.visitors, None if untold and not enough else enough)
    label = Label.all(total)
    each = (Evidence("event", e.visitors, None, None, e.name) for e in near)
    return Label(label.answer, (total, *each))


def is_near(event: Event, middles: list[Place], metres: float) -> bool:
    """Whether an event is within some metres of one of the middles."""
    return any(metres_between((event.lon, event.lat), middle) <= metres for middle in middles)
