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
        version=2,
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
        version=2,
        policy_goal=Text(
            "Geen verrommeling: gebieden en dagen eerlijk vergelijken.",
            "No clutter: to compare areas and days fairly.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="worst_hour",
        group="clutter",
        name=Text("Zwaarste uur", "Worst hour"),
        meaning=Text(
            "Het uur waarin de stoep het zwaarst belast was, en hoe zwaar.",
            "The hour in which the pavement was loaded most heavily, and how heavily.",
        ),
        formula="max over the hours of a step of clutter_load(hour)",
        unit="vehicle-hours/km²/h",
        direction=Direction.less,
        inputs=("stays", "areas", "coverage"),
        method=Text(
            "Van de uren waarvan iets bekend is het zwaarste. Was een uur onbekend, dan kan dat "
            "zwaarder zijn geweest: de dekking zegt hoeveel er bekend is.",
            "The heaviest of the hours of which something is known. An hour that is unknown may "
            "have been heavier: the coverage tells how much is known.",
        ),
        version=2,
        policy_goal=Text(
            "Weten wanneer het knelt, en daarop handhaven.",
            "To know when it pinches, and to act at that time.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="time_above_limit",
        group="clutter",
        name=Text("Deel van de tijd boven de grens", "Share of time above a limit"),
        meaning=Text(
            "Welk deel van de tijd er meer deelvoertuigen per vierkante kilometer stonden dan een "
            "grens die u zelf kiest.",
            "In which share of the time more shared vehicles stood there per square kilometre than "
            "a limit of your choice.",
        ),
        formula="quarters with parked_density > limit / known quarters",
        unit="1",
        direction=Direction.less,
        inputs=("stays", "areas", "coverage", "limit"),
        method=Text(
            "De dichtheid aan het begin van elk kwartier wordt met de grens vergeleken. Kwartieren "
            "waarin een aanbieder niet gezien is tellen niet mee, ook niet als goed.",
            "The density at the start of each quarter of an hour is compared with the limit. "
            "Quarters in which an operator was not seen are left out: they do not count as good.",
        ),
        version=2,
        policy_goal=Text(
            "Een norm voor drukte toetsen.", "To test a norm of how full a place may be."
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="hot_spots",
        group="clutter",
        name=Text("Opeenhopingen", "Hot spots"),
        meaning=Text(
            "Plekken buiten de hubs waar veel deelvoertuigen dicht bij elkaar staan, en hoe lang "
            "al.",
            "Places outside hubs where many shared vehicles stand close together, and for how "
            "long.",
        ),
        formula="circles of R metres around a vehicle that hold at least N vehicles outside hubs",
        unit="places",
        direction=Direction.less,
        inputs=("stays", "areas", "hubs", "coverage"),
        method=Text(
            "De volste cirkel rond een voertuig telt eerst, dan de volgende; elk voertuig telt in "
            "één cirkel. Wie in een hub staat of er vlak naast, binnen de tolerantie, telt niet, "
            "als die hub voor zijn soort voertuig is. "
            "De duur loopt terug tot er minder stonden.",
            "The fullest circle around a vehicle counts first, then the next; each vehicle counts "
            "in one circle. Who stands in a hub that is for its form factor, or beside it within "
            "the tolerance, does not count. The duration is counted back until fewer stood there.",
        ),
        version=2,
        policy_goal=Text(
            "Geen verrommeling: weten waar een hub of een opruimer nodig is.",
            "No clutter: to know where a hub, or somebody who clears up, is needed.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="worklist",
        group="clutter",
        name=Text("Werklijst", "Worklist"),
        meaning=Text(
            "Welke voertuigen te lang staan of in de weg, en welke het eerst aandacht vragen.",
            "Which vehicles stand too long or in the way, and which ask for attention first.",
        ),
        formula="vehicles with observed time over what is allowed, out of order for too long, or "
        "inside a no-parking area; points = sum over reasons of (base + days over what is allowed)",
        unit="vehicles",
        direction=Direction.less,
        inputs=("stays", "states", "areas", "permit_limits", "coverage"),
        method=Text(
            "Wat te lang is, zegt de vergunning: van de grenzen die gelden die met het kleinste "
            "aandeel. Zonder grens geldt wat in de vraag staat (gewoonlijk 4 dagen, en 1 dag "
            "buiten gebruik). Zeker is wat goede peilingen hebben gezien; mogelijk is wat door een "
            "storing, of aan een grens, zo kan zijn. Punten: 10 in een verbodsgebied, 5 te lang "
            "buiten gebruik, 2 te lang geparkeerd, en 1 voor elke dag boven wat mag. Wat een "
            "stille aanbieder het laatst meldde, staat er niet in.",
            "What is too long is told by the permit: of the limits in force the one with the "
            "smallest share. Without a limit the terms of the question hold (4 days, and 1 day out "
            "of order, by default). Certain is what good polls saw; possible is what may be so "
            "through an outage, or at a border. Points: 10 in a no-parking area, 5 out of order "
            "for too long, 2 parked for too long, and 1 for each day over what is allowed. What a "
            "silent operator told last is not in it.",
        ),
        version=1,
        policy_goal=Text(
            "Weten wat er nu weg moet, waar en van wie.",
            "To know what has to go now, where and whose it is.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
)
