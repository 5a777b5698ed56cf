"""What a permit asks of an operator on a local day: the numbers that limits are set on.

A maximum has direction `lower`, a minimum `higher`: a limit takes its bound from here.
"""

from zones.registry.entry import OWNER, REVIEW, Direction, Indicator, Text

INPUTS = ("stays", "areas", "coverage")
KEPT_TO = Text(
    "De vergunning nagaan, met bewijs dat in een geschil standhoudt.",
    "To see whether the permit is kept, with proof that holds in a dispute.",
)
SIX = "03:30, 08:00, 10:30, 14:00, 17:00, 21:00"


def _entry(
    name: str,
    title: Text,
    meaning: Text,
    formula: str,
    unit: str,
    method: Text,
    *,
    direction: Direction = Direction.less,
    inputs: tuple[str, ...] = INPUTS,
) -> Indicator:
    return Indicator(
        id=name,
        group="permits",
        name=title,
        meaning=meaning,
        formula=formula,
        unit=unit,
        direction=direction,
        inputs=inputs,
        method=method,
        version=2,
        policy_goal=KEPT_TO,
        owner=OWNER,
        review_date=REVIEW,
    )


def _parked_over(days: int) -> Indicator:
    nl, en = ("dag", "day") if days == 1 else ("dagen", "days")
    return _entry(
        f"permit_parked_over_{days}_{en}",
        Text(f"Staat langer dan {days} {nl}", f"Parked over {days} {en}"),
        Text(
            f"Welk deel van de voertuigen om half vier 's nachts {days} {nl} of langer op dezelfde "
            "plek staat.",
            f"Which share of the vehicles has stood in one place for {days} {en} or more at half "
            "past three at night.",
        ),
        f"100 × n(parked >= {days} d at 03:30) / n(parked at 03:30)",
        "%",
        Text(
            "Zeker: zo lang gezien, op de klok van het bewijs. Mogelijk: kan er al zo lang staan, "
            "want wat een storing verborg of wat er vóór de eerste peiling stond is niet bekend. "
            "Van een aanbieder met wisselende nummers wordt niets beweerd.",
            "Certain: seen for so long, on the evidence clock. Possible: may have stood for so "
            "long, since what an outage hid, or what stood before the first poll, is not known. Of "
            "an operator whose ids change nothing is claimed.",
        ),
    )


def _out_of_order_over(days: int) -> Indicator:
    nl, en = ("dag", "day") if days == 1 else ("dagen", "days")
    return _entry(
        f"permit_out_of_order_over_{days}_{en}",
        Text(f"Langer dan {days} {nl} defect", f"Out of order over {days} {en}"),
        Text(
            f"Welk deel van de voertuigen om half vier 's nachts {days} {nl} of langer defect "
            "staat.",
            f"Which share of the vehicles has stood out of order for {days} {en} or more at half "
            "past three at night.",
        ),
        f"100 × n(out of order >= {days} d at 03:30) / n(parked at 03:30)",
        "%",
        Text(
            "Zeker: zo lang als defect gezien, op de klok van het bewijs. Mogelijk: kan zo lang "
            "defect zijn geweest, omdat een storing of de tijd voor de eerste peiling verborg "
            "wanneer het begon. Van een aanbieder met wisselende nummers wordt niets beweerd.",
            "Certain: seen out of order for so long, on the evidence clock. Possible: may have "
            "been so for as long, since an outage, or the time before the first poll, hid when it "
            "began. Of an operator whose ids change nothing is claimed.",
        ),
    )


ENTRIES = (
    _entry(
        "permit_fleet",
        Text("Voertuigen op het drukste moment", "Vehicles at the busiest moment"),
        Text(
            "Hoeveel voertuigen er op het drukste van zes vaste momenten van de dag staan, in "
            "welke toestand ook.",
            "How many vehicles stand there at the busiest of six fixed moments of the day, in "
            "whatever state.",
        ),
        f"max over {SIX} of n(t)",
        "vehicles",
        Text(
            "Zes vaste lokale momenten. Van een moment zonder bewijs telt als mogelijk wat er kan "
            "hebben gestaan. Een maximum wordt getoetst aan het drukste moment.",
            "Six fixed local moments. Of a moment without evidence all that may have stood counts "
            "as possible. A maximum is judged at the busiest moment.",
        ),
    ),
    _entry(
        "permit_minimum_available",
        Text("Beschikbaar op het stilste moment", "Available at the worst moment"),
        Text(
            "Hoeveel voertuigen er op het slechtste van zes vaste momenten van de dag te huur "
            "staan.",
            "How many vehicles stand there for rent at the worst of six fixed moments of the day.",
        ),
        f"min over {SIX} of n(available at t)",
        "vehicles",
        Text(
            "Een minimum wordt getoetst aan het slechtste moment van de dag: op het beste moment "
            "zegt het niets over de rest van de dag. Waar een storing de toestand verborg, ligt "
            "het getal ertussen.",
            "A minimum is judged at the day's worst moment: at the best one it says nothing of the "
            "rest of the day. Where an outage hid a state, the number lies in between.",
        ),
        direction=Direction.more,
    ),
    *map(_parked_over, (1, 3, 7, 14)),
    _entry(
        "permit_no_parking",
        Text("Gestald in een verbodsgebied", "Stood in a no-parking area"),
        Text(
            "Hoeveel keer die dag een voertuig in een verbodsgebied stond, hoe kort of lang ook, "
            "en wanneer het er ook kwam.",
            "How many times a vehicle stood in a no-parking area on that day, however short or "
            "long, and whenever it came.",
        ),
        "number of stays that stood in a no_parking area at some moment of the day",
        "stays",
        Text(
            "Elke stalling telt op elke dag dat zij er staat, ook als zij nog duurt, en vanaf het "
            "moment dat het gebied geldt. De grens geldt zoals getekend; met een tolerantie is "
            "zeker wat er dieper in staat, en mogelijk wat er niet verder buiten staat. Een gebied "
            "voor enkele soorten voertuigen telt alleen die.",
            "Each stay counts on each day that it stands there, one that goes on too, and from the "
            "moment that the area holds. The border holds as drawn; with a tolerance that is "
            "certain which stands deeper inside, and possible which stands no farther outside. An "
            "area that is about some form factors counts only those.",
        ),
    ),
    _out_of_order_over(1),
    _out_of_order_over(7),
    _entry(
        "permit_usage",
        Text("Verhuringen per voertuig", "Rentals per vehicle"),
        Text(
            "Hoe vaak een voertuig die dag gemiddeld wordt gehuurd.",
            "How often a vehicle is rented on that day, on average.",
        ),
        "rentals begun in the day / permit_fleet",
        "rentals/vehicle/day",
        Text(
            "Ritten zoals de aanbieder ze meldt, naar hun begin; anders het aantal keren dat een "
            "voertuig vertrok. Wat tijdens een storing verdween telt als mogelijk. Van een "
            "aanbieder met wisselende nummers wordt niets beweerd.",
            "Trips as the operator tells them, by where and when they begin; otherwise the number "
            "of times that a vehicle left. What vanished during an outage counts as possible. Of "
            "an operator whose ids change nothing is claimed.",
        ),
        direction=Direction.more,
        inputs=("stays", "trips", "areas", "coverage"),
    ),
)
