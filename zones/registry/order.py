"""Order on the pavement: in hubs or beside them, where nobody may stand, and how full hubs are."""

from zones.registry.entry import OWNER, REVIEW, Direction, Indicator, Text

WHERE_NL = (
    "Een voertuig staat in een hub als zijn plek binnen de grens ligt of erop, ernaast als die "
    "binnen de tolerantie van een grens ligt (gewoonlijk 15 meter), en anders buiten. Wie in twee "
    "hubs tegelijk ligt telt één keer. Hubs tellen op de dagen dat ze gelden, en voor de soorten "
    "voertuigen waar ze voor zijn."
)
WHERE_EN = (
    "A vehicle is in a hub when its place lies within the border or on it, near when it lies "
    "within the tolerance of one (15 metres by default), and else outside. Who lies in two hubs "
    "at once counts once. Hubs count on the days that they hold, and for the form factors that "
    "they are about."
)


def _entry(
    id: str,
    name: Text,
    meaning: Text,
    formula: str,
    unit: str,
    direction: Direction,
    method: Text,
    goal: Text,
) -> Indicator:
    return Indicator(
        id=id,
        group="order",
        name=name,
        meaning=meaning,
        formula=formula,
        unit=unit,
        direction=direction,
        inputs=("stays", "areas", "zones", "coverage"),
        method=method,
        version=2,
        policy_goal=goal,
        owner=OWNER,
        review_date=REVIEW,
    )


HUBS_GOAL = Text(
    "Voertuigen staan waar er plaats voor is.", "Vehicles stand where there is room for them."
)
NO_PARKING_GOAL = Text(
    "Vrijhouden wat vrij moet blijven.", "To keep clear what must be kept clear."
)

ENTRIES = (
    _entry(
        "share_in_hubs",
        Text("Aandeel in hubs", "Share in hubs"),
        Text(
            "Welk deel van de voertuigen in een hub staat; ernaast en erbuiten staan apart.",
            "Which share of the vehicles stands in a hub; near and outside are told apart.",
        ),
        "n(inside any hub) / n(parked), each the mean of the counts of a step",
        "1",
        Direction.more,
        Text(WHERE_NL, WHERE_EN),
        HUBS_GOAL,
    ),
    _entry(
        "no_parking_vehicles",
        Text("In een verbodsgebied", "Inside no-parking areas"),
        Text(
            "Hoeveel voertuigen er in een verbodsgebied staan.",
            "How many vehicles stand inside a no-parking area.",
        ),
        "n(inside any no-parking area)",
        "vehicles",
        Direction.less,
        Text(
            "De grens geldt zoals hij is getekend, hoe smal het gebied ook is. Wie er al stond "
            "telt vanaf het moment dat het gebied geldt. Een gebied voor enkele soorten voertuigen "
            "telt alleen die.",
            "The border holds as it is drawn, however narrow the area is. Who stood there already "
            "counts from the moment on that the area holds. An area that is about some form "
            "factors counts only those.",
        ),
        NO_PARKING_GOAL,
    ),
    _entry(
        "no_parking_hours",
        Text("Voertuiguren in verbodsgebied", "Vehicle-hours in no-parking areas"),
        Text(
            "Hoe lang voertuigen bij elkaar in een verbodsgebied stonden.",
            "For how long vehicles stood inside a no-parking area, all together.",
        ),
        "vehicle-seconds inside any no-parking area in covered time / 3600",
        "vehicle-hours",
        Direction.less,
        Text(
            "Op de seconde geteld, alleen over tijd met goede peilingen: in een storing komt er "
            "niets bij, en de dekking zegt hoeveel er gezien is. Een gebied voor enkele soorten "
            "voertuigen telt alleen die.",
            "Counted to the second over time with good polls only: an outage adds nothing, and the "
            "coverage tells how much was seen. An area that is about some form factors counts only "
            "those.",
        ),
        NO_PARKING_GOAL,
    ),
    _entry(
        "hub_occupancy",
        Text("Bezetting van een hub", "Hub occupancy"),
        Text(
            "Hoe vol een hub staat: 1 is precies vol, 1,5 is de helft te veel.",
            "How full a hub is: 1 is just full, 1.5 is half as many again as there is room for.",
        ),
        "n(inside the hub) / places, or the highest of n(form) / places(form)",
        "1",
        Direction.neither,
        Text(
            "Nooit afgekapt op 100 %. Met plaatsen per soort voertuig is een hub zo vol als de "
            "volste soort, en heeft elke soort een eigen lijn. Zonder bekende capaciteit is er "
            "geen getal, en bij 0 plaatsen ook niet: zo'n hub is altijd vol.",
            "Never cut off at 100 %. With places by form factor a hub is as full as its fullest, "
            "and each has a line of its own. Without a capacity that is known there is no number, "
            "nor with 0 places: such a hub is always full.",
        ),
        HUBS_GOAL,
    ),
    _entry(
        "over_capacity_time",
        Text("Tijd boven de capaciteit", "Time over capacity"),
        Text(
            "Welk deel van de tijd er meer in de hub stonden dan er plaats is.",
            "In which share of the time more stood in the hub than there is room for.",
        ),
        "quarters with n(inside the hub) > places, of any form factor / known quarters",
        "1",
        Direction.less,
        Text(
            "De stand aan het begin van elk kwartier; kwartieren waarin een aanbieder niet gezien "
            "is tellen niet mee.",
            "The count at the start of each quarter of an hour; quarters in which an operator was "
            "not seen are left out.",
        ),
        HUBS_GOAL,
    ),
)
