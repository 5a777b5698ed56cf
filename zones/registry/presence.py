"""How many shared vehicles there are."""

from zones.registry.entry import OWNER, REVIEW, Direction, Indicator, Text

ENTRIES = (
    Indicator(
        id="vehicles_parked",
        group="presence",
        name=Text("Geparkeerde voertuigen", "Vehicles parked"),
        meaning=Text(
            "Hoeveel deelvoertuigen er staan: ook gereserveerde en defecte, want die nemen ook "
            "ruimte in.",
            "How many shared vehicles stand there: reserved and broken ones too, since they take "
            "up space as well.",
        ),
        formula="n(t) = number of stays with first_seen <= t < until, t covered by evidence",
        unit="vehicles",
        direction=Direction.neither,
        inputs=("stays", "areas", "coverage"),
        method=Text(
            "Op één moment: wat de laatste goede peiling noemt. Over een periode: het gemiddelde "
            "van de standen aan het begin van elk kwartier.",
            "At a moment: what the last good poll lists. Over a period: the mean of the counts at "
            "the start of each quarter of an hour.",
        ),
        version=2,
        policy_goal=Text(
            "Weten hoeveel deelvervoer er is, per aanbieder.",
            "To know how much shared mobility there is, by operator.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="vehicles_by_state",
        group="presence",
        name=Text("Geparkeerde voertuigen naar toestand", "Vehicles parked by state"),
        meaning=Text(
            "Hoeveel er staan die te huur zijn, gereserveerd zijn, of buiten gebruik: zoals de "
            "aanbieder het toen zei.",
            "How many stand there that can be rented, are reserved, or are out of order: as the "
            "operator said then.",
        ),
        formula="n(t, state) = number of stays with first_seen <= t < until whose state at t is so",
        unit="vehicles",
        direction=Direction.neither,
        inputs=("stays", "state changes", "areas", "coverage"),
        method=Text(
            "De toestand op een moment is die van de laatste goede peiling ervoor. Over een "
            "periode: het gemiddelde van de standen aan het begin van elk kwartier.",
            "The state at a moment is that of the last good poll before it. Over a period: the "
            "mean of the counts at the start of each quarter of an hour.",
        ),
        version=2,
        policy_goal=Text(
            "Weten hoeveel er te huur is, en hoeveel er alleen maar staat.",
            "To know how many can be rented, and how many merely stand.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="out_of_order_share",
        group="presence",
        name=Text("Aandeel buiten gebruik", "Share out of order"),
        meaning=Text(
            "Welk deel van wat er staat buiten gebruik is, en welk deel dat zeker al een dag of "
            "zeven dagen is.",
            "Which part of what stands there is out of order, and which part surely has been for a "
            "day or for seven.",
        ),
        formula="n(t, out of order for at least d) / n(t); d = 0, 1 and 7 days of observed time",
        unit="share",
        direction=Direction.less,
        inputs=("stays", "state changes", "areas", "coverage"),
        method=Text(
            "Hoe lang telt vanaf de eerste goede peiling die het zei, alleen tijd met goede "
            "peilingen. Van een aanbieder met wisselende nummers is de duur onbekend. Waar niets "
            "staat is er geen aandeel.",
            "For how long counts from the first good poll that said so, only time with good polls. "
            "For an operator whose ids change the duration is unknown. Where nothing stands there "
            "is no share.",
        ),
        version=2,
        policy_goal=Text(
            "Wat stuk is wordt gemaakt of weggehaald.",
            "What is broken is repaired, or taken away.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
)
