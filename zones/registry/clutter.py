"""How heavily the pavement is loaded, and where."""

from zones.registry.entry import OWNER, REVIEW, Direction, Indicator, Text

ENTRIES = (
    Indicator(
        id="parked_density",
        group="clutter",
        name=Text("Dichtheid", "Parked density"),
        meaning=Text(
            "Hoeveel deelvoertuigen er staan per vierkante kilometer. Zo zijn grote en kleine "
            "wijken te vergelijken.",
            "How many shared vehicles stand there per square kilometre, so that large and small "
            "districts can be compared.",
        ),
        formula="n(t) / area in km²",
        unit="vehicles/km²",
        direction=Direction.less,
        inputs=("stays", "areas", "coverage"),
        method=Text(
            "Als bij geparkeerde voertuigen, gedeeld door de oppervlakte van het gebied.",
            "As vehicles parked, divided by the size of the area.",
        ),
        version=1,
        policy_goal=Text(
            "Geen verrommeling: zien waar het te vol staat.",
            "No clutter: to see where too many stand.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="clutter_load",
        group="clutter",
        name=Text("Belasting van de stoep", "Clutter load"),
        meaning=Text(
            "Hoe zwaar de stoep belast is over een hele periode: elk voertuig telt zo lang als het "
            "er stond.",
            "How heavily the pavement is loaded over a whole period: each vehicle counts for as "
            "long as it stood there.",
        ),
        formula="vehicle-hours in covered time / (covered hours × area in km²)",
        unit="vehicle-hours/km²/h",
        direction=Direction.less,
        inputs=("stays", "areas", "coverage"),
        method=Text(
            "Voertuigseconden geteld op de seconde, alleen over tijd met goede peilingen. Waar de "
            "dichtheid een steekproef per kwartier is, telt deze maat alles daartussen mee.",
            "Vehicle-seconds counted to the second, over time with good polls only. Where density "
            "is a sample each quarter, this measure counts all that lies between.",
        ),
        version=1,
        policy_goal=Text(
            "Geen verrommeling: gebieden en dagen eerlijk vergelijken.",
            "No clutter: to compare areas and days fairly.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
)
