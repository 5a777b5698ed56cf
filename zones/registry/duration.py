"""How long vehicles stand."""

from zones.registry.entry import OWNER, REVIEW, Direction, Indicator, Text

ENTRIES = (
    Indicator(
        id="duration_classes",
        group="duration",
        name=Text("Hoe lang ze er staan", "How long they stand"),
        meaning=Text(
            "Hoeveel voertuigen er staan naar de tijd dat ze er zeker staan: korter dan 2 dagen, "
            "2 tot 4, 4 tot 7, 7 tot 14, en 14 dagen of langer.",
            "How many vehicles stand there by the time that they surely stood: less than 2 days, "
            "2 to 4, 4 to 7, 7 to 14, and 14 days or more.",
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
        version=1,
        policy_goal=Text(
            "Voertuigen worden gebruikt of weggehaald.",
            "Vehicles are used, or taken away.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
)
