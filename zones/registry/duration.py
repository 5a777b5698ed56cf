"""How long vehicles stand."""

from zones.registry.entry import OWNER, REVIEW, Direction, Indicator, Text

ENTRIES = (
    Indicator(
        id="duration_classes",
        group="duration",
        name=Text("Hoe lang ze er staan", "How long they stand"),
        meaning=Text(
            "Hoeveel voertuigen er staan naar de tijd dat ze er zeker staan: korter dan 2 dagen, "
            "2 tot 4, 4 tot 7, 7 tot 14, en 14 dagen of langer, of grenzen die u zelf kiest.",
            "How many vehicles stand there by the time that they surely stood: less than 2 days, "
            "2 to 4, 4 to 7, 7 to 14, and 14 days or more, or limits of your choice.",
        ),
        formula="count by class of observed_s(t) = evidence clock at t - base_s of the stay",
        unit="vehicles",
        direction=Direction.less,
        inputs=("stays", "areas", "coverage"),
        method=Text(
            "Alleen tijd met goede peilingen telt. Wat langer kan zijn door een storing staat "
            "apart als mogelijk. Van een aanbieder met wisselende nummers is de duur onbekend.",
            "Only time with good polls counts. What may be longer because of an outage is told "
            "apart as possible. For an operator whose ids change the duration is unknown.",
        ),
        version=2,
        policy_goal=Text(
            "Voertuigen worden gebruikt of weggehaald.",
            "Vehicles are used, or taken away.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="long_parked",
        group="duration",
        name=Text("Langstaanders", "Long-parked vehicles"),
        meaning=Text(
            "Hoeveel voertuigen langer op dezelfde plek staan dan een aantal dagen, zeker en "
            "mogelijk apart, en welke dat zijn.",
            "How many vehicles stand in one place for longer than a number of days, certain and "
            "possible apart, and which ones.",
        ),
        formula="certain: observed_s >= limit; possible: t - first_seen >= limit > observed_s",
        unit="vehicles",
        direction=Direction.less,
        inputs=("stays", "areas", "coverage", "limit"),
        method=Text(
            "Zeker is wie zo lang gezien is; mogelijk wie er door een storing heen zo lang kan "
            "hebben gestaan. Van een aanbieder met wisselende nummers wordt niets beweerd.",
            "Certain is who was seen for so long; possible who may have stood there for so long "
            "through an outage. Of an operator whose ids change nothing is claimed.",
        ),
        version=2,
        policy_goal=Text(
            "Voertuigen die niet worden gebruikt laten weghalen.",
            "To have vehicles that are not used taken away.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
)
