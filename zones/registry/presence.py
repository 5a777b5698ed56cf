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
        version=1,
        policy_goal=Text(
            "Weten hoeveel deelvervoer er is, per aanbieder.",
            "To know how much shared mobility there is, by operator.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
)
